"""Practices of publishing data on the web (`practices.yaml`), each with the request that proves that it is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

__all__ = ["Answers", "Practice", "Source", "load_practices", "load_sources"]

_FILE = Path(__file__).with_name("practices.yaml")
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Source:
    """Whose practices: the name of the document, and where it is."""

    name: str
    page: str


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice, and what the service does about it.

    Attributes:
        id: fragment of its IRI.
        by: key of its source.
        title: what is asked, by language.
        does: what the service does, by language.
        get: address of the request that proves it; "" when it is not met.
        send: headers of the request.
        status: that the answer must have.
        tell: header of the answer to a pattern in its value.
        find: patterns in the body of the answer.
    """

    id: str
    by: str
    title: Mapping[str, str]
    does: Mapping[str, str]
    get: str = ""
    send: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    status: int = 200
    tell: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    find: Sequence[str] = ()

    def missing(self, answer: TestResponse) -> list[str]:
        """What the answer lacks; nothing when it proves the practice."""
        faults = [] if answer.status_code == self.status else [f"status {answer.status_code}"]
        faults += [name for name, pattern in self.tell.items() if not re.search(pattern, answer.headers.get(name, ""))]
        text = answer.text if self.find else ""
        return [*faults, *(pattern for pattern in self.find if not re.search(pattern, text))]

    def command(self, site: str) -> str:
        """The request as a command line; `site` is the address of the service."""
        headers = "".join(f" -H '{name}: {value}'" for name, value in self.send.items())
        return f"curl -i{headers} '{site}{self.get}'"


class Answers:
    """Answers of a service, each asked for once."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._known: dict[tuple[str, ...], TestResponse] = {}

    def to(self, practice: Practice) -> TestResponse:
        """Answer to the request of a practice."""
        key = (practice.get, *map(str, practice.send.items()))
        if key not in self._known:
            self._known[key] = self._client.get(practice.get, headers=dict(practice.send), buffered=True)
        return self._known[key]


@cache
def load_sources() -> Mapping[str, Source]:
    """Read whose practices they are."""
    return MappingProxyType({key: Source(**value) for key, value in _read()["sources"].items()})


@cache
def load_practices() -> Sequence[Practice]:
    """Read the practices."""
    return tuple(Practice(**value) for value in _read()["practices"])


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    return found

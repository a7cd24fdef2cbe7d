"""The datasets that can be linked to, from `targets.yaml`, and the query that each is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from igmgraph.errors import InputError
from igmgraph.rdf.rq import Query, load

__all__ = ["TARGETS", "Target", "find_targets"]

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Target:
    """A dataset.

    Attributes:
        name: what the command line calls it.
        endpoint: its public SPARQL endpoint, None where none is known.
        iris: how its IRIs begin.
        kinds: kinds of thing that it may hold.
        words: kind to the words that names of types of that kind contain.
        query: asks for candidates by label.
    """

    name: str
    endpoint: str | None
    iris: str
    kinds: Sequence[str]
    words: Mapping[str, Sequence[str]]
    query: Query


def _read() -> dict[str, Target]:
    entries: dict[str, dict[str, Any]] = yaml.safe_load((_FOLDER / "targets.yaml").read_text("utf-8"))
    return {
        name: Target(name=name, query=load(_FOLDER / "queries" / f"{name}.rq"), **entry)
        for name, entry in entries.items()
    }


#: Name to dataset.
TARGETS: Mapping[str, Target] = _read()


def find_targets(names: str) -> list[Target]:
    """Datasets by a list of names with commas between them.

    Raises:
        InputError: a name is none of ours.
    """
    asked = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := [name for name in asked if name not in TARGETS]:
        raise InputError(f"--target {', '.join(unknown)}: known are {', '.join(TARGETS)}")
    return [TARGETS[name] for name in dict.fromkeys(asked)]

"""A query that has been read, admitted and negotiated."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from igmgraph import __version__
from igmgraph.engine.values import ClientQuery, QueryForm, Wanted

__all__ = ["Key", "Prepared", "entity_tag"]


class Key(NamedTuple):
    """What an answer depends on.

    `settings` are those of the service that decide what is found and where it is cut; `text` is that of the query, each
    comment and white space one space.
    """

    snapshot: str
    settings: str
    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    media_type: str
    coding: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that is ready to be evaluated.

    Attributes:
        query: what is asked.
        form: its form.
        wanted: how the answer is wanted.
        key: what the answer depends on; None for one that is different each time.
    """

    query: ClientQuery
    form: QueryForm
    wanted: Wanted
    key: Key | None


def entity_tag(prepared: Prepared) -> str:
    """Tag of an answer, weak, without its quotation marks (RFC 9110, section 8.8.3)."""
    parts = (__version__, repr(tuple(prepared.key or ())))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]

"""What one application holds, in `app.extensions["igmgraph"]`; nothing of it is global."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.support import NullTranslations
from flask import current_app, g
from pyoxigraph import NamedNode

from igmgraph.engine.base import Engine, Solution
from igmgraph.rdf.rq import Query
from igmgraph.settings import Settings
from igmgraph.versions.kept import Kept

__all__ = ["State", "state"]


@dataclass(frozen=True, slots=True)
class State:
    """The settings and the engine of an application, the queries it runs itself, and its interface texts.

    Attributes:
        settings: what the operator set.
        engine: answers queries.
        queries: file name without extension to query, from `queries/service`.
        examples: likewise, the questions that visitors are shown.
        texts: language to the translations of the interface.
        kept: the version below whose address the request is, if it is below one.
    """

    settings: Settings
    engine: Engine
    queries: Mapping[str, Query]
    examples: Mapping[str, Query]
    texts: Mapping[str, NullTranslations]
    kept: Kept | None = None

    def select(self, query: str, **terms: NamedNode | Sequence[NamedNode]) -> list[Solution]:
        """Run one of the service's own queries with some of its parameters bound."""
        return self.engine.solutions(self.queries[query].bind(**terms))


def state() -> State:
    """State of the application that answers the current request; about an older version, if it asks for one."""
    found: State = g.get("state") or current_app.extensions["igmgraph"]
    return found

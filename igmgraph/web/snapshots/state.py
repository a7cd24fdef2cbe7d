"""What one application serves, and the part of it that is in service now; nothing of it is global."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from babel.support import NullTranslations
from flask import current_app, has_request_context, request
from pyoxigraph import NamedNode

from igmgraph.engine.base import Engine
from igmgraph.engine.values import Solution
from igmgraph.rdf.rq import Query
from igmgraph.settings import Settings
from igmgraph.versions.kept import Kept
from igmgraph.web.snapshots.standing import Standing
from igmgraph.web.snapshots.told import Known

__all__ = ["Serving", "State", "state"]

_NAME = "igmgraph.state"


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The settings and the engine of an application, the queries it runs itself, and its interface texts.

    Attributes:
        settings: what the operator set.
        engine: answers queries; `engine.snapshot_id` and `engine.snapshot_path` tell what they are about.
        queries: file name without extension to query, from `queries/service`.
        examples: likewise, the questions that visitors are shown.
        texts: language to the translations of the interface.
        names: what `known_names` remembers, by snapshot and thing.
        standing: answers that are asked for once for each snapshot.
        kept: the version below whose address the request is, if it is below one.
    """

    settings: Settings
    engine: Engine
    queries: Mapping[str, Query]
    examples: Mapping[str, Query]
    texts: Mapping[str, NullTranslations]
    kept: Kept | None = None
    names: dict[tuple[str, NamedNode], Known] = field(default_factory=dict)
    standing: Standing = field(default_factory=Standing)

    def select(self, query: str, **terms: NamedNode | Sequence[NamedNode]) -> list[Solution]:
        """Run one of the service's own queries with some of its parameters bound."""
        return self.engine.solutions(self.queries[query].bind(**terms))

    def recall(self, query: str, **terms: NamedNode | Sequence[NamedNode]) -> Sequence[Solution]:
        """Likewise, but ask the engine only once for each snapshot: for what many requests want to know."""
        return self.standing.ask(self.engine, self.queries[query].bind(**terms))

    def environ(self) -> dict[str, object]:
        """What the environment of a request carries that is to be answered from this state."""
        return {_NAME: self}


class Serving:
    """What is served: `now` is replaced, in one step, when another snapshot is put in service."""

    def __init__(self, state_: State) -> None:
        self.now = state_


def state() -> State:
    """State that the current request is answered from, the same from its beginning to its end.

    That of an older version, if the request asks for one.
    """
    serving: Serving = current_app.extensions["igmgraph"]
    if not has_request_context():
        return serving.now
    pinned: State = request.environ.setdefault(_NAME, serving.now)
    return pinned

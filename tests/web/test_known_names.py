from dataclasses import replace
from typing import cast

from flask.testing import FlaskClient
from pyoxigraph import NamedNode

from igmgraph.engine.base import Engine
from igmgraph.engine.values import Solution
from igmgraph.namespaces import BASE
from igmgraph.web.facts.known_names import know
from igmgraph.web.snapshots.state import state

CHILE, ALBANIA = (NamedNode(f"{BASE}id/place/{code}") for code in ("cl", "al"))


class Counted:
    """An engine that counts what it is asked, as of a snapshot of some name."""

    def __init__(self, engine: Engine, snapshot_id: str) -> None:
        self._engine = engine
        self.snapshot_id = snapshot_id
        self.asked = 0

    def solutions(self, query: str) -> list[Solution]:
        self.asked += 1
        return self._engine.solutions(query)


def test_a_name_is_asked_for_once_for_each_snapshot(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        counted = Counted(state().engine, "one")
        one = replace(state(), engine=cast("Engine", counted), names={})
        first = know(one, [CHILE])
        assert '"Chile"@es' in {str(quad.object) for quad in first[CHILE].quads}
        assert know(one, [CHILE]) == first
        assert counted.asked == 1
        assert know(one, [CHILE, ALBANIA]).keys() == {CHILE, ALBANIA}
        assert counted.asked == 2
        other = Counted(state().engine, "another")
        assert know(replace(one, engine=cast("Engine", other)), [CHILE]) == first
        assert other.asked == 1, "another snapshot may have another name"

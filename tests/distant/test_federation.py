"""SERVICE against a real engine: what is here is joined with what is there."""

from collections.abc import Iterator

import pytest

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import Unavailable
from igmgraph.settings import Settings
from tests.distant.conftest import Published

QUERY = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX igm: <https://w3id.org/igm/ontology#>
SELECT ?domain ?there {
  ?domain a igm:Domain ; rdfs:label "Partnerships"@en .
  SERVICE <%s> { GRAPH ?g { ?domain rdfs:label ?there FILTER(LANG(?there) = "es") } }
}
"""


@pytest.fixture(scope="module")
def joining(published: Published, snapshot: Snapshot) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(
        snapshot.path,
        Settings(workers=1, allow_service=(published.url,), service_max_bytes=1_000_000, service_timeout=30),
    )
    yield engine
    engine.close()


def test_two_engines_are_joined(joining: EmbeddedEngine, published: Published) -> None:
    answer = b"".join(joining.answer(ClientQuery(QUERY % published.url), Wanted("text/csv"))).decode()
    assert answer.splitlines()[1].startswith("https://w3id.org/igm/id/domain/partnerships,")


def test_more_than_a_call_may_bring_is_refused(joining: EmbeddedEngine, published: Published) -> None:
    query = f"SELECT * {{ SERVICE <{published.url}> {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    with pytest.raises(Unavailable, match="sent more than 1000000 bytes"):
        joining.answer(ClientQuery(query), Wanted("text/csv"))

"""Profiles whose findings speak of a thing: the table has those that the query finds, a page of them at a time."""

from collections.abc import Iterator

import pytest
from pyoxigraph import NamedNode, Quad

from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.mentions.index import PAGE
from igmgraph.mentions.reader import Reader, Speakers
from igmgraph.namespaces import BASE, IGM
from igmgraph.rdf.rq import load
from igmgraph.settings import Settings
from igmgraph.shipped import QUERIES

QUERY = load(QUERIES / "service" / "profiles-that-speak-of.rq")
GRAPH = NamedNode(f"{BASE}graph/crowd")
ROLES = (
    *("inDomain", "addressesIndicator", "inSubDomain", "ledBy", "partneredWith", "involvesInstitution"),
    *("citesInstrument", "beneficiary", "contributesToTarget"),
)
HUBS = {name: NamedNode(f"{BASE}id/concept/{name}") for name in (*ROLES, "assesses", "two")}
LEAF = NamedNode(f"{BASE}id/concept/leaf")
PROFILES = 250


def igm(name: str) -> NamedNode:
    return NamedNode(f"{IGM}{name}")


def crowd() -> Iterator[Quad]:
    """Profiles with two findings each, which speak of a hub in each way, and profiles that only refer to one."""
    for number in range(PROFILES):
        profile = NamedNode(f"{BASE}id/profile/{number}")
        yield Quad(profile, igm("assesses"), HUBS["assesses"], GRAPH)
        for name in ("a", "b"):
            finding = NamedNode(f"{BASE}id/finding/{number}/{name}")
            yield Quad(finding, igm("ofProfile"), profile, GRAPH)
            yield from (Quad(finding, igm(role), HUBS[role], GRAPH) for role in ROLES)
            yield Quad(finding, igm("beneficiary"), HUBS["two"], GRAPH)
        yield Quad(finding, igm("inDomain"), HUBS["two"], GRAPH)
    yield Quad(finding, igm("inDomain"), LEAF, GRAPH)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return write_snapshot(tmp_path_factory.mktemp("crowd"), crowd())


@pytest.fixture(scope="module")
def table(snapshot: Snapshot) -> Iterator[Reader]:
    table = Reader.open(snapshot.path)
    assert table
    yield table
    table.close()


def speakers(table: Reader, hub: NamedNode) -> Speakers:
    found = table.speakers(hub.value)
    assert found is not None
    return found


@pytest.mark.parametrize("name", HUBS)
def test_the_table_has_the_profiles_of_the_query(snapshot: Snapshot, table: Reader, name: str) -> None:
    engine = EmbeddedEngine(snapshot.path, Settings(workers=1))
    asked = [row["profile"].value for row in engine.solutions(QUERY.bind(thing=HUBS[name]))]  # type: ignore[union-attr]
    engine.close()
    assert len(asked) == (0 if name == "assesses" else PROFILES)
    assert sorted(speakers(table, HUBS[name])[:]) == sorted(asked)


def test_a_page_is_a_part_of_the_whole(table: Reader) -> None:
    found = speakers(table, HUBS["inDomain"])
    whole = found[:]
    assert len(found) == len(whole) == PROFILES
    assert (found[0], found[-1]) == (whole[0], whole[-1])
    assert [each for start in range(0, PROFILES, 7) for each in found[start : start + 7]] == whole
    assert found[PROFILES : PROFILES + 7] == []


def test_what_few_refer_to_is_for_the_engine(table: Reader) -> None:
    assert PROFILES > PAGE
    assert table.speakers(LEAF.value) is None

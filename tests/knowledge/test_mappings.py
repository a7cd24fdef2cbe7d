"""Mappings and the join with the United Nations' data: who asserts what."""

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from igmgraph.namespaces import PREFIXES
from igmgraph.rdf.rq import load
from igmgraph.shipped import QUERIES

Ask = Callable[[str], list[dict[str, str]]]
ID = "https://w3id.org/igm/id/"
UN = Path(__file__).parent / "un_sdg_extract.ttl"


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def short(iri: str) -> str:
    return iri.removeprefix(ID)


def test_each_sub_category_is_matched_to_a_sub_domain_by_a_mapping_marked_ours(ask: Ask) -> None:
    found = ask(
        f"?it skos:inScheme <{ID}scheme/sdg-10-7-2> ; igm:level igm:National ; ?match ?sub . ?sub a igm:SubDomain ."
        " ?mapping owl:annotatedSource ?it ; owl:annotatedProperty ?match ; owl:annotatedTarget ?sub ;"
        " igm:mappingStatus igm:AssignedHere",
    )
    assert len({row["it"] for row in found}) == 30
    assert {row["match"].rpartition("#")[2] for row in found} == {"closeMatch", "relatedMatch"}


def test_every_mapping_also_stands_as_the_plain_statement(ask: Ask, data: Store) -> None:
    reified = ask("?it owl:annotatedSource ?s ; owl:annotatedProperty ?p ; owl:annotatedTarget ?o")
    assert len(reified) > 200
    plain = set(data.quads_for_pattern(None, None, None, NamedNode("https://w3id.org/igm/graph/mappings")))
    triples = {(_text(quad.subject), quad.predicate.value, _text(quad.object)) for quad in plain}
    matches = {each for each in triples if each[1].startswith(PREFIXES["skos"]) and each[1].endswith("Match")}
    assert matches == {(row["s"], row["p"], row["o"]) for row in reified}
    assert not any(each[1].endswith("exactMatch") for each in matches), "a reading is never exact"


def test_what_a_source_asserts_is_told_from_what_we_read(ask: Ask) -> None:
    said = ask("?it igm:mappingStatus igm:AssignedBySource ; owl:annotatedTarget ?target ; dct:source ?source")
    targets = {row["target"].rpartition("/")[2] for row in said}
    assert {"5.2", "8.7", "16.2", "10.c", "17.18", "4.b", "15", "17", "5", "16"} <= targets
    assert "source/igmgraph" not in {short(row["source"]) for row in said}
    assert not ask(
        "?it igm:mappingStatus igm:AssignedHere ; sssom:author_id ?by . FILTER(!CONTAINS(STR(?by), 'igmgraph'))"
    )


def test_the_local_level_is_about_cities(ask: Ask) -> None:
    found = ask("?it owl:annotatedSource igm:Local ; owl:annotatedTarget ?target ; igm:mappingStatus ?status")
    assert {(row["target"].rpartition("/")[2], row["status"].rpartition("#")[2]) for row in found} == {
        ("11", "AssignedBySource"),
        ("11.3", "AssignedHere"),
        ("11.b", "AssignedHere"),
        ("23", "AssignedHere"),
    }


def test_every_theme_leads_to_the_compact_and_to_the_goals(ask: Ask) -> None:
    themes = {row["it"] for row in ask("?it a igm:SubDomain")}
    for kind in ("igm:CompactObjective", "sdgo:Target"):
        mapped = ask(f"?m owl:annotatedSource ?it ; owl:annotatedTarget ?to . ?it a igm:SubDomain . ?to a {kind}")
        assert {row["it"] for row in mapped} == themes


def test_the_global_compact_has_its_23_objectives_in_order(ask: Ask) -> None:
    found = ask("?it a igm:CompactObjective ; skos:notation ?n ; igm:order ?order")
    assert {(short(row["it"]), row["n"]) for row in found} == {(f"gcm-objective/{n}", str(n)) for n in range(1, 24)}


def test_the_sdgs_keep_the_hierarchy_of_the_un(ask: Ask) -> None:
    un = list(parse(UN.read_bytes(), format=RdfFormat.TURTLE))
    broader = {(_text(quad.subject), _text(quad.object)) for quad in un if quad.predicate.value.endswith("#broader")}
    ours = {(row["a"], row["b"]) for row in ask("?a sdgo:isTargetOf|sdgo:isIndicatorOf ?b")}
    assert len(broader) == 4
    assert broader <= ours


def test_the_data_join_with_those_of_the_un(data: Store) -> None:
    query = load(QUERIES / "mappings" / "join-with-un-sdg-data.rq")
    # Only what the UN's own file says of the hierarchy is left to lead from a target to its goal.
    joined = Store()
    joined.extend(quad for quad in data if not quad.predicate.value.startswith(PREFIXES["sdgo"]))
    un_graph = NamedNode("http://metadata.un.org/sdg")
    un = parse(UN.read_bytes(), format=RdfFormat.TURTLE)
    joined.extend(Quad(each.subject, each.predicate, each.object, un_graph) for each in un)
    answer = joined.query(query.text, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    found = {(_text(row["goal"]).rpartition("/")[2], _text(row["target"]).rpartition("/")[2]) for row in answer}
    assert found == {("10", "10.7"), ("17", "17.18")}

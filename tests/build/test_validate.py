"""What a validation tells: every place where data break a shape, for the person who wrote them."""

import logging
from collections.abc import Callable, Iterable

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from igmgraph.build.validate import VIOLATION, WARNING, Report, validate
from igmgraph.errors import IgmError
from igmgraph.namespaces import PREFIXES

PROLOGUE = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
EX, SHAPE = "https://example.org/", PREFIXES["igmsh"]

SHAPES = """
igmsh:Place a sh:NodeShape ; sh:targetClass igm:Place ; sh:property igmsh:PlaceOrder, igmsh:PlaceLink, igmsh:PlaceWay .
igmsh:PlaceOrder a sh:PropertyShape ; sh:path igm:order ; sh:datatype xsd:integer ; sh:minCount 1 ; sh:minInclusive 1 ;
    sh:message "A whole number from 1."@en, "Un número entero a partir de 1."@es ; sh:severity sh:Violation .
igmsh:PlaceLink a sh:PropertyShape ; sh:path [ sh:alternativePath ( rdfs:seeAlso skos:exactMatch ) ] ; sh:minCount 1 ;
    sh:message "A link is recommended."@en ; sh:severity sh:Warning .
igmsh:PlaceWay a sh:PropertyShape ; sh:path ( igm:partOf igm:order ) ; sh:maxCount 0 ; sh:message "No way."@en .
"""
ONTOLOGY = "igm:Country rdfs:subClassOf igm:Place ."
CHILE = "<https://example.org/cl> a igm:Country ; "
LINKED = "rdfs:seeAlso <https://example.org/x> ."


def quads(text: str, syntax: RdfFormat = RdfFormat.TRIG) -> list[Quad]:
    return list(parse(input=PROLOGUE + text, format=syntax))


def nowhere(_: object) -> str | None:
    return None


def check(
    text: str,
    shapes: str = SHAPES,
    background: Iterable[Quad] | None = None,
    locate: Callable[[object], str | None] = nowhere,
) -> Report:
    return validate(quads(text), quads(shapes), quads(ONTOLOGY) if background is None else background, locate)


def test_a_result_names_resource_path_value_messages_shape_and_file() -> None:
    files: dict[object, str] = {NamedNode(f"{EX}cl"): "places.ttl"}
    (result,) = check(f"{CHILE} igm:order 0 ; {LINKED}", locate=files.get).results
    assert (result.severity, result.shape) == (VIOLATION, f"{SHAPE}PlaceOrder")
    assert (result.focus, result.path, result.value) == (f"{EX}cl", "igm:order", "0")
    assert result.messages == {"en": "A whole number from 1.", "es": "Un número entero a partir de 1."}
    assert result.file == "places.ttl"
    assert result.line() == (
        'places.ttl: violation: <https://example.org/cl> igm:order "0": A whole number from 1. (igmsh:PlaceOrder)'
    )
    assert "Un número entero a partir de 1." in result.line("es")
    assert "A whole number from 1." in result.line("fr")


def test_what_is_missing_has_no_value() -> None:
    (result,) = check(f"{CHILE} {LINKED}").results
    assert result.value is None
    assert result.line() == "violation: <https://example.org/cl> igm:order: A whole number from 1. (igmsh:PlaceOrder)"


def test_paths_over_several_properties_are_written_as_in_sparql() -> None:
    report = check(f"{CHILE} igm:order 1 ; igm:partOf <https://example.org/x> . <https://example.org/x> igm:order 2 .")
    assert [result.path for result in report.results] == ["igm:partOf / igm:order", "rdfs:seeAlso | skos:exactMatch"]


def test_warnings_stand_last_and_do_not_refuse_the_data() -> None:
    report = check(f"{CHILE} igm:order 1 .")
    assert report.conforms
    assert [result.severity for result in report.warnings] == [WARNING]
    both = check(f"{CHILE} igm:order 0 .")
    assert not both.conforms
    assert [result.severity for result in both.results] == [VIOLATION, WARNING]
    assert (both.violations, both.warnings) == (both.results[:1], both.results[1:])
    assert len(both.lines()) == 2


def test_a_value_that_is_wrong_in_two_ways_is_told_once() -> None:
    (result,) = check(f'{CHILE} igm:order "-1"^^xsd:decimal ; {LINKED}').results
    assert result.value == "-1"


def test_a_fault_without_a_description_is_placed_where_it_is_pointed_to() -> None:
    shapes = (
        "igmsh:Described sh:targetObjectsOf igm:partOf ; sh:path rdf:type ; sh:minCount 1 ; sh:message 'Where?'@en ."
    )
    files: dict[object, str] = {NamedNode(f"{EX}cl"): "places.ttl"}
    text = f"{CHILE} igm:partOf <https://example.org/gone> ."
    (result,) = check(text, shapes, locate=files.get).results
    assert (result.focus, result.file) == (f"{EX}gone", "places.ttl")


def test_blank_nodes_keep_their_labels() -> None:
    asked: list[object] = []
    (result,) = check(f"_:c1 a igm:Country ; {LINKED}", locate=asked.append).results
    (label,) = {quad.subject for quad in quads("_:c1 a igm:Country .")}
    assert result.focus == str(label)
    assert result.line().startswith("violation: _:c1 igm:order:")
    assert asked == [BlankNode("c1")]


def test_subclasses_count_by_the_background_alone() -> None:
    assert check(f"{CHILE} {LINKED}", background=()).results == ()
    assert not check(f"{CHILE} {LINKED}").conforms


def test_the_background_is_not_judged() -> None:
    background = quads(f"{ONTOLOGY} <https://example.org/xx> a igm:Country .")
    assert check(f"{CHILE} igm:order 1 ; {LINKED}", background=background).results == ()


@pytest.mark.parametrize(
    ("text", "graphs"),
    [
        pytest.param("<urn:a> { CHILE igm:order 1 . } <urn:b> { CHILE igm:order 1 . }", 2, id="two"),
        pytest.param("<urn:a> { CHILE igm:order 1 . } <urn:b> { <https://example.org/cl> igm:order 1 . }", 1, id="one"),
        pytest.param("CHILE igm:order 1 . <urn:a> { CHILE igm:order 1 . }", 2, id="default-and-one"),
    ],
)
def test_graphs_that_state_a_type_are_counted(text: str, graphs: int) -> None:
    shapes = f"""igmsh:Count sh:targetClass igm:Country ; sh:path house:assertedIn ; sh:minCount {graphs} ;
        sh:maxCount {graphs} ; sh:message "Counted."@en ."""
    assert check(text.replace("CHILE", CHILE), shapes).results == ()


def test_values_are_read_as_they_are_written(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        report = check(f'{CHILE} igm:order "abc"^^xsd:integer , "007"^^xsd:integer , "-0"^^xsd:integer ; {LINKED}')
    assert [result.value for result in report.results] == ["-0", "abc"]
    assert not caplog.records


def test_what_rdf_1_2_adds_is_passed_over() -> None:
    text = f"{CHILE} igm:order 1 ; {LINKED} <https://example.org/a> rdfs:seeAlso <<( <urn:a> <urn:b> <urn:c> )>> ."
    assert check(text).results == ()


@pytest.mark.parametrize(
    "shapes",
    [
        pytest.param("igmsh:A a sh:PropertyShape ; sh:targetClass igm:Place ; sh:minCount 1 .", id="no-path"),
        pytest.param("igmsh:A sh:targetClass igm:Place ; sh:minCount 1 , 2 ; sh:path igm:order .", id="two-minima"),
        pytest.param(
            "igmsh:A a sh:NodeShape ; sh:targetClass igm:Place ; sh:sparql igmsh:B . "
            "igmsh:B sh:select 'SELECT $this WHERE { VALUES ?x { 1 } }' .",
            id="forbidden-sparql",
        ),
    ],
)
def test_unusable_shapes_are_an_error_of_ours(shapes: str) -> None:
    with pytest.raises(IgmError, match="shapes are not usable"):
        check(f"{CHILE} {LINKED}", shapes)

"""The shapes against their examples: each can fail, fails alone, and says why in three languages."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from igmgraph.build.validate import Report, validate
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import IGM, PREFIXES, RDF, RDFS
from igmgraph.rdf.reading import parse_file, read_sources
from igmgraph.shipped import DATA, ONTOLOGY_FILES, SHAPE_FILES
from tests.shapes import EXAMPLES, INVALID, RULES, background, check, judged

VALID = sorted(EXAMPLES.glob("valid/*.t*"))

SH = PREFIXES["sh"]
TYPE, CLASS = NamedNode(f"{RDF}type"), NamedNode(f"{PREFIXES['owl']}Class")
SHAPE_CLASSES = {NamedNode(f"{SH}{name}") for name in ("NodeShape", "PropertyShape")}
# What a shape says about itself, and where it looks; anything else of SHACL's is a constraint.
PLACE = {f"{SH}{name}" for name in ("path", "property", "target", "targetClass", "targetSubjectsOf")}
ABOUT = {f"{SH}{name}" for name in ("message", "severity")}

DECLARED = {quad.subject for quad in RULES if quad.predicate == TYPE and quad.object in SHAPE_CLASSES}
FAILING = sorted(
    str(shape.value)
    for shape in DECLARED
    if isinstance(shape, NamedNode)
    and any(
        quad.predicate.value.startswith(SH) and quad.predicate.value not in PLACE | ABOUT
        for quad in RULES
        if quad.subject == shape
    )
)


def local(iri: str) -> str:
    return iri.partition("#")[2]


def names(paths: list[Path]) -> list[str]:
    return [path.stem for path in paths]


def of(shape: str, predicate: str) -> list[Quad]:
    return [quad for quad in RULES if quad.subject == NamedNode(shape) and quad.predicate.value == predicate]


def broken(report: Report) -> set[str]:
    return {local(result.shape) for result in report.results}


def test_there_are_shapes_and_examples() -> None:
    assert len(FAILING) >= 60
    assert len(VALID) >= 30
    assert len(INVALID) >= len(FAILING)


def test_every_shape_has_a_name_of_its_own() -> None:
    assert all(isinstance(shape, NamedNode) for shape in DECLARED)
    assert len({local(shape) for shape in FAILING}) == len(FAILING)


def test_every_shape_has_an_invalid_example_and_no_example_is_left_over() -> None:
    assert names(INVALID) == sorted(map(local, FAILING))


@pytest.mark.parametrize("path", VALID, ids=names(VALID))
def test_a_valid_example_breaks_no_shape(path: Path) -> None:
    assert check(read_sources([path])).lines() == []


@pytest.mark.parametrize("path", INVALID, ids=names(INVALID))
def test_an_invalid_example_breaks_its_shape_and_no_other(path: Path) -> None:
    _, report = judged(path)
    assert broken(report) == {path.stem}


def test_every_shape_looks_at_something_in_a_valid_example() -> None:
    # With a constraint that nothing meets, a shape reports each resource that it looks at.
    places = [
        quad
        for quad in RULES
        if quad.subject not in DECLARED or quad.predicate == TYPE or quad.predicate.value in PLACE
    ]
    never = [Quad(NamedNode(shape), NamedNode(f"{SH}hasValue"), NamedNode("urn:x-test:never")) for shape in FAILING]
    report = validate(read_sources(VALID).quads, [*places, *never], background(), lambda _: None)
    assert sorted({result.shape for result in report.results}) == FAILING


@pytest.mark.parametrize("shape", FAILING, ids=map(local, FAILING))
def test_a_shape_says_what_it_expects_in_three_languages(shape: str) -> None:
    for predicate in (f"{SH}message", f"{RDFS}label"):
        texts = [quad.object for quad in of(shape, predicate)]
        assert sorted(str(text.language) for text in texts if isinstance(text, Literal)) == sorted(LANGUAGES)
    assert [quad.object.value for quad in of(shape, f"{SH}severity") if isinstance(quad.object, NamedNode)] in (
        [f"{SH}Violation"],
        [f"{SH}Warning"],
    )


def test_every_class_has_a_valid_example() -> None:
    classes = {quad.subject for quad in background() if quad.predicate == TYPE and quad.object == CLASS}
    own = {term for term in classes if isinstance(term, NamedNode) and term.value.startswith(IGM)}
    above = {(quad.subject, quad.object) for quad in background() if quad.predicate.value == f"{RDFS}subClassOf"}
    shown = {quad.object for path in VALID for quad in parse_file(path) if quad.predicate == TYPE}
    shown |= {wider for narrower, wider in above if narrower in shown}
    assert len(own) >= 25
    assert own - shown == set()


def test_the_vocabularies_keep_the_house_rules() -> None:
    sources = read_sources([*ONTOLOGY_FILES.values(), *SHAPE_FILES])
    assert check(sources).lines() == []


def test_the_shipped_data_conform() -> None:
    sources = read_sources([DATA])
    assert len(sources.quads) > 2000
    assert check(sources).violations == ()


def test_the_shipped_data_hold_no_blank_nodes() -> None:
    files = sorted(DATA.rglob("*.ttl"))
    assert len(files) >= 9
    quads = [quad for path in files for quad in parse_file(path)]
    assert not [quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]

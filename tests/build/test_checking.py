"""The compiled shapes find what pySHACL finds: on every example that breaks a shape, and on those that break none."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse, serialize

from bench.generate import generate
from igmgraph.build import checking
from igmgraph.build.checking import check_sorted
from igmgraph.build.validate import VIOLATION, WARNING, Report
from igmgraph.errors import IgmError
from igmgraph.rdf.reading import Sources, read_sources
from igmgraph.rdf.sorting import SortedFiles
from tests.shapes import EXAMPLES, INVALID, RULES, background, check, judged

_SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:shape> sh:targetClass <urn:C> ; sh:message "no"@en ; %s .
"""


def _sorted(folder: Path, quads: Iterable[Quad]) -> SortedFiles:
    path = folder / "sorted.nq"
    # With the labels that blank nodes have.
    lines = {(serialize([quad], format=RdfFormat.N_QUADS) or b"") for quad in quads}
    path.write_bytes(b"".join(sorted(lines)))
    return SortedFiles(path)


def _compiled(folder: Path, sources: Sources) -> set[tuple[object, ...]]:
    data = _sorted(folder, sources.quads)
    reports = [check_sorted(data, RULES, background(), sources.locate, each) for each in (VIOLATION, WARNING)]
    return set().union(*map(_told, reports))


def _told(report: Report) -> set[tuple[object, ...]]:
    # The engine writes numbers in their shortest form.
    return {
        (each.severity, each.shape, each.focus, each.path, (each.value or "").removesuffix(".0"), each.file)
        for each in report.results
    }


@pytest.mark.parametrize("path", INVALID, ids=[path.stem for path in INVALID])
def test_what_pyshacl_reports_is_reported(tmp_path: Path, path: Path) -> None:
    sources, reference = judged(path)
    compiled = _compiled(tmp_path, sources)
    assert compiled == _told(reference)
    assert compiled


def test_valid_examples_and_generated_profiles_break_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_PORTION", 50)
    valid = read_sources([EXAMPLES / "valid"])
    assert _compiled(tmp_path, valid) == _told(check(valid))
    profiles = _sorted(tmp_path, parse(input="".join(generate(3)), format=RdfFormat.N_QUADS))
    assert check_sorted(profiles, RULES, background(), lambda _: None).lines() == []


@pytest.mark.parametrize("portion", [1, 10_000])
def test_a_resource_is_judged_by_all_that_any_graph_says_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(checking, "_PORTION", portion)
    two = _SHAPE % "sh:property <urn:part> . <urn:part> sh:path <urn:p> ; sh:minCount 2 ; sh:maxCount 2"
    rules = list(parse(input=two, format=RdfFormat.TURTLE))
    data = """
    <urn:g1> { <urn:x> a <urn:C> ; <urn:p> 1 } <urn:g2> { <urn:x> <urn:p> 1, 2 }
    <urn:y> a <urn:C> ; <urn:p> 1 .
    """
    sorted_ = _sorted(tmp_path, parse(input=data, format=RdfFormat.TRIG))
    assert [result.focus for result in check_sorted(sorted_, rules, (), lambda _: None).results] == ["urn:y"]


@pytest.mark.parametrize(
    "constraint", ["sh:closed true", "sh:nodeKind sh:Literal", "sh:path <urn:p> ; sh:disjoint <urn:q>"]
)
def test_a_shape_that_is_not_compiled_is_refused(tmp_path: Path, constraint: str) -> None:
    rules = list(parse(input=_SHAPE % constraint, format=RdfFormat.TURTLE))
    with pytest.raises(IgmError, match="not usable for large data: sh:"):
        check_sorted(_sorted(tmp_path, []), rules, (), lambda _: None)

import json
from pathlib import Path

import pytest

from bench.answers import agreement, read_answer
from bench.goals import judge
from bench.load import Sample, median
from bench.report import Run, tables, write_json
from bench.requests import Question
from bench.rounds import Measured, Pace

LISTING = Question("findings", "listing", "SELECT")
GRAPH = Question("describe", "graph", "DESCRIBE")


def sample(rate: float, errors: int = 0) -> Sample:
    return Sample(rate, 1.0, 2.0, errors)


def solutions(*rows: dict[str, dict[str, str]]) -> bytes:
    return json.dumps({"results": {"bindings": rows}}).encode()


@pytest.fixture
def run() -> Run:
    findings = Measured("findings", "listing")
    findings.samples = {"igmgraph": sample(1500), "oxigraph-memory": sample(2000), "rdflib-endpoint": sample(50)}
    findings.agreement = {"igmgraph": "same", "oxigraph-memory": "same", "rdflib-endpoint": "other rows"}
    label = Measured("label", "lookup")
    label.samples = {"igmgraph": sample(4000), "oxigraph-memory": sample(20000)}
    label.failures = {"rdflib-endpoint": "status 500"}
    return Run("Queries", Pace(3, 2, 8), {"profiles": "200"}, [findings, label], {"virtuoso": "not installed"})


def test_the_median_of_rounds_is_told_and_errors_add_up() -> None:
    assert median([sample(10), sample(500, 1), sample(30, 2)]) == Sample(30, 1.0, 2.0, 3)


def test_a_ratio_is_ours_over_theirs_and_is_held_against_each_goal(run: Run) -> None:
    found = {(each.question, each.goal.peer): (each.ratio, each.met) for each in run.verdicts()}
    assert found == {
        ("findings", "oxigraph-memory"): (0.75, True),
        ("findings", "rdflib-endpoint"): (30.0, False),
        ("label", "oxigraph-memory"): (0.2, False),
    }


def test_who_answers_with_errors_has_no_rate() -> None:
    measured = Measured("label", "lookup", {"igmgraph": sample(4000), "oxigraph-memory": sample(9, errors=1)})
    assert measured.rates == {"igmgraph": 4000}
    assert not list(judge({"label": "lookup"}, {"label": measured.rates}))


def test_the_report_tells_rates_ratios_and_whoever_is_wrong_or_absent(run: Run) -> None:
    told = tables(run)
    assert "| findings (listing) | 1500 \\| 1 \\| 2 | 2000 \\| 1 \\| 2 | 50 \\| 1 \\| 2 |" in told
    assert "| findings | igmgraph | rdflib-endpoint | 30.00 | 40 | **not met** |" in told
    assert "| label (lookup) | 4000 \\| 1 \\| 2 | 20000 \\| 1 \\| 2 | failed |" in told
    assert "findings: rdflib-endpoint other rows; label: rdflib-endpoint status 500" in told
    assert "virtuoso: not installed" in told


def test_the_json_holds_samples_and_verdicts(run: Run, tmp_path: Path) -> None:
    write_json([run], tmp_path / "run.json")
    (read,) = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert read["measured"][0]["samples"]["igmgraph"]["rate"] == 1500
    assert [each["met"] for each in read["verdicts"]] == [True, False, False]


def test_answers_are_compared_whatever_their_order_and_spelling() -> None:
    one = {"label": {"type": "literal", "value": "a", "xml:lang": "es"}}
    other = {"label": {"type": "literal", "value": "b"}}
    typed = {"label": {"type": "typed-literal", "value": "b", "datatype": "http://www.w3.org/2001/XMLSchema#string"}}
    reference = read_answer(LISTING, solutions(one, other))
    assert agreement(read_answer(LISTING, solutions(typed, one)), reference) == "same"
    assert agreement(read_answer(LISTING, solutions(one, one)), reference) == "other rows"
    assert agreement(read_answer(LISTING, solutions(one)), reference) == "1 of 2 rows"


def test_graphs_are_compared_by_their_statements() -> None:
    reference = read_answer(GRAPH, b"<urn:a> <urn:b> 1 , 2 .")
    assert agreement(read_answer(GRAPH, b"<urn:a> <urn:b> 2 . <urn:a> <urn:b> 1 ."), reference) == "same"
    assert agreement(read_answer(GRAPH, b"<urn:a> <urn:b> 2 ."), reference) == "1 of 2 rows"
    with pytest.raises(ValueError, match="no Turtle"):
        read_answer(GRAPH, b"<html>")


def test_of_an_export_only_the_number_of_rows_counts() -> None:
    export = Question("export", "export", "SELECT")
    rows = [solutions({"x": {"type": "uri", "value": iri}}) for iri in ("urn:a", "urn:b")]
    assert read_answer(export, rows[0]) == read_answer(export, rows[1]) == 1

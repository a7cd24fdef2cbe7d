"""How an answer came about, and what running the query again came to, as a program reads it."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from tests.citations.conftest import LABELS, Serve


@pytest.mark.parametrize(
    ("release", "outcomes"),
    [
        (0, {"check": ("passed", "Same result", "data")}),
        (1, {"check": ("failed", "Another result", "data-now"), "check-then": ("passed", "Same result", "data")}),
    ],
)
def test_the_record_of_provenance_tells_what_running_it_again_came_to(
    serve: Serve, release: int, outcomes: dict[str, tuple[str, str, str]]
) -> None:
    made = serve().post("/q", data={"query": LABELS}, headers={"Accept": "application/json"})
    later = serve(release)
    answer = later.get(f"{made.headers['Location']}.nt")
    assert answer.headers["Cache-Control"] == "no-cache", "it is another one tomorrow"
    quads = list(parse(input=answer.data, format=RdfFormat.N_TRIPLES))
    url = f"http://localhost{made.headers['Location']}"

    def values(part: str, property_: str) -> list[str]:
        return [
            getattr(quad.object, "value", "")
            for quad in quads
            if quad.subject == NamedNode(f"{url}{part}") and quad.predicate.value.endswith(property_)
        ]

    runs = {quad.subject.value for quad in quads if getattr(quad.object, "value", "").endswith("prov#Activity")}
    assert runs == {f"{url}#run", *(f"{url}#{name}" for name in outcomes)}
    for name, (outcome, label, data) in outcomes.items():
        assert {f"{url}#{data}", f"{url}#query", url} == set(values(f"#{name}", "prov#used"))
        (ended,) = values(f"#{name}", "endedAtTime")
        assert ended >= made.json["cited"]  # type: ignore[index]
        assert values(f"#{name}", "prov#generated") == [f"{url}#{name}-result"]
        assert values(f"#{name}-result", "earl#outcome") == [f"http://www.w3.org/ns/earl#{outcome}"]
        assert label in values(f"#{name}-result", "label")
        assert values(f"#{data}", "dcat#version") == ["1.0.0" if data == "data" else "1.1.0"]

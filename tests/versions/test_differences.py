"""What changed between versions: as RDF Patch that makes one of the other, as JSON, and in words."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import product
from threading import Event

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from igmgraph.namespaces import BASE
from igmgraph.versions.differences import compare, patch
from igmgraph.versions.summary import Summary, summarize
from igmgraph.web.versions import differences
from tests.versions.conftest import Releases


def apply(content: bytes, text: bytes) -> list[bytes]:
    """Apply an RDF Patch the simple way: rows of deletions and additions on a set of lines."""
    lines = set(content.splitlines())
    for row in text.splitlines():
        code, _, line = row.partition(b" ")
        if code == b"D":
            lines.remove(line)
        elif code == b"A":
            assert line not in lines
            lines.add(line)
        else:
            assert row.startswith((b"H ", b"TX", b"TC"))
    return sorted(lines)


@pytest.mark.parametrize("media_type", ["application/rdf-patch", "text/x-rdf-patch"])
def test_a_patch_makes_one_version_of_another(reader: FlaskClient, releases: Releases, media_type: str) -> None:
    for before in releases.canonical:
        for after in releases.canonical:
            answer = reader.get(f"/diff/{before}/{after}", headers={"Accept": media_type})
            assert answer.mimetype == media_type
            assert apply(releases.canonical[before], answer.data) == releases.canonical[after].splitlines()
            assert answer.text.startswith(f"H id <{BASE}version/{after}> .\nH prev <{BASE}version/{before}> .\nTX .\n")
            assert answer.text.endswith("TC .\n")


LINES = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["", "b", "/", "~"]), st.integers(0, 3)), unique=True)


@given(LINES, LINES)
def test_any_two_sorted_files_are_compared_right(
    old: list[tuple[str, str, int]], new: list[tuple[str, str, int]]
) -> None:
    before, after = (
        sorted(f"<urn:{one}{two}> <urn:p> <urn:{three}> .".encode() for one, two, three in rows) for rows in (old, new)
    )
    assert apply(b"\n".join(before), b"".join(patch(compare(before, after), "a", "b"))) == after


def test_json_tells_which_things_changed(reader: FlaskClient) -> None:
    told = reader.get("/diff/1.0.0/1.9.0", headers={"Accept": "application/json"}).json
    assert told
    assert told["things"] == {"added": 2, "withdrawn": 1, "changed": 1}
    assert [each["iri"] for each in told["added"]] == [f"{BASE}id/place/rs", f"{BASE}id/place/su"]
    (gone,) = told["withdrawn"]
    assert (gone["labels"], gone["classes"]) == ({"en": "Yugoslavia"}, ["https://w3id.org/igm/ontology#Place"])
    (changed,) = told["changed"]
    assert changed["added"] == [
        f'<{BASE}id/place/cl> <http://www.w3.org/2000/01/rdf-schema#label> "Chili"@fr <{BASE}graph/places> .'
    ]
    assert len(changed["removed"]) == 1
    # Date and number of the dataset changed as well.
    assert told["statements"] == {"added": 7, "removed": 5}
    assert told["graphs"] == {
        f"{BASE}graph/catalog": {"added": 2, "removed": 2},
        f"{BASE}graph/places": {"added": 5, "removed": 3},
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Added", "Withdrawn", "Changed", "Now said", "No longer said", "Serbia", "Yugoslavia"]),
        ("es", ["Añadido", "Retirado", "Modificado", "Ahora se dice", "Ya no se dice", "Serbia"]),
        ("fr", ["Ajouté", "Retiré", "Modifié", "Est dit désormais", "est plus dit", "Chili"]),
    ],
)
def test_a_page_tells_it_in_words(reader: FlaskClient, language: str, words: list[str]) -> None:
    page = reader.get("/diff/1.0.0/1.9.0", headers={"Accept": "text/html", "Accept-Language": language})
    assert page.status_code == 200
    assert [word for word in words if word not in page.text] == []
    assert f'<a href="/graph/places?lang={language}"' in page.text or '<a href="/graph/places"' in page.text
    assert 'href="/version/1.0.0/id/place/yu"' in page.text
    assert 'href="/version/1.9.0/id/place/rs"' in page.text


def test_no_difference(reader: FlaskClient) -> None:
    page = reader.get("/diff/1.9.0/1.9.0", headers={"Accept": "text/html"})
    assert "No thing was added" in page.text


def test_a_difference_stays_as_it_is(reader: FlaskClient) -> None:
    answer = reader.get("/diff/1.0.0/1.10.0", headers={"Accept": "application/json"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = {"Accept": "application/json", "If-None-Match": answer.headers["ETag"]}
    assert reader.get("/diff/1.0.0/1.10.0", headers=again).status_code == 304


def test_versions_that_are_not_kept_are_not_found(reader: FlaskClient) -> None:
    assert reader.get("/diff/1.0.0/7.0.0").status_code == 404
    assert reader.get("/diff/../1.0.0").status_code == 404
    assert reader.get("/diff/1.0.0/1.9.0", headers={"Accept": "image/png"}).status_code == 406


def test_who_asks_for_what_is_not_known_while_many_wait_is_sent_away(
    reader: FlaskClient, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that wait have a thread, of which pages need some."""
    go_on, (known, *others) = Event(), product(releases.canonical, repeat=2)

    def ask(pair: tuple[str, ...]) -> tuple[int, bool]:
        accept = {"Accept": "application/json"}
        answer = reader.application.test_client().get(f"/diff/{'/'.join(pair)}", headers=accept)
        return answer.status_code, "Retry-After" in answer.headers

    def slowly(*given: object) -> Summary:
        go_on.wait()
        return summarize(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(differences, "_SUMMARIES", {})
    assert ask(known) == (200, False)
    monkeypatch.setattr(differences, "summarize", slowly)
    with ThreadPoolExecutor(len(others)) as pool:
        try:
            told = as_completed([pool.submit(ask, pair) for pair in others])
            assert [next(told).result() for _ in others[4:]] == [(503, True)] * len(others[4:])
            assert ask(known) == (200, False)
        finally:
            go_on.set()
        assert {each.result() for each in told} == {(200, False)}

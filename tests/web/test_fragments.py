"""Triple Pattern Fragments as a client walks them: counts, pages, controls, and what it may ask wrongly."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, Literal, NamedNode, RdfFormat, Store, parse

from igmgraph.errors import InputError
from igmgraph.namespaces import IGM, PREFIXES, RDF
from igmgraph.web.fragments.routes import _term

HYDRA, VOID = PREFIXES["hydra"], PREFIXES["void"]
PLACE = "https://w3id.org/igm/id/place/cl-monte-patria"
TYPE = f"{RDF}type"


def walk(client: FlaskClient, url: str) -> tuple[int, Store]:
    """Total that the first page tells, and the triples of all pages."""
    triples, totals = Store(), set()
    following: str | None = url
    while following:
        answer = client.get(following, headers={"Accept": "application/trig"})
        assert answer.status_code == 200
        page = Store()
        page.load(answer.data, format=RdfFormat.TRIG)
        data = list(page.quads_for_pattern(None, None, None, DefaultGraph()))
        assert len(data) <= 100
        triples.extend(data)
        totals |= {quad.object.value for quad in page.quads_for_pattern(None, NamedNode(f"{HYDRA}totalItems"), None)}  # type: ignore[union-attr]
        links = [quad.object.value for quad in page.quads_for_pattern(None, NamedNode(f"{HYDRA}next"), None)]  # type: ignore[union-attr]
        following = next((f"{urlsplit(link).path}?{urlsplit(link).query}" for link in links), None)
    (total,) = totals
    return int(total), triples


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (f"?predicate={IGM}inDomain".replace("#", "%23"), f"SELECT DISTINCT * {{ ?s <{IGM}inDomain> ?o }}"),
        (f"?subject={PLACE}", f"SELECT DISTINCT * {{ <{PLACE}> ?p ?o }}"),
        ("?object=%22Chile%22%40es", 'SELECT DISTINCT * { ?s ?p "Chile"@es }'),
        (f"?object=%222023%22^^{PREFIXES['xsd']}gYear".replace("#", "%23"), None),
        ("?subject=?s&predicate=&object=_:b", "SELECT DISTINCT * { ?s ?p ?o }"),
        ("?subject=urn:nothing", "SELECT DISTINCT * { <urn:nothing> ?p ?o }"),
    ],
    ids=["predicate", "subject", "text", "year", "all", "none"],
)
def test_all_pages_together_are_all_triples(client: FlaskClient, pattern: str, expected: str | None) -> None:
    total, triples = walk(client, f"/fragments{pattern}")
    assert len(triples) == total
    if expected:
        answer = client.get("/sparql", query_string={"query": expected, "format": "tsv"})
        assert total == len(answer.text.splitlines()) - 1
    else:
        assert total > 5


@pytest.mark.parametrize("form", [RdfFormat.TURTLE, RdfFormat.RDF_XML], ids=["Turtle", "RDF/XML"])
def test_a_program_learns_how_to_ask(client: FlaskClient, form: RdfFormat) -> None:
    page = Store()
    page.load(client.get("/fragments", headers={"Accept": form.media_type}).data, format=form)
    templates = [quad.object for quad in page.quads_for_pattern(None, NamedNode(f"{HYDRA}template"), None)]
    assert templates == [Literal("http://localhost/fragments{?subject,predicate,object}")]
    variables = {quad.object for quad in page.quads_for_pattern(None, NamedNode(f"{HYDRA}variable"), None)}
    assert variables == {Literal(name) for name in ("subject", "predicate", "object")}


def test_all_formats_have_the_same_triples_and_controls(client: FlaskClient) -> None:
    texts = {
        form: client.get(f"/fragments?subject={PLACE}", headers={"Accept": form.media_type}).data
        for form in (RdfFormat.N_TRIPLES, RdfFormat.TURTLE, RdfFormat.RDF_XML)
    }
    pages = [Dataset(parse(input=text, format=form)) for form, text in texts.items()]
    for page in pages:
        page.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        assert len(page) > 20
    assert pages[0] == pages[1] == pages[2]


def test_a_person_gets_a_page(client: FlaskClient) -> None:
    shown = client.get(f"/fragments?subject={PLACE}&lang=es", headers={"Accept": "text/html"})
    assert shown.content_type.startswith("text/html")
    assert "Monte Patria" in shown.text
    assert "Sujeto" in shown.text


@pytest.mark.parametrize(
    "wrong",
    ["subject=no%20iri", "object=%22x%22@%C3%A9", "object=%22x%22^^no%20iri", "page=0", "page=x", "page=9999999999"],
)
def test_what_is_wrong_is_told(client: FlaskClient, wrong: str) -> None:
    answer = client.get(f"/fragments?{wrong}")
    assert answer.status_code == 400
    assert answer.json
    assert wrong.partition("=")[0] in answer.json["detail"]


def test_a_page_beyond_the_last_is_empty(client: FlaskClient) -> None:
    answer = client.get(f"/fragments?subject={PLACE}&page=999", headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    assert PLACE not in {line.split()[0].strip("<>") for line in answer.text.splitlines()}


def test_a_literal_is_no_subject(client: FlaskClient) -> None:
    answer = client.get("/fragments?subject=%22Chile%22", headers={"Accept": "text/turtle"})
    assert f"{VOID}triples" in answer.text or "void:triples 0" in answer.text


def test_a_literal_of_any_size_is_read_in_one_go() -> None:
    text = '"' + '"^^x' * 200_000
    assert _term("object", f'{text}"@en') == Literal(text[1:], language="en")
    with pytest.raises(InputError):
        _term("object", f"{text}<y")

"""Every resource of the shipped data: its document says the same in every format, and every IRI leads somewhere."""

import html
import json
import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Store, Triple, parse
from werkzeug.test import TestResponse

from igmgraph.build.snapshot import Snapshot
from igmgraph.namespaces import BASE, FOAF, RDF, RDFS
from igmgraph.web.documents.routes import document_about
from igmgraph.web.representations.jsonld_context import load_context
from igmgraph.web.representations.schema_org import schema_json, translate
from igmgraph.web.representations.serialization import write
from igmgraph.web.representations.variants import RDF_FORMATS

DATA_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)

ANY = {"Accept": "text/turtle, text/html;q=0.5, */*;q=0.1"}


@pytest.fixture(scope="module")
def quads(snapshot: Snapshot) -> list[Quad]:
    store = Store()
    # A store keeps the value of a number, not how it was written.
    store.bulk_load(path=str(snapshot.dataset), format=RdfFormat.N_QUADS)
    return list(store)


@pytest.fixture(scope="module")
def things(quads: list[Quad]) -> list[str]:
    """Path of every thing of ours, below /id/."""
    found = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    return sorted(iri.removeprefix(f"{BASE}id/") for iri in found if iri.startswith(f"{BASE}id/"))


@pytest.fixture(scope="module")
def one_of_each_kind(quads: list[Quad], things: list[str]) -> list[str]:
    """Path of one thing of each class, below /id/."""
    kinds = {quad.object: quad.subject.value for quad in quads if quad.predicate.value == f"{RDF}type"}  # type: ignore[union-attr]
    return sorted({iri.removeprefix(f"{BASE}id/") for iri in kinds.values()} & set(things))


def read(content: bytes | str, form: RdfFormat) -> set[Triple]:
    """Triples, with canonical names for blank nodes."""
    triples = {quad.triple for quad in parse(input=content, format=form)}
    if not any(isinstance(term, BlankNode) for triple in triples for term in triple):
        return triples
    dataset = Dataset(map(_quad, triples))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}


def test_all_formats_of_every_document_say_the_same(client: FlaskClient, things: list[str]) -> None:
    assert len(things) > 900
    with client.application.test_request_context("/"):
        for path in things:
            published = document_about(path)
            facts = list(published.quads())
            stated = read(write(facts, RdfFormat.N_TRIPLES), RdfFormat.N_TRIPLES)
            assert len(stated) >= 5
            for form in RDF_FORMATS.values():
                assert read(write(facts, form), form) == stated, (path, form)
            # The page's data block is the same facts in other words.
            thing = NamedNode(published.signposts.thing)
            block = json.dumps(schema_json(translate(facts, thing)))
            assert read(block, RdfFormat.JSON_LD) == set(translate(map(_quad, stated), thing)), path


def _quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object)


def test_over_http_too_for_a_thing_of_each_kind(client: FlaskClient, one_of_each_kind: list[str]) -> None:
    assert len(one_of_each_kind) > 20
    for path in one_of_each_kind:
        found = {name: read(client.get(f"/doc/{path}.{name}").data, form) for name, form in RDF_FORMATS.items()}
        assert all(facts == found["nt"] for facts in found.values()), path
        (block,) = DATA_BLOCK.findall(client.get(f"/doc/{path}.html?lang=es").text)
        thing = NamedNode(f"{BASE}id/{path}")
        assert read(block, RdfFormat.JSON_LD) == set(translate(found["nt"], thing)), path


def test_every_document_holds_what_is_stated_and_names_what_it_points_to(
    client: FlaskClient, quads: list[Quad], things: list[str]
) -> None:
    about: dict[str, set[Triple]] = {}
    labels: dict[object, set[Triple]] = {}
    for quad in quads:
        about.setdefault(str(quad.subject), set()).add(quad.triple)
        if quad.predicate.value == f"{RDFS}label":
            labels.setdefault(quad.subject, set()).add(quad.triple)
    with client.application.test_request_context("/"):
        for path in things:
            facts = {quad.triple for quad in document_about(path).quads()}
            stated = about[f"<{BASE}id/{path}>"]
            assert stated <= facts
            assert all(labels.get(triple.object, set()) <= facts for triple in stated)
            topic = Triple(
                NamedNode(f"{BASE}doc/{path}"), NamedNode(f"{FOAF}primaryTopic"), NamedNode(f"{BASE}id/{path}")
            )
            assert topic in facts


def test_the_published_context_gives_the_same_facts(client: FlaskClient, one_of_each_kind: list[str]) -> None:
    published = client.get("/context.jsonld")
    assert (published.status_code, published.mimetype) == (200, "application/ld+json")
    context = published.json["@context"]  # type: ignore[index]
    assert context == dict(load_context())
    for path in one_of_each_kind:
        document = client.get(f"/doc/{path}.jsonld").json
        assert document is not None
        assert document["@context"].items() <= context.items()
        whole = json.dumps({"@context": context, "@graph": document["@graph"]})
        assert read(whole, RdfFormat.JSON_LD) == read(json.dumps(document), RdfFormat.JSON_LD)


def test_every_iri_of_ours_leads_to_an_answer(client: FlaskClient, quads: list[Quad]) -> None:
    terms = {term for quad in quads for term in (*quad.triple, quad.graph_name)}
    ours = {term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith(BASE)}
    documents = {urldefrag(iri).url for iri in ours}
    assert len(documents) > 1000
    assert sorted(follow(client, documents)) == []


def test_every_iri_of_ours_that_an_answer_mentions_leads_to_an_answer(
    client: FlaskClient, one_of_each_kind: list[str]
) -> None:
    """Not only what is in the graph: prefixes, contexts, descriptions of the service, examples in the editor."""
    routes = client.application.url_map.iter_rules()
    rules = {rule.rule for rule in routes if not rule.arguments - set(rule.defaults or {})}
    documents = [f"/doc/{path}{end}" for path in one_of_each_kind for end in (".html", ".nt")]
    assert {"/sparql", "/context.jsonld", "/dataset", "/shapes"} <= rules
    mentioned = {
        iri
        for address in [*sorted(rules - {"/q"}), *documents]
        for accept in ("text/html", "application/n-triples, */*;q=0.1")
        for iri in iris_in(client.get(address, headers={"Accept": accept}))
    }
    assert {"shapes", "house", "dataset", "ontology"} <= {iri.removeprefix(BASE) for iri in mentioned}
    # Asked by /about/fair to show what is said of what is not there.
    mentioned.remove(f"{BASE}id/domain/atlantis")
    assert sorted(follow(client, mentioned)) == []


def iris_in(response: TestResponse) -> set[str]:
    """IRIs of ours, without fragment, in the text of an answer; the beginnings of IRIs (void:uriSpace) are none."""
    found = re.findall(rf"{BASE}[^\s\"'<>\\^`{{|}}[]*", html.unescape(response.text))
    return {urldefrag(iri).url for iri in found if not iri.endswith("/")}


def follow(client: FlaskClient, iris: set[str]) -> Iterator[tuple[str, int]]:
    """IRIs that lead nowhere, or only over more than one redirect; with the status."""
    for iri in iris:
        path = urlsplit(iri).path.removeprefix("/igm")
        response = client.head(path, headers=ANY)
        if response.status_code == 303:
            response = client.head(response.headers["Location"], headers=ANY)
        if response.status_code != 200:
            yield iri, response.status_code
        response.close()

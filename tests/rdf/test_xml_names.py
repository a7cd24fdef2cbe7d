"""What RDF/XML cannot write is refused; what it can is read by every parser."""

from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from igmgraph.namespaces import RDF
from igmgraph.rdf.xml_names import Nameless, with_names
from igmgraph.rdf.xml_text import well_formed

SUBJECT, TYPE = NamedNode("urn:s"), NamedNode(f"{RDF}type")
PLACES = st.sampled_from(["http://e.org/", "urn:", RDF, "http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/"])
ENDS = st.text("abZ_9-.:/#%~'\u00e9\u00b2\u00b7\u00d7\u0300\u203f\u2070\ud7ff\u3042\U00010000", max_size=5)
ENDS |= st.sampled_from(["li", "about", "aboutEach", "Description", "_1", "type", "namespace", "nameless-5b0e7c"])


@given(PLACES, ENDS, st.booleans())
def test_what_is_written_is_what_is_read(place: str, end: str, as_class: bool) -> None:
    try:
        named = NamedNode(place + end)
    except ValueError:
        assume(False)
    triple = Triple(SUBJECT, TYPE, named) if as_class else Triple(SUBJECT, named, Literal("x"))
    try:
        written = well_formed(serialize(with_names([triple]), format=RdfFormat.RDF_XML) or b"")
    except (Nameless, OSError):
        return
    ET.fromstring(written.decode())
    assert [each.triple for each in parse(written, format=RdfFormat.RDF_XML)] == [triple]


@pytest.mark.parametrize(
    "pattern",
    [
        "?s a <http://e.org/10>",
        "?s a <http://e.org/10>, <urn:C>, <urn:x:> ; <urn:p> 'x'",
        "?s a <urn:x:nameless-5b0e7c>, <urn:x:> ; <urn:p> '<nameless-5b0e7c> </nameless-5b0e7c>'",
        "?s a <urn:x:nameless-5b0e7c> ; <urn:p> 1",
        "?s a <urn:x-igm:rdf-xml#nameless-5b0e7c> ; <urn:p> 1",
        "_:b a <http://e.org/10> ; <urn:p> [ a <urn:x:> ]",
    ],
)
def test_a_class_whose_iri_ends_in_no_name_is_written(client: FlaskClient, pattern: str) -> None:
    query = f"CONSTRUCT {{ {pattern} }} {{ VALUES ?s {{ <urn:s> <urn:t> }} }}"
    one, other = (client.get("/sparql", query_string={"query": query, "format": name}) for name in ("rdf", "nt"))
    assert one.status_code == 200
    written, meant = (
        Dataset(parse(one.data, format=RdfFormat.RDF_XML)),
        Dataset(parse(other.data, format=RdfFormat.N_TRIPLES)),
    )
    for graph in (written, meant):
        graph.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    assert written == meant


def test_a_graph_of_such_classes_is_written_in_parts(client: FlaskClient) -> None:
    query = "CONSTRUCT { ?s a <http://e.org/10> } { ?s ?p ?o }"
    one, other = (client.get("/sparql", query_string={"query": query, "format": name}) for name in ("rdf", "nt"))
    assert len(one.data) > 200_000
    read = {each.triple for each in parse(one.data, format=RdfFormat.RDF_XML)}
    assert read == {each.triple for each in parse(other.data, format=RdfFormat.N_TRIPLES)}


def test_a_graph_with_no_form_in_xml_is_refused_there_and_nowhere_else(client: FlaskClient) -> None:
    query = "CONSTRUCT { <urn:s> <http://metadata.un.org/sdg/10> 1 } {}"
    refused = client.get("/sparql", query_string={"query": query, "format": "rdf"})
    assert refused.status_code == 403
    assert b"is no name of an element" in refused.data
    for name in ("ttl", "nt", "jsonld", "trig", "nq"):
        assert client.get("/sparql", query_string={"query": query, "format": name}).status_code == 200

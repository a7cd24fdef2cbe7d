"""What RDF/XML cannot write is refused; what it can is read by every parser."""

from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from igmgraph.namespaces import RDF
from igmgraph.rdf.xml_names import Nameless, with_names

SUBJECT, TYPE = NamedNode("urn:s"), NamedNode(f"{RDF}type")
PLACES = st.sampled_from(["http://e.org/", "urn:", RDF, "http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/"])
ENDS = st.text("abZ_9-.:/#%~'\u00e9\u00b2\u00b7\u00d7\u0300\u203f\u2070\ud7ff\u3042\U00010000", max_size=5)
ENDS |= st.sampled_from(["li", "about", "aboutEach", "Description", "_1", "type", "namespace"])


@given(PLACES, ENDS, st.booleans())
def test_what_is_written_is_what_is_read(place: str, end: str, as_class: bool) -> None:
    try:
        named = NamedNode(place + end)
    except ValueError:
        assume(False)
    triple = Triple(SUBJECT, TYPE, named) if as_class else Triple(SUBJECT, named, Literal("x"))
    try:
        written = serialize(with_names([triple]), format=RdfFormat.RDF_XML) or b""
    except (Nameless, OSError):
        return
    ET.fromstring(written.decode())
    assert [each.triple for each in parse(written, format=RdfFormat.RDF_XML)] == [triple]


@pytest.mark.parametrize("pattern", ["<urn:s> <http://metadata.un.org/sdg/10> 1", "<urn:s> a <http://e.org/10>"])
def test_a_graph_with_no_form_in_xml_is_refused_there_and_nowhere_else(client: FlaskClient, pattern: str) -> None:
    query = f"CONSTRUCT {{ {pattern} }} {{}}"
    refused = client.get("/sparql", query_string={"query": query, "format": "rdf"})
    assert refused.status_code == 403
    assert b"is no name of an element" in refused.data
    for name in ("ttl", "nt", "jsonld", "trig", "nq"):
        assert client.get("/sparql", query_string={"query": query, "format": name}).status_code == 200

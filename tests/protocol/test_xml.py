"""XML answers parse, whatever characters the data hold."""

from xml.dom.minidom import parseString

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def escaped(text: str) -> str:
    return "".join(f"\\U{ord(character):08X}" for character in text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x01b\x0b", "a\ufffdb\ufffd"),
        ("\ufffe\uffff\ufffd", "\ufffd\ufffd\ufffd"),
        ("\t\r\n]]>&<\"'", "\t\r\n]]>&<\"'"),
        ("\x85\u2028\U0010ffff", "\x85\u2028\U0010ffff"),
    ],
)
def test_results_keep_what_xml_can_say(client: FlaskClient, text: str, shown: str) -> None:
    query = f'SELECT ("{escaped(text)}" AS ?x) {{}}'
    document = parseString(client.get("/sparql", query_string={"query": query, "format": "xml"}).data)
    (literal,) = document.getElementsByTagName("literal")
    assert "".join(node.nodeValue or "" for node in literal.childNodes) == shown


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
@pytest.mark.parametrize("form", ["xml", "rdf"])
def test_any_text_makes_well_formed_xml(client: FlaskClient, form: str, text: str) -> None:
    head = "CONSTRUCT { <urn:s> <urn:x:p> ?x } WHERE" if form == "rdf" else "SELECT ?x"
    query = f'{head} {{ BIND("{escaped(text)}" AS ?x) }}'
    answer = client.get("/sparql", query_string={"query": query, "format": form})
    assert answer.status_code == 200
    parseString(answer.data)

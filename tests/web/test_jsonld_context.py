"""Documents in JSON-LD are for processors of JSON-LD 1.0, too: RDF4J 3 and Jena before 4 know no other."""

import json
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from rdflib.compare import isomorphic

from igmgraph.namespaces import PREFIXES
from igmgraph.web.representations.jsonld_context import load_context

DOCUMENTS = ["doc/profile/cl-monte-patria-2024", "doc/place/cl", "dataset", "ontology", "graph/framework"]
#: What a context and a term may have in 1.0 (sections 6.2 and 6.5 of its syntax), and which containers there are.
OF_CONTEXT, OF_TERM = {"@vocab", "@language", "@base"}, {"@id", "@type", "@container", "@language", "@reverse"}
CONTAINERS = {"@list", "@set", "@index", "@language"}


def test_the_context_has_nothing_that_is_new_in_1_1() -> None:
    context = load_context()
    assert {name for name in context if name.startswith("@")} <= OF_CONTEXT
    terms = [term for term in context.values() if isinstance(term, dict)]
    assert len(terms) > 90
    for term in terms:
        assert term.keys() <= OF_TERM
        assert term.get("@container", "@set") in CONTAINERS
        # A keyword, or what is made of a prefix that is a string.
        assert all(re.fullmatch(r"@id|\w+:\w+", value) for key, value in term.items() if key != "@container")
    assert PREFIXES.items() <= context.items()


def keywords(value: object) -> Iterator[str]:
    """Keywords in a document, at any depth."""
    if isinstance(value, dict):
        yield from (key for key in value if key.startswith("@"))
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keywords(each)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_processor_of_1_0_reads_what_others_read(client: FlaskClient, path: str) -> None:
    text = client.get(f"/{path}.jsonld").text
    known = OF_CONTEXT | OF_TERM | {"@context", "@graph", "@value"}
    assert set(keywords(json.loads(text))) <= known
    old, new = (Graph().parse(data=text, format="json-ld", version=version) for version in (1.0, 1.1))
    stated = Graph().parse(data=client.get(f"/{path}.nt").data, format="nt")
    assert isomorphic(old, stated)
    assert isomorphic(new, stated)

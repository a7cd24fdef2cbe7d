"""RDF to bytes: the same facts give the same bytes in every process, as a strong ETag promises."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from igmgraph.errors import NotAcceptable
from igmgraph.namespaces import PREFIXES
from igmgraph.rdf.declarations import sort_declarations
from igmgraph.rdf.xml_names import Nameless, with_names
from igmgraph.rdf.xml_text import well_formed
from igmgraph.web.representations.jsonld import write_jsonld

__all__ = ["telling_what_has_no_form", "write"]

_KEEP_GRAPHS = {RdfFormat.TRIG, RdfFormat.N_QUADS}


def write(quads: Iterable[Quad], form: RdfFormat) -> bytes:
    """Serialize some facts, each once; only TriG and N-Quads say which graph a fact stands in.

    Raises:
        NotAcceptable: they have no form in RDF/XML, or in JSON-LD.
    """
    facts: set[Quad | Triple] = set(quads) if form in _KEEP_GRAPHS else {quad.triple for quad in quads}
    ordered: list[Any] = sorted(facts, key=str)
    if form == RdfFormat.JSON_LD:
        with telling_what_has_no_form():
            return write_jsonld(ordered)
    try:
        triples = with_names(ordered) if form == RdfFormat.RDF_XML else ordered
        body = serialize(triples, format=form, prefixes=_used_prefixes(facts)) or b""
    except Nameless as error:
        raise NotAcceptable("{iri} is no name of an element in XML", iri=str(error)[:200]) from error
    ordered_body = sort_declarations(body)
    return well_formed(ordered_body) if form == RdfFormat.RDF_XML else ordered_body


@contextmanager
def telling_what_has_no_form() -> Iterator[None]:
    """Tell the client what the engine's writer says of facts that a format has no way to write.

    Raises:
        NotAcceptable: there are such facts, as triple terms in JSON-LD.
    """
    try:
        yield
    except OSError as error:
        raise NotAcceptable("the answer cannot be written in this format: {reason}", reason=str(error)) from error


def _used_prefixes(facts: Iterable[Quad | Triple]) -> dict[str, str]:
    terms = {term for fact in facts for term in fact}
    iris = [term.value for term in terms if isinstance(term, NamedNode)]
    iris += [term.datatype.value for term in terms if hasattr(term, "datatype")]
    return {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if any(iri.startswith(namespace) and iri != namespace for iri in iris)
    }

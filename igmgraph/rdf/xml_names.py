"""Names of elements in RDF/XML: predicates become such names, and some IRIs end in none.

The engine's writer writes what is no name as it is, so that no parser reads the document any more. The first class of
a subject it makes the name of the element, too; where that is none, a class stands in, which `described` takes away.
"""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from igmgraph.namespaces import RDF

__all__ = ["Nameless", "described", "is_element", "with_names"]

#: What a name begins with, and may go on with (Namespaces in XML 1.0, NCName): the writer takes all that it can.
_FIRST = (
    r"A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = re.compile(rf"[{_FIRST}][{_FIRST}\-.0-9\xb7\u0300-\u036f\u203f\u2040]*\Z")
#: A name for readers of each edition of XML 1.0; up to the fourth, names had letters of some scripts only.
_SURE = re.compile(
    r"[A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u0131\u0141-\u0148\u014a-\u017e\u0388-\u038a\u038e-\u03a1\u03a3-\u03ce"
    r"\u0410-\u044f\u05d0-\u05ea\u0621-\u063a\u0905-\u0939\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\-.0-9]+"
)
#: Namespaces that no document declares.
_RESERVED = {"http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace"}
#: What is syntax and no property (RDF 1.1 XML Syntax, section 5.1: syntax terms, old terms, li).
_SYNTAX = {
    f"{RDF}{name}"
    for name in ("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description", "li")
}
_OLD = {f"{RDF}{name}" for name in ("aboutEach", "aboutEachPrefix", "bagID")}
_TYPE = NamedNode(f"{RDF}type")
#: The class that stands in, of no data; and how its elements begin and end, as must no others.
_SPACE, _NAMELESS = "urn:x-igm:rdf-xml#", "nameless-5b0e7c"
_STANDS_IN = NamedNode(_SPACE + _NAMELESS)
_BEGINS, _ENDS = f'<{_NAMELESS} xmlns="{_SPACE}"'.encode(), f"</{_NAMELESS}>".encode()


class Nameless(ValueError):
    """An IRI that cannot be the name of an element."""


def is_element(iri: str) -> bool:
    """Whether an IRI can be written as the name of an element.

    >>> [is_element(f"http://example.org/{name}") for name in ("name", "10", "10a", "")]
    [True, False, True, False]
    """
    found = _NAME.search(iri)
    if found is None or found[0] == _NAMELESS or not _SURE.fullmatch(found[0]):
        return False
    return iri[: found.start()] not in _RESERVED and iri not in _SYNTAX | _OLD


def with_names(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Pass triples on to a writer of RDF/XML.

    Raises:
        Nameless: one of them cannot be written.
    """
    known: dict[str, bool] = {}
    subject = None
    for triple in triples:
        named = triple.predicate
        if named == _TYPE and triple.subject != subject and isinstance(triple.object, NamedNode):
            # The first class of a subject becomes the name of its element, unless the writer knows it as syntax.
            if is_element(triple.object.value):
                named = triple.object
            elif triple.object.value not in _SYNTAX:
                yield Triple(triple.subject, _TYPE, _STANDS_IN)
        subject = triple.subject
        if named.value not in known:
            known[named.value] = is_element(named.value)
        if not known[named.value]:
            raise Nameless(named.value)
        yield triple


def described(content: bytes) -> bytes:
    """Whole tags of what was written, without the class that stands in: an element of no class is a description."""
    if _NAMELESS.encode() not in content:
        return content
    return content.replace(_BEGINS, b"<rdf:Description").replace(_ENDS, b"</rdf:Description>")

"""N-Quads, written line by line: a library would build each of 28 million quads as an object first."""

from collections.abc import Iterator

from bench.vocabulary import Labels
from igmgraph.namespaces import BASE, IGM, PREFIXES, RDF, RDFS

__all__ = ["Lines"]

_DCT, _PROV, _XSD = (PREFIXES[prefix] for prefix in ("dct", "prov", "xsd"))


class Lines:
    """Statements of one named graph, as lines of N-Quads."""

    def __init__(self, graph: str) -> None:
        """Start empty; `graph` is the path of the graph's IRI below `graph/`."""
        self._end = f"<{BASE}graph/{graph}> .\n"
        self._lines: list[str] = []

    def __iter__(self) -> Iterator[str]:
        """Each line, in the order in which it was stated."""
        return iter(self._lines)

    def thing(self, iri: str, class_: str, source: str, labels: Labels, passage: str = "") -> None:
        """State what a thing is, what it is called, and where that stands; `class_` is a name of the ontology."""
        self.link(iri, f"{RDF}type", f"{IGM}{class_}")
        self.link(iri, f"{_DCT}source", source)
        self.texts(iri, f"{RDFS}label", labels)
        if passage:
            self.link(iri, f"{_PROV}wasDerivedFrom", passage)

    def link(self, subject: str, predicate: str, *objects: str) -> None:
        """State that a thing is related to others."""
        for value in objects:
            self._lines.append(f"<{subject}> <{predicate}> <{value}> {self._end}")

    def igm(self, subject: str, **links: str) -> None:
        """State relations by their names in the ontology."""
        for name, value in links.items():
            self._lines.append(f"<{subject}> <{IGM}{name}> <{value}> {self._end}")

    def texts(self, subject: str, predicate: str, texts: Labels) -> None:
        """State a text in each of some languages; it holds no quotation mark and no backslash."""
        for language, text in texts.items():
            self._lines.append(f'<{subject}> <{predicate}> "{text}"@{language} {self._end}')

    def value(self, subject: str, predicate: str, text: object, datatype: str) -> None:
        """State a value; `datatype` is a local name of XML Schema."""
        self._lines.append(f'<{subject}> <{predicate}> "{text}"^^<{_XSD}{datatype}> {self._end}')

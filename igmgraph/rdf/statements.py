"""Triples of a file gathered one by one, and written in one step or not at all."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.errors import InputError
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.rdf.turtle_writer import write_turtle

__all__ = ["Statements", "identifier", "write_whole"]


def identifier(*parts: str) -> str:
    """IRI of an instance.

    >>> identifier("place", "cl")
    'https://w3id.org/igm/id/place/cl'
    """
    return f"{BASE}id/{'/'.join(parts)}"


class Statements:
    """A set of triples; predicates and classes are written as in Turtle (`igm:year`)."""

    def __init__(self) -> None:
        self.quads: set[Quad] = set()

    def link(self, subject: str, predicate: str, value: str) -> None:
        """State that a resource relates to another; `value` is an IRI, whole or as in Turtle."""
        self._add(subject, predicate, NamedNode(_expand(value)))

    def type(self, subject: str, name: str) -> None:
        """State the class of a resource."""
        self.link(subject, "rdf:type", name)

    def text(self, subject: str, predicate: str, value: str, language: str) -> None:
        """State a text in a language."""
        self._add(subject, predicate, Literal(value, language=language))

    def value(self, subject: str, predicate: str, value: object, datatype: str) -> None:
        """State a value of an XSD datatype: `"2024", "gYear"`."""
        self._add(subject, predicate, Literal(str(value), datatype=NamedNode(f"{PREFIXES['xsd']}{datatype}")))

    def label(self, subject: str, texts: Mapping[str, str]) -> None:
        """State the labels of a resource, by language."""
        for language in LANGUAGES:
            if language in texts:
                self.text(subject, "rdfs:label", texts[language], language)

    def turtle(self) -> str:
        """The triples as canonical Turtle."""
        return write_turtle(self.quads, PREFIXES)

    def _add(self, subject: str, predicate: str, value: NamedNode | Literal) -> None:
        self.quads.add(Quad(NamedNode(subject), NamedNode(_expand(predicate)), value))


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step: a reader sees the old one, if any, or the new one, never a part.

    Raises:
        InputError: the folder is missing or cannot be written to, or the path is a folder.
    """
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", newline="", delete=False) as stream:
            temporary = Path(stream.name)
            try:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
                # What a new file of this user gets; a temporary one is for its owner only.
                temporary.chmod(0o666 & ~_umask())
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _expand(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return f"{PREFIXES[prefix]}{local}" if colon and prefix in PREFIXES else name

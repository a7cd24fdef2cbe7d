"""One file to quads: every RDF syntax by file name extension, also gzipped; faults with file, line and column."""

import gzip
import re
import zlib
from pathlib import Path

from pyoxigraph import Quad, QuadParser, RdfFormat, parse

from igmgraph.errors import InputError, RdfSyntaxError

__all__ = ["EXTENSIONS", "is_rdf", "locate_fault", "parse_file", "parse_text", "read_text"]

#: File name extension to syntax; each may be followed by `.gz`.
EXTENSIONS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".n3": RdfFormat.N3,
}

# `Parser error at line 2 between columns 14 and 17: reason`, and the forms that span lines.
_PLACE = re.compile(r"(?:Parser )?error (?:at|between) (?:line )?(\d+)(?::| (?:column|between columns) )(\d+)[^:]*: ")
_REASONS = {
    "No LoadDocumentCallback has been set to load remote contexts": (
        "a remote @context is not fetched; write the context into the file"
    ),
    "No scheme found in an absolute IRI": "a relative IRI, and the file declares no base",
}


def is_rdf(path: Path) -> bool:
    """Tell by its name whether a file holds RDF.

    >>> is_rdf(Path("places.ttl.gz")), is_rdf(Path("README.md"))
    (True, False)
    """
    return _extension(path) in EXTENSIONS


def parse_file(path: Path, name: str | None = None) -> list[Quad]:
    """Read one file; its blank nodes get labels that no other file's have.

    Args:
        path: the file.
        name: what messages call it; the path when left out.

    Raises:
        RdfSyntaxError: the file is not well-formed.
        InputError: it cannot be read, is not UTF-8, or its extension is that of no RDF syntax.
    """
    name = name or str(path)
    if not is_rdf(path):
        raise InputError(f"{name}: not an RDF file by its name; known are {', '.join(EXTENSIONS)}, also with .gz")
    try:
        return list(parse_text(read_text(path, name), EXTENSIONS[_extension(path)]))
    except SyntaxError as error:
        raise locate_fault(name, error) from None


def parse_text(text: str, syntax: RdfFormat) -> QuadParser:
    """Parse a text, blank nodes renamed; iterating raises SyntaxError as pyoxigraph words it."""
    return parse(input=text.encode(), format=syntax, rename_blank_nodes=True)


def read_text(path: Path, name: str) -> str:
    """Read a file, gzipped or not, without its byte order mark.

    Raises:
        InputError: it cannot be read or is not UTF-8; the message begins with `name`.
    """
    try:
        content = path.read_bytes()
        if path.suffix.lower() == ".gz":
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}:{line}: not UTF-8: {error.reason}") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{name}: not a gzip file: {error}") from None
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from None


def locate_fault(name: str, error: SyntaxError) -> RdfSyntaxError:
    """Say where in the file a parser stopped and why; line and column are None where the parser knows neither."""
    place = _PLACE.match(error.msg)
    line, column = (int(place[1]), int(place[2])) if place else (error.lineno, error.offset)
    reason = error.msg[place.end() :] if place else error.msg
    return RdfSyntaxError(name, line, column, _REASONS.get(reason, reason))


def _extension(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes else ""

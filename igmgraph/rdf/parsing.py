"""One file to quads: every RDF syntax by file name extension, also packed; faults with file, line and column."""

import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from pyoxigraph import Quad, QuadParser, RdfFormat, parse

from igmgraph.errors import InputError, RdfSyntaxError
from igmgraph.rdf.packing import FAULTS, PACKED, open_unpacked

__all__ = ["EXTENSIONS", "is_rdf", "locate_fault", "parse_file", "parse_text", "read_text", "stream_file"]

#: File name extension to syntax; each may be followed by `.gz` or `.zst`.
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
_PACKED = {".gz": "gzip", ".zst": "zstd"}
_BUFFER = 1 << 20
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
    """Read one file at once; like `stream_file`."""
    return list(stream_file(path, name))


def stream_file(path: Path, name: str | None = None) -> Iterator[Quad]:
    """Read one file quad by quad; its blank nodes get labels that no other file's have.

    Args:
        path: the file.
        name: what messages call it; the path when left out.

    Raises:
        RdfSyntaxError: the file is not well-formed.
        InputError: it cannot be read, is not UTF-8, or its extension is that of no RDF syntax.
    """
    name = name or str(path)
    if not is_rdf(path):
        raise InputError(f"{name}: not an RDF file by its name; known are {', '.join(EXTENSIONS)}, also with .gz, .zst")
    with _reading(path, name) as stream:
        try:
            yield from parse(input=stream, format=EXTENSIONS[_extension(path)], rename_blank_nodes=True)
        except SyntaxError as error:
            _refuse_other_encodings(path, name)
            raise locate_fault(name, error) from None


def parse_text(text: str, syntax: RdfFormat) -> QuadParser:
    """Parse a text, blank nodes renamed; iterating raises SyntaxError as pyoxigraph words it."""
    return parse(input=text.encode(), format=syntax, rename_blank_nodes=True)


def read_text(path: Path, name: str) -> str:
    """Read a file, gzipped or not, without its byte order mark.

    Raises:
        InputError: it cannot be read or is not UTF-8; the message begins with `name`.
    """
    with _reading(path, name) as stream:
        try:
            return stream.read().decode()
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise InputError(f"{name}:{line}: not UTF-8: {error.reason}") from None


@contextmanager
def _reading(path: Path, name: str) -> Iterator[IO[bytes]]:
    """What a file holds, unpacked, after its byte order mark."""
    try:
        with io.BufferedReader(cast("io.RawIOBase", open_unpacked(path)), _BUFFER) as stream:
            if stream.peek(len(BOM_UTF8)).startswith(BOM_UTF8):
                stream.read(len(BOM_UTF8))
            yield stream
    except FAULTS as error:
        raise InputError(f"{name}: not a {_PACKED[path.suffix.lower()]} file: {error}") from None
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from None


def _refuse_other_encodings(path: Path, name: str) -> None:
    """Say where a file is not UTF-8, which the parser may have taken for a fault of another kind."""
    with _reading(path, name) as stream:
        for number, line in enumerate(stream, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                raise InputError(f"{name}:{number}: not UTF-8: {error.reason}") from None


def locate_fault(name: str, error: SyntaxError) -> RdfSyntaxError:
    """Say where in the file a parser stopped and why; line and column are None where the parser knows neither."""
    place = _PLACE.match(error.msg)
    line, column = (int(place[1]), int(place[2])) if place else (error.lineno, error.offset)
    reason = error.msg[place.end() :] if place else error.msg
    return RdfSyntaxError(name, line, column, _REASONS.get(reason, reason))


def _extension(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""

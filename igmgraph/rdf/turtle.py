"""`igmgraph format`: Turtle files in canonical form, proved to say the same before they are replaced."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import RdfFormat

from igmgraph.errors import IgmError, InputError
from igmgraph.namespaces import PREFIXES
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.lexical import comment_lines
from igmgraph.rdf.parsing import locate_fault, parse_text, read_text
from igmgraph.rdf.turtle_writer import write_turtle

__all__ = ["format_files", "format_turtle"]


def format_turtle(text: str, file: str) -> str:
    """Write a Turtle text in canonical form; `file` is what messages call it.

    Prefixes of the project's table are used for their namespaces; others stay if the text declares and needs them.

    Raises:
        RdfSyntaxError: the text is not Turtle.
        InputError: it has `#` comments, which would be lost, or nests blank nodes hundreds deep.
    """
    parser = parse_text(text, RdfFormat.TURTLE)
    try:
        quads = list(parser)
    except SyntaxError as error:
        raise locate_fault(file, error) from None
    _refuse_comments(text, file)
    others = {
        prefix: namespace
        for prefix, namespace in parser.prefixes.items()
        if prefix not in PREFIXES and namespace not in PREFIXES.values()
    }
    try:
        canonical = write_turtle(quads, {**others, **PREFIXES})
    except RecursionError:
        raise InputError(f"{file}: blank nodes are nested too deeply") from None
    if canonical_nquads(parse_text(canonical, RdfFormat.TURTLE)) != canonical_nquads(quads):
        raise IgmError(f"{file}: the canonical form says something else; the file is left alone")
    return canonical


def format_files(paths: Sequence[Path], *, check: bool = False) -> list[Path]:
    """Put Turtle files, in folders too, into canonical form; returns those that were not.

    Each is replaced in one step: a reader sees the old or the new file, never a part. With `check` none is.

    Raises:
        InputError: as `format_turtle`, or a path is missing or no `.ttl` file, or a folder holds none; no file is
            changed then, unless the disk refuses in the middle.
    """
    differing = list(_differing(paths))
    for path, canonical in differing if not check else ():
        try:
            _replace(path.resolve(), canonical)
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}") from None
    return [path for path, _ in differing]


def _differing(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    for path in dict.fromkeys(file for given in paths for file in _turtle_files(given)):
        canonical = format_turtle(read_text(path, str(path)), str(path))
        if path.read_bytes() != canonical.encode():
            yield path, canonical


def _turtle_files(path: Path) -> list[Path]:
    if not path.is_dir():
        if path.suffix != ".ttl":
            raise InputError(f"{path}: not a .ttl file; only Turtle has a canonical form here")
        return [path]
    files = sorted(path.rglob("*.ttl"))
    if not files:
        raise InputError(f"{path}: no .ttl file in this folder")
    return files


def _refuse_comments(text: str, file: str) -> None:
    for line in comment_lines(text):
        raise InputError(f"{file}:{line}: a # comment would be lost; say it as skos:editorialNote or rdfs:comment")


def _replace(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", newline="", delete=False) as stream:
        temporary = Path(stream.name)
        try:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
            shutil.copymode(path, temporary)
            temporary.replace(path)
        except BaseException:
            temporary.unlink()
            raise

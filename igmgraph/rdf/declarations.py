"""The prefixes that a document begins with: the serializer writes them in an order that differs from run to run."""

import gzip
import re

__all__ = ["SortedDeclarations", "sort_declarations"]

_DECLARATIONS = re.compile(rb"(?:@prefix [^\n]*\n)+|(?<=<rdf:RDF)(?: xmlns:[^>]*)(?=>)")
#: More than all declarations of our prefix table take.
_HEAD = 16_384


def sort_declarations(document: bytes) -> bytes:
    """Put the declarations of a Turtle, TriG or RDF/XML document in order."""
    return _DECLARATIONS.sub(_sort, document, count=1)


class SortedDeclarations:
    """A stream that passes on a document with its declarations in order; to be flushed at the end."""

    def __init__(self, target: gzip.GzipFile) -> None:
        self._target = target
        self._head: bytes | None = b""

    def write(self, part: bytes) -> int:
        """Take the next part of the document."""
        if self._head is None:
            return self._target.write(part)
        self._head += part
        if len(self._head) > _HEAD:
            self.flush()
        return len(part)

    def flush(self) -> None:
        """Pass on what is held back."""
        if self._head is not None:
            self._target.write(sort_declarations(self._head))
            self._head = None


def _sort(declarations: re.Match[bytes]) -> bytes:
    text = declarations[0]
    if text.startswith(b"@"):
        return b"".join(sorted(text.splitlines(keepends=True)))
    return b" " + b" ".join(sorted(text.split()))

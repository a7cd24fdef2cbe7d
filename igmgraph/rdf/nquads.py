"""Lines of canonical N-Quads (RDF 1.1 N-Quads, section 4), taken apart without a parser: one space between terms."""

__all__ = ["graph_of", "subject_of"]


def subject_of(line: bytes) -> bytes:
    """Subject of a line, as it is written there.

    >>> subject_of(b"<urn:a> <urn:p> <urn:o> .")
    b'<urn:a>'
    """
    return line.partition(b" ")[0]


def graph_of(line: bytes) -> bytes:
    r"""Graph of a line, as it is written there; empty for the default graph.

    >>> graph_of(b'<urn:a> <urn:p> "a <b> ."@en <urn:g> .')
    b'<urn:g>'
    >>> graph_of(b"<urn:a> <urn:p> <urn:o> .")
    b''
    """
    value = line.split(b" ", 2)[2]
    for begin, end in ((b'"', b'"'), (b"<<", b")>>")):
        if value.startswith(begin):
            # Neither a graph nor a datatype or language holds such an end.
            value = value.rpartition(end)[2]
    parts = value.split(b" ")
    return parts[1] if len(parts) == 3 else b""

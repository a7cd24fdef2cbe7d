"""Lines of canonical N-Quads (RDF 1.1 N-Quads, section 4), taken apart without a parser: one space between terms."""

__all__ = ["graph_of", "subject_of", "terms_of"]


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
    return terms_of(line)[3]


def terms_of(line: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    r"""Subject, predicate, object and graph of a line, as they are written there; no graph for the default one.

    >>> terms_of(b'<urn:a> <urn:p> "a <b> ."@en <urn:g> .')
    (b'<urn:a>', b'<urn:p>', b'"a <b> ."@en', b'<urn:g>')
    """
    subject, predicate, rest = line.split(b" ", 2)
    opened = rest[:2]
    if opened == b"<<":
        return subject, predicate, *_after(rest, b">>")
    if opened[:1] == b'"':
        return subject, predicate, *_after(rest, b'"')
    value, _, graph = rest.partition(b" ")
    return subject, predicate, value, graph.rpartition(b" ")[0]


def _after(rest: bytes, end: bytes) -> tuple[bytes, bytes]:
    """Object and graph; neither a graph nor a datatype or language holds such an end."""
    value, mark, tail = rest.rpartition(end)
    suffix, _, graph = tail.partition(b" ")
    return value + mark + suffix, graph.rpartition(b" ")[0]

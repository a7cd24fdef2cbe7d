"""What Virtuoso spells in its own way is read as SPARQL has it, wherever the pieces of an answer end."""

import io

import pytest

from igmgraph.engine.distant.spelling import Respelled

TYPE = b'"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": '
THEIRS = b'{ "s": { "type": "bnode", "value": "nodeID://b1" }, "v": { ' + TYPE + b'"0" }, "w": { ' + TYPE + b'"1" } }'
OURS = (
    b'{ "s": { "type": "bnode", "value": "nodeID_b1" }, "v": { ' + TYPE + b'"false" }, "w": { ' + TYPE + b'"true" } }'
)


@pytest.mark.parametrize("size", range(1, len(THEIRS) + 1, 7))
def test_pieces_of_any_size_are_read(size: int) -> None:
    file = Respelled(io.BytesIO(THEIRS))
    assert b"".join(iter(lambda: file.read(size), b"")) == OURS


@pytest.mark.parametrize("text", [b'{ "value": "a \\"nodeID://b1" }', b'"value": "1"', TYPE + b'"12"', b'"nodeID:/'])
def test_what_only_looks_like_it_is_left_alone(text: bytes) -> None:
    file = Respelled(io.BytesIO(text))
    assert b"".join(iter(lambda: file.read(5), b"")) == text

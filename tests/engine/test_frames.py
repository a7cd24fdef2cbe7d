"""Frames between the service and a query process: whole however they come, and none of them large."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igmgraph.engine.answer.outlet import Outlet
from igmgraph.engine.channel import END, PART, WHOLE, Ending, Frames, head_of
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import ClientQuery, Cut, Wanted
from igmgraph.settings import Settings
from tests.engine.thousand import thousand

FRAMES = [(PART, b"one " * 9, Ending()), (PART, b"", Ending()), (END, b"", Ending(rows=7)), (WHOLE, b"two", Ending())]
SENT = b"".join(head_of(kind, len(content), ending) + content for kind, content, ending in FRAMES)
#: The most bytes of a frame.
MOST = 192 * 1024


@given(st.lists(st.integers(1, len(SENT) - 1), unique=True).map(sorted))
def test_frames_are_the_same_wherever_they_are_cut(cuts: list[int]) -> None:
    frames = Frames()
    pieces = [SENT[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(SENT)], strict=True)]
    assert [frame for piece in pieces for frame in frames.feed(piece)] == FRAMES


def test_what_has_come_of_a_frame_is_not_copied_with_each_piece() -> None:
    copied = 0

    class Piece(bytes):
        def __radd__(self, held: bytes) -> bytes:
            nonlocal copied
            copied += len(held)
            return bytes.__add__(held, self)

    frames, content = Frames(), bytes(100_000)
    sent = head_of(WHOLE, len(content)) + content
    (frame,) = (each for start in range(0, len(sent), 100) for each in frames.feed(Piece(sent[start : start + 100])))
    assert frame[1] == content
    assert copied <= len(content)


def sent_by(parts: list[bytes], last: bytes) -> list[tuple[bytes, Any, Ending]]:
    sent: list[tuple[bytes, Any, Ending]] = []

    def send(head: bytes, content: bytes | memoryview) -> None:
        ((kind, _, ending),) = Frames().feed(head + content)
        sent.append((kind, content, ending))

    outlet = Outlet(send, "text/csv", "")
    for part in parts:
        outlet.put(part)
    outlet.end(last, Ending(3, Cut.ROWS))
    return sent


@pytest.mark.parametrize("large", [b"x" * MOST + b"y", bytes(range(256)) * 4_000])
@pytest.mark.parametrize("is_last", [False, True])
def test_what_is_large_is_sent_in_frames_that_are_not(large: bytes, is_last: bool) -> None:
    *parts, end = sent_by([] if is_last else [large], large if is_last else b"")
    assert {kind for kind, _, _ in parts} == {PART}
    assert max(len(content) for _, content, _ in parts) < MOST
    # Without a copy.
    assert all(content.obj is large for _, content, _ in parts)
    assert b"".join(content for _, content, _ in parts) == large
    assert (end[0], end[1], end[2].rows, end[2].cut) == (END, b"", 3, Cut.ROWS)


def test_what_is_not_large_is_sent_in_one() -> None:
    ((kind, content, ending),) = sent_by([], b"x" * MOST)
    assert (kind, len(content), ending.rows) == (WHOLE, MOST, 3)


def test_a_large_row_arrives_in_parts(tmp_path: Path) -> None:
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(11))
    query = f'SELECT ?x11 {{ BIND("{"x" * 1_000}" AS ?x0) {doubled} }}'
    engine = EmbeddedEngine(thousand(tmp_path), Settings(workers=1))
    try:
        answer = engine.answer(ClientQuery(query), Wanted("text/csv"))
        assert not answer.whole
        parts = list(answer)
        assert max(map(len, parts)) < MOST
        assert b"".join(parts) == b"x11\r\n" + b"x" * 2_048_000 + b"\r\n"
    finally:
        engine.close()

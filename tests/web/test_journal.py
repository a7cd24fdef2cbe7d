"""The log of queries when its reader has gone, or is stuck: the service goes on, and tells what was lost."""

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from igmgraph.web.sparql import journal
from igmgraph.web.sparql.journal import Entry, Journal

ENTRY = Entry("ASK {}", "192.0.2.1", {"status": 200})
#: Bytes of a pipe that nobody reads.
ROOM = 4_096


@pytest.fixture
def log() -> Iterator[tuple[TextIO, TextIO]]:
    """Both ends."""
    read, write = os.pipe()
    with os.fdopen(read) as reader, os.fdopen(write, "w") as writer:
        yield reader, writer


def test_lines_that_cannot_be_written_are_counted_and_told_later(log: tuple[TextIO, TextIO]) -> None:
    reader, writer = log
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        stays = os.dup(writer.fileno())
        os.dup2(full.fileno(), writer.fileno())
    kept = Journal(writer)
    for _ in range(3):
        kept.take(ENTRY)
    while kept._dropped < 3:
        assert kept._thread.is_alive()
    os.dup2(stays, writer.fileno())
    os.close(stays)
    kept.take(ENTRY)
    told = [json.loads(reader.readline()) for _ in range(2)]
    assert told[0] == {"dropped": 3}
    assert told[1]["client"] == "192.0.2.0/24"
    kept.close()
    assert not kept._dropped


def test_a_line_that_is_torn_spoils_no_other(log: tuple[TextIO, TextIO]) -> None:
    reader, writer = log
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, ROOM)
    os.set_blocking(writer.fileno(), False)
    kept = Journal(writer)
    for _ in range(300):
        kept.take(ENTRY)
    while not kept._dropped:
        assert kept._thread.is_alive()
    before = os.read(reader.fileno(), ROOM).splitlines()
    torn = before.pop()
    assert reader.readline() == "\n"
    dropped = json.loads(reader.readline())["dropped"]
    kept.close()
    assert all(json.loads(line)["client"] for line in before)
    assert not torn.endswith(b"}")
    assert len(before) + dropped == 300


def test_a_reader_that_is_stuck_costs_no_memory_and_no_time(log: tuple[TextIO, TextIO]) -> None:
    reader, writer = log
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, ROOM)
    os.write(writer.fileno(), b" " * (ROOM - 1) + b"\n")
    kept = Journal(writer)
    most = journal._MOST
    for _ in range(3 * most):
        kept.take(ENTRY)
    assert len(kept._lines) <= most
    assert kept._dropped >= most
    kept.close()
    assert kept._thread.is_alive()
    # Nothing is lost but what was told.
    reader.readline()
    lines = 0
    while lines < 3 * most:
        lines += json.loads(reader.readline()).get("dropped", 1)
    assert lines == 3 * most

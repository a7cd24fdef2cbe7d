"""No file can be opened, no process begun: queries end in time, and every process has a successor afterwards."""

import gc
import os
import resource
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.processes import nursery
from igmgraph.errors import DeadlineExceeded
from igmgraph.settings import Settings
from tests.engine.thousand import CROSS, LONG, ask, children, thousand, wait


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(thousand(tmp_path), Settings(workers=1, query_timeout=4))
    assert ask(engine, "ASK {}") == b"true"
    yield engine
    engine.close()


@contextmanager
def room_for(files: int) -> Iterator[None]:
    """Let this process open so many files, and no more."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = [os.dup(0) for _ in range(files + 1)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (free[-1], before[1]))
    for descriptor in free:
        os.close(descriptor)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_deadline_holds(engine: EmbeddedEngine) -> None:
    parent = engine._forks._process
    with room_for(0), pytest.raises(DeadlineExceeded):
        ask(engine, CROSS, 0.2)
    assert ask(engine, "ASK {}") == b"true"
    assert engine._forks._process is parent


def test_a_process_that_is_killed_has_a_successor(engine: EmbeddedEngine) -> None:
    parent = engine._forks._process
    (process,) = children(parent.pid)
    with ThreadPoolExecutor(1) as thread, room_for(0):
        asked = thread.submit(ask, engine, LONG)
        wait(lambda: engine.load.running == 1)
        os.kill(process, 9)
        wait(lambda: not engine.load.running)
    assert asked.result() == b"n\r\n300000\r\n"
    assert engine._forks._process is parent


@pytest.mark.parametrize("files", [0, 1, 2])
def test_a_nursery_lives_on_where_there_is_no_room_for_another_process(engine: EmbeddedEngine, files: int) -> None:
    parent, before = engine._forks._process, open_files()
    with room_for(files), pytest.raises(OSError, match="Too many open files"):
        engine._forks.fork()
    assert engine._forks._process is parent
    assert parent.poll() is None
    assert open_files() == before


def test_a_process_that_got_lost_on_its_way_is_none(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    before, receive = open_files(), socket.recv_fds

    def lose(*arguments: Any) -> Any:
        # As the system does where another thread has the last free place.
        message, (descriptor,), flags, address = receive(*arguments)
        os.close(descriptor)
        return message, [], flags, address

    with monkeypatch.context() as patch:
        patch.setattr(socket, "recv_fds", lose)
        with pytest.raises(OSError, match="no room"):
            engine._forks.fork()
    assert open_files() == before
    handle = engine._forks.fork()
    handle.close()
    assert ask(engine, "ASK {}") == b"true"


def test_a_nursery_lives_on_where_the_system_has_no_room_for_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def fork() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", fork)
    monkeypatch.setattr(nursery, "ignore_ends", lambda: None)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for _ in range(2):
            socket.send_fds(ours, [b"f"], [ours.fileno()])
        ours.shutdown(socket.SHUT_WR)
        nursery._attend(theirs, lambda _: lambda _task, _send: None, kept=0)
        # It was ready, and has told of each that there is none.
        assert ours.recv(10) == b"rww"

"""SERVICE to the operator's targets: joined, bounded in time and size, and to nobody else."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.snapshot import write_snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.processes.abandonment import Abandonment, abandonment
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import Abandoned, QueryRefused, QuerySyntaxError, Unavailable
from igmgraph.settings import Settings
from tests.distant.peer import Peer, running_peer


@pytest.fixture
def peer() -> Iterator[Peer]:
    with running_peer() as running:
        yield running


@pytest.fixture
def engine(peer: Peer, tmp_path: Path) -> Iterator[EmbeddedEngine]:
    here = Quad(NamedNode("urn:x"), NamedNode("urn:p"), Literal("ours"), NamedNode("urn:g"))
    folder = write_snapshot(tmp_path, [here]).path
    settings = Settings(workers=1, allow_service=(peer.url,), service_timeout=0.5, service_max_bytes=1_000)
    engine = EmbeddedEngine(folder, settings)
    yield engine
    engine.close()


def ask(engine: EmbeddedEngine, text: str) -> bytes:
    return b"".join(engine.answer(ClientQuery(text), Wanted("text/csv")))


def test_what_is_there_is_joined_with_what_is_here(engine: EmbeddedEngine, peer: Peer) -> None:
    query = f"SELECT ?s ?o {{ ?s <urn:p> ?o SERVICE <{peer.url}> {{ ?s ?p ?q }} }}"
    assert ask(engine, query) == b"s,o\r\nurn:x,ours\r\n"
    root = peer.url.removesuffix("query")
    assert (
        ask(engine, f"PREFIX t: <{root}> SELECT ?s {{ SERVICE t:query {{ ?s ?p ?q }} }} LIMIT 5") == b"s\r\nurn:x\r\n"
    )


@pytest.mark.parametrize("mood", ["hangs", "drips", "drips headers"])
def test_a_target_that_is_late_is_given_up(engine: EmbeddedEngine, peer: Peer, mood: str) -> None:
    peer.mood = mood
    with pytest.raises(Unavailable, match=r"did not answer within 0\.5 seconds"):
        ask(engine, f"SELECT * {{ SERVICE <{peer.url}> {{ ?s ?p ?o }} }}")
    assert ask(engine, f"SELECT ?s {{ ?s ?p ?o SERVICE SILENT <{peer.url}> {{ ?s ?p ?q }} }}") == b"s\r\nurn:x\r\n"


@pytest.mark.parametrize("mood", ["half", "resets"])
def test_a_target_that_breaks_off_is_not_called_late(engine: EmbeddedEngine, peer: Peer, mood: str) -> None:
    peer.mood = mood
    with pytest.raises(Unavailable, match="broke off its answer"):
        ask(engine, f"SELECT * {{ SERVICE <{peer.url}> {{ ?s ?p ?o }} }}")


def test_what_is_no_result_is_a_fault_of_the_target(engine: EmbeddedEngine, peer: Peer) -> None:
    peer.mood = "garbled"
    with pytest.raises(Unavailable, match="sent what is no SPARQL result"):
        ask(engine, f"SELECT * {{ SERVICE <{peer.url}> {{ ?s ?p ?o }} }}")
    assert ask(engine, f"SELECT ?s {{ ?s ?p ?o SERVICE SILENT <{peer.url}> {{ ?s ?p ?q }} }}") == b"s\r\nurn:x\r\n"


def test_a_yes_or_no_has_no_rows_to_join(engine: EmbeddedEngine, peer: Peer) -> None:
    # The peer looks for ASK anywhere.
    with pytest.raises(Unavailable, match="sent what is no SPARQL result"):
        ask(engine, f"SELECT * {{ SERVICE <{peer.url}> {{ ?s <urn:ASK> ?o }} }}")
    assert (
        ask(engine, f"SELECT ?s {{ ?s ?p ?o SERVICE SILENT <{peer.url}> {{ ?s <urn:ASK> [] }} }}") == b"s\r\nurn:x\r\n"
    )


def test_a_target_that_is_not_there_is_not_called_late(engine: EmbeddedEngine, peer: Peer) -> None:
    peer.shutdown()
    peer.server_close()
    with pytest.raises(Unavailable, match="cannot be reached"):
        ask(engine, f"SELECT * {{ SERVICE <{peer.url}> {{ ?s ?p ?o }} }}")


def test_a_call_ends_with_its_query(tmp_path: Path) -> None:
    client = Abandonment()

    def ask_and_leave(engine: EmbeddedEngine, text: str) -> None:
        abandonment.set(client)
        ask(engine, text)

    with socket.create_server(("127.0.0.1", 0)) as target, ThreadPoolExecutor(1) as thread:
        url = f"http://127.0.0.1:{target.getsockname()[1]}/"
        folder = write_snapshot(tmp_path, []).path
        engine = EmbeddedEngine(folder, Settings(workers=1, allow_service=(url,), service_timeout=3_600))
        try:
            asked = thread.submit(ask_and_leave, engine, f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
            call, _ = target.accept()
            with call:
                client.abandon()
                while call.recv(4_096):
                    pass
            with pytest.raises(Abandoned):
                asked.result()
        finally:
            engine.close()


def test_what_is_too_large_is_refused(engine: EmbeddedEngine, peer: Peer) -> None:
    peer.mood = "large"
    with pytest.raises(Unavailable, match="sent more than 1000 bytes"):
        ask(engine, f"SELECT * {{ SERVICE <{peer.url}> {{ ?s ?p ?o }} }}")


@pytest.mark.parametrize(("mood", "most"), [("cut", 0), ("partial", 0), ("well", 1)])
def test_a_part_is_not_joined(engine: EmbeddedEngine, peer: Peer, mood: str, most: int) -> None:
    peer.mood, peer.row_limit = mood, most
    with pytest.raises(Unavailable, match="sent a part of its answer"):
        ask(engine, f"SELECT * {{ SERVICE <{peer.url}> {{ ?s ?p ?o }} }}")


def test_an_error_of_the_target_is_told(engine: EmbeddedEngine, peer: Peer) -> None:
    peer.mood = "500"
    with pytest.raises(Unavailable, match="answered 500"):
        ask(engine, f"SELECT * {{ SERVICE <{peer.url}> {{ ?s ?p ?o }} }}")


def test_nobody_else_is_called(engine: EmbeddedEngine, peer: Peer) -> None:
    for target in (f"{peer.url}/other", peer.url.replace("/query", "/0")):
        with pytest.raises(QueryRefused):
            ask(engine, f"SELECT * {{ SERVICE <{target}> {{ ?s ?p ?o }} }}")
    assert peer.asked == []


def test_the_place_of_a_mistake_is_that_of_the_client(engine: EmbeddedEngine, peer: Peer) -> None:
    query = f"SELECT * {{ SERVICE <{peer.url}> {{ ?s ?p ?o }} ?s ?p }}"
    with pytest.raises(QuerySyntaxError) as raised:
        ask(engine, query)
    assert (raised.value.line, raised.value.column) == (1, len(query))

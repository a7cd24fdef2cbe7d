"""Which requests are the same, by what their answers may depend on."""

import pytest

from igmgraph.web.server.fingerprint import fingerprint

HOST = (b"host", b"localhost")


def scope(*headers: tuple[bytes, bytes], query: bytes = b"") -> dict[str, object]:
    return {"method": "GET", "path": "/", "query_string": query, "scheme": "http", "headers": [*headers]}


def test_who_sends_tags_asks_for_the_same() -> None:
    tags = b'W/"a", "b"'
    key, _ = fingerprint(scope(HOST))
    assert key is not None
    assert fingerprint(scope(HOST, (b"if-none-match", tags))) == (key, tags)


@pytest.mark.parametrize("headers", [(), ((b"accept", b"host"),)])
def test_a_request_without_host_is_none_that_came_before(headers: tuple[tuple[bytes, bytes], ...]) -> None:
    assert fingerprint(scope(*headers, query=b"host")) == (None, b"")


@pytest.mark.parametrize("tags", [b"*", b"nonsense", b'"a"    ' * 1_000 + b"x", b'"a' * 1_001, b" " * 3_000 + b"x"])
def test_what_are_no_tags_is_left_to_flask(tags: bytes) -> None:
    """In time: each way to read it would be one too many."""
    assert fingerprint(scope(HOST, (b"if-none-match", tags))) == (None, tags)

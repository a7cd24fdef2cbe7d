"""Requests that are known by their bytes: they are taken for no others."""

import pytest

from igmgraph.web.server.bridge import Scope
from igmgraph.web.server.recognition import FINGERPRINT, HEAD, Recognition

HEADERS = b"Host: example.org\r\nAccept: text/csv\r\n\r\n"


def head_of(target: str, version: str = "HTTP/1.1", method: str = "GET") -> bytes:
    return f"{method} {target} {version}\r\n".encode() + HEADERS


def after(target: str) -> Recognition:
    """That knows one query."""
    scope: Scope = {"path": "/sparql", HEAD: head_of(target)}
    recognition = Recognition()
    recognition.learn_frame(scope, ("/sparql", target.partition("?")[2].encode(), "http", b"host", b"example.org"))
    return recognition


@pytest.mark.parametrize(
    ("target", "like"),
    [
        ("/sparql?query=ASK%20%7B%7D", "/sparql?query=SELECT+*+%7B+?a+?b+?c+%7D"),
        ("/sparql?query=ASK%20%7B%7D", "/sparql?query="),
        ("/sparql?format=csv&query=a&timeout=2", "/sparql?format=csv&query=b%26&timeout=2"),
        ("/igm/sparql?&query=a&", "/igm/sparql?&query=b&"),
    ],
)
def test_a_query_is_known_by_all_but_its_text(target: str, like: str) -> None:
    known = after(target).recognise(head_of(like))
    parameters = like.partition("?")[2].encode()
    assert known == {
        "path": "/sparql",
        HEAD: head_of(like),
        "query_string": parameters,
        FINGERPRINT: (("/sparql", parameters, "http", b"host", b"example.org"), b""),
    }


@pytest.mark.parametrize(
    ("target", "other"),
    [
        ("/sparql?query=a", "/sparql?query=b&timeout=1"),
        ("/sparql?query=a", "/sparql?query=b#c"),
        ("/sparql?query=a", '/sparql?query="b"'),
        ("/sparql?query=a", "/sparql?query=\u00e9t\u00e9"),
        ("/sparql?query=a", "/sparql?queried=b"),
        ("/sparql?query=a", "/sparql"),
        ("/sparql?format=csv&query=a", "/sparql?format=tsv&query=b"),
        ("/sparql?subquery=a", "/sparql?subquery=b"),
        ("/query=a?query=a", "/query=b?query=a"),
        ("/sparql#?query=a", "/sparql#?query=b"),
    ],
)
def test_what_differs_in_more_is_not_known(target: str, other: str) -> None:
    assert after(target).recognise(head_of(other)) is None


def test_neither_is_what_ends_elsewhere_or_asks_otherwise() -> None:
    recognition = after("/sparql?query=a")
    assert recognition.recognise(head_of("/sparql?query=b")) is not None
    more = [b"GET /sparql?query=b", b"GET /sparql?query="]
    others = [head_of("/sparql?query=b", "HTTP/1.0"), head_of("/sparql?query=b", method="POST"), *more]
    assert [recognition.recognise(each) for each in others] == [None] * 4

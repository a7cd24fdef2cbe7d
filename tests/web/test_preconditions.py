"""What a request says of the state that it is about is heeded, whatever answers (RFC 9110, section 13)."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from igmgraph.engine.base import Engine
from igmgraph.settings import Settings
from igmgraph.web import create_app


def test_who_has_any_answer_is_told_whether_there_is_one(client: FlaskClient) -> None:
    any_ = {"If-None-Match": "*"}
    assert client.get("/sparql?query=SELECT+nonsense", headers=any_).status_code == 400
    assert client.get("/sparql?query=ASK%7B%3Furn+%3Fof+%3Fthis%7D", headers=any_).status_code == 304
    assert client.get("/sparql?query=ASK%7B%7D", headers={"If-Match": '"no"'}).status_code == 412


def test_a_tag_is_of_the_same_bytes(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def packed(now: float) -> tuple[str, bytes]:
        monkeypatch.setattr("time.time", lambda: now)
        answer = client.get("/openapi.json", headers={"Accept-Encoding": "gzip"})
        return answer.headers["ETag"], answer.data

    tag, _ = first = packed(1e9)
    assert first == packed(1.1e9)
    plain = client.get("/openapi.json").headers["ETag"]
    for path, tags, status in [("/openapi.json", tag, 304), ("/openapi.json", plain, 200)]:
        asked = {"Accept-Encoding": "gzip", "If-None-Match": tags}
        assert client.get(path, headers=asked).status_code == status
    assert client.get("/openapi.json", headers={"Accept-Encoding": "gzip", "If-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"Range": "bytes=0-9"}, 206),
        ({"Range": "bytes=0-9", "If-Match": '"no"'}, 412),
        ({"Range": "bytes=0-9", "If-None-Match": "TAG"}, 304),
        ({"Range": "bytes=0-9", "If-Range": "W/TAG"}, 200),
        ({"Range": "bytes=-999999999"}, 200),
        ({"If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 412),
    ],
)
def test_conditions_of_a_file_are_met_in_their_order(
    client: FlaskClient, condition: dict[str, str], status: int
) -> None:
    path = "/download/igm.ttl.gz"
    whole = client.head(path)
    whole.close()
    headers = {name: value.replace("TAG", whole.headers["ETag"]) for name, value in condition.items()}
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    assert ("Content-Range" in answer.headers) is (status == 206)
    answer.close()


def test_a_range_is_of_what_is_sent(client: FlaskClient) -> None:
    answer = client.head("/download/igm.ttl.gz", headers={"Range": "bytes=0-9"})
    assert answer.status_code == 200
    answer.close()


def test_a_tag_tells_of_settings_by_which_the_answer_is_another(engine: Engine) -> None:
    def tag(**more: Any) -> str:
        asked = create_app(Settings(**more), engine).test_client()
        return asked.get("/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+3").headers["ETag"]

    for other in (
        {"union_default_graph": False},
        {"max_rows": 2},
        {"max_bytes": 10_000},
        {"base_iri": "https://o.org/"},
    ):
        assert tag(**other) != tag()

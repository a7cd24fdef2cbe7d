"""Who has a copy already: entity tags, dates, and what a 304 costs."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.base import Answer, Engine, Load
from igmgraph.engine.query.admitted import Admission
from igmgraph.engine.values import Asker, ClientQuery, Solution, Wanted
from igmgraph.settings import Settings
from igmgraph.web import create_app

DOCUMENT = "/doc/domain/partnerships"
ADDRESSES = [
    *(f"{DOCUMENT}{end}" for end in ("", ".html?lang=es", ".ttl", ".jsonld", ".rdf", ".nt", ".trig", ".nq")),
    f"{DOCUMENT}.ttl?page=1",
    "/graph/framework",
    "/graph/framework.nq",
    "/ontology",
    "/ontology.ttl",
    "/dataset",
    "/dataset.jsonld",
]


class CountingEngine:
    """Counts the questions that the service asks the store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.asked = 0

    @property
    def snapshot_id(self) -> str:
        return self._engine.snapshot_id

    @property
    def snapshot_path(self) -> Path | None:
        return self._engine.snapshot_path

    @property
    def graphs(self) -> Sequence[str]:
        return self._engine.graphs

    def check(self) -> None:
        self._engine.check()

    def admit(self, query: ClientQuery) -> Admission:
        return self._engine.admit(query)

    @property
    def load(self) -> Load:
        return self._engine.load

    def answer(self, query: ClientQuery, wanted: Wanted, asker: Asker | None = None) -> Answer:
        self.asked += 1
        return self._engine.answer(query, wanted, asker)

    def solutions(self, query: str) -> list[Solution]:
        self.asked += 1
        return self._engine.solutions(query)

    def close(self) -> None:
        """The engine is someone else's."""


@pytest.fixture(scope="module")
def counting(engine: Engine) -> CountingEngine:
    return CountingEngine(engine)


@pytest.fixture(scope="module")
def counted(counting: CountingEngine, snapshot: Snapshot) -> FlaskClient:
    return create_app(Settings(store=snapshot.path.parents[1]), counting).test_client()


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_copy_that_is_still_true_costs_no_question(
    counted: FlaskClient, counting: CountingEngine, address: str, coding: str
) -> None:
    accepted = {"Accept-Encoding": coding}
    first = counted.get(address, headers=accepted)
    asked = counting.asked
    assert asked
    tag, date = {"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}
    for method in ("GET", "HEAD"):
        for headers in (tag, {**tag, **date}, {"If-None-Match": f'"other", W/{first.headers["ETag"]}'}, date):
            again = counted.open(address, method=method, headers={**accepted, **headers})
            assert (again.status_code, again.data) == (304, b"")
            assert again.vary.as_set() == first.vary.as_set()
            for name in ("Cache-Control", "Content-Location"):
                assert again.headers[name] == first.headers[name]
            assert headers is date or again.headers["ETag"] == first.headers["ETag"]
    assert counting.asked == asked


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_cache_has_kept_of_a_copy_stays_true(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    # What a 304 tells takes the place of what was kept.
    assert {**dict(first.headers), **dict(again.headers)} == dict(first.headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"another"'},
        {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
        # A tag is the stronger of the two.
        {"If-None-Match": '"another"', "If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"},
    ],
)
def test_a_copy_that_is_not_is_replaced(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.get(f"{DOCUMENT}.ttl", headers=headers).status_code == 200


def test_what_is_not_there_is_not_unchanged(client: FlaskClient) -> None:
    tag = client.get(f"{DOCUMENT}.ttl").headers["ETag"]
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"},
    ):
        assert client.get("/doc/domain/nowhere.ttl", headers=headers).status_code == 404


def test_data_that_are_no_release_are_not_known_by_their_date(engine: Engine, tmp_path: Path) -> None:
    client = create_app(Settings(store=tmp_path), engine).test_client()
    date = client.get(f"{DOCUMENT}.ttl").headers["Last-Modified"]
    assert client.get(f"{DOCUMENT}.ttl", headers={"If-Modified-Since": date}).status_code == 200


def test_any_document_is_one_that_anyone_asks_for(client: FlaskClient) -> None:
    assert client.get(f"{DOCUMENT}.ttl", headers={"If-Match": "*"}).status_code == 200
    assert client.get(f"{DOCUMENT}.ttl", headers={"If-Match": '"another"'}).status_code == 412


def test_every_representation_has_its_own_tag(client: FlaskClient) -> None:
    names = ("html?lang=en", "html?lang=es", "html?lang=fr", "ttl", "jsonld", "rdf", "nt", "trig", "nq")
    addresses = [f"/doc/{thing}.{name}" for thing in ("domain/partnerships", "place/cl") for name in names]
    tags = {client.get(address).get_etag() for address in addresses}
    assert len(tags) == len(addresses)
    assert all(tag and not weak for tag, weak in tags)


def test_a_tag_is_the_same_in_another_process(client: FlaskClient, snapshot: Snapshot) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from igmgraph.settings import Settings; from igmgraph.web import create_app\n"
        "from igmgraph.engine.embedded import EmbeddedEngine\n"
        "if __name__ == '__main__':\n"
        "    settings = Settings(workers=1)\n"
        "    engine = EmbeddedEngine(Path(sys.argv[1]), settings)\n"
        "    client = create_app(settings, engine).test_client()\n"
        "    print(*[client.get(address).headers['ETag'] for address in sys.argv[2:]])\n"
        "    engine.close()\n"
    )
    other = subprocess.run(
        [sys.executable, "-c", program, str(snapshot.path), *ADDRESSES], check=True, capture_output=True, text=True
    )
    assert other.stdout.split() == [client.get(address).headers["ETag"] for address in ADDRESSES]


def test_last_modified_is_the_day_that_the_dataset_tells(client: FlaskClient) -> None:
    told = client.get("/dataset.jsonld").json
    assert told is not None
    (dataset,) = [node for node in told["@graph"] if node["id"] == "https://w3id.org/igm/dataset"]
    modified = client.get(f"{DOCUMENT}.ttl").last_modified
    assert modified is not None
    assert modified.date().isoformat() == dataset["modified"]


def test_scripts_of_other_sites_may_read_the_headers_they_need(client: FlaskClient) -> None:
    for address in (f"{DOCUMENT}.ttl", "/doc/domain/nowhere.ttl"):
        headers = client.get(address, headers={"Origin": "https://elsewhere.example"}).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        exposed = set(headers["Access-Control-Expose-Headers"].split(", "))
        assert exposed >= {"Link", "ETag", "Retry-After", "Content-Location", "Content-Range", "Memento-Datetime"}
        assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?lang=fr",
        "/openapi.json",
        "/queries",
        "/compare",
        "/browse",
        "/browse/institutions",
        "/search?q=migrantes",
        "/search?q=migrantes&format=json",
        "/fragments",
        "/about/languages",
    ],
)
def test_pages_that_anybody_may_keep_have_tags_too(client: FlaskClient, address: str) -> None:
    first, again = client.get(address), client.get(address)
    tag = first.headers["ETag"]
    assert again.headers["ETag"] == tag
    assert client.head(address).headers["ETag"] == tag
    known = client.get(address, headers={"If-None-Match": tag})
    assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", tag)
    assert known.headers.get("Vary") == first.headers.get("Vary")
    assert client.get(address, headers={"If-None-Match": '"other"'}).data == first.data
    # Compressed, it has a tag of its own.
    coded = client.get(address, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    asked = {"Accept-Encoding": "gzip", "If-None-Match": coded}
    assert client.get(address, headers=asked).status_code == 304


@pytest.mark.parametrize("address", ["/", "/queries", "/compare"])
def test_a_page_has_another_tag_in_each_language(client: FlaskClient, address: str) -> None:
    tags = {client.get(address, headers={"Accept-Language": each}).headers["ETag"] for each in ("en", "es", "fr")}
    assert len(tags) == 3


@pytest.mark.parametrize("address", ["/metrics", "/healthz", "/readyz", "/nowhere"])
def test_what_is_of_the_moment_has_no_tag(client: FlaskClient, address: str) -> None:
    assert "ETag" not in client.get(address).headers


@pytest.mark.parametrize("address", ["/", "/doc/place/cl", "/dataset", "/download"])
def test_who_asks_for_one_state_alone_gets_no_other(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"If-Match": '"another"'})
    assert (answer.status_code, answer.mimetype) == (412, "application/problem+json")
    assert answer.get_json()["type"] == "https://w3id.org/igm/problems/precondition-failed"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Unmodified-Since"])
@pytest.mark.parametrize("address", ["/", "/doc/place/cl?x=1", "/dataset", "/download"])
def test_a_date_of_no_calendar_counts_as_none(client: FlaskClient, address: str, name: str) -> None:
    for date in ("Mon, 01 Jan 99999999999 00:00:00 GMT", f"Mon, {'9' * 20} Jan 2025 00:00:00 GMT"):
        assert client.get(address, headers={name: date}).status_code == 200

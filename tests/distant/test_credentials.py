"""An engine that asks who is there: with the right credentials all works, with others it is told; no secret shows."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.cli import main
from igmgraph.engine.credentials import Credentials
from igmgraph.engine.remote import Endpoint
from igmgraph.publish.target import Target
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.snapshots.following import open_current
from tests.distant.guard import guarding
from tests.publish.engines import ENGINES
from tests.serving import serve

SECRET, WRONG = "open-sesame-7", "open-barley-8"
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
GRAPH, THING = "https://w3id.org/igm/graph/one", "https://w3id.org/igm/id/place/cl"
PAGE, QUERY = "/doc/place/cl", "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D"
PROBLEM = {"Accept": "text/turtle, application/sparql-results+json"}


@dataclass(frozen=True)
class Guarded:
    """An engine that asks for credentials: where it takes queries, updates and graphs, and the words it knows."""

    query: str
    update: str
    graph_store: str
    words: str
    wrong: str


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    quads = [Quad(NamedNode(THING), LABEL, Literal("Chile", language="en"), NamedNode(GRAPH))]
    return write_snapshot(tmp_path_factory.mktemp("store"), quads)


@pytest.fixture(scope="module", params=["basic", "digest", "bearer", "virtuoso"])
def guarded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "virtuoso":
        with ENGINES["virtuoso"](folder) as started:
            url = started.endpoint.url
            store = f"{url.removesuffix('/sparql-auth')}/sparql-graph-crud-auth"
            yield Guarded(url, url, store, "digest dba:dba", f"digest dba:{WRONG}")
        return
    user = "" if request.param == "bearer" else "ali"
    with (
        ENGINES["oxigraph"](folder) as started,
        guarding(started.endpoint.url.removesuffix("/query"), Credentials(request.param, user, SECRET)) as guard,
    ):
        words = [f"{request.param} {user}:{secret}".replace(" :", " ") for secret in (SECRET, WRONG)]
        yield Guarded(f"{guard.root}/query", f"{guard.root}/update", f"{guard.root}/store", *words)


def publish(small: Snapshot, guarded: Guarded, *more: str) -> Result:
    store = str(small.path.parents[1])
    given = ["--store", store, "--endpoint", guarded.query, "--update-endpoint", guarded.update, "--auth-env", "WORDS"]
    return CliRunner().invoke(main, ["publish", *given, *more])


@pytest.fixture(scope="module")
def filled(small: Snapshot, guarded: Guarded) -> Guarded:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORDS", guarded.words)
        done = publish(small, guarded)
    assert done.exit_code == 0, done.output
    return guarded


@pytest.mark.parametrize("by", ["updates", "graph store"])
def test_a_snapshot_is_published(by: str, small: Snapshot, guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORDS", guarded.words)
    done = publish(small, guarded, *(["--graph-store", guarded.graph_store] if by == "graph store" else []))
    assert done.exit_code == 0, done.output
    scheme, _, rest = guarded.words.rpartition(" ")
    user, _, secret = rest.rpartition(":")
    endpoint = Endpoint(guarded.query, guarded.update, Credentials(scheme or "basic", user, secret))
    assert Target(endpoint).count(GRAPH) == 1


@pytest.mark.parametrize("by", ["updates", "graph store"])
def test_nothing_is_published_with_wrong_credentials(
    by: str, small: Snapshot, guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORDS", guarded.wrong)
    done = publish(small, guarded, *(["--graph-store", guarded.graph_store] if by == "graph store" else []))
    assert done.exit_code == 1
    assert guarded.query in done.output
    assert "credentials" in done.output
    assert WRONG not in done.output


def processes(root: int) -> str:
    """What a list of processes shows of one and of all that it has begun."""
    table = subprocess.run(["ps", "-eww", "-o", "pid=,ppid=,args="], check=True, capture_output=True, text=True).stdout
    lines = [line.split(None, 2) for line in table.splitlines()]
    known, grown = {str(root)}, True
    while grown:
        more = {pid for pid, parent, *_ in lines if parent in known} - known
        known, grown = known | more, bool(more)
    return "\n".join(" ".join(line[2:]) for line in lines if line[0] in known)


def test_the_service_works_and_keeps_the_secret(
    filled: Guarded, small: Snapshot, capfd: pytest.CaptureFixture[str]
) -> None:
    options = ["--endpoint", filled.query, "--auth-env", "WORDS", "--workers", "1"]
    told: list[str] = []
    with serve(small, *options, WORDS=filled.words) as root:
        for path in (PAGE, QUERY):
            with urllib.request.urlopen(urllib.request.Request(root + path, headers=PROBLEM)) as answer:
                assert "Chile" in answer.read().decode()
        told.append(processes(os.getpid()))
        assert "--auth-env WORDS" in told[0]
        for path in ("/metrics", "/readyz", "/doc/place/nowhere", "/sparql?query=SELECT"):
            try:
                with urllib.request.urlopen(urllib.request.Request(root + path, headers=PROBLEM)) as answer:
                    told.append(answer.read().decode())
            except urllib.error.HTTPError as error:
                told.append(error.read().decode())
    told.extend(capfd.readouterr())
    # Virtuoso's is no word that shows itself.
    secret = SECRET if SECRET in filled.words else filled.words
    assert not [text for text in told if secret in text]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_wrong_credentials_are_told(
    language: str, filled: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("WORDS", filled.wrong)
    settings = Settings(store=tmp_path, endpoint=filled.query, auth_env="WORDS", workers=1)
    client = create_app(*open_current(settings, None)).test_client()
    for path in (PAGE, QUERY):
        answer = client.get(path, headers={**PROBLEM, "Accept-Language": language})
        assert answer.status_code == 503
        told = (answer.json or {})["detail"]
        assert {"en": "credentials", "es": "credenciales", "fr": "identifiants"}[language] in told
        assert "401" in told
        assert WRONG not in answer.text + caplog.text
    page = client.get(PAGE, headers={"Accept": "text/html"})
    assert (page.status_code, WRONG in page.text) == (503, False)


def test_info_tells_what_is_there_and_not_the_secret(filled: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, status in ((filled.words, 0), (filled.wrong, 1)):
        monkeypatch.setenv("WORDS", words)
        done = CliRunner().invoke(main, ["info", "--endpoint", filled.query, "--auth-env", "WORDS"])
        assert done.exit_code == status, done.output
        assert SECRET not in done.output
        assert WRONG not in done.output
    assert "credentials" in done.output


def test_a_secret_in_an_address_is_refused_without_being_shown(tmp_path: Path) -> None:
    url = f"http://ali:{SECRET}@127.0.0.1:9/query"
    for given in (["info"], ["publish", "--store", str(tmp_path)], ["serve", "--store", str(tmp_path)]):
        done = subprocess.run(
            [sys.executable, "-m", "igmgraph", *given, "--endpoint", url], capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "--auth-env" in done.stderr
        assert SECRET not in done.stdout + done.stderr

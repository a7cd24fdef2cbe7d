"""ORDER BY over values of several kinds: a real service answers it, and the process of a program is not ended."""

import csv
import io
import json
import re
import signal
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from igmgraph.build.snapshot import Snapshot
from tests.protocol.serving import serving

#: All that the data say; at this the engine ends its process.
EVERYTHING = "SELECT ?s ?o { ?s ?p ?o } ORDER BY DESC(?o) ?s"
CONNECT = """import json, sys, igmgraph
rows = igmgraph.connect(sys.argv[1]).query(sys.argv[2]).solutions
print(json.dumps([str(row["o"]) for row in rows]))
"""
ALONE = """import sys, pyoxigraph
list(pyoxigraph.Store.read_only(sys.argv[1]).query(sys.argv[2], use_default_graph_as_union=True))
"""
NUMBER = re.compile(r'"(.+)"\^\^<.*#(?:integer|decimal)>')


def run(*arguments: str, text: str = "") -> str:
    done = subprocess.run([sys.executable, *arguments], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:1000]
    return done.stdout


@pytest.fixture(scope="module")
def expected(snapshot: Snapshot) -> list[str]:
    """Values as a program gets them."""
    found: list[str] = json.loads(run("-c", CONNECT, str(snapshot.path.parents[1]), EVERYTHING))
    return found


def test_the_engine_by_itself_ends_its_process(snapshot: Snapshot) -> None:
    """Else there is nothing to test here."""
    command = [sys.executable, "-c", ALONE, str(snapshot.path / "store"), EVERYTHING]
    assert subprocess.run(command, capture_output=True, check=False).returncode == -signal.SIGABRT


def test_a_program_has_numbers_in_order(expected: list[str]) -> None:
    numbers = [float(found[1]) for found in map(NUMBER.fullmatch, expected) if found]
    assert len(expected) > len(numbers) > 100
    assert numbers == sorted(numbers, reverse=True)


def test_the_command_tells_the_same(expected: list[str], snapshot: Snapshot) -> None:
    store = str(snapshot.path.parents[1])
    shown = run("-m", "igmgraph", "query", "-", "--format", "csv", "--store", store, text=EVERYTHING)
    assert len(list(csv.reader(io.StringIO(shown)))) == len(expected) + 1


def test_a_mistake_is_told_of_what_was_written(snapshot: Snapshot) -> None:
    script = CONNECT.replace("rows =", "try:\n ").replace("\nprint", "\nexcept Exception as error:\n print(error)\n#")
    told = run("-c", script, str(snapshot.path.parents[1]), "SELECT * { ?s ?p ?o }\nORDER BY ?s ?p, ?o")
    assert "line 2, column 15: write a space instead of the comma" in told


def test_the_service_answers_and_goes_on(expected: list[str], snapshot: Snapshot) -> None:
    with (
        serving(snapshot.path.parents[1], "--workers", "1") as root,
        closing(HTTPConnection(urlsplit(root).netloc, timeout=60)) as connection,
    ):

        def ask(text: str) -> tuple[int, bytes]:
            connection.request("GET", f"/sparql?{urlencode({'query': text, 'format': 'json'})}")
            response = connection.getresponse()
            return response.status, response.read()

        for _ in range(2):
            status, content = ask(EVERYTHING)
            assert status == 200, content
            assert len(json.loads(content)["results"]["bindings"]) == len(expected)
            assert ask("ASK {}")[0] == 200

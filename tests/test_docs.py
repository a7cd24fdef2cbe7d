"""What the documents say is what the software does."""

import csv
import io
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from click.testing import CliRunner
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from igmgraph import __version__
from igmgraph.build.snapshot import Snapshot
from igmgraph.cli import main
from igmgraph.namespaces import ONTOLOGY, PREFIXES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_first_query_of_the_readme_has_its_real_answer(client: FlaskClient) -> None:
    found = re.search(r"```sparql\n(.+?)```\n\n(\|.+?)\n\n", README, re.DOTALL)
    assert found
    answer = client.get("/sparql", query_string={"query": found[1], "format": "csv"})
    header, *rows = csv.reader(io.StringIO(answer.text))
    told = [[cell.strip() for cell in line.strip("|").split("|")] for line in found[2].splitlines()]
    assert told == [header, ["---"] * len(header), *rows]


def test_the_curl_of_the_readme_has_its_real_answer(client: FlaskClient) -> None:
    found = re.search(r"curl -sL -H 'Accept: (.+?)' (\S+) \| grep (\w+)\n(.+?)```", README, re.DOTALL)
    assert found
    answer = client.get(urlsplit(found[2]).path, headers={"Accept": found[1]}, follow_redirects=True)
    assert [line for line in answer.text.splitlines() if found[3] in line] == found[4].splitlines()


def test_every_graph_of_the_snapshot_is_in_the_readme(snapshot: Snapshot) -> None:
    graphs = [iri.removeprefix("https://w3id.org/igm/") for iri in snapshot.manifest["graphs"]]
    assert len(graphs) > 10
    assert [graph for graph in graphs if f"`{graph}`" not in README] == []


def test_every_command_is_in_the_readme_and_the_reverse() -> None:
    assert sorted(set(re.findall(r"^\| `igmgraph (\w+)", README, re.MULTILINE))) == sorted(main.commands)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_an_example_of_help_names_files_that_exist(command: str) -> None:
    shown = CliRunner().invoke(main, [command, "--help"]).output
    for path in re.findall(r"\b(?:data|queries|ontology)/[\w./-]+", shown):
        assert (ROOT / path).exists()


def test_every_file_that_the_documents_name_exists() -> None:
    for document in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / document).read_text("utf-8")
        named = re.findall(r"`((?:data|docs|ontology|queries)/[\w./-]*|LICENSE[\w-]*|[\w-]+\.(?:md|cff))`", text)
        assert named
        assert [path for path in named if not (ROOT / path).exists() and "{" not in path] == []


def test_versions_agree() -> None:
    assert f"## {__version__} (" in CHANGELOG
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"] == __version__
    quads = list(parse((ROOT / "ontology" / "igm.ttl").read_bytes(), format=RdfFormat.TURTLE))
    (version,) = [quad.object.value for quad in quads if quad.predicate.value == f"{PREFIXES['owl']}versionInfo"]
    (version_iri,) = [quad.object.value for quad in quads if quad.predicate.value == f"{PREFIXES['owl']}versionIRI"]
    assert version_iri == f"{ONTOLOGY}/{version}"
    assert f"Ontology {version}" in CHANGELOG


def test_what_the_lock_holds_is_what_the_package_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==", lock, re.MULTILINE))
    needed = {re.split(r"[<>=\[]", each)[0].lower() for each in project["project"]["dependencies"]}
    assert needed <= locked


def test_the_notice_of_independence_is_where_people_look(client: FlaskClient) -> None:
    assert "independent work" in README
    assert "independent work" in (ROOT / "LICENSE-DATA").read_text("utf-8")
    assert "independent work" in client.get("/", headers={"Accept": "text/html"}).text

"""The commands as a person types them."""

import errno
import json
import os
import resource
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from igmgraph.cli import main

COMMANDS = sorted(main.commands)
FINDING = """@prefix igm: <https://w3id.org/igm/ontology#> .

<https://w3id.org/igm/id/finding/cl-ejemplo-2024/partnerships/w1> a igm:WellDevelopedArea .
"""


def run(*arguments: str, standard_input: str | None = None, env: Mapping[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=standard_input, env=env)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A snapshot of three triples."""
    source = tmp_path / "cities.ttl"
    source.write_text('<http://e.org/a> <http://e.org/p> "x"@es, "y"@fr .\n<http://e.org/b> <http://e.org/q> 1 .\n')
    store = tmp_path / "store"
    done = run("build", "--source", str(source), "--store", str(store), "--no-validate", "--no-inference")
    assert done.exit_code == 0, done.output
    return store


def test_all_commands_are_there() -> None:
    expected = "build export format grade info ingest link publish query serve snapshot validate"
    assert expected.split() == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str) -> None:
    shown = run(command, "--help")
    assert shown.exit_code == 0
    assert f"Example: igmgraph {command}" in shown.output


def test_wrong_usage_exits_with_2() -> None:
    assert run("build", "--no-such-option").exit_code == 2
    assert run("query", "-", "--format", "pdf").exit_code == 2


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("csv", "l\r\nx\r\ny\r\n"),
        ("tsv", '?l\n"x"@es\n"y"@fr\n'),
    ],
)
def test_query_prints_solutions(store: Path, form: str, expected: str) -> None:
    text = "SELECT ?l { ?s <http://e.org/p> ?l } ORDER BY ?l"
    shown = run("query", "-", "--format", form, "--store", str(store), standard_input=text)
    assert (shown.exit_code, shown.stdout_bytes.decode()) == (0, expected)


def test_query_prints_json(store: Path) -> None:
    shown = run("query", "-", "--format", "json", "--store", str(store), standard_input="ASK { ?s ?p 1 }")
    assert json.loads(shown.output)["boolean"] is True


@pytest.mark.parametrize("named", [True, False])
def test_a_byte_order_mark_before_a_query_is_no_part_of_it(store: Path, tmp_path: Path, *, named: bool) -> None:
    file = tmp_path / "q.rq"
    file.write_text("\ufeffASK {}", "utf-8")
    argument = str(file) if named else "-"
    shown = run("query", argument, "--format", "json", "--store", str(store), standard_input=file.read_text("utf-8"))
    assert json.loads(shown.output)["boolean"] is True


def test_query_prints_a_table_with_short_iris(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("SELECT (<https://w3id.org/igm/ontology#Finding> AS ?class) ?l { ?s <http://e.org/p> ?l }")
    shown = run("query", str(file), "--store", str(store))
    assert shown.exit_code == 0
    assert "igm:Finding" in shown.output
    assert "class" in shown.output


def test_query_prints_a_graph(store: Path) -> None:
    text = "CONSTRUCT WHERE { ?s <http://e.org/q> ?o }"
    shown = run("query", "-", "--format", "ttl", "--store", str(store), standard_input=text)
    assert "<http://e.org/b> <http://e.org/q>" in shown.output


def test_a_malformed_query_is_placed(store: Path) -> None:
    shown = run("query", "-", "--store", str(store), standard_input="SELECT *\n{ ?s ?p }")
    assert shown.exit_code == 1
    assert "line 2, column 9" in shown.stderr


def test_no_snapshot_is_said(tmp_path: Path) -> None:
    shown = run("query", "-", "--store", str(tmp_path), standard_input="ASK {}")
    assert shown.exit_code == 1
    assert "igmgraph build" in shown.stderr


def test_serve_refuses_an_address_that_is_taken(store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("serve", "--store", str(store), "--port", str(port))
    assert (refused.exit_code, f"127.0.0.1:{port}: cannot listen" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        (["--workers", "0"], 2, "workers 0: "),
        (["--port", "70000"], 2, "port 70000: "),
        (["--query-timeout", "nan"], 2, "query-timeout nan: "),
        (["--allow-service", "not an iri"], 2, "allow-service 'not an iri': "),
        (["--endpoint", "http://127.0.0.1:9/", "--auth-env", "NOT_THERE"], 1, "NOT_THERE: holds no credentials"),
        (["--host", "no.such.host.invalid"], 1, "no.such.host.invalid:"),
    ],
)
def test_serve_says_in_one_line_which_option_is_wrong(store: Path, options: list[str], status: int, told: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        # Whatever is not refused ends here, instead of serving in the place of the tests.
        refused = run("serve", "--store", str(store), "--port", str(taken.getsockname()[1]), *options)
    assert (refused.exit_code, refused.stderr.count("\n")) == (status, 1)
    assert told in refused.stderr


def test_a_variable_that_is_wrong_is_wrong_usage(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("-1", "many"):
        monkeypatch.setenv("IGM_QUEUE_LENGTH", value)
        refused = run("serve", "--store", str(store))
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)


def test_serve_says_in_one_line_that_it_may_open_too_few_files(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (64, 64))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run("serve", "--store", str(store), "--port", str(taken.getsockname()[1]))
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "64 files" in refused.stderr


def test_serve_knows_addresses_of_ipv6(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not this machine has any: the system is asked for the right family, and its answer told."""
    asked: list[tuple[object, int]] = []

    def taken(address: tuple[str, int], *, family: int) -> socket.socket:
        asked.append((address, family))
        raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))

    monkeypatch.setattr(socket, "create_server", taken)
    for host, family in (("::1", socket.AF_INET6), ("::", socket.AF_INET6), ("127.0.0.1", socket.AF_INET)):
        refused = run("serve", "--store", str(store), "--host", host, "--port", "8001")
        written = f"[{host}]" if ":" in host else host
        assert (refused.exit_code, asked.pop()) == (1, ((host, 8001), family))
        assert f"{written}:8001: cannot listen there: Address already in use" in refused.stderr


def test_info_counts_by_graph(store: Path) -> None:
    shown = run("info", env={"IGM_STORE": str(store)})
    assert shown.exit_code == 0
    assert "3  (default graph)" in shown.output


def test_a_failed_build_keeps_the_snapshot(store: Path, tmp_path: Path) -> None:
    before = (store / "current").resolve()
    broken = tmp_path / "broken.ttl"
    broken.write_text("<http://e.org/a>\n  <http://e.org/p> .\n")
    failed = run("build", "--source", str(broken), "--store", str(store))
    assert failed.exit_code == 1
    assert f"{broken}:2:" in failed.stderr
    assert (store / "current").resolve() == before


def test_a_violation_names_file_resource_path_and_message(tmp_path: Path) -> None:
    file = tmp_path / "finding.ttl"
    file.write_text(FINDING)
    failed = run("build", "--source", str(file), "--store", str(tmp_path / "store"))
    assert failed.exit_code == 1
    assert str(file) in failed.stderr
    assert "finding/cl-ejemplo-2024/partnerships/w1" in failed.stderr
    assert "igm:statement" in failed.stderr
    assert not (tmp_path / "store" / "current").exists()
    checked = run("validate", str(file))
    assert checked.exit_code == 1
    assert "igm:statement" in checked.output


def test_format_checks_then_formats(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text("<http://e.org/b> <http://e.org/p> 2,1 .")
    checked = run("format", "--check", str(file))
    assert (checked.exit_code, str(file) in checked.output) == (1, True)
    assert run("format", str(file)).exit_code == 0
    assert run("format", "--check", str(file)).exit_code == 0

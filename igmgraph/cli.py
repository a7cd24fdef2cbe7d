"""The `igmgraph` command: arguments to calls, exceptions to exit statuses; no logic of its own.

Exit status 0: done; 1: the input was at fault; 2: wrong usage.
"""

import csv
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, Unpack

import click
from rich.console import Console

from igmgraph import __version__, shipped
from igmgraph.build import pipeline
from igmgraph.build.reasoning import REASONERS
from igmgraph.build.snapshot import Snapshot, open_snapshot
from igmgraph.engine.credentials import read_credentials, refuse_secret
from igmgraph.engine.local import LocalSnapshot
from igmgraph.engine.query.admission import admit
from igmgraph.engine.remote import Endpoint
from igmgraph.engine.values import ClientQuery
from igmgraph.errors import IgmError, InputError, Unavailable
from igmgraph.export.command import export
from igmgraph.grade.command import grade
from igmgraph.ingest.command import ingest
from igmgraph.link.command import link
from igmgraph.namespaces import BASE
from igmgraph.publish.command import publish
from igmgraph.publish.engine import provide, tell
from igmgraph.publish.options import auth_env, update_endpoint
from igmgraph.rdf.turtle import format_files
from igmgraph.replicas.command import snapshot as snapshot_command
from igmgraph.settings import Settings
from igmgraph.terminal import build_progress, print_table
from igmgraph.versions.kept import version_label
from igmgraph.web.server.listening import authority, check_start, listen

__all__ = ["main"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_DEFAULTS = Settings()
#: Seconds that a remote endpoint may take.
_PATIENCE = 60

#: `--format` of `igmgraph query` to media type: of solutions (a table is drawn from CSV), and of graphs.
_SOLUTIONS = {
    "table": "text/csv",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
}
_GRAPHS = {
    "table": "text/turtle",
    "ttl": "text/turtle",
    "json": "application/ld+json",
    "xml": "application/rdf+xml",
}


class _Commands(click.Group):
    """Tells an error of ours in one line and exits with its status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IgmError as error:
            click.echo(f"igmgraph: {error}", err=True)
            ctx.exit(error.exit_code)


def _option(name: str, default: object, text: str) -> Callable[[_Command], _Command]:
    variable = f"IGM_{name.strip('-').replace('-', '_').upper()}"
    return click.option(
        name,
        type=Path if isinstance(default, Path) else type(default),
        default=default,
        envvar=variable,
        show_default=True,
        help=text,
    )


_store = _option("--store", _DEFAULTS.store, "Folder that holds the snapshots.")


@click.group(cls=_Commands, epilog="Example: igmgraph serve", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Migration governance as linked data: build the knowledge graph, query it, serve it."""


@main.command(epilog="Example: igmgraph build --source data/ttl --store store")
@click.option("--source", "sources", type=Path, multiple=True, help="RDF file or folder; the shipped data if none.")
@_store
@_option("--base-iri", BASE, "Host under which instance IRIs are minted; ends in a slash.")
@click.option("--validate/--no-validate", default=True, help="Check the data against the SHACL shapes.")
@click.option("--inference/--no-inference", default=True, help="Add what OWL 2 RL infers, in graph/inferred.")
@click.option("--reasoner", type=click.Choice(REASONERS), help="owlrl, or for large data its rules compiled.")
@click.option("--downloads/--no-downloads", default=True, help="Make dumps and tables for /download.")
def build(sources: Sequence[Path], store: Path, base_iri: str, **parts: Unpack[pipeline.Parts]) -> None:
    """Build a snapshot from RDF and swap it in; a failed build leaves the old one in service."""
    snapshot = _build(sources, store, base_iri, **parts)
    click.echo(f"snapshot {snapshot.id}: {snapshot.quads} quads in {snapshot.path}")
    click.echo(f"version {version_label(store, snapshot.manifest)}")


def _build(sources: Sequence[Path], store: Path, base_iri: str, **parts: Unpack[pipeline.Parts]) -> Snapshot:
    with build_progress(Console(stderr=True)) as progress:
        return pipeline.build(sources or (shipped.DATA,), store, base_iri, progress=progress, **parts)


@main.command(epilog="Example: igmgraph serve --port 9000 --query-timeout 5")
@_store
@_option("--host", _DEFAULTS.host, "Address to listen on.")
@_option("--port", _DEFAULTS.port, "TCP port to listen on.")
@_option("--workers", _DEFAULTS.workers, "Processes that evaluate queries.")
@_option("--query-timeout", _DEFAULTS.query_timeout, "Seconds after which a query is stopped.")
@_option("--worker-memory", _DEFAULTS.worker_memory, "Bytes that one query may use.")
@_option("--memory-budget", _DEFAULTS.memory_budget, "Bytes that the data may take in memory; larger: from disk.")
@_option("--max-rows", _DEFAULTS.max_rows, "Rows or triples of one answer.")
@_option("--max-bytes", _DEFAULTS.max_bytes, "Bytes of one answer, before compression.")
@_option("--result-cache", _DEFAULTS.result_cache, "Bytes of answers that are kept for who asks the same; 0: none.")
@_option("--client-seconds-per-minute", _DEFAULTS.client_seconds_per_minute, "Query time that a client has; 0: any.")
@_option("--client-burst-seconds", _DEFAULTS.client_burst_seconds, "Query time that a client may have saved up.")
@_option("--trusted-proxies", _DEFAULTS.trusted_proxies, "Proxies in front that set X-Forwarded-For and -Proto.")
@_option("--snapshot-url", _DEFAULTS.snapshot_url, "Folder or HTTP address of packs to follow, instead of builds here.")
@_option("--snapshot-interval", _DEFAULTS.snapshot_interval, "Seconds between two looks at --snapshot-url.")
@_option("--endpoint", _DEFAULTS.endpoint, "SPARQL engine that holds a published snapshot, instead of the store.")
@update_endpoint("Where that engine takes updates: the store's snapshot is published there first, if it is another.")
@auth_env
@click.option(
    "--allow-service", multiple=True, envvar="IGM_ALLOW_SERVICE", help="IRI that SERVICE may call; repeatable."
)
@click.option(
    "--union-default-graph/--no-union-default-graph",
    default=True,
    envvar="IGM_UNION_DEFAULT_GRAPH",
    help="Let the default graph of a query be the union of all named graphs.",
)
def serve(**options: Any) -> None:
    """Serve the snapshot, or a published one, as SPARQL and linked-data pages; build one first if there is none."""
    services = " ".join(options.pop("allow_service"))
    given = {f"IGM_{name.upper()}": str(value) for name, value in options.items()}
    settings = Settings.from_environment({**os.environ, **given, "IGM_ALLOW_SERVICE": services})
    for address in (settings.endpoint, settings.update_endpoint):
        refuse_secret(address)
    if settings.endpoint:
        read_credentials(settings.auth_env)
    if settings.update_endpoint and not settings.endpoint:
        raise click.UsageError("--update-endpoint belongs to --endpoint")
    if settings.allow_service and settings.endpoint:
        raise click.UsageError("--allow-service is for the store: whom the engine at --endpoint calls, nobody limits")
    check_start(settings.host, settings.port)
    # A service that follows others waits for its first snapshot.
    if settings.update_endpoint or not (settings.endpoint or settings.snapshot_url):
        snapshot = _open_or_build(settings)
        if settings.endpoint:
            with build_progress(Console(stderr=True)) as progress:
                provide(snapshot, settings, progress)
    # On a full disk it serves all the same.
    with suppress(OSError):
        click.echo(f"http://{authority(settings.host, settings.port)}/ (SPARQL at /sparql)", err=True)
    listen(settings)


def _open_or_build(settings: Settings) -> Snapshot:
    try:
        return open_snapshot(settings.store)
    except Unavailable:
        return _build((), settings.store, settings.base_iri)


@main.command(epilog="Example: igmgraph query queries/findings/benefiting-women-or-children.rq --format csv")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@click.option("--endpoint", help="SPARQL endpoint to ask instead of the local snapshot.")
@click.option("--format", "name", type=click.Choice([*_SOLUTIONS, "ttl"]), default="table", show_default=True)
@_store
def query(file: io.TextIOBase, endpoint: str | None, name: str, store: Path) -> None:
    """Run the SPARQL query in FILE (- for standard input) on the local snapshot or on an endpoint."""
    text = file.read()
    form = admit(text, Settings()).form
    formats = _GRAPHS if form.gives_graph else _SOLUTIONS
    if name not in formats:
        raise InputError(f"--format {name}: a {form.value} query has no such answer; try {', '.join(formats)}")
    if endpoint:
        answer = Endpoint(endpoint, timeout=_PATIENCE).query(text, formats[name])
    else:
        answer = LocalSnapshot(open_snapshot(store).path).evaluate(ClientQuery(text), formats[name])
    if formats[name] == "text/csv" and name == "table":
        header, *rows = csv.reader(io.StringIO(answer.decode()))
        print_table(header, rows)
    else:
        click.echo(answer, nl=False)


@main.command(epilog="Example: igmgraph validate data/ttl")
@click.argument("paths", nargs=-1, required=True, type=Path)
def validate(paths: Sequence[Path]) -> None:
    """Check RDF files or folders against the shapes; list file, focus node and message."""
    report = pipeline.check(paths)
    for line in report.lines():
        click.echo(line)
    click.echo(f"{len(report.violations)} violations, {len(report.warnings)} warnings", err=True)
    if not report.conforms:
        sys.exit(1)


@main.command("format", epilog="Example: igmgraph format --check ontology data")
@click.argument("paths", nargs=-1, required=True, type=Path)
@click.option("--check", is_flag=True, help="Change nothing; list the files that differ and exit with status 1.")
def format_command(paths: Sequence[Path], *, check: bool) -> None:
    """Write Turtle files in their canonical form: sorted, one value per line."""
    differing = format_files(paths, check=check)
    for path in differing:
        click.echo(f"{path}: {'differs from its canonical form' if check else 'formatted'}")
    if check and differing:
        sys.exit(1)


for _command in (ingest, export, grade, link, publish, snapshot_command):
    main.add_command(_command)


@main.command(epilog="Example: igmgraph info --store store")
@_store
@click.option("--endpoint", help="SPARQL engine to tell of, instead of the store.")
@auth_env
def info(store: Path, endpoint: str | None, auth_env: str) -> None:
    """Tell the versions of service and snapshot and what each graph holds; or what an engine holds and can do."""
    click.echo(f"igmgraph {__version__}")
    if endpoint:
        for line in tell(endpoint, auth_env):
            click.echo(line)
        return
    snapshot = open_snapshot(store)
    click.echo(f"version {version_label(store, snapshot.manifest)}")
    click.echo(f"snapshot {snapshot.id} in {snapshot.path}")
    click.echo(f"inference by {snapshot.manifest.get('reasoner') or 'nobody'}")
    for graph, quads in sorted(snapshot.manifest["graphs"].items()):
        click.echo(f"{quads:>9}  {graph or '(default graph)'}")
    click.echo(f"{snapshot.quads:>9}  quads in all")

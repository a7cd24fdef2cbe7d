"""The build: read, validate, infer, describe, write a snapshot and put it in service."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, TypedDict, Unpack

from pyoxigraph import Quad

from igmgraph.build.describe import describe
from igmgraph.build.infer import infer
from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.build.validate import Report
from igmgraph.build.validate import validate as check_shapes
from igmgraph.errors import ValidationFailed
from igmgraph.namespaces import BASE
from igmgraph.rdf.reading import Sources, parse_file, read_ontology, read_sources
from igmgraph.shipped import SHAPE_FILES
from igmgraph.versions.kept import keep

__all__ = ["Parts", "Progress", "build", "check"]


class Progress(Protocol):
    """Told how far a build is: `done` of `total` parts of a step; the last call of a step has them equal."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take note."""


class Parts(TypedDict, total=False):
    """Parts of a build that can be left out.

    Attributes:
        validate: whether the data are held against the shipped shapes.
        inference: whether `graph/inferred` is made.
        downloads: whether dumps and tables are made.
    """

    validate: bool
    inference: bool
    downloads: bool


def _silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def build(
    sources: Sequence[Path],
    store_dir: Path,
    base_iri: str = BASE,
    *,
    progress: Progress = _silent,
    **parts: Unpack[Parts],
) -> Snapshot:
    """Make a snapshot of some files and folders and put it in service; any failure leaves the old one there.

    A build that leaves nothing out, of data whose version is a release, is kept (`igmgraph.versions.kept`).

    Args:
        sources: what `igmgraph.rdf.reading.read_sources` reads.
        store_dir: folder of the snapshots, made when it is missing.
        base_iri: where instance IRIs are minted.
        progress: told about each step.
        parts: what the build need not do; everything unless told otherwise.

    Raises:
        InputError: a source cannot be read, or is not well-formed (RdfSyntaxError).
        ValidationFailed: the data break a shape, or contradict the ontology; one line for each place.
        IgmError: the snapshot cannot be written.
    """
    progress("read", 0, len(sources))
    read = read_sources(sources, base_iri)
    progress("read", len(sources), len(sources))
    background = _background(read, base_iri)
    validate, inference = parts.get("validate", True), parts.get("inference", True)
    if validate:
        progress("validate", 0, 1)
        report = _check(read, background)
        if not report.conforms:
            lines = (violation.line() for violation in report.violations)
            raise ValidationFailed("\n".join(["the data break the shapes:", *lines]))
        progress("validate", 1, 1)
    quads = list(read.quads)
    if inference:
        progress("infer", 0, 1)
        quads += infer(read.quads, background, base_iri)
        progress("infer", 1, 1)
    progress("describe", 0, 1)
    quads += describe(quads, base_iri)
    progress("describe", 1, 1)
    progress("write", 0, 1)
    waiting = partial(progress, "wait for another build", 0, 1)
    snapshot = write_snapshot(store_dir, quads, base_iri, waiting, downloads=parts.get("downloads", True))
    if validate and inference:
        keep(store_dir, snapshot.dataset, snapshot.manifest)
    progress("write", 1, 1)
    return snapshot


def check(paths: Sequence[Path]) -> Report:
    """Hold files and folders against the shipped shapes.

    Raises:
        InputError: a path cannot be read, or is not well-formed (RdfSyntaxError).
    """
    sources = read_sources(paths)
    return _check(sources, _background(sources, BASE))


def _background(sources: Sources, base_iri: str) -> Sequence[Quad]:
    """The shipped ontology, unless it came along with the sources: its blank nodes would be there twice."""
    return () if sources.cataloged else read_ontology(base_iri).quads


def _check(sources: Sources, background: Sequence[Quad]) -> Report:
    shapes = [quad for path in SHAPE_FILES for quad in parse_file(path)]
    return check_shapes(sources.quads, shapes, background, sources.locate)

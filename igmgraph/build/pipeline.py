"""The build: read, validate, infer, describe, write a snapshot and put it in service."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypedDict, Unpack

from pyoxigraph import Quad

from igmgraph.build.checking import check_sorted
from igmgraph.build.describe import describe
from igmgraph.build.gathering import gather
from igmgraph.build.reasoning import COMPILED, OWLRL, reason
from igmgraph.build.snapshot import Snapshot, finish, unfinished
from igmgraph.build.validate import Report
from igmgraph.build.validate import validate as check_shapes
from igmgraph.errors import ValidationFailed
from igmgraph.namespaces import BASE
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.packing import PACKED
from igmgraph.rdf.reading import Part, Sources, parse_file, plan, read_ontology, read_parts, read_sources
from igmgraph.rdf.sorting import SortedFiles, merge
from igmgraph.shipped import DATA, SHAPE_FILES
from igmgraph.versions.kept import keep
from igmgraph.versions.released import adopt_releases

__all__ = ["LARGE", "Parts", "Progress", "build", "check"]

#: Bytes of sources, unpacked, above which they are large: read as a stream, and checked by compiled shapes and rules.
LARGE = 16_000_000
#: How many bytes a byte of a packed file stands for, about.
_PACKS = 15


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
        reasoner: one of `igmgraph.build.reasoning.REASONERS`; chosen by the size of the data when left out.
    """

    validate: bool
    inference: bool
    downloads: bool
    reasoner: str | None


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

    A build that leaves nothing out, of data whose version is a release, is kept (`igmgraph.versions.kept`); so are all
    releases that come with igmgraph, if it is their data.

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
    with unfinished(store_dir) as folder:
        data = _read(sources, base_iri, folder, progress)
        validate, reasoner = parts.get("validate", True), _choose(parts, data)
        if validate:
            progress("validate", 0, 1)
            _refuse_violations(_check(data))
            progress("validate", 1, 1)
        known = [data.asserted.paths[0]]
        if reasoner:
            progress("infer", 0, 1)
            known.append(folder / "inferred")
            reason(data.asserted, data.background, base_iri, known[-1], reasoner=reasoner)
            progress("infer", 1, 1)
        progress("describe", 0, 1)
        with SortedFiles(*known) as statements:
            known.append(folder / "description")
            known[-1].write_bytes(canonical_nquads(describe(statements, base_iri)))
        progress("describe", 1, 1)
        progress("write", 0, 1)
        merge(known, folder / "dataset.nq")
        for path in known:
            path.unlink()
        progress("write", 1, 1)
        about = {"base_iri": base_iri, "downloads": parts.get("downloads", True), "reasoner": reasoner}
        snapshot = finish(store_dir, folder, about, progress)
    if validate and reasoner:
        _keep(snapshot, store_dir, sources)
    return snapshot


def _keep(snapshot: Snapshot, store_dir: Path, sources: Sequence[Path]) -> None:
    are_ours = [path.resolve() for path in sources] == [DATA.resolve()]
    if are_ours and snapshot.manifest["base_iri"] == BASE:
        adopt_releases(store_dir)
    keep(store_dir, snapshot.dataset, snapshot.manifest)


def check(paths: Sequence[Path]) -> Report:
    """Hold files and folders against the shipped shapes.

    Raises:
        InputError: a path cannot be read, or is not well-formed (RdfSyntaxError).
    """
    sources = read_sources(paths)
    return _hold_against_shapes(sources, _background(BASE, cataloged=sources.cataloged))


@dataclass(frozen=True, slots=True)
class _Data:
    """What was read: sorted on disk, and in memory (`sources`) too unless it is large."""

    asserted: SortedFiles
    background: Sequence[Quad]
    sources: Sources | None
    locate: Callable[[object], str | None]


def _read(paths: Sequence[Path], base_iri: str, folder: Path, progress: Progress) -> _Data:
    progress("read", 0, 1)
    parts = plan(paths, base_iri)
    target = folder / "asserted"
    background = _background(base_iri, cataloged=any(part.graph for part in parts))
    if _size(parts) > LARGE:
        gathered = gather(parts, base_iri, target)
        data = _Data(gathered.statements, background, None, gathered.locate)
    else:
        sources = read_parts(parts, base_iri)
        target.write_bytes(canonical_nquads(sources.quads))
        data = _Data(SortedFiles(target), background, sources, sources.locate)
    progress("read", 1, 1)
    return data


def _size(parts: Iterable[Part]) -> int:
    return sum(part.path.stat().st_size * (_PACKS if part.path.suffix in PACKED else 1) for part in parts)


def _choose(parts: Parts, data: _Data) -> str | None:
    """The reasoner that was asked for, else the reference for what it can take; None for no inference."""
    if not parts.get("inference", True):
        return None
    return parts.get("reasoner") or (OWLRL if data.sources else COMPILED)


def _background(base_iri: str, *, cataloged: bool) -> Sequence[Quad]:
    """The shipped ontology, unless it came along with the sources: its blank nodes would be there twice."""
    return () if cataloged else read_ontology(base_iri).quads


def _check(data: _Data) -> Report:
    if data.sources:
        return _hold_against_shapes(data.sources, data.background)
    return check_sorted(data.asserted, _shapes(), data.background, data.locate)


def _hold_against_shapes(sources: Sources, background: Sequence[Quad]) -> Report:
    return check_shapes(sources.quads, _shapes(), background, sources.locate)


def _shapes() -> list[Quad]:
    return [quad for path in SHAPE_FILES for quad in parse_file(path)]


def _refuse_violations(report: Report) -> None:
    if not report.conforms:
        lines = (violation.line() for violation in report.violations)
        raise ValidationFailed("\n".join(["the data break the shapes:", *lines]))

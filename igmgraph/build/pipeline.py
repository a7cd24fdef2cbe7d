"""The build: read, validate, infer, describe, write a snapshot and put it in service."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
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
            with _step("validate", progress) as tell:
                _refuse_violations(_check(data, tell))
        known = [data.asserted.paths[0]]
        if reasoner:
            known.append(folder / "inferred")
            # Read for the axioms, for the conclusions, and for what is stated already.
            with _step("infer", progress) as tell, data.asserted.watched(tell, 3) as asserted:
                reason(asserted, data.background, base_iri, known[-1], reasoner=reasoner)
        with (
            _step("describe", progress) as tell,
            SortedFiles(*known) as everything,
            everything.watched(tell) as statements,
        ):
            known.append(folder / "description")
            known[-1].write_bytes(canonical_nquads(describe(statements, base_iri)))
        with _step("write", progress):
            merge(known, folder / "dataset.nq")
            for path in known:
                path.unlink()
        about = {"base_iri": base_iri, "downloads": parts.get("downloads", True), "reasoner": reasoner}
        snapshot = finish(store_dir, folder, about, progress)
    if validate and reasoner:
        _keep(snapshot, store_dir, sources)
    return snapshot


@contextmanager
def _step(name: str, progress: Progress) -> Iterator[Callable[[int, int], None]]:
    """Tell of a step when it begins and ends; what is given tells how far it is."""
    progress(name, 0, 1)
    yield partial(progress, name)
    progress(name, 1, 1)


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
    parts = plan(paths, base_iri)
    target = folder / "asserted"
    background = _background(base_iri, cataloged=any(part.graph for part in parts))
    size = _size(parts)
    with _step("read", progress) as tell:
        if size > LARGE:
            gathered = gather(parts, base_iri, target, lambda done: tell(min(done, size - 1), size))
            return _Data(gathered.statements, background, None, gathered.locate)
        sources = read_parts(parts, base_iri)
        target.write_bytes(canonical_nquads(sources.quads))
        return _Data(SortedFiles(target), background, sources, sources.locate)


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


def _check(data: _Data, tell: Callable[[int, int], None]) -> Report:
    if data.sources:
        return _hold_against_shapes(data.sources, data.background)
    with data.asserted.watched(tell, 2) as asserted:
        return check_sorted(asserted, _shapes(), data.background, data.locate)


def _hold_against_shapes(sources: Sources, background: Sequence[Quad]) -> Report:
    return check_shapes(sources.quads, _shapes(), background, sources.locate)


def _shapes() -> list[Quad]:
    return [quad for path in SHAPE_FILES for quad in parse_file(path)]


def _refuse_violations(report: Report) -> None:
    if not report.conforms:
        lines = (violation.line() for violation in report.violations)
        raise ValidationFailed("\n".join(["the data break the shapes:", *lines]))

"""The publication: load each graph beside the one in use, compare it, and when all are there, put them in place."""

from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.distant.publication import Publication
from igmgraph.errors import IgmError
from igmgraph.publish.journal import Journal
from igmgraph.publish.parts import digest, split
from igmgraph.publish.target import Target

__all__ = ["publish"]

#: Told how far a step is: its name, parts done, parts in all.
Progress = Callable[[str, int, int], None]


def publish(snapshot: Snapshot, target: Target, folder: Path, progress: Progress) -> int:
    """Publish the named graphs of a snapshot; how many there are. `folder` keeps the journal.

    Graphs of the snapshot's base that it does not hold any more are removed; other graphs of the engine are left
    alone. A publication that was interrupted goes on where it was.

    Raises:
        Unavailable: the engine does not answer, or answers with an error; readers see what was there before.
        IgmError: what it holds after loading is not what was sent; likewise.
    """
    base = f"{snapshot.manifest['base_iri']}graph/"
    names = sorted(name for name in snapshot.manifest["graphs"] if name)
    staging = f"{base}.incoming/{snapshot.id}/"
    places = {name: f"{staging}{name.removeprefix(base)}" for name in names}
    journal = Journal.open(folder, target.endpoint.url, snapshot.id)
    # What an earlier publication of another snapshot has left.
    target.drop([graph for graph in target.graphs(f"{base}.incoming/") if graph not in places.values()])
    store = Store.read_only(str(snapshot.store))
    for number, name in enumerate(names):
        progress("load", number, len(names))
        if name not in journal.compared:
            _load(store, name, places[name], target, journal)
    progress("load", len(names), len(names))
    progress("swap", 0, 1)
    _swap(target, base, places, Publication(snapshot.id, snapshot.manifest["base_iri"], names))
    journal.end()
    progress("swap", 1, 1)
    return len(names)


def _load(store: Store, name: str, place: str, target: Target, journal: Journal) -> None:
    quads = _quads(store, name)
    if target.graph_store:
        target.put(place, quads)
    else:
        for batch in split(quads):
            if batch.number >= journal.loaded.get(name, 0):
                target.insert(place, batch)
                journal.take(name, batch.number + 1)
    _compare(list(_quads(store, name)), name, place, target, journal)


def _compare(quads: list[Quad], name: str, place: str, target: Target, journal: Journal) -> None:
    count = target.count(place)
    if count == len(quads) and digest(target.read(place)) == digest(quads):
        journal.agree(name)
        return
    # The next attempt begins anew.
    target.drop([place])
    journal.take(name, 0)
    found = f"{count} statements there and {len(quads)} here" if count != len(quads) else "other statements there"
    raise IgmError(f"{target.endpoint.url}: <{name}> has {found}; nothing was changed for readers")


def _quads(store: Store, name: str) -> Iterable[Quad]:
    return store.quads_for_pattern(None, None, None, NamedNode(name))


def _swap(target: Target, base: str, places: dict[str, str], publication: Publication) -> None:
    present = set(target.graphs(base))
    # After an interruption between two renames, what is not waiting any more is in its place.
    moves = [(place, name) for name, place in places.items() if place in present]
    gone = [graph for graph in present if graph not in places and not graph.startswith(f"{base}.incoming/")]
    target.replace(moves, sorted(gone), publication)

"""What the graph knows that can be matched: things, their classes and properties, read once for each snapshot."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from flask import Flask, current_app
from pyoxigraph import Literal, NamedNode

from igmgraph.engine.values import Solution
from igmgraph.namespaces import IGM, PREFIXES, RDFS, SKOS
from igmgraph.reconcile.index import Entity, Index
from igmgraph.reconcile.matching import Value
from igmgraph.web.facts.resources import parse_iris
from igmgraph.web.snapshots.state import State, state

__all__ = ["Knowledge", "init_app", "knowledge", "lookup", "values_of"]

#: Classes whose members can be matched, with those below them.
_ROOTS = [
    *(NamedNode(f"{IGM}{name}") for name in ("Place", "Institution", "Instrument", "Indicator", "Domain", "SubDomain")),
    NamedNode(f"{PREFIXES['sdgo']}Target"),
    NamedNode(f"{IGM}Profile"),
]
_LABEL = f"{RDFS}label"
_NAMES = {_LABEL, f"{SKOS}prefLabel", f"{SKOS}altLabel"}
_WIKIDATA = "http://www.wikidata.org/entity/"
_NAME = "igmgraph.reconcile"
#: Things whose values are looked up at a time; nothing stops a query of ours.
_STEP = 100


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What can be matched.

    Attributes:
        index: the things.
        broader: class to the classes right above it; the keys are all classes of things, in the order of the roots.
        properties: class to the properties that its members have, the most usual first.
    """

    index: Index
    broader: Mapping[str, Sequence[str]]
    properties: Mapping[str, Sequence[str]]


class _Cache:
    """Knowledge of the snapshot that was asked about last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._id = ""
        self._known: Knowledge | None = None

    def of(self, state_: State) -> Knowledge:
        with self._lock:
            if self._known is None or self._id != state_.engine.snapshot_id:
                self._id, self._known = state_.engine.snapshot_id, _read(state_)
            return self._known


def init_app(app: Flask) -> None:
    """Give an application a place to keep what it has read."""
    app.extensions[_NAME] = _Cache()


def knowledge() -> Knowledge:
    """What can be matched in the snapshot in service."""
    cache: _Cache = current_app.extensions[_NAME]
    return cache.of(state())


def values_of(
    things: Iterable[str], properties: Iterable[str], go_on: Callable[[], None] = lambda: None
) -> Mapping[tuple[str, str], Sequence[Solution]]:
    """Thing and property to rows with a `value`, and the `label` of that in a language.

    `go_on` is called before each step, and raises when there has been enough of them.
    """
    found: dict[tuple[str, str], list[Solution]] = defaultdict(list)
    subjects, predicates = _nodes(things), _nodes(properties)
    for start in range(0, len(subjects), _STEP):
        go_on()
        some = subjects[start : start + _STEP]
        for row in state().select("reconcile-values", thing=some, property=predicates):
            found[_text(row["thing"]), _text(row["property"])].append(row)
    return found


def lookup(
    things: Iterable[str], properties: Iterable[str], go_on: Callable[[], None] = lambda: None
) -> Mapping[tuple[str, str], Sequence[Value]]:
    """Values of properties of things, each with the labels that it has in any language; `go_on` as above."""
    return {key: _with_labels(rows) for key, rows in values_of(things, properties, go_on).items()}


def _with_labels(rows: Iterable[Solution]) -> Sequence[Value]:
    texts: dict[str, list[str]] = {}
    for row in rows:
        value = _text(row["value"])
        known = texts.setdefault(value, [value])
        if "label" in row:
            known.append(_text(row["label"]))
    return [Value(known) for known in texts.values()]


def _nodes(iris: Iterable[str]) -> list[NamedNode]:
    """What of this is an IRI."""
    return list(parse_iris(sorted(set(iris))))


def _read(state_: State) -> Knowledge:
    broader: dict[str, list[str]] = {}
    for root in _ROOTS:
        for row in state_.select("reconcile-classes", root=root):
            above = broader.setdefault(_text(row["class"]), [])
            if "broader" in row and _text(row["broader"]) not in above:
                above.append(_text(row["broader"]))
    classes = [NamedNode(iri) for iri in broader]
    types: dict[str, list[str]] = defaultdict(list)
    for row in state_.select("reconcile-types", **{"class": classes}):
        types[_text(row["thing"])].append(_text(row["class"]))
    usual: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in state_.select("reconcile-properties", **{"class": classes}):
        usual[_text(row["class"])].append((-int(_text(row["things"])), _text(row["property"])))
    # A class without members has nothing that a name could stand for.
    kept = {iri: [each for each in above if each in usual] for iri, above in broader.items() if iri in usual}
    properties = {iri: [property_ for _, property_ in sorted(usual[iri])] for iri in kept}
    return Knowledge(Index(_entities(state_, kept, types)), kept, properties)


def _entities(
    state_: State, broader: Mapping[str, Sequence[str]], types: Mapping[str, Sequence[str]]
) -> Iterable[Entity]:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    names: dict[str, set[str]] = defaultdict(set)
    codes: dict[str, set[str]] = defaultdict(set)
    for iri in broader:
        for row in state_.select("reconcile-names", **{"class": NamedNode(iri)}):
            thing, property_, name = _text(row["thing"]), _text(row["property"]), row["name"]
            if property_ in _NAMES and isinstance(name, Literal):
                names[thing].add(name.value)
                if property_ == _LABEL:
                    labels[thing][name.language or ""] = name.value
            else:
                codes[thing].update({_text(name), _text(name).removeprefix(_WIKIDATA)})
    order = {iri: (-_depth(iri, broader), number) for number, iri in enumerate(broader)}
    for thing, classes in sorted(types.items()):
        special = sorted((each for each in classes if each in order), key=order.__getitem__)
        shown = labels[thing] or {"": thing}
        yield Entity(thing, special, shown, frozenset(names[thing]), frozenset({thing, *codes[thing]}))


def _depth(iri: str, broader: Mapping[str, Sequence[str]]) -> int:
    """How many classes are above one."""
    return 1 + max((_depth(each, broader) for each in broader[iri]), default=0)


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)

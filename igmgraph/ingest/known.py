"""What the graph already knows of a place: its institutions, its instruments, the places around it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.errors import InputError
from igmgraph.ingest.names import plain
from igmgraph.iris import kind_of
from igmgraph.namespaces import BASE, IGM, PREFIXES, RDF, RDFS, SKOS

__all__ = ["INSTITUTION", "INSTRUMENT", "INTERNATIONAL", "Known", "Place", "Thing", "place_of", "without_source"]

INSTITUTION, INSTRUMENT = "institution", "instrument"

#: Stands for the place in the IRI of what belongs to no place.
INTERNATIONAL = "int"

_TYPE, _PART_OF = NamedNode(f"{RDF}type"), NamedNode(f"{IGM}partOf")
_LABELS = (NamedNode(f"{RDFS}label"), NamedNode(f"{SKOS}altLabel"))
_SOURCE = NamedNode(f"{PREFIXES['dct']}source")


@dataclass(frozen=True, slots=True)
class Thing:
    """An institution or an instrument; `labels` are language tag and text."""

    iri: str
    kind: str
    labels: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its slug, its labels (language tag and text), its class and the places that contain it."""

    slug: str
    labels: Sequence[tuple[str, str]]
    types: frozenset[str]
    parents: Sequence[str]

    @property
    def is_local(self) -> bool:
        """Whether a local authority governs it."""
        return f"{IGM}LocalAuthorityArea" in self.types

    def label(self, language: str) -> str:
        """Its name in a language, else in any."""
        return dict(reversed(self.labels)).get(language) or self.labels[0][1]


class Known:
    """Labels of the graph.

    Attributes:
        things: every institution and instrument with a label.
        places: slug to place.
        domains: slug of a domain to its labels by language.
        indicators: IRI of an indicator to its labels (language tag and text).
        types: IRI of a resource to the IRIs of its classes.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Read the labels, types and places from quads, whatever their graph."""
        labels: dict[str, list[tuple[int, str, str]]] = {}
        self.types: dict[str, set[str]] = {}
        parents: dict[str, list[str]] = {}
        for quad in quads:
            if not isinstance(quad.subject, NamedNode):
                continue
            subject, value = quad.subject.value, quad.object
            if quad.predicate in _LABELS and isinstance(value, Literal):
                rank = _LABELS.index(quad.predicate)
                labels.setdefault(subject, []).append((rank, value.language or "", value.value))
            elif quad.predicate == _TYPE and isinstance(value, NamedNode):
                self.types.setdefault(subject, set()).add(value.value)
            elif quad.predicate == _PART_OF and isinstance(value, NamedNode):
                parents.setdefault(subject, []).append(_slug(value.value))
        self.things = [
            Thing(iri, kind, _in_order(texts))
            for iri, texts in sorted(labels.items())
            if (kind := kind_of(iri)) in (INSTITUTION, INSTRUMENT)
        ]
        self.places: Mapping[str, Place] = {
            _slug(iri): Place(
                _slug(iri), _in_order(texts), frozenset(self.types.get(iri, ())), sorted(parents.get(iri, ()))
            )
            for iri, texts in sorted(labels.items())
            if kind_of(iri) == "place"
        }
        self.domains = {
            _slug(iri): dict(reversed(_in_order(texts))) for iri, texts in labels.items() if kind_of(iri) == "domain"
        }

        self.indicators = {
            iri: _in_order(texts) for iri, texts in sorted(labels.items()) if kind_of(iri) == "indicator"
        }

    def place(self, slug: str) -> Place:
        """A place by its slug.

        Raises:
            InputError: the graph does not describe it.
        """
        if slug not in self.places:
            raise InputError(
                f"no place {BASE}id/place/{slug} in the data; describe it first, or name its file (--source)"
            )
        return self.places[slug]

    def around(self, slug: str) -> list[str]:
        """A place and all that contain it, nearest first, then `int`."""
        found, waiting = [], [slug]
        while waiting:
            current = waiting.pop(0)
            if current not in found and current in self.places:
                found.append(current)
                waiting += self.places[current].parents
        return [*found, INTERNATIONAL]

    def things_around(self, slug: str) -> list[Thing]:
        """Institutions and instruments of a place, of those that contain it, and international ones."""
        near = set(self.around(slug))
        return [thing for thing in self.things if place_of(thing.iri) in near]

    def find(self, kind: str, place: str, name: str) -> str | None:
        """IRI of what has this name, but for case, accents and punctuation, in the IRIs of a place."""
        return next(
            (
                thing.iri
                for thing in self.things
                if thing.kind == kind
                and place_of(thing.iri) == place
                and plain(name) in {plain(text) for _, text in thing.labels}
            ),
            None,
        )


def _in_order(texts: Iterable[tuple[int, str, str]]) -> tuple[tuple[str, str], ...]:
    """Preferred labels before others."""
    return tuple((language, text) for _, language, text in sorted(texts))


def place_of(iri: str) -> str:
    """Slug of the place in the IRI of an institution or instrument, or `int`."""
    return iri.removeprefix(f"{BASE}id/").split("/")[1]


def without_source(quads: Sequence[Quad], left_out: Iterable[Quad]) -> list[Quad]:
    """What the graph holds without a file, and without what only the sources of that file attest.

    A resource goes when every `dct:source` that it has is one of those that the file names.
    """
    given = {(quad.subject, quad.predicate, quad.object) for quad in left_out}
    sources = {value for _, predicate, value in given if predicate == _SOURCE}
    kept = [quad for quad in quads if (quad.subject, quad.predicate, quad.object) not in given]
    of: dict[object, set[object]] = {}
    for quad in kept:
        if quad.predicate == _SOURCE:
            of.setdefault(quad.subject, set()).add(quad.object)
    only = {subject for subject, values in of.items() if values <= sources and _is_thing(subject)}
    return [quad for quad in kept if quad.subject not in only]


def _is_thing(subject: object) -> bool:
    return isinstance(subject, NamedNode) and kind_of(subject.value) in (INSTITUTION, INSTRUMENT)


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]

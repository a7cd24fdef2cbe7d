"""When a municipality is meant without its name: `the Municipality`, or a place that acts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from igmgraph.ingest.known import INSTITUTION, INSTRUMENT, Known, Place
from igmgraph.ingest.marks import Marks
from igmgraph.ingest.pipeline import PLACE

__all__ = ["Actor", "Actors"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A municipality that is meant: its label, the graph's IRI if known, its place, and the tokens that say so."""

    label: str
    iri: str | None
    place: str
    rule: str
    start: int
    end: int


class Actors:
    """Finds them by what stands around a word or a place.

    A place stands for its municipality as the first words of a sentence (`Vicuña ofrece`), after words for staff
    or for the territory as subject (`las comunas de Vicuña y Ovalle`), and as owner of an instrument
    (`el Plan de Salud de Vicuña`). A country or region does not.
    """

    def __init__(self, marks: Marks, known: Known, place: Place) -> None:
        self._marks = marks
        self._known = known
        self._place = place

    def find(self, doc: Doc, taken: Sequence[tuple[int, int, str]]) -> Iterator[Actor]:
        """Look outside of what is `taken`: beginning and end in characters, and kind."""
        if self._place.is_local:
            for index in range(1, len(doc)):
                if self._is_bare(doc, index) and not _within(doc[index : index + 1], taken):
                    yield self._actor(self._place, "municipality", index - 1, index + 1)
        # Where the place before this one ends, if it acts: the next may act with it.
        acting_until = -1
        for span in doc.ents:
            place = self._known.places.get(span.ent_id_) if span.label_ == PLACE else None
            if place is None or not place.is_local or _within(span, taken):
                continue
            together = span.start - 1 == acting_until and doc[acting_until].lower_ in self._marks.conjunctions
            if together or self._acts(span, taken):
                acting_until = span.end
                yield self._actor(place, "place", span.start, span.end)

    def _is_bare(self, doc: Doc, index: int) -> bool:
        """An article and a word for the municipality, with no name after it."""
        return (
            doc[index].lower_ in self._marks.municipality_words
            and doc[index - 1].lower_ in self._marks.articles
            and not (
                index + 2 < len(doc) and doc[index + 1].lower_ in self._marks.small_words and doc[index + 2].is_title
            )
        )

    def _acts(self, span: Span, taken: Sequence[tuple[int, int, str]]) -> bool:
        doc = span.doc
        if span.start == 0 or doc[span.start - 1].text in {".", ";", ":"}:
            return span.end < len(doc) and doc[span.end].is_alpha
        before = doc[: span.start]
        if before[-1].lower_ not in self._marks.small_words:
            return False
        return self._is_staff(before[:-1]) or self._is_subject(before[:-1]) or self._is_owner(before[:-1], taken)

    def _is_staff(self, before: Span) -> bool:
        return any(token.lower_ in self._marks.staff for token in before[-2:])

    def _is_subject(self, before: Span) -> bool:
        if not len(before) or before[-1].lower_ not in self._marks.territory:
            return False
        start = before[:-1]
        while len(start) and start[-1].lower_ in self._marks.articles:
            start = start[:-1]
        return not len(start) or start[-1].lower_ not in self._marks.connectors

    def _is_owner(self, before: Span, taken: Sequence[tuple[int, int, str]]) -> bool:
        """Right after an instrument, with or without its year in brackets."""
        if len(before) > 3 and before[-1].text == ")":
            before = before[:-3]
        if not len(before):
            return False
        last = before[-1]
        return any(start <= last.idx < end for start, end, kind in taken if kind == INSTRUMENT)

    def _actor(self, place: Place, rule: str, start: int, end: int) -> Actor:
        label = self._marks.municipality.format(place=place.label(self._marks.language))
        return Actor(label, self._known.find(INSTITUTION, place.slug, label), place.slug, rule, start, end)


def _within(span: Span, taken: Sequence[tuple[int, int, str]]) -> bool:
    return any(start <= span.start_char < end for start, end, _ in taken)

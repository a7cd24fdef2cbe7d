"""The text of a finding to what it names: institutions, instruments, years, each with its place in the text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from igmgraph.ingest.actors import Actor, Actors
from igmgraph.ingest.known import INSTITUTION, INSTRUMENT, Known, Place
from igmgraph.ingest.marks import Marks, confidence_of, load_marks
from igmgraph.ingest.names import content, plain
from igmgraph.ingest.pipeline import Pipeline
from igmgraph.ingest.spans import Namer

__all__ = ["Mention", "Reading", "Recognizer", "Year"]

#: Longest title in quotation marks, in words.
_LONGEST_TITLE = 30
# Between a title and its year: Ley de Aguas (2011), Ley de Aguas de 2011.
_BETWEEN = {"(", '"', "\u201d", "\u00bb", "de", "of"}
_TO = {"-", "\u2013"}
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text.

    Attributes:
        kind: `institution` or `instrument`.
        label: the name.
        type: class of the instrument (`Plan`), or slug of the kind of institution; "" where the name tells none.
        iri: what the graph knows under this name; None for something new.
        place: slug of the place that something new belongs to.
        rule: key of `confidence` in `marks.yaml`.
        start: where the evidence begins, in characters.
        end: where it ends.
    """

    kind: str
    label: str
    type: str
    iri: str | None
    place: str
    rule: str
    start: int
    end: int

    @property
    def confidence(self) -> float:
        """How sure the rule is, 0 to 1."""
        return confidence_of(self.rule)


@dataclass(frozen=True, slots=True)
class Year:
    """A year in a text; `of` is the instrument that it stands right behind, None for a year of the finding."""

    year: int
    start: int
    end: int
    of: Mention | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text names, in its order."""

    mentions: Sequence[Mention]
    years: Sequence[Year]


class Recognizer:
    """Reads texts in one language about one place."""

    def __init__(self, language: str, known: Known, place: Place) -> None:
        """Take the labels of `known` that matter at `place`."""
        self._marks: Marks = load_marks(language)
        self._known = known
        self._place = place
        self._pipeline = Pipeline(self._marks, known, place.slug)
        places = {plain(label) for each in known.places.values() for _, label in each.labels}
        self._namer = Namer(self._marks, self._pipeline, places)
        self._places = places
        self._actors = Actors(self._marks, known, place)
        self._by_content = {
            (thing.kind, self._content(label)): thing.iri
            for thing in reversed(known.things_around(place.slug))
            for _, label in thing.labels
        }

    def read(self, text: str) -> Reading:
        """Find what a text names; of two spans that overlap, the longer stands, and of equal ones the surer."""
        doc = self._pipeline.read(text)
        mentions = _without_overlap([*self._labelled(doc), *self._new(doc)])
        mentions += [
            self._from_actor(actor, doc)
            for actor in self._actors.find(doc, [(mention.start, mention.end, mention.kind) for mention in mentions])
        ]
        mentions.sort(key=lambda mention: (mention.start, mention.end))
        return Reading(mentions, list(self._years(doc, mentions)))

    def _labelled(self, doc: Doc) -> Iterator[Mention]:
        for span in doc.ents:
            if span.label_ in (INSTITUTION, INSTRUMENT):
                yield self._mention(span.label_, span, "", "known", iri=span.ent_id_)

    def _new(self, doc: Doc) -> Iterator[Mention]:
        marks = self._marks
        for span in self._pipeline.names(doc):
            for name, head in self._namer.names(span):
                rule = "numbered" if any(token.text[:1].isdigit() for token in name) else "head"
                if head in marks.heads:
                    yield self._mention(INSTRUMENT, name, marks.heads[head], rule)
                else:
                    yield self._mention(INSTITUTION, name, marks.institutions[head], rule)
        for span in self._pipeline.titles(doc):
            yield from self._title(span)
        for span in self._pipeline.quotations(doc):
            yield from self._quotation(span)

    def _title(self, span: Span) -> Iterator[Mention]:
        """`programa X`, and in English `X programme`: the mark is no part of the title."""
        marks = self._marks.marks
        if span[0].lower_ in marks and not self._pipeline.is_capital(span[0]):
            kind, title = marks[span[0].lower_], self._after_naming(span[1:])
        else:
            kind, title = marks[span[-1].lower_], self._after_naming(span[:-1])
        title = self._namer.trim_end(title)
        if plain(title.text) in self._places or self._namer.head(title) is not None:
            return  # a place is no title, and a name with a head is found by its head
        yield self._mention(INSTRUMENT, title, kind, "marked")

    def _after_naming(self, span: Span) -> Span:
        while len(span) > 1 and (span[0].lower_ in self._marks.naming | self._marks.articles):
            span = span[1:]
        return span

    def _quotation(self, span: Span) -> Iterator[Mention]:
        """A title in quotation marks, of the class that the words before it tell."""
        start = span.start - 2
        while start >= 0 and span.doc[start].lower_ in self._marks.naming - set(self._marks.marks):
            start -= 1
        before = span.doc[start].lower_ if start >= 0 else ""
        after = span.doc[span.end + 1].lower_ if self._marks.head_last and span.end + 1 < len(span.doc) else ""
        classes = {**self._marks.heads, **self._marks.marks}
        kind = classes.get(before) or classes.get(after)
        if kind:
            yield self._mention(INSTRUMENT, span, kind, "quoted")
        elif self._pipeline.is_capital(span[0]) and 1 < len(span) <= _LONGEST_TITLE:
            yield self._mention(INSTRUMENT, span, "Instrument", "quotation")

    def _mention(self, kind: str, span: Span, type_: str, rule: str, *, iri: str | None = None) -> Mention:
        label = span.text.strip()
        place = self._municipal_place(label) if type_ == "municipality" else self._place.slug
        if iri is None:
            iri = self._by_content.get((kind, self._content(label))) or self._known.find(kind, place, label)
            rule = rule if iri is None else "known-wording"
        return Mention(kind, label, type_, iri, place, rule, span.start_char, span.end_char)

    def _municipal_place(self, label: str) -> str:
        """The place whose name ends the name of a municipality, else the assessed one."""
        name = plain(label)
        of = (each for each in self._known.places.values() if each.is_local)
        return next((each.slug for each in of if _ends(name, each)), self._place.slug)

    def _from_actor(self, actor: Actor, doc: Doc) -> Mention:
        span = doc[actor.start : actor.end]
        return Mention(
            INSTITUTION, actor.label, "municipality", actor.iri, actor.place, actor.rule, span.start_char, span.end_char
        )

    def _years(self, doc: Doc, mentions: Sequence[Mention]) -> Iterator[Year]:
        for span in self._pipeline.years(doc):
            year = int(span.text[:4])
            inside = [each for each in mentions if each.start <= span.start_char < each.end]
            is_end = span.start > 1 and doc[span.start - 1].text in _TO and doc[span.start - 2].shape_ == "dddd"
            if _FIRST_YEAR <= year <= _LAST_YEAR and not inside and not is_end:
                yield Year(year, span.start_char, span.end_char, self._owner(span, mentions))

    def _owner(self, year: Span, mentions: Sequence[Mention]) -> Mention | None:
        """The instrument right before a year, with a bracket or a closing quotation mark between them or none."""
        start = year.start
        while start > 0 and year.doc[start - 1].text in _BETWEEN:
            start -= 1
        if start == 0:
            return None
        last = year.doc[start - 1].idx
        return next((each for each in mentions if each.kind == INSTRUMENT and each.start <= last < each.end), None)

    def _content(self, label: str) -> str:
        return content(label, {plain(word) for word in self._marks.connectors})


def _ends(name: str, place: Place) -> bool:
    return any(name.endswith(f" {plain(label)}") for _, label in place.labels)


def _without_overlap(mentions: Iterable[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for each in sorted(
        mentions, key=lambda found: (found.start - found.end, -found.confidence, found.start, found.label)
    ):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return kept

"""The spaCy pipeline of a language: a blank tokenizer, an EntityRuler fed with labels, Matchers for what is new.

No trained model takes part: every name is found by a label that the graph holds or by the marks of `marks.yaml`.
"""

from collections.abc import Iterator
from typing import Any, cast

import spacy
from spacy.matcher import Matcher
from spacy.pipeline import EntityRuler
from spacy.tokens import Doc, Span, Token

from igmgraph.ingest.known import Known
from igmgraph.ingest.marks import Marks
from igmgraph.ingest.names import plain

__all__ = ["PLACE", "Pipeline"]

#: Label of an entity that is a place; institutions and instruments have the names of `igmgraph.ingest.known`.
PLACE = "place"

_QUOTES = ['"', "\u201c", "\u201d", "\u201e", "\u00ab", "\u00bb"]
# Between a law and its number.
_NUMBER_SIGNS = [
    "n",
    "n\u00b0",
    "n\u00ba",
    "n.\u00ba",
    "n.\u00b0",
    "\u00b0",
    "\u00ba",
    "no",
    "no.",
    "n\u00fam",
    "n\u00fam.",
    ".",
]
#: Groups of words (de la famille, et du logement) that a French name may have after its head.
_MOST_GROUPS = 4

Pattern = list[dict[Any, Any]]


class Pipeline:
    """Finds spans in a text; what they mean is for others to say."""

    def __init__(self, marks: Marks, known: Known, place: str) -> None:
        """Feed the labels of a place, of what is around it, and of all places."""
        self._marks = marks
        self._nlp = spacy.blank(marks.language)
        add_flag = self._nlp.vocab.add_flag
        self._capital = add_flag(_is_capital)
        self._within = add_flag(lambda text: _is_capital(text) or text.lower() in marks.small_words)
        self._within_title = add_flag(lambda text: _is_capital(text) or text.lower() in marks.connectors)
        self._number = add_flag(_is_number)
        self._adjective = add_flag(lambda text: text.isalpha() and text.lower().endswith(marks.adjective_endings))
        self._word = add_flag(lambda text: text[:1].isalpha() and text.lower() not in marks.connectors)
        self._feed(known, place)
        self._names = self._matcher(self._name_patterns())
        self._titles = self._matcher(self._title_patterns())
        self._years = self._matcher([[{"SHAPE": "dddd"}], [{"SHAPE": "dddd-dddd"}], [{"SHAPE": "dddd\u2013dddd"}]])

    def read(self, text: str) -> Doc:
        """Tokens of a text, with the entities that the graph knows; the `ent_id_` of one is its IRI or slug."""
        doc = self._nlp(text)
        # Labels are found whatever their case, but a small `un` is no United Nations.
        doc.ents = [entity for entity in doc.ents if not entity.text.islower()]
        return doc

    def names(self, doc: Doc) -> list[Span]:
        """What looks like a name with a head, possibly several in one span."""
        return self._find(self._names, doc)

    def titles(self, doc: Doc) -> list[Span]:
        """A mark, what may follow it, and a title in capitals."""
        return self._find(self._titles, doc)

    def years(self, doc: Doc) -> list[Span]:
        """Four digits, or a span of years that is one token."""
        return self._find(self._years, doc)

    def quotations(self, doc: Doc) -> Iterator[Span]:
        """What stands between a quotation mark and the next, without them."""
        places = [token.i for token in doc if token.text in _QUOTES]
        for opening, closing in zip(places[::2], places[1::2], strict=False):
            if closing - opening > 1:
                yield doc[opening + 1 : closing]

    def is_capital(self, token: Token) -> bool:
        """Whether a token begins with a capital letter."""
        return _is_capital(token.text)

    def _feed(self, known: Known, place: str) -> None:
        labels = [(each.kind, each.iri, text) for each in known.things_around(place) for _, text in each.labels]
        labels += [(PLACE, each.slug, text) for each in known.places.values() for _, text in each.labels]
        ruler = cast("EntityRuler", self._nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"}))
        ruler.add_patterns(
            [{"label": label, "pattern": text, "id": name} for label, name, text in labels if plain(text)]
        )

    def _matcher(self, patterns: list[Pattern]) -> Matcher:
        # The check of patterns knows no flags of our own.
        matcher = Matcher(self._nlp.vocab, validate=False)
        matcher.add("found", patterns, greedy="LONGEST")
        return matcher

    @staticmethod
    def _find(matcher: Matcher, doc: Doc) -> list[Span]:
        return sorted((doc[start:end] for _, start, end in matcher(doc)), key=lambda span: span.start)

    def _name_patterns(self) -> list[Pattern]:
        marks = self._marks
        laws = {word for word, name in marks.heads.items() if name == "Law"}
        patterns = [*self._numbered({"LOWER": {"IN": sorted(laws)}}), *self._numbered(self._head(marks.numbered))]
        for words, within in ((marks.institutions, self._within), (marks.heads, self._within_title)):
            head = self._head(words)
            if marks.sentence_case:
                patterns += self._sentence_case(head)
            else:
                patterns.append([head, {within: True, "OP": "*"}, {self._capital: True}])
            if marks.head_last:
                before: Pattern = [{self._capital: True}, {within: True, "OP": "*"}]
                patterns += [[*before, head], [*before, head, {within: True, "OP": "*"}, {self._capital: True}]]
        return patterns

    def _head(self, words: Any) -> dict[Any, Any]:
        return {"LOWER": {"IN": sorted(words)}, self._capital: True}

    def _numbered(self, head: dict[Any, Any]) -> list[Pattern]:
        """A law, its number, and the subject that may follow."""
        number: Pattern = [
            head,
            {"LOWER": {"IN": _NUMBER_SIGNS}, "OP": "*"},
            {self._number: True},
            {"TEXT": "-", "OP": "?"},
            {self._number: True, "OP": "?"},
        ]
        return [number, [*number, {self._within_title: True, "OP": "*"}, {self._capital: True}]]

    def _sentence_case(self, head: dict[Any, Any]) -> Iterator[Pattern]:
        """A head, adjectives, and groups of words that begin with a preposition or with `et`."""
        articles, conjunctions = self._marks.articles, self._marks.conjunctions
        prepositions = self._marks.small_words - articles - conjunctions
        adjectives = {self._adjective: True, "OP": "*"}
        of_noun: Pattern = [
            {"LOWER": {"IN": sorted(conjunctions)}, "OP": "?"},
            {"LOWER": {"IN": sorted(prepositions)}},
            {"LOWER": {"IN": sorted(articles)}, "OP": "?"},
            {self._word: True},
            adjectives,
        ]
        and_noun: Pattern = [{"LOWER": {"IN": sorted(conjunctions)}}, {self._word: True}, adjectives]
        for_noun: Pattern = [
            {"LOWER": {"IN": sorted(self._marks.before_article)}},
            {"LOWER": {"IN": sorted(articles)}},
            {self._word: True},
            adjectives,
        ]
        yield [head, {self._adjective: True, "OP": "+"}]
        for count in range(1, _MOST_GROUPS + 1):
            groups = [head, adjectives, *(of_noun * count)]
            yield from (groups, [*groups, *and_noun])
        if self._marks.before_article:
            for count in range(_MOST_GROUPS):
                groups = [head, adjectives, *(of_noun * count), *for_noun]
                yield from (groups, [*groups, *of_noun])

    def _title_patterns(self) -> list[Pattern]:
        mark = {"LOWER": {"IN": sorted(self._marks.marks)}, self._capital: False}
        naming = {"LOWER": {"IN": sorted(self._marks.naming)}, "OP": "*"}
        title: Pattern = [{self._capital: True}, {self._within_title: True, "OP": "*"}, {self._capital: True}]
        patterns: list[Pattern] = [[mark, naming, *title], [mark, naming, {self._capital: True}]]
        if self._marks.head_last:
            patterns.append([*title, mark])
        return patterns


def _is_capital(text: str) -> bool:
    return text[:1].isupper()


def _is_number(text: str) -> bool:
    return text[:1].isdigit() and all(char.isdigit() or char in ".,/-" for char in text)

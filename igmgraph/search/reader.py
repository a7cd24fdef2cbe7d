"""What an index answers: documents that match, page by page, with counts for every facet; and labels that begin so."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from pathlib import Path
from threading import Lock
from typing import Any

from pyroaring import BitMap

from igmgraph.errors import Unavailable
from igmgraph.languages import LANGUAGES
from igmgraph.sealed import open_sealed
from igmgraph.search.concepts import Group, recognise, terms_in
from igmgraph.search.facets import FACETS
from igmgraph.search.index import INDEX, LAYOUT, WORD_COLUMNS
from igmgraph.search.members import Members
from igmgraph.search.spelling import Spelling
from igmgraph.search.tiers import Key, keys_after, tier_score, tiers_of
from igmgraph.search.words import WORD, fold, meaningful

__all__ = ["Answer", "Hit", "Key", "Reader", "Request"]

#: Words of a question that are read; more do not make it clearer.
_MOST_WORDS = 12
#: Documents that match, up to which their scores are asked for. Words that more have say nothing of which is meant.
_MOST_RANKED = 50_000
_SUGGESTED = """
SELECT rowid FROM (SELECT rowid, rank AS score FROM labels WHERE labels MATCH ? LIMIT ?) ORDER BY score, rowid LIMIT ?
"""
#: Labels that are remembered.
_REMEMBERED = 50_000
#: A name says more about what a thing is than a sentence.
_WEIGHTS = ", ".join("10.0" if column.startswith("names") else "1.0" for column in WORD_COLUMNS)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes:
        text: words, of any of the languages.
        chosen: facet to the values of which one must be there.
        after: end of the page before; None for the first.
        size: documents on a page.
    """

    text: str
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    after: Key | None = None
    size: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A document: its IRI, its kind, and by language its label and the sentence that says what it is."""

    iri: str
    kind: str
    labels: Mapping[str, str]
    leads: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of an answer.

    Attributes:
        hits: the documents, those first in which the words say most.
        total: how many there are on all pages.
        counts: facet to value to how many there would be with this value.
        end: key of the next page; None when this is the last.
        terms: language to the terms that were looked for.
        read_as: words that were not found, to those that were looked for instead.
        whole: whether the documents have all words; otherwise none has, and these have some.
    """

    hits: Sequence[Hit]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    end: Key | None
    terms: Mapping[str, frozenset[str]]
    read_as: Mapping[str, Sequence[str]]
    whole: bool


class Reader:
    """An open index. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in the folder of a snapshot.

        Raises:
            Unavailable: there is none, or it is of another layout.
        """
        missing = Unavailable("the snapshot in service has no search index; the next `igmgraph build` makes one")
        try:
            self._connection, about = open_sealed(folder / INDEX)
            if about.get("layout") != LAYOUT:
                raise missing
            self._facets = self._read_facets()
            words = dict(self._connection.execute("SELECT word, count FROM vocabulary"))
        except sqlite3.Error:
            raise missing from None
        self._spelling = Spelling(words, self._is_term)
        self._lock = Lock()
        self._labels: dict[str, Mapping[str, str]] = {}

    def _read_facets(self) -> dict[str, dict[str, BitMap]]:
        facets: dict[str, dict[str, BitMap]] = {name: {} for name in FACETS}
        for name, value, members in self._connection.execute("SELECT name, value, members FROM facets"):
            facets[name][value] = BitMap.deserialize(members)
        return facets

    def _is_term(self, word: str) -> bool:
        return bool(self._rows("SELECT 1 FROM terms WHERE term = ?", word))

    def search(self, request: Request) -> Answer:
        """Find documents that have all words, or words of their meaning or like them; or else some of them."""
        words = meaningful(request.text)[:_MOST_WORDS]
        asked = {each: group or self._alike(each) for each, group in recognise(words)}
        choices = [_expression(each) for each in asked.values()]
        expression, tiers = self._match(choices)
        matched = BitMap.union(*tiers) if tiers else BitMap()
        narrowed = [kept for tier in tiers if (kept := self._narrow(tier, request.chosen))]
        keys = self._keys(expression, narrowed, request.after, request.size + 1)
        page = keys[: request.size]
        return Answer(
            [self._hit(number) for _, number in page],
            sum(map(len, narrowed)),
            self._count(matched, request.chosen),
            page[-1] if len(keys) > len(page) else None,
            {tag: frozenset().union(*(terms_in(each, tag) for each in asked.values())) for tag in LANGUAGES},
            {word: each[""] for word, each in asked.items() if each.get("", [fold(word)]) != [fold(word)]},
            bool(tiers) and expression == " AND ".join(choices),
        )

    def suggest(self, text: str, limit: int = 10) -> list[Hit]:
        """Find documents whose label has all words, of which the last may be only begun."""
        # Folded first, as labels are: one letter may become several words, and the index of labels knows no phrases.
        *words, last = WORD.findall(fold(text))[:_MOST_WORDS] or [""]
        if not last:
            return []
        begun = [last] if self._spelling.beginning(last) else self._spelling.alike(last)
        choices = [*(self._spelling.resolve(word) for word in words), begun or [last]]
        expression = " AND ".join("(" + " OR ".join(f'"{word}"*' for word in each) + ")" for each in choices)
        found = [self._hit(number) for (number,) in self._rows(_SUGGESTED, expression, _MOST_RANKED, 3 * limit)]
        # Several profiles may use the same words; who types wants to see different ones.
        return list({(hit.kind, *hit.labels.values()): hit for hit in reversed(found)}.values())[: -limit - 1 : -1]

    def labels(self, iri: str) -> Mapping[str, str]:
        """Labels of a thing by language; none when it cannot be found."""
        if iri not in self._labels:
            rows = self._rows("SELECT labels FROM documents WHERE iri = ?", iri)
            # Only what was found is kept: anyone may ask for what is not there.
            if not rows:
                return {}
            if len(self._labels) >= _REMEMBERED:
                self._labels.clear()
            self._labels[iri] = json.loads(rows[0][0])
        return self._labels[iri]

    def members(self, kind: str) -> Members:
        """All documents of a kind, in their order."""
        return Members(self._rows, self._facets["kind"].get(kind, BitMap()))

    def _match(self, choices: Sequence[str]) -> tuple[str, list[BitMap]]:
        """An expression, and what matches it: everything without words, else what has all of them, or else some."""
        if not choices:
            return "", [BitMap.union(*self._facets["kind"].values())] if self._facets["kind"] else []
        every = self._numbers(" AND ".join(choices))
        if every:
            return " AND ".join(choices), [every]
        return " OR ".join(choices), tiers_of([self._numbers(choice) for choice in choices])

    def _numbers(self, expression: str) -> BitMap:
        with self._lock:
            found = self._connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,))
            return BitMap(number for (number,) in found)

    def _keys(self, expression: str, tiers: Sequence[BitMap], after: Key | None, size: int) -> list[Key]:
        """Keys of the first documents after one: by tier, by score unless too many match, and by number."""
        if not expression or sum(map(len, tiers)) > _MOST_RANKED:
            return keys_after(tiers, after, size)
        scored = f"SELECT rowid, bm25(words, {_WEIGHTS}) FROM words WHERE words MATCH ? AND wanted(rowid)"  # noqa: S608
        with self._lock:
            # Scores take longer than anything else, so they are asked for only where they count.
            self._connection.create_function("wanted", 1, lambda number: any(number in tier for tier in tiers))
            rows = self._connection.execute(scored, (expression,))
            keys = ((score + tier_score(tiers, number), number) for number, score in rows)
            return nsmallest(size, (key for key in keys if after is None or key > after))

    def _alike(self, word: str) -> Group:
        """What is looked for when a word without a group is asked for: "" has what it is read as."""
        words = self._spelling.resolve(word)
        groups = [group for _, group in recognise(words) if group]
        return {"": words, **{tag: [*words, *(same for each in groups for same in each[tag])] for tag in LANGUAGES}}

    def _narrow(self, matched: BitMap, chosen: Mapping[str, Sequence[str]], but: str = "") -> BitMap:
        """Those of some documents that have the chosen values in every facet but one."""
        for name, values in chosen.items():
            if values and name != but:
                members = [found for value in values if (found := self._facets[name].get(value))]
                matched = matched & BitMap.union(*members) if members else BitMap()
        return matched

    def _count(self, matched: BitMap, chosen: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
        """Documents by value; a facet does not narrow its own counts, so that another of its values can be chosen."""
        counts = {}
        for name, values in self._facets.items():
            narrowed = self._narrow(matched, chosen, name)
            found = {value: narrowed.intersection_cardinality(members) for value, members in values.items()}
            counts[name] = {value: count for value, count in found.items() if count}
        return counts

    def _hit(self, number: int) -> Hit:
        ((iri, kind, labels, leads),) = self._rows(
            "SELECT iri, kind, labels, leads FROM documents WHERE id = ?", number
        )
        return Hit(iri, kind, json.loads(labels), json.loads(leads))

    def _rows(self, query: str, *values: object) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _expression(group: Group) -> str:
    """FTS5 expression for any of some words, each stemmed as in the language of the column."""
    parts = []
    for tag in LANGUAGES:
        terms = " OR ".join(f'"{term}"' for term in sorted(terms_in(group, tag)))
        parts.append(f"{{names_{tag} texts_{tag} names_none texts_none}} : ({terms})")
    return "(" + " OR ".join(parts) + ")"

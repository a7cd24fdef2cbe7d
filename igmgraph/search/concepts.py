"""What the words of a question ask for: words of the same meaning in all languages, which `equivalents.yaml` lists."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from igmgraph.languages import LANGUAGES
from igmgraph.search.words import meaningful, terms_of

__all__ = ["Group", "recognise", "terms_in"]

#: Language to single words that will do, each for the others.
Group = Mapping[str, Sequence[str]]


def recognise(words: Sequence[str]) -> Iterator[tuple[str, Group | None]]:
    """Each word or phrase of a question, with its group if it has one; the longest phrase first.

    >>> [asked for asked, _ in recognise(["trata", "personas", "mayores"])]
    ['trata personas', 'mayores']
    """
    known = _known()
    start = 0
    while start < len(words):
        for end in range(min(start + _longest(), len(words)), start, -1):
            stems = (tuple(_stem(word, tag) for word in words[start:end]) for tag in LANGUAGES)
            found = [known[tag, stem] for tag, stem in zip(LANGUAGES, stems, strict=True) if (tag, stem) in known]
            if found or end == start + 1:
                yield " ".join(words[start:end]), found[0] if found else None
                start = end
                break


def terms_in(group: Group, language: str) -> set[str]:
    """Terms under which the words of a group are found in texts of a language."""
    return {term for word in group.get(language, ()) for term in terms_of(word, language)}


def _stem(word: str, language: str) -> str:
    return terms_of(word, language)[-1]


@cache
def _known() -> Mapping[tuple[str, tuple[str, ...]], Group]:
    """Language and stems of a word or phrase to its group."""
    groups: list[dict[str, list[str]]] = yaml.safe_load(
        Path(__file__).with_name("equivalents.yaml").read_text(encoding="utf-8")
    )
    known: dict[tuple[str, tuple[str, ...]], Group] = {}
    for group in groups:
        single = {tag: [each for each in entries if " " not in each] for tag, entries in group.items()}
        for tag, entries in group.items():
            for entry in entries:
                known[tag, tuple(_stem(word, tag) for word in meaningful(entry))] = single
    return known


@cache
def _longest() -> int:
    return max(len(stems) for _, stems in _known())

"""The words by which names are recognised in a language, from `marks.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Marks", "confidence_of", "load_marks"]

# Keys of `marks.yaml` that are plain lists of words.
_WORD_LISTS = (
    "articles",
    "before_article",
    "conjunctions",
    "naming",
    "numbered",
    "owners",
    "small_words",
    "staff",
    "territory",
    "title_words",
)
_FILE = Path(__file__).with_name("marks.yaml")


@dataclass(frozen=True, slots=True)
class Marks:
    """Lexical marks of one language; all words are in lower case, as `marks.yaml` explains them.

    Attributes:
        institutions: head of a name to slug of the kind of institution that it tells, "" for none.
        heads: head of a name to class of instrument (`Plan`).
        marks: word before a title to class of instrument.
        municipality: how the municipality of a place is called, with `{place}`.
        municipality_words: words for it that stand alone.
    """

    language: str
    articles: frozenset[str]
    conjunctions: frozenset[str]
    small_words: frozenset[str]
    title_words: frozenset[str]
    head_last: bool
    sentence_case: bool
    adjective_endings: tuple[str, ...]
    institutions: Mapping[str, str]
    heads: Mapping[str, str]
    marks: Mapping[str, str]
    naming: frozenset[str]
    numbered: frozenset[str]
    municipality: str
    municipality_words: frozenset[str]
    staff: frozenset[str]
    territory: frozenset[str]
    owners: frozenset[str]
    before_article: frozenset[str]

    @property
    def connectors(self) -> frozenset[str]:
        """Every word that may stand in lower case inside a name."""
        return self.small_words | self.title_words


@cache
def confidence_of(rule: str) -> float:
    """How sure a proposal is that a rule made, 0 to 1."""
    return float(_table()["confidence"][rule])


@cache
def load_marks(language: str) -> Marks:
    """Read the marks of `en`, `es` or `fr`."""
    table = _table()["languages"][language]
    instruments = table["instruments"]
    return Marks(
        language,
        head_last=table["head_last"],
        sentence_case=table["sentence_case"],
        adjective_endings=tuple(table["adjective_endings"]),
        institutions=_by_word(table["institutions"]),
        heads=_by_word({name: words["heads"] for name, words in instruments.items()}),
        marks=_by_word({name: words["marks"] for name, words in instruments.items()}),
        municipality=table["municipality"]["label"],
        municipality_words=frozenset(table["municipality"]["words"]),
        **{name: frozenset(table[name]) for name in _WORD_LISTS},
    )


def _by_word(words_of: Mapping[str, list[str]]) -> dict[str, str]:
    return {word.lower(): name for name, words in words_of.items() for word in words}


@cache
def _table() -> Any:
    return yaml.safe_load(_FILE.read_text("utf-8"))

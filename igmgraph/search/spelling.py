"""Words as people type them: found as they are, or else those that begin so, or else those that look most alike."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from igmgraph.languages import LANGUAGES
from igmgraph.search.words import fold, terms_of

__all__ = ["Spelling"]

#: A word of so many letters may have a slip of the pen, or two.
_ONE, _TWO = 4, 8
#: How many words are tried in place of one.
_MOST = 8


class Spelling:
    """The vocabulary of an index."""

    def __init__(self, counts: Mapping[str, int], is_term: Callable[[str], bool]) -> None:
        """Take each word without case and accents, with how often it is there, and what tells a term of the index."""
        self._counts = counts
        self._words = sorted(counts)
        self._is_term = is_term

    def resolve(self, word: str) -> list[str]:
        """Words to look for when this one is asked for: itself if anything is found by it."""
        folded = fold(word)
        if any(map(self._is_term, {term for language in LANGUAGES for term in terms_of(folded, language)})):
            return [folded]
        return self._best(self.beginning(folded)) or self.alike(folded) or [folded]

    def beginning(self, start: str) -> list[str]:
        """Words that begin so."""
        first = bisect_left(self._words, start)
        return self._words[first : bisect_left(self._words, f"{start}\U0010ffff", first)]

    def alike(self, word: str) -> list[str]:
        """Words that differ by the fewest letters inserted, left out, changed, or swapped with the next."""
        most = (len(word) >= _ONE) + (len(word) >= _TWO)
        if not most:
            return []
        found = extract(word, self._words, scorer=OSA.distance, score_cutoff=most, limit=None)
        nearest = min((distance for _, distance, _ in found), default=0)
        return self._best(other for other, distance, _ in found if distance == nearest)

    def _best(self, words: Iterable[str]) -> list[str]:
        return sorted(words, key=lambda word: (-self._counts[word], word))[:_MOST]

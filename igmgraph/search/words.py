"""Words as the index knows them: no case, no accents, and the stem that each language gives them."""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from igmgraph.languages import LANGUAGES

__all__ = ["WORD", "fold", "index_terms", "meaningful", "terms_of"]

WORD = re.compile(r"[^\W_]+")
#: Words, folded, that join others and say nothing themselves.
_JOINING = """
    a an and at by for from in of on or the to with
    al con de del e el en la las los o para por que se su sus u un una y
    au aux avec ce d dans des du et l le les ou par pour qu qui sur une
"""
_joining = frozenset(_JOINING.split())
_ALGORITHMS = {"en": "english", "es": "spanish", "fr": "french"}
#: Letters that are no base letter with an accent, but are typed as if they were.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_stemmers = {language: snowballstemmer.stemmer(_ALGORITHMS[language]) for language in LANGUAGES}
#: Most characters of a word that has a stem, and of one that is remembered: stemming takes long.
_LONGEST = 40
# A stemmer keeps the word that it is at work on.
_lock = threading.Lock()


def fold(text: str) -> str:
    """Take case and accents away.

    >>> fold("Niñez, ŒUVRE, Às")
    'ninez, oeuvre, as'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def terms_of(word: str, language: str) -> tuple[str, ...]:
    """Terms under which a word of a language ("" for none) is found: itself and its stem, both folded.

    The word is folded first, so that whoever types no accents finds the same.

    >>> terms_of("Municipales", "es")
    ('municipales', 'municipal')
    """
    # A client chooses how long the words are that it asks for.
    return _known_terms(word, language) if len(word) <= _LONGEST else _terms(word, language)


def _terms(word: str, language: str) -> tuple[str, ...]:
    folded = fold(word)
    if not language or len(folded) > _LONGEST:
        return (folded,)
    with _lock:
        stem = fold(_stemmers[language].stemWord(folded))
    return (folded,) if stem == folded else (folded, stem)


_known_terms = lru_cache(maxsize=100_000)(_terms)


def meaningful(text: str) -> list[str]:
    """Words of a question, each once, without those that only join others, unless there is nothing else.

    >>> meaningful("Los derechos de las niñas")
    ['derechos', 'niñas']
    """
    words = list(dict.fromkeys(WORD.findall(text)))
    return [word for word in words if fold(word) not in _joining] or words


def index_terms(words: Iterable[str], language: str) -> str:
    """All terms of some words, separated by spaces."""
    return " ".join(term for word in words for term in terms_of(word, language))

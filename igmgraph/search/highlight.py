"""Which words of a text are those that were looked for."""

from collections.abc import Collection

from igmgraph.search.words import WORD, terms_of

__all__ = ["segments"]


def segments(text: str, language: str, terms: Collection[str]) -> list[tuple[str, bool]]:
    """Cut a text in pieces, each with whether it is found by one of the terms.

    >>> segments("Derechos humanos", "es", {"derech"})
    [('Derechos', True), (' humanos', False)]
    """
    pieces: list[tuple[str, bool]] = []
    end = 0
    for word in WORD.finditer(text):
        if not set(terms_of(word[0], language)).isdisjoint(terms):
            pieces += [(text[end : word.start()], False), (word[0], True)]
            end = word.end()
    return [piece for piece in (*pieces, (text[end:], False)) if piece[0]]

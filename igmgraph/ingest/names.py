"""Names compared as a reader compares them: without case, accents, punctuation; and the slugs of new IRIs."""

import unicodedata
from collections.abc import Collection

__all__ = ["content", "plain", "similarity", "slug"]


def plain(text: str) -> str:
    """Lower case, no accents, words apart by one space, no punctuation.

    >>> plain("Áreas bien desarrolladas:  «l'Eau»")
    'areas bien desarrolladas l eau'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (char for char in decomposed if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in letters).split())


def content(text: str, small_words: Collection[str]) -> str:
    """What is left of a name without its small words, by which wordings of one name are the same.

    >>> content("Plan para la Integración Social", {"de", "la", "para"})
    'plan integracion social'
    """
    words = plain(text).split()
    return " ".join([word for word in words if word not in small_words] or words)


def slug(text: str) -> str:
    """Last part of the IRI of something with this name; empty when the name has no letter and no digit.

    >>> slug("Oficina del Adulto Mayor")
    'oficina-del-adulto-mayor'
    """
    words = plain(text).split()
    return "-".join("".join(char for char in word if char.isascii()) for word in words).strip("-")


def similarity(one: str, other: str) -> float:
    """How many words two texts share, of all that they have (Jaccard index, 0 to 1).

    >>> similarity("access to health", "Access to work")
    0.5
    """
    words, others = set(plain(one).split()), set(plain(other).split())
    return len(words & others) / len(words | others) if words | others else 0.0

"""Whole numbers as a language writes them."""

from functools import lru_cache

from babel.numbers import format_decimal

__all__ = ["format_whole"]

#: Most digits that are grouped: Python reads no number of some thousand.
_DIGITS = 30


@lru_cache(maxsize=2_000)
def format_whole(text: str, language: str) -> str:
    """Group the digits as the language does; anything but a whole number stays as it is.

    >>> format_whole("22346", "es"), format_whole("0.5", "es"), format_whole("007", "es")
    ('22.346', '0.5', '007')
    """
    if not text.isdecimal() or len(text) > _DIGITS or (text[0] == "0" and len(text) > 1):
        return text
    return format_decimal(int(text), locale=language)

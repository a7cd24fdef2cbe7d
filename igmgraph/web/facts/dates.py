"""Days and months as a language writes them."""

from datetime import date

from babel.dates import format_date, format_skeleton

__all__ = ["format_day"]


def format_day(text: str, language: str) -> str | None:
    """Write out `2024-09-05` or `2024-09`; None when the text is neither.

    >>> format_day("2024-09-05", "es"), format_day("2024-09", "fr"), format_day("2024", "en")
    ('5 de septiembre de 2024', 'septembre 2024', None)
    """
    try:
        if len(text) == len("2024-09"):
            return format_skeleton("yMMMM", date.fromisoformat(f"{text}-01"), locale=language)
        return format_date(date.fromisoformat(text), "long", language)
    except ValueError:
        return None

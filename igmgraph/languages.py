"""English, Spanish and French are equal; one documented fallback decides everywhere.

The fallback: the language asked for, then English, Spanish, French, then text without a language tag,
then any other language in alphabetical order.
"""

from collections.abc import Mapping

__all__ = ["DEFAULT", "LANGUAGES", "choose"]

LANGUAGES = ("en", "es", "fr")
DEFAULT = "en"


def choose(texts: Mapping[str, str], language: str) -> tuple[str, str] | None:
    """Pick one of `texts` (language tag, "" for none, to text); returns (text, its tag), None when empty.

    >>> choose({"es": "Alianzas", "fr": "Partenariats"}, "en")
    ('Alianzas', 'es')
    >>> choose({"es-cl": "Alianzas"}, "es")
    ('Alianzas', 'es-cl')
    """
    if language in texts:
        return texts[language], language
    for wanted in (language, *LANGUAGES, ""):
        for tag in sorted(texts):
            if tag == wanted or tag.partition("-")[0] == wanted:
                return texts[tag], tag
    return next(((texts[tag], tag) for tag in sorted(texts)), None)

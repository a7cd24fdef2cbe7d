"""Interface texts: the shipped .po files, compiled in memory, and the language that a request asks for."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from igmgraph.languages import DEFAULT, LANGUAGES
from igmgraph.web.http.negotiation import language
from igmgraph.web.snapshots.state import state

__all__ = ["FOLDER", "gettext", "load", "marked", "ngettext"]

FOLDER = Path(__file__).parents[1] / "translations"


def load() -> Mapping[str, NullTranslations]:
    """Compile the catalogues of all languages; the message ids are the English texts."""
    texts: dict[str, NullTranslations] = {DEFAULT: NullTranslations()}
    for name in LANGUAGES:
        if name != DEFAULT:
            with (FOLDER / f"{name}.po").open("rb") as source:
                catalog = read_po(source, locale=name)
            compiled = BytesIO()
            write_mo(compiled, catalog)
            compiled.seek(0)
            texts[name] = Translations(compiled)
    return texts


def gettext(message: str) -> str:
    """Translate a text of the interface into the language of the request."""
    return state().texts[language()].gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Translate a text that counts something."""
    return state().texts[language()].ngettext(singular, plural, number)


def marked(message: str) -> str:
    """Mark a text that is translated later, for whoever collects the message ids."""
    return message

"""What every template may use: links, languages, numbers, and texts in the visitor's language."""

import re
from typing import Any

from babel import Locale
from flask import Flask
from markupsafe import Markup

from igmgraph import __version__
from igmgraph.languages import LANGUAGES
from igmgraph.web.facts.dates import format_day
from igmgraph.web.facts.names import Text
from igmgraph.web.facts.numbers import format_whole
from igmgraph.web.http.links import switch_language, url_of
from igmgraph.web.http.negotiation import language
from igmgraph.web.http.translations import gettext, ngettext

__all__ = ["init_app"]

#: Language to its name in itself.
_NAMES = {code: str(Locale(code).display_name).capitalize() for code in LANGUAGES}
#: Text of characters that a page may hold (HTML, section 13.1.4), but for the form feed, which XML does not have: as in
#: answers in XML, U+FFFD says that something was there. To match them takes a tenth of the time in which the others are
#: searched for, and what a macro has made is looked at again by its caller.
_ALLOWED = r"\t\n\r -~\xa0-\ufdcf\ufdf0-\ufffd" + "".join(
    f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_HTML, _NOT_HTML = re.compile(f"[{_ALLOWED}]*+"), re.compile(f"[^{_ALLOWED}]")


def init_app(app: Flask) -> None:
    """Make it available; values that are put into a translated text are escaped."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.finalize = _allowed
    app.jinja_env.globals.update(url_of=url_of, switch_language=switch_language, tagged=_tagged)
    app.jinja_env.globals.update(languages=_NAMES, version=__version__)
    app.jinja_env.filters["number"] = _number
    app.jinja_env.filters["day"] = _day
    app.context_processor(_language)


def _allowed(value: Any) -> Any:
    """A value without characters that a page may not hold."""
    if not isinstance(value, str) or _HTML.fullmatch(value):
        return value
    return type(value)(_NOT_HTML.sub("\ufffd", value))


def _language() -> dict[str, Any]:
    return {"language": language()}


def _tagged(text: Text) -> str:
    """A text, marked when it is not in the language of the page."""
    if text.language and text.language.partition("-")[0] != language():
        return Markup('<span lang="{}">{}</span>').format(text.language, text.text)
    return text.text


def _day(text: str) -> str:
    """A year, a month or a day as the language writes it."""
    return format_day(text, language()) or text


def _number(number: str | int) -> str:
    """Group the digits as the language does; anything but a whole number stays as it is."""
    return format_whole(str(number), language())

"""A saved page to lines: plain text or HTML, in UTF-8."""

import unicodedata
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from igmgraph.errors import InputError
from igmgraph.rdf.parsing import read_text

__all__ = ["BULLET", "read_lines"]

#: What an item of an HTML list begins with in the lines.
BULLET = "\u2022"

_HTML_NAMES = {".html", ".htm", ".xhtml"}
_HTML_STARTS = ("<!doctype html", "<html", "<?xml")
_BLOCKS = [
    *("address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figcaption", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "section"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
]
_NOT_TEXT = ["head", "title", "script", "style", "template", "noscript"]


def read_lines(path: Path) -> list[str]:
    """Lines of a page, blanks inside a line made one, composed characters (NFC); line n is item n - 1.

    A file whose name or beginning is that of HTML is read as such: each block is a line of its own, an item of a list
    begins with `BULLET`, and lines are those of the text that remains.

    Raises:
        InputError: the file cannot be read, is not UTF-8, is no text or holds none.
    """
    try:
        text = read_text(path, str(path))
    except InputError as error:
        hint = "; save the page as UTF-8 text" if "not UTF-8" in str(error) else ""
        raise InputError(f"{error}{hint}") from None
    if "\0" in text:
        raise InputError(f"{path}: not a text file")
    if path.suffix.lower() in _HTML_NAMES or text.lstrip().lower().startswith(_HTML_STARTS):
        text = _text_of_html(text)
    lines = [" ".join(unicodedata.normalize("NFC", line).split()) for line in text.split("\n")]
    if not any(lines):
        raise InputError(f"{path}: holds no text")
    return lines


def _text_of_html(markup: str) -> str:
    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup(_NOT_TEXT):
        tag.decompose()
    # Line breaks of the markup mean nothing; those of the page come from its blocks.
    for string in soup.find_all(string=True):
        string.replace_with(type(string)(string.replace("\n", " ").replace("\r", " ")))
    for tag in soup(_BLOCKS):
        _set_apart(tag)
    return soup.get_text()


def _set_apart(tag: Tag) -> None:
    first = next((string for string in tag.find_all(string=True) if string.strip()), None)
    if tag.name == "li" and first is not None:
        # Before the text itself: an item may hold blocks of its own.
        first.replace_with(NavigableString(f"{BULLET} {first}"))
    tag.insert_before(NavigableString("\n"))
    tag.insert_after(NavigableString("\n"))

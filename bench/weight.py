"""What a page weighs: itself and all that a browser fetches for it before anybody clicks, as it travels."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin

__all__ = ["first_load", "linked"]

_RELATIONS = {"stylesheet", "preload", "icon"}
#: A module that is loaded with another; `import(...)` waits until somebody asks for it.
_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^;'"(]*?["']([^"']+)["']""", re.MULTILINE)
_URL = re.compile(r"""url\(["']?([^"')]+)""")


def linked(address: str, text: str) -> list[str]:
    """Addresses that a page, a style sheet or a module has a browser fetch, seen from its own address."""
    path = address.partition("?")[0]
    if path.endswith(".css"):
        found = [url for url in _URL.findall(text) if not url.startswith("data:")]
    elif path.endswith(".js"):
        found = _IMPORT.findall(text)
    elif path.endswith((".woff2", ".svg", ".png")):
        found = []
    else:
        parser = _Page()
        parser.feed(text)
        found = parser.found
    return list(dict.fromkeys(urljoin(address, each) for each in found))


def first_load(address: str, fetch: Callable[[str], tuple[bytes, int]]) -> dict[str, int]:
    """Bytes that travel for a page and for each thing it needs; `fetch` gives content and bytes on the wire."""
    weights: dict[str, int] = {}
    left = [address]
    while left:
        here = left.pop()
        content, weights[here] = fetch(here)
        left += [each for each in linked(here, content.decode("utf-8", "replace")) if each not in {*weights, *left}]
    return weights


class _Page(HTMLParser):
    """Collects what a page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += _fetched(tag, {name: value or "" for name, value in attrs})


def _fetched(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    if tag == "link" and _RELATIONS & set(attributes.get("rel", "").split()):
        yield attributes["href"]
    elif tag in {"script", "img"} and attributes.get("src"):
        yield attributes["src"]
    elif tag == "image":
        yield attributes["href"]

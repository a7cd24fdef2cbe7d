"""Where a text stops being SPARQL.

The parser tells how far it has looked, which is up to the length of a keyword beyond the token that it stopped at. It
is asked again with white space before the tokens there, so that no keyword reaches from one to the next.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pyoxigraph import Store

from igmgraph.engine.query.tokens import TOKEN

__all__ = ["Fault", "Finding", "Token", "find_fault"]

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
#: What the parser would have taken: literals, classes of characters, keywords and sentences of its own.
_ITEM = re.compile(r"\"(?:\\.|[^\"\\])*\"|\[(?:'(?:\\(?:u\{\w+\}|.)|[^\\])'|[^\]'])*\]|[^,\"\[\s][^,]*", re.DOTALL)
_KEYWORD = re.compile(r"[A-Za-z_0-9]+")
#: Longer than any keyword.
_WIDE = 16
_SPACE = " " * _WIDE
#: What no query ends with, so that none is run here.
_END = f"\n{_SPACE}\x01"
_BASE = "http://localhost/"
#: A quotation mark without its other half; what follows is not to be told apart, and to look for more takes long.
_HALVES = frozenset("\"'\\")
_SEPARATORS = frozenset("{}()[].,;")
#: Kinds of literals, by their first character.
_LITERALS = {"?": "variable", "$": "variable", "@": "language"}
#: Tokens that are one to the parser.
_WHOLE = ("{|", "|}", "<<(", ")>")


class Token(NamedTuple):
    """A token, with its place."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The word that it is, in capitals; empty for other tokens."""
        return self.text.upper() if self.kind == "run" else ""


class Fault(NamedTuple):
    """What is known of a fault.

    Attributes:
        before: the tokens before it, which the parser has taken.
        token: what stands there; nothing, where the text ends.
        expected: all that could stand there, if that is known: signs alone, in quotation marks.
        sentence: what the parser says of it in words, if it does.
    """

    before: Sequence[Token]
    token: Token
    expected: Sequence[str]
    sentence: str


class Finding(NamedTuple):
    """The tokens as far as the parser has looked, how far that is, and the fault, if it is certain which it is."""

    tokens: Sequence[Token]
    looked: int
    fault: Fault | None


class _Look(NamedTuple):
    """How far the parser has looked, and for what."""

    position: int
    items: Sequence[str]


def find_fault(message: str, text: str) -> Finding | None:
    """What a message of the parser tells of a text; None if it names no place."""
    first = _look(message, text)
    if first is None:
        return None
    tokens = list(_tokens(text, first.position))
    return Finding(tokens, first.position, _fault(tokens, first, text))


def _fault(tokens: Sequence[Token], first: _Look, text: str) -> Fault | None:
    spread = _Spread(text, tokens, first.position)
    look = _ask(spread.text)
    at = bisect_right(spread.places, look.position) - 1 if look else -1
    if look is None or at < 0:
        return None
    index, token, place = spread.token(at, look)
    if not token.text and any(each.lastgroup != "comment" for each in TOKEN.finditer(text, first.position)):
        return None
    items = _at_end(spread.text[:place], tokens[:index]) if token.text else first.items
    sentences = [item for item in (*items, *look.items) if _is_sentence(item)]
    is_known = all(item[0] == '"' for item in items)
    return Fault(tokens[:index], token, items if is_known else (), sentences[0] if sentences else "")


def _at_end(text: str, tokens: Sequence[Token]) -> Sequence[str]:
    """What the parser looks for where a text ends: no keyword hides what it says of that place."""
    depth = sum((token.kind == "open") - (token.kind == "close") for token in tokens)
    # What may be a whole query would be run.
    if "SERVICE" in text.upper() or (depth <= 0 and any(token.text == "}" for token in tokens)):
        return ()
    look = _ask(text)
    return look.items if look and look.position == len(text) else ()


def _is_sentence(item: str) -> bool:
    # Each function that is named by an IRI is also read as an aggregate.
    return item[0] not in '"[<' and " " in item and not item.startswith("This custom function")


def _ask(text: str) -> _Look | None:
    try:
        Store().query(text, base_iri=_BASE)
    except SyntaxError as error:
        return _look(str(error), text)
    except (OSError, RuntimeError):
        pass
    return None


def _look(message: str, text: str) -> _Look | None:
    found = _PLACE.match(message)
    if found is None:
        return None
    start = 0
    for _ in range(int(found[1]) - 1):
        start = text.find("\n", start) + 1
    return _Look(start + int(found[2]) - 1, _ITEM.findall(found[3]))


def _tokens(text: str, end: int) -> Iterator[Token]:
    for found in TOKEN.finditer(text):
        kind, token, start = found.lastgroup or "", found[0], found.start()
        if start > end:
            return
        if kind == "literal":
            kind = _LITERALS.get(token[0], "string")
        if kind != "comment":
            # A full stop at the end of a name or number is none of its letters.
            whole = token.rstrip(".") if kind in {"name", "run"} else token
            yield Token(kind, whole, start)
            for place in range(start + len(whole), found.end()):
                yield Token("other", ".", place)
        if token in _HALVES:
            return


def _may_part(one: Token, other: Token) -> bool:
    """Whether white space between two tokens changes nothing."""
    if one.end < other.start:
        return True
    # Of some functions, the parser takes no space before the bracket.
    if f"{one.text[-2:]}{other.text}" in _WHOLE or (one.kind == "run" and other.text == "("):
        return False
    return any(
        each.text in _SEPARATORS or each.kind == "variable" or (each.kind == "other" and not each.text.isascii())
        for each in (one, other)
    )


class _Spread:
    """A text with white space before the tokens that are in question.

    Attributes:
        text: the text.
        places: where tokens stand in it that have white space before them, and where it ends.
    """

    def __init__(self, text: str, tokens: Sequence[Token], looked: int) -> None:
        parted = [at + 1 for at, (one, other) in enumerate(pairwise(tokens)) if _may_part(one, other)]
        parted = [0, *parted] if tokens else []
        # The fault is in front of where the parser has looked, by a keyword at most.
        starts = [tokens[at].start for at in parted]
        del parted[: max(bisect_right(starts, looked - _WIDE) - 1, 0)]
        self._tokens, self._parted = tokens, parted
        pieces, done = list[str](), 0
        for at in parted:
            pieces += (text[done : tokens[at].start], _SPACE)
            done = tokens[at].start
        self.text = "".join([*pieces, text[done:], _END])
        self.places = [tokens[at].start + _WIDE * number for number, at in enumerate(parted, 1)]
        self.places.append(len(self.text) - 1)

    def token(self, at: int, look: _Look) -> tuple[int, Token, int]:
        """The token of one of the places that the parser has stopped at, its number, and its place."""
        if at == len(self._parted):
            end = self._tokens[-1].end if self._tokens else 0
            return len(self._tokens), Token("", "", end), self.places[at]
        first, last = [*self._parted, len(self._tokens)][at : at + 2]
        moved = self.places[at] - self._tokens[first].start
        # Of tokens with nothing between them, one that the parser has tried a keyword at.
        tried = {look.position - (len(item) if _KEYWORD.fullmatch(item) else 0) - moved for item in look.items}
        for index in range(last - 1, first - 1, -1):
            if self._tokens[index].start in tried:
                return index, self._tokens[index], self._tokens[index].start + moved
        return first, self._glued(first, last), self.places[at]

    def _glued(self, first: int, last: int) -> Token:
        token = self._tokens[first]
        if last - first == 1:
            return token
        text = "".join(each.text for each in self._tokens[first:last])
        return Token("glued", text, token.start)

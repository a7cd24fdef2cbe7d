"""What a fault stands in: the brackets that are open, the clause, and how much of a triple there is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from igmgraph.engine.mistakes.fault import Token
from igmgraph.engine.query.tokens import surely_iri

__all__ = ["TERMS", "Level", "Scene"]

_NOTHING = Token("", "", 0)
#: Kinds of tokens that are parts of triples and operands.
TERMS = frozenset({"variable", "string", "iri", "name"})
_CONSTANTS = frozenset({"A", "TRUE", "FALSE"})
#: Parts that a triple has after these.
_PARTS_AFTER = {".": 0, ";": 1, ",": 2}


@dataclass(slots=True)
class Level:
    """What is inside of one bracket, up to a place.

    Attributes:
        opening: the bracket; nothing for the whole text.
        before: the two tokens before it.
        clause: the last keyword before it, in the bracket around it.
        word: the last keyword in it.
        parts: how many parts of a triple come last in it; None where that is not certain.
        goes_on: whether it is part of a path that has begun before it.
    """

    opening: Token = _NOTHING
    before: tuple[Token, Token] = (_NOTHING, _NOTHING)
    clause: str = ""
    word: str = ""
    parts: int | None = None
    goes_on: bool = False


@dataclass(slots=True)
class Scene:
    """What is known at a place of a text.

    Attributes:
        levels: the brackets that are open, the innermost last; the first is the whole text.
        last: the two tokens before.
        closed: the bracket that was closed last.
        is_sure: whether all `<` are told apart, so that no bracket is inside of what is no IRI.
    """

    levels: list[Level] = field(default_factory=lambda: [Level()])
    last: tuple[Token, Token] = (_NOTHING, _NOTHING)
    closed: Level = field(default_factory=Level)
    is_sure: bool = True
    _goes_on: bool = False

    @classmethod
    def after(cls, tokens: Sequence[Token]) -> "Scene":
        """What is known after these tokens."""
        scene = cls()
        for token in tokens:
            scene._take(token)
        return scene

    @property
    def level(self) -> Level:
        """The innermost bracket."""
        return self.levels[-1]

    def _take(self, token: Token) -> None:
        if token.kind == "iri":
            self.is_sure &= bool(surely_iri(token.text)) or not any(each in token.text for each in "()[]{}")
        if token.kind == "open":
            word = self.level.word
            if token.text == "{":
                self.level.word = ""
            parts = 0 if token.text == "{" and word != "VALUES" else None
            self.levels.append(Level(token, self.last, word, parts=parts, goes_on=self._goes_on))
            self._goes_on = False
        elif token.kind == "close":
            self._close(token)
        else:
            self._count(token)
        self.last = self.last[1], token

    def _close(self, token: Token) -> None:
        if len(self.levels) > 1:
            self.closed = self.levels.pop()
            self._goes_on = self.closed.goes_on
        if token.text == "}":
            self.level.parts = 0
        else:
            self._add_part()

    def _count(self, token: Token) -> None:
        level = self.level
        if token.kind in TERMS or token.word in _CONSTANTS or (token.word and token.word[0] in "-.0123456789"):
            self._add_part()
        elif token.kind == "run":
            level.word, level.parts = token.word, None
        elif token.text == "." and level.opening.text == "{":
            level.parts = 0
        elif token.text in _PARTS_AFTER:
            level.parts = None if level.parts is None else _PARTS_AFTER[token.text]
        elif token.kind == "triple":
            level.parts = None
        elif token.text in "/|" or token.text == self.last[1].text == "^":
            self._goes_on = True

    def _add_part(self) -> None:
        """Count a part, unless it is the end of a path or the type of a string."""
        if self.level.parts is not None and not self._goes_on:
            self.level.parts += 1
        self._goes_on = False

"""A fault of a query with what it stands in, for rules that tell what to do about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from igmgraph.engine.mistakes.fault import Fault, Token
from igmgraph.engine.mistakes.scene import TERMS, Scene
from igmgraph.engine.query.tokens import place_of
from igmgraph.errors import QuerySyntaxError

__all__ = ["Hint", "Place", "Rule", "first_hint", "shown"]

_LONGEST = 60


def shown(text: str) -> str:
    """A part of a query, short, with nothing that is not seen."""
    return "".join(each if each.isprintable() else f"U+{ord(each):04X}" for each in text[:_LONGEST])


@dataclass(frozen=True, slots=True)
class Place:
    """A fault and what it stands in."""

    text: str
    fault: Fault
    scene: Scene

    @property
    def token(self) -> Token:
        """What stands there."""
        return self.fault.token

    @property
    def last(self) -> Token:
        """The token before."""
        return self.scene.last[1]

    @property
    def follows_operand(self) -> bool:
        """Whether what stands before may be the end of an expression or a part of a triple."""
        return self.last.kind in {*TERMS, "close", "run", "language"}

    def at(self, token: Token) -> dict[str, int]:
        """Line and column of a token."""
        line, column = place_of(self.text, token.start)
        return {"line": line, "column": column}


#: What a rule says of a fault, if it is one that the rule is about.
Hint = QuerySyntaxError | None
Rule = Callable[[Place], Hint]


def first_hint(place: Place, rules: Sequence[Rule]) -> Hint:
    """What the first rule that fits says."""
    return next((hint for rule in rules if (hint := rule(place))), None)

"""What to do about signs that SPARQL does not have, brackets that do not match, and a text that ends too soon."""

from igmgraph.engine.mistakes.fault import Token
from igmgraph.engine.mistakes.place import Hint, Place, shown
from igmgraph.engine.query.tokens import TOKEN, place_of
from igmgraph.errors import QuerySyntaxError

__all__ = ["of_bracket", "of_end", "of_letter", "of_only_sign", "of_sign"]

_QUOTES = frozenset("\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb`")
#: White space to others, not to SPARQL; what is none to Python, either.
_INVISIBLE = frozenset("\u200b\u2060\ufeff")
_CLOSING = {"{": "}", "(": ")", "[": "]"}
#: What other languages write, and SPARQL.
_SIGNS = {"AND": "&&", "OR": "||", "<>": "!="}


def of_letter(place: Place) -> Hint:
    """Of quotation marks and spaces that word processors write."""
    letter = place.token.text[:1]
    if letter in _QUOTES:
        return QuerySyntaxError(
            "line {line}, column {column}: {token} is no quotation mark of SPARQL; write ' or \"",
            **place.at(place.token),
            token=letter,
        )
    if not letter.isascii() and (letter.isspace() or letter in _INVISIBLE):
        return QuerySyntaxError(
            "line {line}, column {column}: the character {token} is no space of SPARQL; write a usual one",
            **place.at(place.token),
            token=f"U+{ord(letter):04X}",
        )
    return None


def of_bracket(place: Place) -> Hint:
    """Of one too many or too few."""
    token, opened = place.token, [level.opening for level in place.scene.levels[1:]]
    if not place.scene.is_sure or (token.text and token.kind != "close"):
        return None
    if token.text and all(token.text != _CLOSING[each.text] for each in opened):
        return QuerySyntaxError(
            "line {line}, column {column}: no bracket is open that `{token}` closes",
            **place.at(token),
            token=token.text,
        )
    if not opened or token.text == _CLOSING[opened[-1].text]:
        return None
    return _open(place, opened[-1])


def _open(place: Place, opening: Token) -> QuerySyntaxError:
    line_opened, column_opened = place_of(place.text, opening.start)
    values = {**place.at(place.token), "line_opened": line_opened, "column_opened": column_opened}
    if not place.token.text:
        return QuerySyntaxError(
            "line {line}, column {column}: the query ends here, but `{bracket}` of line {line_opened}, column "
            "{column_opened} is not closed",
            **values,
            bracket=opening.text,
        )
    return QuerySyntaxError(
        "line {line}, column {column}: `{token}` stands here, but `{bracket}` of line {line_opened}, column "
        "{column_opened} is not closed",
        **values,
        token=place.token.text,
        bracket=opening.text,
    )


def of_end(place: Place) -> Hint:
    """Of an end that comes too soon, or with a sign behind it."""
    token = place.token
    if not token.text:
        return QuerySyntaxError(
            "line {line}, column {column}: the query ends here and is not complete", **place.at(token)
        )
    follows_query = len(place.scene.levels) == 1 and place.scene.closed.opening.text
    is_last = all(each.lastgroup == "comment" for each in TOKEN.finditer(place.text, token.end))
    if token.text in {";", "."} and follows_query and is_last:
        return QuerySyntaxError(
            "line {line}, column {column}: a query ends without `{token}`", **place.at(token), token=token.text
        )
    return None


def of_sign(place: Place) -> Hint:
    """Of operators of other languages."""
    token, (before, last) = place.token, place.scene.last
    is_operator = place.scene.level.opening.text == "(" and place.follows_operand
    right = _SIGNS.get(token.text.upper(), "") if is_operator else ""
    if token.text == last.text == "=" and token.start == last.end:
        right, token = "=", Token("other", "==", last.start)
    if last.word == "NOT" and (before.kind == "open" or before.text in {"&", "|"}):
        right, token = "!", last
    if not right:
        return None
    return QuerySyntaxError(
        "line {line}, column {column}: write `{right}` instead of `{token}`",
        **place.at(token),
        right=right,
        token=token.text,
    )


def of_only_sign(place: Place) -> Hint:
    """Of what stands where nothing but one sign may."""
    if len(place.fault.expected) != 1:
        return None
    return QuerySyntaxError(
        "line {line}, column {column}: `{expected}` is expected here, not `{token}`",
        **place.at(place.token),
        expected=place.fault.expected[0].strip('"'),
        token=shown(place.token.text),
    )

"""What is wrong with a text that is no SPARQL, with its place, in words for who wrote it."""

import re

from igmgraph.engine.query.tokens import TOKEN, place_of
from igmgraph.errors import QuerySyntaxError

__all__ = ["syntax_error"]

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected one of )?(.*)", re.DOTALL)
#: What the parser says in front of a list of what it would have taken.
_UNBOUND, _TWICE = "The SELECT contains a variable that is unbound", "Duplicated variable name in SELECT"
#: How many tokens a declaration has besides its keyword, and keywords that a query may begin with after those.
_DECLARES = {"PREFIX": 2, "BASE": 1}
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: Characters of a list beyond which it fills a page.
_LONG = 200


def syntax_error(message: str, text: str) -> QuerySyntaxError:
    """What a message of the parser says of a text."""
    place = _PLACE.match(message)
    if place is None:
        return QuerySyntaxError("this is not SPARQL: {reason}", reason=message)
    if not text.strip():
        return QuerySyntaxError("line {line}, column {column}: the query is empty", line=1, column=1)
    if form := _other_form(text):
        line, column = place_of(text, form.start())
        return QuerySyntaxError(
            "line {line}, column {column}: {word}: a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, and before "
            "that with PREFIX and BASE",
            line=line,
            column=column,
            word=form[0][:100],
        )
    if unknown := _undeclared(text):
        # The parser goes on at another place, as a name may also be something else there.
        line, column = place_of(text, unknown.start())
        return QuerySyntaxError(
            "line {line}, column {column}: the prefix {prefix}: is not declared",
            line=line,
            column=column,
            prefix=unknown["prefix"][:100],
        )
    # What stands between tokens may stand anywhere.
    reason = place[3].replace(", [_]", "")
    return _at(int(place[1]), int(place[2]), reason, listed="expected one of" in message)


def _at(line: int, column: int, reason: str, *, listed: bool) -> QuerySyntaxError:
    if reason.startswith(_UNBOUND):
        return QuerySyntaxError(
            "line {line}, column {column}: SELECT names a variable that GROUP BY does not, outside of an aggregate",
            line=line,
            column=column,
        )
    if reason.startswith(_TWICE):
        return QuerySyntaxError(
            "line {line}, column {column}: SELECT gives one name to two variables", line=line, column=column
        )
    if len(reason) >= _LONG:
        return QuerySyntaxError("line {line}, column {column}: this is not SPARQL here", line=line, column=column)
    if listed:
        return QuerySyntaxError(
            "line {line}, column {column}: expected one of {expected}", line=line, column=column, expected=reason
        )
    return QuerySyntaxError("line {line}, column {column}: {reason}", line=line, column=column, reason=reason)


def _other_form(text: str) -> re.Match[str] | None:
    """What stands where SELECT or its like should; the parser tells the place of the longest keyword it has tried."""
    awaited = 0
    for token in TOKEN.finditer(text):
        if token.lastgroup == "comment":
            continue
        if awaited:
            awaited -= 1
        elif token[0].upper() in _DECLARES:
            awaited = _DECLARES[token[0].upper()]
        else:
            return None if token[0].upper().startswith(_FORMS) else token
    return None


def _undeclared(text: str) -> re.Match[str] | None:
    """The first prefixed name whose prefix is not declared before it."""
    declared, declares = {"_"}, False
    for token in TOKEN.finditer(text):
        if token.lastgroup == "name":
            if declares:
                declared.add(token["prefix"])
            elif token["prefix"] not in declared:
                return token
        if token.lastgroup != "comment":
            declares = token[0].upper() == "PREFIX"
    return None

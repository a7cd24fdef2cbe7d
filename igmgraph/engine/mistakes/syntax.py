"""What is wrong with a text that is no SPARQL, with its place, in words for who wrote it."""

from collections.abc import Sequence

from igmgraph.engine.mistakes.fault import Token, find_fault
from igmgraph.engine.mistakes.hints import PROLOGUE, RULES
from igmgraph.engine.mistakes.place import Place, first_hint, shown
from igmgraph.engine.mistakes.scene import Scene
from igmgraph.engine.query.tokens import place_of
from igmgraph.errors import QuerySyntaxError

__all__ = ["syntax_error"]

#: Sentences of the parser that we say in other words.
_UNBOUND, _TWICE = "The SELECT contains a variable that is unbound", "Duplicated variable name in SELECT"
#: How many tokens a declaration has besides its keyword, and keywords that a query may begin with after those.
_DECLARES = {"PREFIX": 2, "BASE": 1}
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def syntax_error(message: str, text: str) -> QuerySyntaxError:
    """What a message of the parser says of a text."""
    found = find_fault(message, text)
    if found is None:
        return QuerySyntaxError("this is not SPARQL: {reason}", reason=message)
    if not found.tokens:
        return QuerySyntaxError("line {line}, column {column}: the query is empty", line=1, column=1)
    place = Place(text, found.fault, Scene.after(found.fault.before)) if found.fault else None
    hint = first_hint(place, PROLOGUE) if place else None
    if hint := hint or _of_declarations(found.tokens, text):
        return hint
    return _of_place(place, found.tokens[-1]) if place else _unplaced(text, found.looked)


def _of_declarations(tokens: Sequence[Token], text: str) -> QuerySyntaxError | None:
    if form := _other_form(tokens):
        line, column = place_of(text, form.start)
        return QuerySyntaxError(
            "line {line}, column {column}: {word}: a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, and before "
            "that with PREFIX and BASE",
            line=line,
            column=column,
            word=shown(form.text),
        )
    if unknown := _undeclared(tokens):
        # A name may also be something else there, so that the parser looks on.
        line, column = place_of(text, unknown.start)
        return QuerySyntaxError(
            "line {line}, column {column}: the prefix {prefix}: is not declared",
            line=line,
            column=column,
            prefix=shown(unknown.text.partition(":")[0]),
        )
    return None


def _of_place(place: Place, latest: Token) -> QuerySyntaxError:
    token, sentence = place.token, place.fault.sentence
    if latest.text in {"'", '"'} and token.end >= latest.start:
        return QuerySyntaxError("line {line}, column {column}: the quotation mark is not closed", **place.at(latest))
    if sentence:
        return _in_words(sentence, **place.at(token))
    return first_hint(place, RULES) or QuerySyntaxError(
        "line {line}, column {column}: `{token}` is not expected here", **place.at(token), token=shown(token.text)
    )


def _in_words(sentence: str, *, line: int, column: int) -> QuerySyntaxError:
    """A sentence of the parser."""
    if sentence.startswith(_UNBOUND):
        return QuerySyntaxError(
            "line {line}, column {column}: SELECT names a variable that GROUP BY does not, outside of an aggregate",
            line=line,
            column=column,
        )
    if sentence.startswith(_TWICE):
        return QuerySyntaxError(
            "line {line}, column {column}: SELECT gives one name to two variables", line=line, column=column
        )
    return QuerySyntaxError("line {line}, column {column}: {reason}", line=line, column=column, reason=sentence)


def _unplaced(text: str, looked: int) -> QuerySyntaxError:
    line, column = place_of(text, looked)
    return QuerySyntaxError("line {line}, column {column}: this is not SPARQL here", line=line, column=column)


def _other_form(tokens: Sequence[Token]) -> Token | None:
    """What stands where SELECT or its like should; the parser tells the place of the longest keyword it has tried."""
    awaited = 0
    for token in tokens:
        if awaited:
            awaited -= 1
        elif token.text.upper() in _DECLARES:
            awaited = _DECLARES[token.text.upper()]
        else:
            return None if token.text.upper().startswith(_FORMS) else token
    return None


def _undeclared(tokens: Sequence[Token]) -> Token | None:
    """The first prefixed name whose prefix is not declared before it."""
    declared, declares, in_iri = {"_"}, False, False
    for token in tokens:
        if token.kind == "name" and not in_iri:
            prefix = token.text.partition(":")[0]
            if declares:
                declared.add(prefix)
            elif prefix not in declared:
                return token
        declares = token.word == "PREFIX"
        # What begins like an IRI and is none.
        in_iri = token.text == "<"
    return None

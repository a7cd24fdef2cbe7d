"""What to do about the commonest faults of a query; nothing is said of a fault that is not certainly one of them."""

from igmgraph.engine.mistakes.fault import Token
from igmgraph.engine.mistakes.place import Hint, Place, shown
from igmgraph.engine.mistakes.scene import TERMS
from igmgraph.engine.mistakes.sign_hints import of_bracket, of_end, of_letter, of_only_sign, of_sign
from igmgraph.engine.mistakes.words import FUNCTIONS, WORDS
from igmgraph.errors import QuerySyntaxError

__all__ = ["PROLOGUE", "RULES"]

_IN_SELECT = frozenset({"SELECT", "DISTINCT", "REDUCED"})
_IN_LIST = _IN_SELECT | {"DESCRIBE", "BY", "ASC", "DESC"}
_CONDITIONS = frozenset({"FILTER", "HAVING"})
#: Functions that the parser does not know with a space before the bracket.
_TIGHT = frozenset({"BNODE", "COALESCE", "CONCAT"})


def _of_iri(place: Place) -> Hint:
    (before, last), token = place.scene.last, place.token
    is_declared = before.word == "PREFIX" and last.kind == "name" and token.kind in {"name", "run", "string"}
    is_address = last.kind == "name" and place.text.startswith("://", last.end - 1) and token.start == last.end
    if not is_declared and not is_address:
        return None
    return QuerySyntaxError(
        "line {line}, column {column}: an IRI stands between < and >", **place.at(token if is_declared else last)
    )


def _of_prefix(place: Place) -> Hint:
    if place.last.word != "PREFIX" or place.token.kind != "run":
        return None
    return QuerySyntaxError(
        "line {line}, column {column}: a prefix ends with a colon: {prefix}:",
        **place.at(place.token),
        prefix=shown(place.token.text),
    )


def _of_number(place: Place) -> Hint:
    if place.last.word in {"LIMIT", "OFFSET"}:
        return QuerySyntaxError(
            "line {line}, column {column}: after {word}, a whole number is expected",
            **place.at(place.token),
            word=place.last.word,
        )
    if place.last.word in {"ORDER", "GROUP"}:
        return QuerySyntaxError(
            "line {line}, column {column}: after {word}, {expected} is expected",
            **place.at(place.token),
            word=place.last.word,
            expected="BY",
        )
    return None


def _of_comma(place: Place) -> Hint:
    level = place.scene.level
    if place.token.text != "," or level.opening.text == "(":
        return None
    if level.word in _IN_LIST or (level.opening.text == "{" and level.before[0].word == "VALUES"):
        return QuerySyntaxError(
            "line {line}, column {column}: write a space instead of the comma", **place.at(place.token)
        )
    return None


def _of_expression(place: Place) -> Hint:
    """Of one that has no name, in SELECT or BIND."""
    token, level = place.token, place.scene.level
    follows = place.text[token.end : token.end + 1]
    if level.opening.text == "(":
        is_one = level.clause in _IN_SELECT or level.before[1].word == "BIND"
        is_one &= level.word != "AS" and place.follows_operand and (token.text == ")" or token.kind == "variable")
    else:
        is_call = follows == "(" and (token.word in FUNCTIONS or token.kind in {"name", "iri"})
        is_one = level.word in _IN_SELECT and (is_call or token.word == "AS")
    if not is_one:
        return None
    return QuerySyntaxError(
        "line {line}, column {column}: an expression has a name here, and both stand in brackets: (... AS ?name)",
        **place.at(token),
    )


def _of_condition(place: Place) -> Hint:
    token, (before, called) = place.token, place.scene.closed.before
    word = place.last.word if place.last.word in _CONDITIONS and not _is_unknown(token) else ""
    if place.last.text == ")" and (token.text[:1] in set("=!<>&|+-*/") or token.word in {"IN", "NOT", "AND", "OR"}):
        word = next((each.word for each in (called, before) if each.word in _CONDITIONS), "")
    if not word:
        return None
    return QuerySyntaxError(
        "line {line}, column {column}: the whole condition after {word} stands in brackets: {word} (...)",
        **place.at(token),
        word=word,
    )


def _of_triple(place: Place) -> Hint:
    token, level = place.token, place.scene.level
    if not place.scene.is_sure or level.parts is None or not place.follows_operand:
        return None
    if level.parts == 3 and token.kind in TERMS:
        return QuerySyntaxError(
            "line {line}, column {column}: before `{token}` there has to be `.`, `;` or `,`, as a triple ends there",
            **place.at(token),
            token=shown(token.text),
        )
    if level.parts in {1, 2} and token.text in {"}", "."}:
        return QuerySyntaxError(
            "line {line}, column {column}: the triple before `{token}` is not complete: it has a subject, a predicate "
            "and an object",
            **place.at(token),
            token=token.text,
        )
    return None


def _of_word(place: Place) -> Hint:
    token = place.token
    if not _is_unknown(token):
        return None
    if place.text[token.end : token.end + 1] == "(":
        return QuerySyntaxError(
            "line {line}, column {column}: SPARQL has no function `{token}`",
            **place.at(token),
            token=shown(token.text),
        )
    return QuerySyntaxError(
        "line {line}, column {column}: `{token}` is no word of SPARQL; a variable begins with ?, a name has a prefix "
        "and a colon, a text stands in quotation marks",
        **place.at(token),
        token=shown(token.text),
    )


def _of_union(place: Place) -> Hint:
    if place.token.word != "UNION" or place.last.text == "}":
        return None
    return QuerySyntaxError(
        "line {line}, column {column}: what UNION joins stands in brackets: {...} UNION {...}", **place.at(place.token)
    )


def _of_space(place: Place) -> Hint:
    token = place.token
    is_called = place.scene.level.opening.text == "(" and place.text[token.end :].lstrip().startswith("(")
    if token.word not in _TIGHT or place.follows_operand or not is_called:
        return None
    return QuerySyntaxError(
        "line {line}, column {column}: write no space between {word} and its bracket",
        **place.at(token),
        word=token.word,
    )


def _is_unknown(token: Token) -> bool:
    return token.word not in WORDS and token.text[:1].isalpha() and token.kind == "run"


#: For faults that look as if a prefix were not declared, or no query had begun, and for all others.
PROLOGUE = (of_letter, _of_iri, _of_prefix)
RULES = (
    *(_of_number, of_bracket, of_end, _of_comma, _of_expression, _of_condition, of_sign, _of_triple, _of_word),
    *(_of_union, _of_space, of_only_sign),
)

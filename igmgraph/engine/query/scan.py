"""What a query may be, by one linear scan of its text before any parser sees it.

The scan knows just enough of the SPARQL 1.1 grammar (section 19) to tell keywords from the inside of IRIs, strings,
comments, variables, prefixed names and language tags. Where `<` may begin an IRI or mean "less than" and the two
readings lead to different queries, the query is refused with the advice to write a space.
"""

import re

from igmgraph.engine.query.admitted import Admission
from igmgraph.engine.query.calls import CallGuard
from igmgraph.engine.query.ceiling import CeilingFinder, ceiling_of
from igmgraph.engine.query.tokens import TOKEN, VOLATILE, is_doubtful, place_of
from igmgraph.engine.values import QueryForm
from igmgraph.errors import QueryRefused, QuerySyntaxError
from igmgraph.settings import Settings

__all__ = ["scan"]

_WORD = re.compile(r"[A-Za-z_]+")
_FORMS = {form.value: form for form in QueryForm}
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
#: What makes the parser's tree one level deeper when it follows another of its kind.
_JOINTS = {"UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "GRAPH", "VALUES"}
_SEPARATORS, _OPERATORS = frozenset(".;,"), frozenset("|&!+*/^-~")
#: Signs and full stops of a run that are not part of one number.
_RUN_JOINTS = re.compile(r"(?<!\d)\.|\.(?!\d)|(?<=[^eE])-")
#: Quotation marks that no other one belongs to, and what is no token at all; how many of them are looked at, as each
#: has the rest of the text searched for its other half, and none is in any query.
_HALVES, _MOST_HALVES = frozenset("\"'\\"), 3


def scan(text: str, settings: Settings) -> Admission:
    """Look closely at a query text; raises what `igmgraph.engine.query.admission.admit` does, but for its length."""
    found = _Scan(settings)
    try:
        for token in TOKEN.finditer(text):
            found.take(token)
    except _Ambiguous:
        if not _is_harmless(text, settings):
            raise
        ceiling = ceiling_of(text)
        if found.form is QueryForm.SELECT and ceiling is None:
            raise
        lasting = not any(word in text.upper() for word in VOLATILE)
        return Admission(found.form or QueryForm.SELECT, False, text, lasting, ceiling)
    return found.result(text)


def _is_harmless(text: str, settings: Settings) -> bool:
    """Whether a text has nothing to be refused, by its length and letters alone.

    A joint takes at least one character, and what does not stand in the text in any case is no keyword of it.
    """
    if (
        settings.endpoint
        or len(text) > settings.max_query_joints
        or sum(map(text.count, "{([")) > settings.max_query_nesting
    ):
        return False
    capitals = text.upper()
    return "SERVICE" not in capitals and "FROM" not in capitals


class _Ambiguous(QueryRefused):
    """A `<` that may begin an IRI or mean "less than"."""


class _Scan:
    """What is known of a query at one place of its text."""

    def __init__(self, settings: Settings) -> None:
        self.form: QueryForm | None = None
        self.graphs = 0
        self._lasting = True
        self._settings = settings
        self._pieces: list[str] = []
        self._end = 0
        self._finder = CeilingFinder()
        self._calls = CallGuard(settings)
        self._halves = 0
        # Open brackets, and how many joints stand in each of them; the first is the whole query.
        self._brackets, self._joints, self._depth, self._after_operand = [""], [0], 0, False

    def take(self, token: re.Match[str]) -> None:
        """Go on by one token."""
        kind, text = token.lastgroup or "", token[0]
        if kind == "comment":
            return
        if token.start() > self._end and self._pieces:
            self._pieces.append(" ")
        self._pieces.append(text)
        self._end = token.end()
        self._refuse_halves(token)
        if kind in {"iri", "triple"}:
            self._refuse_ambiguous(kind, text)
        words = self._words(kind, text)
        declares = self._calls.declaring
        self._calls.take(token, words)
        self._count(kind, text, words)
        for word in words:
            self._keyword(word)
        if kind == "name" and len(self._brackets) == 1 and not declares:
            self._name(text)
        self._after_operand = kind in {"iri", "literal", "name", "run", "close"}
        if len(self._brackets) == 1:
            self._finder.take(token)

    def result(self, text: str) -> Admission:
        """What is known at the end of the text."""
        form = self.form or QueryForm.SELECT
        # Half a string makes no query; white space put in order could make one of it.
        text = text if _HALVES.intersection(self._pieces) else "".join(self._pieces)
        ceiling = None if form is QueryForm.ASK else self._finder.ceiling
        if form is QueryForm.SELECT and self._finder.is_doubtful:
            raise QueryRefused("write a space before and after LIMIT, OFFSET and VALUES, and behind their numbers")
        calls = self._calls
        return Admission(form, self.graphs > 0, text, self._lasting, ceiling, tuple(calls.services), calls.dataset)

    def _refuse_halves(self, token: re.Match[str]) -> None:
        self._halves += token[0] in _HALVES
        if self._halves > _MOST_HALVES:
            line, column = place_of(token.string, token.start())
            raise QuerySyntaxError("line {line}, column {column}: this is not SPARQL here", line=line, column=column)

    @staticmethod
    def _words(kind: str, text: str) -> list[str]:
        """Words, in capitals, that may be keywords; a number may run into one, as in `1SERVICE`."""
        return [word.upper() for word in _WORD.findall(text)] if kind == "run" else []

    def _keyword(self, word: str) -> None:
        if self.form is None:
            if word in _UPDATES:
                raise QueryRefused("{word}: this endpoint is read-only", word=word)
            self.form = next((form for name, form in _FORMS.items() if word.startswith(name)), None)
        self._lasting &= not (word.endswith(VOLATILE) or "SERVICE" in word)
        if "FROM" in word:
            self.graphs += 1
            if self.graphs > self._settings.max_query_graphs:
                raise QueryRefused("the query names more than {most} graphs", most=self._settings.max_query_graphs)

    def _name(self, text: str) -> None:
        """Outside of all brackets, `FROMx:y` is a keyword and a name, if there is no such prefix; `ASKFROMx:y` is two.

        No query begins with a name.
        """
        prefix = text.partition(":")[0].upper()
        glued = prefix.startswith("FROM") and not self._calls.knows(text) if self.form else "FROM" in prefix
        if glued:
            raise QueryRefused("{text}: write a space before and after FROM", text=text[:100])
        if self.form is None and prefix.startswith("DESCRIBE"):
            self.form = QueryForm.DESCRIBE

    def _count(self, kind: str, text: str, words: list[str]) -> None:
        """Keep account of how deep the parser's tree is here."""
        inside = self._brackets[-1]
        # Terms of a collection, of a projection or of DESCRIBE follow one another with nothing between them.
        in_list = self._after_operand and inside in {"(", ""}
        if kind == "open":
            self._join(int(text == inside == "{" or in_list))
            self._brackets.append(text)
            self._joints.append(0)
            if len(self._brackets) > self._settings.max_query_nesting + 1:
                raise QueryRefused("the query nests more than {most} brackets", most=self._settings.max_query_nesting)
        elif kind == "close" and len(self._brackets) > 1:
            self._brackets.pop()
            self._depth -= self._joints.pop()
        elif kind == "run":
            self._join(sum(word in _JOINTS for word in words) + len(_RUN_JOINTS.findall(text)))
            self._join(int(in_list and text[0] in "-0123456789"))
        elif kind in {"iri", "literal", "name"}:
            self._join(int(in_list) + int(kind == "name" and inside != "(" and text.endswith(".")))
        elif kind == "triple" or (kind == "other" and (text in _OPERATORS or (text in _SEPARATORS and inside != "("))):
            self._join(1)

    def _join(self, number: int) -> None:
        self._joints[-1] += number
        self._depth += number
        if self._depth > self._settings.max_query_joints:
            raise QueryRefused(
                "the query joins more than {most} parts in one chain", most=self._settings.max_query_joints
            )

    def _refuse_ambiguous(self, kind: str, text: str) -> None:
        """Only in an expression, and after an operand, `<` may be an operator; expressions stand in parentheses."""
        if self._after_operand and self._brackets[-1] == "(" and is_doubtful(kind, text):
            raise _Ambiguous("{text}: write a space after a '<' that means less than", text=text[:40])

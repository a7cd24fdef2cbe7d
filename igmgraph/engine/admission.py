"""What a query may be, decided by one linear scan of its text before any parser sees it.

The scan knows just enough of the SPARQL 1.1 grammar (section 19) to tell keywords from the inside of IRIs, strings,
comments, variables, prefixed names and language tags. The engine's parser needs no space between tokens, so that
`trueSERVICE<...>` holds a keyword; where `<` may begin an IRI or mean "less than" and the two readings lead to
different queries, the query is refused with the advice to write a space. Codepoint escapes are left alone: the engine
undoes them inside IRIs and strings only, so an escaped quote ends no string.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from igmgraph.engine.base import QueryForm
from igmgraph.engine.calls import CallGuard
from igmgraph.engine.ceiling import Ceiling, CeilingFinder
from igmgraph.engine.dataset_clause import DatasetClause
from igmgraph.errors import QueryRefused, QueryTooLong
from igmgraph.settings import Settings

__all__ = ["Admission", "Admissions", "admit"]

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<literal>
          '''(?:\\.|'{0,2}[^'\\])*'''  | \"\"\"(?:\\.|"{0,2}[^"\\])*\"\"\"
        | '(?:\\.|[^'\\\n\r])*'        | "(?:\\.|[^"\\\n\r])*"
        | @[A-Za-z]+(?:-[A-Za-z0-9]+)* | [?$]\w+
      )
    | (?P<triple><<)
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<name>(?P<prefix>[\w.\-]*):(?:[\w:%.\-]|\\.)*)
    | (?P<run>[\w.\-]+)
    | (?P<open>[{(\[])
    | (?P<close>[})\]])
    | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z_]+")
_FORMS = {form.value: form for form in QueryForm}
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
#: What makes the parser's tree one level deeper when it follows another of its kind.
_JOINTS = {"UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "GRAPH", "VALUES"}
_SEPARATORS, _OPERATORS = frozenset(".;,"), frozenset("|&!+*/^-")
#: Signs and full stops of a run that are not part of one number.
_RUN_JOINTS = re.compile(r"(?<!\d)\.|\.(?!\d)|(?<=[^eE])-")
#: Functions that give something else each time.
_VOLATILE = ("NOW", "RAND", "UUID")
#: No expression begins so: a name may be followed by one slash, not by two.
_SURELY_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
#: Inside of `<...>` after which both readings of `<` stand at the same place: whole strings, no comment, no bracket.
_EITHER_WAY = re.compile(r"<(?:'[^']*'|[^'#()\[\]])*>")


@dataclass(frozen=True, slots=True)
class Admission:
    """What the scan found out.

    Attributes:
        form: form of the query; SELECT where there is none, so that the parser says what is wrong.
        names_dataset: whether a FROM clause says what the query is about.
        normalized: the text with each comment and each white space between tokens as one space.
        lasting: whether the answer depends on nothing but the text and the data.
        ceiling: where the text says how many solutions it wants; None where that cannot be told.
        services: where the text names a target of SERVICE, from and to, and which IRI that is.
        dataset: the FROM clauses of a query for another engine.
    """

    form: QueryForm
    names_dataset: bool
    normalized: str
    lasting: bool
    ceiling: Ceiling | None
    services: Sequence[tuple[int, int, str]] = ()
    dataset: DatasetClause | None = None


def admit(text: str, settings: Settings) -> Admission:
    """Scan a query text.

    Raises:
        QueryTooLong: it has more characters than `settings.max_query_length`.
        QueryRefused: it is an update, calls a SERVICE that is not in `settings.allow_service` or a function of another
            engine, or is over one of `settings.max_query_graphs`, `max_query_nesting` and `max_query_joints`.
    """
    if len(text) > settings.max_query_length:
        raise QueryTooLong(
            "the query has {length} characters; {most} are read", length=len(text), most=settings.max_query_length
        )
    scan, plain = _Scan(settings), _is_plain(text, settings)
    try:
        for token in _TOKEN.finditer(text):
            scan.take(token)
    except _Ambiguous:
        if not plain:
            raise
        lasting = not any(word in text.upper() for word in _VOLATILE)
        return Admission(scan.form or QueryForm.SELECT, False, text, lasting, None)
    return scan.result()


def _is_plain(text: str, settings: Settings) -> bool:
    """Whether nothing in the text is to be refused, however it is read.

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


class Admissions:
    """Remembers what the scan found of short texts: programs ask the same again. Safe to share between threads."""

    _LONGEST, _MOST = 4_000, 2_000

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock, self._known = Lock(), OrderedDict[str, Admission]()

    def admit(self, text: str) -> Admission:
        """Scan a query text, or remember; raises what `admit` does."""
        known = self._known.get(text)
        if known is None:
            known = admit(text, self._settings)
            if len(text) <= self._LONGEST:
                with self._lock:
                    self._known[text] = known
                    while len(self._known) > self._MOST:
                        self._known.popitem(last=False)
        return known


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
        if kind in {"iri", "triple"}:
            self._refuse_ambiguous(kind, text)
        words = self._words(kind, text)
        self._calls.take(token, words)
        self._count(kind, text, words)
        for word in words:
            self._keyword(word)
        if kind == "name" and self.form is None and text.upper().startswith("DESCRIBE") and not self._calls.declaring:
            self.form = QueryForm.DESCRIBE
        self._after_operand = kind in {"iri", "literal", "name", "run", "close"}
        if len(self._brackets) == 1:
            self._finder.take(token)

    def result(self) -> Admission:
        """What is known at the end of the text."""
        form, text = self.form or QueryForm.SELECT, "".join(self._pieces)
        ceiling = None if form is QueryForm.ASK else self._finder.ceiling
        calls = self._calls
        return Admission(form, self.graphs > 0, text, self._lasting, ceiling, calls.services, calls.dataset)

    @staticmethod
    def _words(kind: str, text: str) -> list[str]:
        """Words, in capitals, that may be keywords; a number may run into one, as in `1SERVICE`."""
        return [word.upper() for word in _WORD.findall(text)] if kind == "run" else []

    def _keyword(self, word: str) -> None:
        if self.form is None:
            if word in _UPDATES:
                raise QueryRefused("{word}: this endpoint is read-only", word=word)
            self.form = next((form for name, form in _FORMS.items() if word.startswith(name)), None)
        self._lasting &= not (word.endswith(_VOLATILE) or "SERVICE" in word)
        if word.endswith("FROM"):
            self.graphs += 1
            if self.graphs > self._settings.max_query_graphs:
                raise QueryRefused("the query names more than {most} graphs", most=self._settings.max_query_graphs)

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
        if not self._after_operand or self._brackets[-1] != "(" or _SURELY_IRI.match(text):
            return
        if kind == "triple" or not _EITHER_WAY.fullmatch(text):
            raise _Ambiguous("{text}: write a space after a '<' that means less than", text=text[:40])

"""What a query may be, decided by one linear scan of its text before any parser sees it.

The scan knows just enough of the SPARQL 1.1 grammar (section 19) to tell keywords from the inside of IRIs, strings,
comments, variables, prefixed names and language tags. Codepoint escapes are left alone: the engine undoes them inside
IRIs and strings only, so an escaped quote ends no string.
"""

import re
from dataclasses import dataclass

from igmgraph.engine.base import QueryForm
from igmgraph.errors import QueryRefused, QueryTooLong
from igmgraph.settings import Settings

__all__ = ["Admission", "admit"]

_TOKEN = re.compile(
    r"""
      \#[^\n\r]*
    | '''(?:\\.|'{0,2}[^'\\])*'''  | \"\"\"(?:\\.|"{0,2}[^"\\])*\"\"\"
    | '(?:\\.|[^'\\\n\r])*'        | "(?:\\.|[^"\\\n\r])*"
    | <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>
    | [?$]\w+
    | @[A-Za-z]+(?:-[A-Za-z0-9]+)*
    | (?P<run>[\w.\-]+)(?P<name>:(?:[\w:%.\-]|\\.)*)?
    | :(?:[\w:%.\-]|\\.)*
    | (?P<open>[{(\[])
    | (?P<close>[})\]])
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z_]+")
_FORMS = {form.value: form for form in QueryForm}
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}


@dataclass(frozen=True, slots=True)
class Admission:
    """What the scan found out.

    Attributes:
        form: form of the query; SELECT where there is none, so that the parser says what is wrong.
        names_dataset: whether a FROM clause says what the query is about.
    """

    form: QueryForm
    names_dataset: bool


def admit(text: str, settings: Settings) -> Admission:
    """Scan a query text.

    Raises:
        QueryTooLong: it has more characters than `settings.max_query_length`.
        QueryRefused: it is an update, calls a SERVICE, or nests deeper than `settings.max_query_nesting`.
    """
    if len(text) > settings.max_query_length:
        raise QueryTooLong(f"the query has {len(text)} characters; {settings.max_query_length} are read")
    form, names_dataset, depth = None, False, 0
    for token in _TOKEN.finditer(text):
        depth += bool(token["open"]) - bool(token["close"])
        if depth > settings.max_query_nesting:
            raise QueryRefused(f"the query nests more than {settings.max_query_nesting} brackets")
        for word in _keywords(token):
            if word == "SERVICE":
                raise QueryRefused("SERVICE is refused: this endpoint does not query other endpoints for its clients")
            if form is None and word in _UPDATES:
                raise QueryRefused(f"{word}: this endpoint is read-only")
            form = form or _FORMS.get(word)
            names_dataset = names_dataset or word == "FROM"
    return Admission(form or QueryForm.SELECT, names_dataset)


def _keywords(token: re.Match[str]) -> list[str]:
    """Words, in capitals, that may be keywords; a number may run into one, as in `1SERVICE`."""
    if token["run"] is None or token["name"]:
        return []
    return [word.upper() for word in _WORD.findall(token["run"])]

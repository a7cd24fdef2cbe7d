"""What a query may be, decided by one linear scan of its text before any parser sees it.

The scan knows just enough of the SPARQL 1.1 grammar (section 19) to tell keywords from the inside of IRIs, strings,
comments, variables, prefixed names and language tags.
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
    | <[^<>"{}|^`\\\x00-\x20]*>
    | [?$]\w+
    | @[A-Za-z]+(?:-[A-Za-z0-9]+)*
    | [\w.\-]*:(?:[\w:%.\-]|\\.)*
    | (?P<word>[A-Za-z_]\w*)
    | (?P<open>[{(\[])
    | (?P<close>[})\]])
    """,
    re.VERBOSE | re.DOTALL,
)
# Section 19.2: escapes are undone before the grammar applies, also inside keywords.
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
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
    for token in _TOKEN.finditer(_CODEPOINT.sub(_character, text)):
        word = (token["word"] or "").upper()
        depth += bool(token["open"]) - bool(token["close"])
        if depth > settings.max_query_nesting:
            raise QueryRefused(f"the query nests more than {settings.max_query_nesting} brackets")
        if word == "SERVICE":
            raise QueryRefused("SERVICE is refused: this endpoint does not query other endpoints for its clients")
        if form is None and word in _UPDATES:
            raise QueryRefused(f"{word}: this endpoint is read-only")
        form = form or _FORMS.get(word)
        names_dataset = names_dataset or word == "FROM"
    return Admission(form or QueryForm.SELECT, names_dataset)


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 else escape[0]

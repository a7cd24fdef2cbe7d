"""Queries that differ from one that Flask has read in nothing but their text: they need not be read by Flask again.

All else that Flask finds out of a request (graphs, deadline, media type, coding, headers) depends on the rest of the
request, and on what a scan of the text tells of its form.
"""

from binascii import a2b_qp
from collections.abc import Hashable, Iterable
from typing import NamedTuple
from urllib.parse import unquote_plus

from cachetools import FIFOCache

from igmgraph.engine.values import ClientQuery, QueryForm
from igmgraph.errors import IgmError
from igmgraph.web.server.bridge import Headers
from igmgraph.web.server.wire import STATUS_LINES, lines_of
from igmgraph.web.snapshots.state import State
from igmgraph.web.sparql.prepared import Prepared, entity_tag

__all__ = ["Question", "SimilarQueries", "question_as_text", "question_in_form"]

_QUERY, _TAG = b"query=", b"etag"
#: Both have two hexadecimal digits for a byte (RFC 2045, section 6.7).
_AS_QUOTED_PRINTABLE = bytes.maketrans(b"%+", b"= ")
#: Longest text that is scanned in the event loop, in characters.
_LONGEST = 4_000
_MOST = 1_000


class Question(NamedTuple):
    """A request with a query in two parts: the text, and all else that the answer depends on."""

    text: str
    rest: Hashable


class Read(NamedTuple):
    """What is known of a query from its like; `head` is the status line and the headers as they are sent."""

    prepared: Prepared
    headers: Headers
    head: bytes


def question_as_text(text: bytes, rest: Hashable) -> Question | None:
    """A question whose text is sent as it is; None if it is not for the event loop to read."""
    try:
        return Question(text.decode(), rest) if len(text) <= _LONGEST else None
    except UnicodeDecodeError:
        return None


def question_in_form(form: bytes, rest: Iterable[Hashable]) -> Question | None:
    """A question that is sent as the one parameter `query` of a URL or form; None likewise.

    A second one whose name is escaped stays in the rest, which Flask has refused.
    """
    fields = form.split(b"&")
    texts = [each for each in fields if each.startswith(_QUERY)]
    if len(texts) != 1:
        return None
    fields.remove(texts[0])
    try:
        text = _unquoted(texts[0][len(_QUERY) :])
    except UnicodeDecodeError:
        return None
    return Question(text, (tuple(fields), *rest)) if len(text) <= _LONGEST else None


def _unquoted(value: bytes) -> str:
    """What `unquote_plus` makes of a value; what is escaped as it should be is read as quoted-printable, much sooner.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    text = a2b_qp(value.translate(_AS_QUOTED_PRINTABLE))
    # Half a letter and the escape of its other half would be one; what is no escape is longer than one would be.
    plain = value.isascii() and not any(map(value.__contains__, b"=\r\n"))
    if not plain or len(text) != len(value) - 2 * value.count(b"%"):
        return unquote_plus(value.decode(), errors="strict")
    return text.decode()


class SimilarQueries:
    """Remembers what Flask has read, of one snapshot."""

    def __init__(self) -> None:
        self._known: FIFOCache[tuple[Hashable, QueryForm, bool], Read] = FIFOCache(_MOST)

    def learn(self, question: Question, prepared: Prepared, headers: Headers) -> None:
        """Remember what Flask made of a question."""
        common = [each for each in headers if each[0] != _TAG]
        head = STATUS_LINES[200] + lines_of(common)
        self._known[question.rest, prepared.form, prepared.key is not None] = Read(prepared, common, head)

    def read(self, question: Question, state: State) -> Read | None:
        """What Flask would make of a question; None where Flask has to be asked, as for all that is refused."""
        if question.text.startswith("\ufeff"):
            return None
        try:
            admission = state.engine.admit(ClientQuery(question.text))
        except IgmError:
            return None
        common = self._known.get((question.rest, admission.form, admission.lasting))
        if common is None:
            return None
        prepared, headers, head = common
        query = ClientQuery(question.text, prepared.query.default_graphs, prepared.query.named_graphs)
        key = prepared.key and prepared.key._replace(text=admission.normalized)
        prepared = Prepared(query, prepared.form, prepared.wanted, key)
        if key is None:
            return Read(prepared, headers, head)
        tag = b'W/"%b"' % entity_tag(prepared).encode()
        return Read(prepared, [*headers, (_TAG, tag)], b"%bETag: %b\r\n" % (head, tag))

    def forget(self) -> None:
        """Remember nothing."""
        self._known.clear()

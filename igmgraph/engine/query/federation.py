"""Which SERVICE a query may call: none, unless the operator lists its IRI (SPARQL 1.1 Federated Query)."""

from collections.abc import Sequence

from igmgraph.engine.query.hidden_calls import HiddenCalls
from igmgraph.engine.query.prefixes import Prefixes
from igmgraph.errors import QueryRefused

__all__ = ["ServiceGuard"]


class ServiceGuard:
    """Follows the tokens of a query, and refuses a SERVICE whose target is not certainly on the list.

    A target must be an absolute IRI or a prefixed name whose prefix is declared once; a variable may be bound to
    anything and is refused, as is whatever the scan cannot tell apart.
    """

    def __init__(self, allowed: Sequence[str], prefixes: Prefixes, *, elsewhere: bool = False) -> None:
        """Allow these IRIs, compared character by character (RFC 3987, section 5.3.1); none to an engine elsewhere.

        Whom that would call, for how long and for how much, cannot be limited from here.
        """
        self._elsewhere, self._allowed = elsewhere, frozenset[str]() if elsewhere else frozenset(allowed)
        self._prefixes = prefixes
        self._awaits_target = self._awaits_graph = False
        self._hidden = HiddenCalls(prefixes)
        self.declaring = False
        #: IRI that the last token called, if it called one.
        self.called: str | None = None

    def take(self, kind: str, text: str, words: Sequence[str]) -> None:
        """Go on by one token; `words` are the keywords in it, in capitals.

        Raises:
            QueryRefused: the token makes the query call a SERVICE that is not allowed.
        """
        self.called = None
        if self._hidden.take(kind, text, words, is_graph=self._awaits_graph):
            raise QueryRefused("SERVICE is refused: write a space after SERVICE")
        if self._awaits_target and words != ["SILENT"]:
            self._check(kind, text)
        self._awaits_graph = bool(words) and words[-1] in {"GRAPH", "FROM", "NAMED"}
        self.declaring = words == ["PREFIX"]
        if any("SERVICE" in word for word in words):
            if not self._allowed or not words[-1].endswith(("SERVICE", "SERVICESILENT")):
                raise self._refusal()
            self._awaits_target = True

    def _refusal(self) -> QueryRefused:
        if self._elsewhere:
            return QueryRefused(
                "SERVICE is refused: the engine behind this service does not query others for its clients"
            )
        return QueryRefused("SERVICE is refused: this endpoint does not query other endpoints for its clients")

    def _check(self, kind: str, text: str) -> None:
        target = self._prefixes.iri(kind, text)
        if target not in self._allowed:
            raise QueryRefused("SERVICE is refused: {target} is not on the operator's list", target=text[:200])
        self._awaits_target, self.called = False, target

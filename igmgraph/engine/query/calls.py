"""What a query reaches for beyond the data: endpoints by SERVICE, and functions and graphs of another engine."""

import re
from collections.abc import Sequence

from igmgraph.engine.query.dataset_clause import DatasetClause, DatasetClauseFinder
from igmgraph.engine.query.federation import ServiceGuard
from igmgraph.engine.query.functions import FunctionGuard
from igmgraph.engine.query.prefixes import Prefixes
from igmgraph.settings import Settings

__all__ = ["CallGuard"]


class CallGuard:
    """Follows the tokens of a query.

    Attributes:
        services: where the text names a target of SERVICE, from and to, and which IRI that is.
    """

    def __init__(self, settings: Settings) -> None:
        """Allow what an operator's settings do."""
        self._prefixes = Prefixes()
        # The embedded engine has no functions of its own, and no graphs of others; its calls pass through our hands.
        self._functions = FunctionGuard(self._prefixes) if settings.endpoint else None
        self._dataset = DatasetClauseFinder(self._prefixes) if settings.endpoint else None
        self._services = ServiceGuard(settings.allow_service, self._prefixes, elsewhere=bool(settings.endpoint))
        self.services: list[tuple[int, int, str]] = []

    def take(self, token: re.Match[str], words: Sequence[str]) -> None:
        """Go on by one token; `words` are the keywords in it, in capitals.

        Raises:
            QueryRefused: the query calls what it must not.
        """
        kind, text = token.lastgroup or "", token[0]
        self._services.take(kind, text, words)
        if self._functions:
            self._functions.take(kind, text, words)
        if self._dataset:
            self._dataset.take(token, words)
        if self._services.called:
            self.services.append((token.start(), token.end(), self._services.called))
        self._prefixes.take(kind, text)

    @property
    def dataset(self) -> DatasetClause | None:
        """The graphs that FROM names; looked for in what goes to another engine."""
        return self._dataset.found if self._dataset else None

    def knows(self, name: str) -> bool:
        """Whether the prefix of a name is declared, once."""
        return self._prefixes.iri("name", name) is not None

    @property
    def declaring(self) -> bool:
        """Whether the last token was the keyword PREFIX."""
        return self._services.declaring

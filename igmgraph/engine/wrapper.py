"""SPARQLWrapper as it is used here: it makes the requests, and an opener of ours sends them.

By itself it sends by the opener that is global to urllib, which it replaces for digest, of the realm `SPARQL` alone.
"""

import warnings
from typing import Any
from urllib.request import OpenerDirector

from SPARQLWrapper import POST, SPARQLWrapper

__all__ = ["Wrapper"]

_AGENT = "igmgraph"


class Wrapper(SPARQLWrapper):
    """A request that is sent by POST, as a form; `timeout` is in seconds."""

    def __init__(self, url: str, text: str, opener: OpenerDirector, timeout: float) -> None:
        super().__init__(url, agent=_AGENT)
        self._opener, self._patience = opener, timeout
        with warnings.catch_warnings():
            # Of a form that it cannot guess; the endpoint tells what is wrong.
            warnings.simplefilter("ignore", RuntimeWarning)
            self.setQuery(text)
        self.setMethod(POST)
        # Without this it also sends `format=`, which endpoints understand in different ways.
        self.setOnlyConneg(True)

    def _query(self) -> tuple[Any, str]:
        """Send it; raises what urllib does."""
        return self._opener.open(self._createRequest(), timeout=self._patience), self.returnFormat

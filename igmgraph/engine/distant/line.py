"""The line to another engine: SPARQLWrapper over connections that are kept.

SPARQLWrapper sends by urllib, which ends each connection with its answer; the requests that it makes are sent here by
urllib3, which keeps them.
"""

import http.client
import json
from collections.abc import Iterable
from typing import cast
from urllib.error import HTTPError, URLError
from urllib.request import BaseHandler, ProxyHandler, Request, build_opener
from urllib.response import addinfourl

from SPARQLWrapper import SELECT
from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import HTTPError as LineError
from urllib3.exceptions import NewConnectionError, ProtocolError

from igmgraph.engine.credentials import NOT_ACCEPTED, Credentials, handlers, refuse_secret
from igmgraph.engine.wrapper import Wrapper
from igmgraph.errors import EngineAway, IgmError, QuerySyntaxError, Unavailable

__all__ = ["Line", "LineError"]

#: Seconds in which a connection has to come about.
_CONNECT = 3.0
#: Statuses of an engine that is not there, or of what stands before it.
_AWAY = frozenset({502, 503})
_JSON = "application/sparql-results+json"

# Virtuoso sends a header for each graph that a request names; the standard library takes 100 in all.
http.client._MAXHEADERS = 20_000  # type: ignore[attr-defined]  # noqa: SLF001


class Line:
    """Sends queries to one endpoint; not to be shared between processes."""

    def __init__(self, url: str, credentials: Credentials | None = None) -> None:
        self.url, self._credentials = url, credentials
        refuse_secret(url)
        # Straight to the engine, whatever proxy this process has for the rest of the world.
        self._opener = build_opener(_KeptConnections(), ProxyHandler({}), *handlers(url, credentials))

    def ask(self, text: str, accept: str, parameters: Iterable[tuple[str, str]], timeout: float) -> addinfourl:
        """Send a query; the answer on its way, whose reads may raise LineError.

        A query that found no one, or whose connection ended before the answer began, is sent once more: it changes
        nothing. `timeout` is in seconds, for each wait.

        Raises:
            EngineAway: nobody answers.
            Unavailable: the engine answers with an error.
            QuerySyntaxError: the engine does not take the query.
        """
        service = Wrapper(self.url, text, self._opener, timeout)
        # It guesses, and takes some for updates.
        service.queryType = SELECT
        service.addCustomHttpHeader("Accept", accept)
        if self._credentials and (authorization := self._credentials.header()):
            service.addCustomHttpHeader("Authorization", authorization)
        for name, value in parameters:
            service.addParameter(name, value)
        try:
            return cast("addinfourl", service.query().response)
        except HTTPError as error:
            raise _refusal(error) from None
        except (LineError, URLError, OSError) as error:
            raise EngineAway(
                "the engine behind this service cannot be reached: {reason}", reason=_reason(error)
            ) from None

    def rows(self, text: str, timeout: float, parameters: Iterable[tuple[str, str]] = ()) -> list[dict[str, str]]:
        """Rows of a small result, variable to lexical form.

        Raises:
            EngineAway: it is no result; and what `ask` raises.
        """
        answer = self.ask(text, _JSON, parameters, timeout)
        try:
            with answer:
                bindings = json.loads(answer.read())["results"]["bindings"]
                return [{name: term["value"] for name, term in row.items()} for row in bindings]
        except (LineError, OSError, ValueError, KeyError, TypeError) as error:
            raise EngineAway(
                "what the engine behind this service sends is no result: {reason}", reason=str(error)
            ) from None


class _KeptConnections(BaseHandler):
    """Sends requests of urllib over connections of urllib3."""

    handler_order = 400  # before the handlers of urllib

    def __init__(self) -> None:
        self._connections = PoolManager(maxsize=4)

    def http_open(self, request: Request) -> addinfourl:
        """Send a request."""
        try:
            answer = self._send(request)
        except (NewConnectionError, ProtocolError):
            answer = self._send(request)
        if answer.status in NOT_ACCEPTED:
            # The answer to a challenge goes over the same connection.
            answer.drain_conn()
        response = addinfourl(answer, answer.headers, request.full_url, answer.status)  # type: ignore[arg-type]
        response.msg = answer.reason  # type: ignore[attr-defined]
        return response

    https_open = http_open

    def _send(self, request: Request) -> BaseHTTPResponse:
        return self._connections.urlopen(
            request.get_method(),
            request.full_url,
            body=request.data,
            headers=dict(request.header_items()),
            timeout=Timeout(connect=min(_CONNECT, request.timeout or _CONNECT), read=request.timeout),
            retries=False,
            redirect=False,
            preload_content=False,
        )


def _refusal(error: HTTPError) -> IgmError:
    """What an answer other than 200 means to who asked."""
    told = " ".join(error.read(200).decode("utf-8", "replace").split())
    if error.code == 400:
        return QuerySyntaxError("the engine behind this service does not take this query: {told}", told=told)
    if error.code == 401:
        return EngineAway("the engine behind this service does not accept the credentials of the service (401)")
    if error.code in _AWAY:
        return EngineAway(
            "the engine behind this service answers {code}: {told}", code=error.code, told=str(error.reason)
        )
    # One query may be the reason, so that others still go there.
    return Unavailable("the engine behind this service answers {code}: {told}", code=error.code, told=told)


def _reason(error: Exception) -> str:
    text = str(error).rpartition(": ")[2] if isinstance(error, LineError) else str(error)
    return text.strip("()'\"") or type(error).__name__

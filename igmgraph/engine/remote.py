"""Another SPARQL endpoint, by SPARQLWrapper; loaded only by who asks for one."""

import json
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.request import build_opener

from SPARQLWrapper import CSV, JSON, JSONLD, RDFXML, TSV, TURTLE, XML
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from igmgraph.engine.credentials import NOT_ACCEPTED, Credentials, handlers, refuse_secret
from igmgraph.engine.wrapper import Wrapper
from igmgraph.errors import IgmError, QuerySyntaxError, Unavailable

__all__ = ["Endpoint"]

#: Bytes of a refusal that are read.
_MOST = 10_000
_FORMATS = {
    "application/ld+json": JSONLD,
    "application/rdf+xml": RDFXML,
    "application/sparql-results+json": JSON,
    "application/sparql-results+xml": XML,
    "text/csv": CSV,
    "text/tab-separated-values": TSV,
    "text/turtle": TURTLE,
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint of the SPARQL 1.1 Protocol.

    Attributes:
        url: where queries go.
        update_url: where updates go; `url` when it is None.
        credentials: sent with each request, if any.
        timeout: seconds that an answer may take.
    """

    url: str
    update_url: str | None = None
    credentials: Credentials | None = None
    timeout: int = 60

    def __post_init__(self) -> None:
        """Refuse a secret in an address."""
        refuse_secret(self.url)
        refuse_secret(self.update_url or "")

    def query(self, text: str, media_type: str) -> bytes:
        """Send a query; the answer's bytes in `media_type`, or in what the endpoint has instead.

        Raises:
            QuerySyntaxError: the endpoint says that the text does not parse.
            Unavailable: it cannot be reached, answers with an error, or takes too long.
        """
        service = self._service(self.url, text)
        service.setReturnFormat(_FORMATS[media_type])
        return self._send(service, self.url)

    def update(self, text: str) -> None:
        """Send an update.

        Raises:
            QuerySyntaxError, Unavailable: as for a query.
        """
        url = self.update_url or self.url
        self._send(self._service(url, text), url)

    def _service(self, url: str, text: str) -> Wrapper:
        # By its proxy, if this process has one.
        opener = build_opener(*handlers(url, self.credentials))
        service = Wrapper(url, text, opener, self.timeout)
        if self.credentials and (authorization := self.credentials.header()):
            service.addCustomHttpHeader("Authorization", authorization)
        return service

    def _send(self, service: Wrapper, url: str) -> bytes:
        try:
            with service.query().response as answer:
                content: bytes = answer.read()
                return content
        except HTTPError as error:
            raise _refusal(error, url) from None
        except (SPARQLWrapperException, URLError, OSError, ValueError) as error:
            raise Unavailable(f"{url}: {error}") from None


def _refusal(error: HTTPError, url: str) -> IgmError:
    if error.code in NOT_ACCEPTED:
        return Unavailable(f"{url}: does not accept the credentials: {error.code} {error.reason}")
    told = _told(error.read(_MOST).decode("utf-8", "replace").strip())
    if error.code == 400:
        return QuerySyntaxError(f"{url}: {told}")
    return Unavailable(f"{url}: {error.code} {error.reason}: {told}")


def _told(text: str) -> str:
    """What the body of an answer says: the detail of a problem (RFC 9457), or its beginning."""
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, TypeError, KeyError):
        return text[:500]

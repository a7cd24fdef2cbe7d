"""Another SPARQL endpoint, by SPARQLWrapper; loaded only by who asks for one."""

import os
from base64 import b64encode
from dataclasses import dataclass
from urllib.error import HTTPError, URLError

from SPARQLWrapper import BASIC, CSV, DIGEST, JSON, JSONLD, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from igmgraph.errors import InputError, QuerySyntaxError, Unavailable

__all__ = ["Credentials", "Endpoint", "read_credentials"]

_FORMATS = {
    "application/ld+json": JSONLD,
    "application/rdf+xml": RDFXML,
    "application/sparql-results+json": JSON,
    "application/sparql-results+xml": XML,
    "text/csv": CSV,
    "text/tab-separated-values": TSV,
    "text/turtle": TURTLE,
}
_AGENT = "igmgraph"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks; `scheme` is `basic`, `digest` (RFC 7616) or `bearer`, where the secret is all there is."""

    scheme: str
    user: str
    secret: str

    def header(self) -> str:
        """Value of `Authorization` (RFC 9110, section 11.6.2); empty for digest, which answers a challenge."""
        if self.scheme == "bearer":
            return f"Bearer {self.secret}"
        token = b64encode(f"{self.user}:{self.secret}".encode()).decode()
        return f"Basic {token}" if self.scheme == "basic" else ""


def read_credentials(variable: str | None) -> Credentials | None:
    """Credentials in an environment variable: `USER:SECRET`, `digest USER:SECRET` or `bearer TOKEN`.

    Raises:
        InputError: the variable is empty, or says something else.
    """
    if not variable:
        return None
    text = os.environ.get(variable, "")
    scheme, space, rest = text.partition(" ")
    if not space or scheme.lower() not in {"basic", "digest", "bearer"}:
        scheme, rest = "basic", text
    user, colon, secret = ("", ":", rest) if scheme.lower() == "bearer" else rest.partition(":")
    if not (colon and secret):
        raise InputError(f"{variable}: holds no credentials; write USER:SECRET, digest USER:SECRET or bearer TOKEN")
    return Credentials(scheme.lower(), user, secret)


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

    def _service(self, url: str, text: str) -> SPARQLWrapper:
        service = SPARQLWrapper(url, agent=_AGENT)
        service.setQuery(text)
        service.setMethod(POST)
        service.setTimeout(self.timeout)
        # Without this it also sends `format=`, which endpoints understand in different ways.
        service.setOnlyConneg(True)
        if self.credentials and self.credentials.scheme == "bearer":
            service.addCustomHttpHeader("Authorization", f"Bearer {self.credentials.secret}")
        elif self.credentials:
            service.setHTTPAuth(DIGEST if self.credentials.scheme == "digest" else BASIC)
            service.setCredentials(self.credentials.user, self.credentials.secret)
        return service

    def _send(self, service: SPARQLWrapper, url: str) -> bytes:
        try:
            with service.query().response as answer:
                content: bytes = answer.read()
                return content
        except QueryBadFormed as error:
            raise QuerySyntaxError(f"{url}: {error.msg}: {error.args}") from None
        except HTTPError as error:
            raise Unavailable(f"{url}: {error.code} {error.reason}: {_told(error)}") from None
        except (SPARQLWrapperException, URLError, OSError, ValueError) as error:
            raise Unavailable(f"{url}: {error}") from None


def _told(error: HTTPError) -> str:
    return error.read(500).decode("utf-8", "replace").strip()

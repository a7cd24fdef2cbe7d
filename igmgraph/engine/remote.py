"""Another SPARQL endpoint, by SPARQLWrapper; loaded only by who asks for one."""

from urllib.error import URLError

from SPARQLWrapper import CSV, JSON, JSONLD, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from igmgraph.errors import QuerySyntaxError, Unavailable

__all__ = ["query_endpoint"]

_FORMATS = {
    "application/ld+json": JSONLD,
    "application/rdf+xml": RDFXML,
    "application/sparql-results+json": JSON,
    "application/sparql-results+xml": XML,
    "text/csv": CSV,
    "text/tab-separated-values": TSV,
    "text/turtle": TURTLE,
}


def query_endpoint(endpoint: str, text: str, media_type: str, timeout: int) -> bytes:
    """Send a query to an endpoint; the answer's bytes in `media_type`, or in what the endpoint has instead.

    Raises:
        QuerySyntaxError: the endpoint says that the text does not parse.
        Unavailable: it cannot be reached, answers with an error, or takes longer than `timeout` seconds.
    """
    service = SPARQLWrapper(endpoint, agent="igmgraph")
    service.setQuery(text)
    service.setMethod(POST)
    service.setTimeout(timeout)
    service.setReturnFormat(_FORMATS[media_type])
    # Without this it also sends `format=`, which endpoints understand in different ways.
    service.setOnlyConneg(True)
    try:
        with service.query().response as answer:
            content: bytes = answer.read()
            return content
    except QueryBadFormed as error:
        raise QuerySyntaxError(f"{endpoint}: {error.msg}: {error.args}") from None
    except (SPARQLWrapperException, URLError, OSError, ValueError) as error:
        raise Unavailable(f"{endpoint}: {error}") from None

"""A SPARQL query as a request carries it (SPARQL 1.1 Protocol, section 2.1): three operations, one result."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import request
from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict

from igmgraph.engine.values import ClientQuery
from igmgraph.errors import InputError, QueryRefused, UnsupportedCoding, UnsupportedMediaType
from igmgraph.settings import Settings
from igmgraph.web.http.parameters import MOST_OF_QUERY
from igmgraph.web.sparql.bodies import read_body

__all__ = ["Operation", "formats_in", "is_operation", "read_operation", "single"]

_FORM, _QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
_UPDATE = "application/sparql-update"
#: Parameters of the update operation; no query has them.
_UPDATE_PARAMETERS = ("update", "using-graph-uri", "using-named-graph-uri")
#: Parameters that name a graph of a Graph Store (SPARQL 1.1 Graph Store HTTP Protocol, section 4).
_GRAPH_STORE = ("graph", "default")
#: Python also reads `1_0`, and digits of all scripts.
_NUMBER = re.compile(r"[!-^a-~]+")


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for.

    Attributes:
        query: the query and the graphs that it is about.
        formats: short names or media types of the answer, from `format`; none where Accept decides.
        timeout: seconds that the query may take, from `timeout`; never more than the service gives.
    """

    query: ClientQuery
    formats: list[str]
    timeout: float


def is_operation() -> bool:
    """Whether the current GET asks for anything: without a query it asks about the service.

    Raises:
        InputError: it asks for a graph of a Graph Store, or misspells `query`.
    """
    if any(name in request.args for name in ("query", *_UPDATE_PARAMETERS)):
        return True
    for name in request.args:
        if name in _GRAPH_STORE:
            raise InputError(
                "{name}: there is no Graph Store here; graphs are documents below /graph/, "
                "or what CONSTRUCT gives with default-graph-uri",
                name=name,
            )
        if name.lower() == "query":
            raise InputError("{name}: the parameter is called query, in small letters", name=name)
    return False


def read_operation(settings: Settings) -> Operation:
    """Read the current request.

    Raises:
        InputError: it has no query or several, text that is not UTF-8, a graph that is no IRI, or a timeout that is
            no number of seconds.
        QueryRefused: it is an update, or names more graphs than `settings.max_query_graphs`.
        UnsupportedMediaType: its body is neither a form nor a query.
    """
    parameters = _parameters()
    if any(name in parameters for name in _UPDATE_PARAMETERS):
        raise QueryRefused("this endpoint is read-only")
    texts = parameters.getlist("query")
    if len(texts) != 1:
        raise InputError("there are {number} query parameters; one is expected", number=len(texts))
    default, named = _graphs(parameters, "default-graph-uri"), _graphs(parameters, "named-graph-uri")
    if len(default) + len(named) > settings.max_query_graphs:
        raise QueryRefused("the request names more than {most} graphs", most=settings.max_query_graphs)
    # Editors of Windows put a byte order mark in front.
    query = ClientQuery(texts[0].removeprefix("\ufeff"), tuple(default), tuple(named))
    return Operation(query, formats_in(parameters), _timeout(parameters, settings.query_timeout))


def formats_in(parameters: MultiDict[str, str]) -> list[str]:
    """What `format` says: in an address, a `+` that is not escaped stands for a blank, which no format's name has."""
    texts = [each.replace(" ", "+").lower() for each in parameters.getlist("format")]
    return [each for each in dict.fromkeys(texts) if each]


def single(name: str, texts: Iterable[str]) -> str | None:
    """The one value of a parameter, which may be there twice.

    Raises:
        InputError: it has several.
    """
    values = list(dict.fromkeys(texts))
    if len(values) > 1:
        raise InputError("{name}: there are {number} different values; one is expected", name=name, number=len(values))
    return values[0] if values else None


def _number(text: str) -> float:
    """What a text says as a number; not a number if it is none."""
    try:
        return float(text) if _NUMBER.fullmatch(text) else math.nan
    except ValueError:
        return math.nan


def _timeout(parameters: MultiDict[str, str], most: float) -> float:
    # 1 and 1.0 mean the same.
    text = single("timeout", (str(_number(each)) for each in parameters.getlist("timeout")))
    if text is None:
        return most
    seconds = float(text)
    # Not a number is not greater than zero either.
    if not seconds > 0:
        raise InputError("timeout: a number of seconds, greater than zero, is expected")
    return min(seconds, most)


def _parameters() -> MultiDict[str, str]:
    in_url = _pairs(request.query_string)
    if request.method != "POST":
        return MultiDict(in_url)
    if request.mimetype == _UPDATE:
        raise QueryRefused("this endpoint is read-only")
    if request.mimetype not in {_FORM, _QUERY}:
        raise UnsupportedMediaType(
            "Content-Type: {given}: send {form} or {query}",
            given=request.mimetype[:100] or "-",
            form=_FORM,
            query=_QUERY,
        )
    if request.mimetype_params.get("charset", "utf-8").strip("'\" ").lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType("a query is sent in UTF-8")
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise UnsupportedCoding("a query is sent as it is, not compressed")
    body = read_body()
    return MultiDict([*in_url, *(_pairs(body) if request.mimetype == _FORM else [("query", _utf8(body))])])


def _pairs(text: bytes) -> list[tuple[str, str]]:
    """Parameters, decoded once and strictly; Werkzeug leaves `%FF` as it stands, which would be another query."""
    try:
        return parse_qsl(_utf8(text), keep_blank_values=True, errors="strict", max_num_fields=MOST_OF_QUERY)
    except UnicodeDecodeError:
        raise InputError("the query is not UTF-8") from None
    except ValueError:
        raise InputError("there are more than {most} parameters", most=MOST_OF_QUERY) from None


def _utf8(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise InputError("the query is not UTF-8") from None


def _graphs(parameters: MultiDict[str, str], name: str) -> list[str]:
    # A dataset is a merge of sets; the engine would count what is named twice as two.
    iris = list(dict.fromkeys(parameters.getlist(name)))
    for iri in iris:
        try:
            NamedNode(iri)
        except ValueError as error:
            raise InputError("{name}={iri} is no IRI: {reason}", name=name, iri=iri[:200], reason=str(error)) from None
    return iris

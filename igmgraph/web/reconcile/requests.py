"""Batches of queries as the Reconciliation Service API 0.2 writes them (sections 4.2 and 7.2), read with care."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from flask import request

from igmgraph.errors import InputError, UnsupportedMediaType
from igmgraph.namespaces import expand
from igmgraph.reconcile.matching import Wanted
from igmgraph.web.sparql.bodies import read_body

__all__ = ["LONGEST", "Extension", "parameters", "read_extension", "read_number", "read_queries"]

_FORM = "application/x-www-form-urlencoded"
#: What one request may hold.
_MOST_QUERIES, _MOST_PROPERTIES, _MOST_CANDIDATES, _MOST_PARAMETERS = 1_000, 50, 100, 20
#: Candidates for a query that does not say how many it wants.
_USUAL = 10
#: Characters of a name that are compared, and of an identifier of a property.
LONGEST = 500
_Kind = TypeVar("_Kind")
_STRICTNESS = ("any", "all", "should")


@dataclass(frozen=True, slots=True)
class Extension:
    """What a client wants to know of things: properties, and how many values of each at most (0 for all)."""

    things: Sequence[str]
    properties: Mapping[str, int]


def parameters() -> Mapping[str, str]:
    """Parameters of the request, in its URL or in its form.

    Raises:
        InputError: it is not UTF-8, or one of them is there twice.
        UnsupportedMediaType: the body is no form.
    """
    if request.method == "POST" and request.mimetype != _FORM:
        raise UnsupportedMediaType("Content-Type: {given}: send {form}", given=request.mimetype[:100], form=_FORM)
    text = request.query_string + (b"&" + read_body() if request.method == "POST" else b"")
    try:
        pairs = parse_qsl(text.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        raise InputError("at most {most} parameters in UTF-8 are read", most=_MOST_PARAMETERS) from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InputError("a parameter is there twice")
    return found


def read_queries(text: str) -> Mapping[str, Wanted]:
    """A batch of queries: any key to what is looked for.

    Raises:
        InputError: it is no batch of queries.
    """
    return {key: _wanted(key, each) for key, each in _object(text, "queries").items()}


def read_extension(text: str) -> Extension:
    """A data extension query.

    Raises:
        InputError: it is none.
    """
    query = _object(text, "extend")
    things, properties = _list(query.get("ids"), str), _list(query.get("properties"), dict)
    if things is None or properties is None:
        raise InputError("extend: ids (texts) and properties (objects) are expected")
    if len(things) > _MOST_QUERIES or len(properties) > _MOST_PROPERTIES:
        raise InputError(
            "extend: at most {queries} ids and {properties} properties at a time",
            queries=_MOST_QUERIES,
            properties=_MOST_PROPERTIES,
        )
    return Extension(things, {_identifier(each.get("id")): _most_values(each) for each in properties})


def read_number(text: str, otherwise: int) -> int:
    """A parameter that is a whole number; anything else counts as not given."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InputError("{name}: JSON is expected", name=name) from None
    if not isinstance(found, dict) or len(found) > _MOST_QUERIES:
        raise InputError(
            "{name}: an object with at most {queries} members is expected", name=name, queries=_MOST_QUERIES
        )
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _wanted(key: str, query: object) -> Wanted:
    if not isinstance(query, dict):
        raise InputError("queries: {key} is no object", key=key[:50])
    text, strictness = query.get("query", ""), query.get("type_strict", "any")
    properties = _list(query.get("properties", []), dict)
    if not isinstance(text, str) or strictness not in _STRICTNESS or properties is None:
        raise InputError("queries: {key} is no query of version 0.2", key=key[:50])
    if not text.strip() and not properties:
        raise InputError("queries: {key} has neither a query nor properties", key=key[:50])
    return Wanted(text[:LONGEST], _types(key, query), strictness, _properties(properties), _limit(query.get("limit")))


def _types(key: str, query: Mapping[str, object]) -> Sequence[str]:
    given = query.get("type") or []
    types = _list([given] if isinstance(given, str) else given, str)
    if types is None:
        raise InputError("queries: {key}: type is a text, or a list of texts", key=key[:50])
    return [expand(each) for each in types[:_MOST_PROPERTIES]]


def _properties(properties: Sequence[Mapping[str, object]]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for each in properties[:_MOST_PROPERTIES]:
        values = each.get("v")
        many = values if isinstance(values, list) else [values]
        known = [text for value in many[:_MOST_PROPERTIES] if (text := _value(value))]
        if known:
            property_ = expand(_identifier(each.get("pid")))
            found[property_] = [*found.get(property_, ()), *known][:_MOST_PROPERTIES]
    return found


def _value(value: object) -> str:
    """A value as text: of a thing its identifier, of nothing nothing."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)[:LONGEST] if isinstance(value, str | int | float) else ""


def _identifier(value: object) -> str:
    if not isinstance(value, str):
        raise InputError("a property has no identifier")
    if len(value) > LONGEST:
        raise InputError("the identifier of a property has at most {most} characters", most=LONGEST)
    return value


def _limit(value: object) -> int:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return _USUAL
    return int(min(max(value, 1), _MOST_CANDIDATES))


def _most_values(each: Mapping[str, object]) -> int:
    settings = each.get("settings")
    limit = settings.get("limit", 0) if isinstance(settings, dict) else 0
    return read_number(str(limit), 0)


def _list(value: object, kind: type[_Kind]) -> list[_Kind] | None:
    """A list of such values; None when it is anything else."""
    return value if isinstance(value, list) and all(isinstance(each, kind) for each in value) else None

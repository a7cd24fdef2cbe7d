"""How many parameters an address may have: pages repeat them in their links, so that each costs more than itself."""

from flask import Flask, request
from werkzeug.datastructures import ImmutableMultiDict

from igmgraph.errors import InputError

__all__ = ["MOST_OF_QUERY", "init_app"]

#: More than any form or link of ours has; and what `/sparql` takes, where graphs are parameters.
_MOST, MOST_OF_QUERY = 200, 1_000


def init_app(app: Flask) -> None:
    """Have requests with more parameters refused."""
    app.before_request(_check)


def _check() -> None:
    """Count what is between separators, as reading it would cost more.

    Raises:
        InputError: there are too many.
    """
    most = MOST_OF_QUERY if request.blueprint == "sparql" else _MOST
    if request.query_string.count(b"&") >= most:
        # The page that says so repeats nothing but the language.
        request.args = ImmutableMultiDict({"lang": request.args.get("lang", "")})
        raise InputError("there are more than {most} parameters", most=most)

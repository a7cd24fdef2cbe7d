"""Answers travel as zstd, Brotli or gzip when the client takes them so (RFC 9110, section 12.5.3).

Those of queries are coded where they are made. Flask-Compress does the others; this module mends its two gaps: a coding
of weight 0 is not taken for an offer, and whatever a streamed answer comes from is closed when the client has it, or
has gone.
"""

from functools import lru_cache

from flask import Flask, Response, current_app, request
from flask_compress import Compress
from werkzeug.http import parse_accept_header

from igmgraph.engine.answer.coding import CODINGS
from igmgraph.engine.answer.results import GRAPH_FORMATS, RESULT_FORMATS

__all__ = ["choose_coding", "init_app", "is_compressed"]

#: Characters of an Accept-Encoding header that are read.
_LONGEST = 1_000
#: Names that mean the same (RFC 9110, section 8.4.1.3).
_OLDER = {"x-gzip": "gzip"}
_OTHER = ("text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "application/problem+json")


def init_app(app: Flask) -> None:
    """Compress what is worth it; to be called before handlers that must see an answer uncompressed."""
    app.config["COMPRESS_MIMETYPES"] = sorted({*RESULT_FORMATS, *GRAPH_FORMATS, *_OTHER})
    app.config["COMPRESS_ALGORITHM"] = app.config["COMPRESS_ALGORITHM_STREAMING"] = list(CODINGS)
    app.config["COMPRESS_REGISTER"] = False
    compress = Compress()
    compress.init_app(app)

    @app.after_request
    def encode(response: Response) -> Response:
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            # Ranges of a file that is taken away, and its ETag, are about its own bytes.
            return response
        # The one coding to choose from; which the library would choose whatever its weight.
        request.environ["HTTP_ACCEPT_ENCODING"] = choose_coding(request.headers.get("Accept-Encoding", ""))
        close = getattr(response.response, "close", None)
        if response.is_streamed and close:
            response.call_on_close(close)
        return _without_time(compress.after_request(response))


def is_compressed(response: Response) -> bool:
    """Whether an answer of known length is going to be compressed for a client that takes it so."""
    config = current_app.config
    is_small = (response.content_length or 0) < config["COMPRESS_MIN_SIZE"]
    return not is_small and response.mimetype in config["COMPRESS_MIMETYPES"]


def _without_time(response: Response) -> Response:
    """The same bytes for the same tag: gzip writes down when it was done (RFC 1952, section 2.3.1)."""
    if response.headers.get("Content-Encoding") == "gzip" and not response.is_streamed:
        data = response.get_data()
        response.set_data(data[:4] + bytes(4) + data[8:])
    return response


def choose_coding(accepted: str) -> str:
    """Best of our codings for an Accept-Encoding header; "" for none.

    Who takes anything takes what is known best.

    >>> choose_coding("X-GZIP, br;q=0.5"), choose_coding("zstd;q=0, *"), choose_coding("gzip;q=0.5, identity")
    ('gzip', 'gzip', '')
    """
    return _choose_coding(accepted[:_LONGEST])


@lru_cache(maxsize=1_000)
def _choose_coding(accepted: str) -> str:
    told = ((coding.lower(), weight) for coding, weight in parse_accept_header(accepted))
    weights = {_OLDER.get(coding, coding): weight for coding, weight in told}
    weights.setdefault("gzip", weights.get("*", 0))
    best = max(CODINGS, key=lambda coding: weights.get(coding, 0))
    return best if weights.get(best, 0) > 0 and weights[best] >= weights.get("identity", 0) else ""

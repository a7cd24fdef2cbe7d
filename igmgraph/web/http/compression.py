"""Answers travel as zstd, Brotli or gzip when the client takes them so (RFC 9110, section 12.5.3).

Those of queries are coded where they are made. Flask-Compress does the others; this module mends its three gaps: a
coding of weight 0 is not taken for an offer, what is too small or of a kind not worth it is coded for who does not take
it as it is, and whatever a streamed answer comes from is closed when the client has it, or has gone.
"""

from functools import lru_cache

from flask import Flask, Response, current_app, request
from flask_compress import Compress
from werkzeug.http import parse_accept_header

from igmgraph.engine.answer.coding import CODINGS, coder_for
from igmgraph.engine.answer.results import GRAPH_FORMATS, RESULT_FORMATS
from igmgraph.errors import NotAcceptable

__all__ = ["choose_coding", "init_app", "is_compressed", "wants_coded"]

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
    app.before_request(_check)

    @app.after_request
    def encode(response: Response) -> Response:
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            # Ranges of a file that is taken away, and its ETag, are about its own bytes.
            return response
        must = wants_coded()
        # The one coding to choose from; which the library would choose whatever its weight.
        request.environ["HTTP_ACCEPT_ENCODING"] = choose_coding(request.headers.get("Accept-Encoding", ""))
        close = getattr(response.response, "close", None)
        if response.is_streamed and close:
            response.call_on_close(close)
        response = compress.after_request(response)
        return _without_time(_coded(response) if must else response)


def is_compressed(response: Response) -> bool:
    """Whether an answer of known length is going to be compressed for a client that takes it so."""
    config = current_app.config
    is_small = (response.content_length or 0) < config["COMPRESS_MIN_SIZE"]
    return wants_coded() or (not is_small and response.mimetype in config["COMPRESS_MIMETYPES"])


def wants_coded() -> bool:
    """Whether the client of the current request does not take an answer as it is (`identity;q=0`)."""
    return _excludes_identity(request.headers.get("Accept-Encoding", "")[:_LONGEST])


def _check() -> None:
    """Refuse a client that takes no coding of ours.

    Raises:
        NotAcceptable: it does not take an answer as it is, either.
    """
    if wants_coded() and not choose_coding(request.headers.get("Accept-Encoding", "")):
        raise NotAcceptable("on offer here: {offers}", offers=", ".join(("identity", *CODINGS)))


def _coded(response: Response) -> Response:
    """The same answer in the coding that the client takes; it is small, or of a kind that is not worth it."""
    coder = coder_for(request.environ["HTTP_ACCEPT_ENCODING"])
    endless = response.is_streamed and response.content_length is None
    if coder is None or endless or response.status_code in {206, 304} or "Content-Encoding" in response.headers:
        return response
    response.direct_passthrough = False
    data = response.get_data()
    if data:
        tag, weak = response.get_etag()
        response.set_data(coder.compress(data) + coder.flush())
        response.headers["Content-Encoding"] = coding = request.environ["HTTP_ACCEPT_ENCODING"]
        if tag and not weak:
            response.set_etag(f"{tag}:{coding}")
        if response.status_code == 200 and request.method in {"GET", "HEAD"}:
            response.make_conditional(request)
    return response


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
def _excludes_identity(accepted: str) -> bool:
    weights = _weights(accepted)
    return weights.get("identity", weights.get("*", 1)) == 0


def _weights(accepted: str) -> dict[str, float]:
    told = ((coding.lower(), weight) for coding, weight in parse_accept_header(accepted))
    return {_OLDER.get(coding, coding): weight for coding, weight in told}


@lru_cache(maxsize=1_000)
def _choose_coding(accepted: str) -> str:
    weights = _weights(accepted)
    weights.setdefault("gzip", weights.get("*", 0))
    best = max(CODINGS, key=lambda coding: weights.get(coding, 0))
    return best if weights.get(best, 0) > 0 and weights[best] >= weights.get("identity", 0) else ""

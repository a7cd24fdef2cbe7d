"""Answers travel as zstd, Brotli or gzip when the client takes them so (RFC 9110, section 12.5.3).

Flask-Compress does it; this module mends its two gaps: a coding of weight 0 is not taken for an offer, and whatever a
streamed answer comes from is closed when the client has it, or has gone.
"""

from flask import Flask, Response, request
from flask_compress import Compress

from igmgraph.engine.results import GRAPH_FORMATS, RESULT_FORMATS

__all__ = ["CODINGS", "init_app"]

_OTHER = ("text/html", "text/css", "image/svg+xml", "application/problem+json")
#: In the order of preference; an entity tag ends in `:` and the coding.
CODINGS = ["zstd", "br", "gzip"]


def init_app(app: Flask) -> None:
    """Compress what is worth it; to be called before handlers that must see an answer uncompressed."""
    app.config["COMPRESS_MIMETYPES"] = sorted({*RESULT_FORMATS, *GRAPH_FORMATS, *_OTHER})
    app.config["COMPRESS_ALGORITHM"] = app.config["COMPRESS_ALGORITHM_STREAMING"] = CODINGS
    app.config["COMPRESS_REGISTER"] = False
    compress = Compress()
    compress.init_app(app)

    @app.after_request
    def encode(response: Response) -> Response:
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            # Ranges of a file that is taken away, and its ETag, are about its own bytes.
            return response
        if any(weight == 0 for coding, weight in request.accept_encodings if coding in CODINGS):
            response.vary.add("Accept-Encoding")
            return response
        close = getattr(response.response, "close", None)
        if response.is_streamed and close:
            response.call_on_close(close)
        return compress.after_request(response)

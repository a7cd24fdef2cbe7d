"""`/openapi.json`: the HTTP interface described for programs (OpenAPI 3.1)."""

from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Response, jsonify, request

from igmgraph import __version__
from igmgraph.web.representations.conditional import CACHE_LATEST

__all__ = ["openapi"]

openapi = Blueprint("openapi", __name__)

_DOCUMENT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text("utf-8"))


@openapi.get("/openapi.json")
def describe() -> Response:
    """Describe the interface at the address that the client uses."""
    about = {**_DOCUMENT["info"], "version": __version__}
    response = jsonify({**_DOCUMENT, "info": about, "servers": [{"url": request.url_root.rstrip("/")}]})
    response.headers["Cache-Control"] = CACHE_LATEST
    return response

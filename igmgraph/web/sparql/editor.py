"""What the editor at `/sparql` needs beside the page: prefixes, classes and properties that the data use."""

import json

from flask import Blueprint, Response, request

from igmgraph.namespaces import ONTOLOGY, PREFIXES
from igmgraph.web.facts.resources import iris
from igmgraph.web.http.content_security import allow_scripts
from igmgraph.web.http.problem_types import PROBLEM_TYPES
from igmgraph.web.http.translations import gettext
from igmgraph.web.snapshots.state import state

__all__ = ["allow_editor", "editor"]

editor = Blueprint("editor", __name__)

#: The style sheet that column-resizer, in YASGUI's table, writes into the page.
_COLUMN_RESIZER = "sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk="


@editor.app_context_processor
def _texts() -> dict[str, object]:
    """What to do about each type of problem, for the editor to say when a query fails; which IRIs are pages here."""
    return {
        "advice_on_problems": lambda: {slug: gettext(about.advice) for slug, about in PROBLEM_TYPES.items()},
        "sites_of_iris": _sites,
    }


def _sites() -> dict[str, str]:
    """Beginnings of IRIs that this service answers for, each with its URL path."""
    base = state().settings.base_iri
    instances = {f"{base}{kind}/": f"{request.script_root}/{kind}/" for kind in ("id", "graph")}
    return {**instances, ONTOLOGY: f"{request.script_root}/ontology"}


def allow_editor(response: Response) -> Response:
    """Let a page run the editor, whose table of results adds one style sheet of a few lines, known by its hash."""
    return allow_scripts(response, style_src=f"'self' '{_COLUMN_RESIZER}'")


@editor.get("/sparql/terms")
def terms() -> Response:
    """The one prefix table, and the terms that the description of the dataset counts."""
    rows = state().select("vocabulary-in-use")
    found = {
        name: [term.value for term in iris([row for row in rows if getattr(row["kind"], "value", "") == kind], "term")]
        for name, kind in (("classes", "class"), ("properties", "property"))
    }
    response = Response(json.dumps({"prefixes": dict(PREFIXES), **found}), mimetype="application/json")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response

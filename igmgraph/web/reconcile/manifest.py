"""The service manifest (Reconciliation Service API 0.2, section 4.1): what the service can do, and where."""

from typing import Any

from flask import request

from igmgraph import __version__
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import IGM
from igmgraph.web.http.translations import gettext
from igmgraph.web.reconcile.knowledge import Knowledge
from igmgraph.web.reconcile.showing import Shown
from igmgraph.web.snapshots.state import state

__all__ = ["PREVIEW_HEIGHT", "PREVIEW_WIDTH", "manifest"]

PREVIEW_WIDTH, PREVIEW_HEIGHT = 430, 300
#: Queries that a client should send at a time.
_BATCH = 100


def manifest(known: Knowledge) -> dict[str, Any]:
    """Describe the service at the address that the client uses, in the language of the request."""
    root = request.url_root.rstrip("/")
    shown = Shown(known, known.broader)
    suggest = {
        kind: {
            "service_url": root,
            "service_path": _path(f"/reconcile/suggest/{kind}"),
            "flyout_service_url": root,
            "flyout_service_path": _path(f"/reconcile/flyout/{kind}", "id=${id}"),
        }
        for kind in ("entity", "type", "property")
    }
    return {
        "versions": ["0.2"],
        "name": gettext("Migration governance (igmgraph)"),
        "identifierSpace": state().settings.base_iri,
        "schemaSpace": IGM,
        "documentation": f"{root}/openapi.json",
        "logo": f"{root}/static/icon.svg",
        "serviceVersion": __version__,
        "defaultTypes": [shown.type(iri) for iri, above in known.broader.items() if not above],
        "view": {"url": root + _path("/reconcile/view", "id={{id}}")},
        "preview": {
            "url": root + _path("/reconcile/preview", "id={{id}}"),
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": root, "service_path": _path("/reconcile/properties")},
            "property_settings": [
                {
                    "name": "limit",
                    "label": gettext("Most values"),
                    "type": "number",
                    "default": 0,
                    "help_text": gettext("How many values of the property to fetch for each thing; 0 for all"),
                }
            ],
        },
        "batchSize": _BATCH,
    }


def _path(path: str, parameters: str = "") -> str:
    """A path of the service; who chose a language in the URL keeps it."""
    chosen = request.args.get("lang")
    parts = [f"lang={chosen}" if chosen in LANGUAGES else "", parameters]
    query = "&".join(part for part in parts if part)
    return f"{path}?{query}" if query else path

"""The web service: a page and RDF for every thing, and SPARQL."""

from flask import Flask

from igmgraph.engine.base import Engine
from igmgraph.rdf.rq import load_all
from igmgraph.settings import Settings
from igmgraph.shipped import QUERIES
from igmgraph.web.charts.routes import charts
from igmgraph.web.citations import minting
from igmgraph.web.citations.routes import citations
from igmgraph.web.compare.routes import compare
from igmgraph.web.documents.dataset import dataset
from igmgraph.web.documents.downloads import downloads
from igmgraph.web.documents.fair import fair
from igmgraph.web.documents.graphs import graphs
from igmgraph.web.documents.linksets import linksets
from igmgraph.web.documents.openapi import openapi
from igmgraph.web.documents.routes import documents
from igmgraph.web.documents.self_description import self_description
from igmgraph.web.documents.shapes import shapes
from igmgraph.web.documents.vocabulary import vocabulary
from igmgraph.web.facts import mentions
from igmgraph.web.fragments.routes import fragments
from igmgraph.web.http import compression, hosts, parameters, preconditions, problems, sharing, slashes, translations
from igmgraph.web.monitoring import metrics
from igmgraph.web.monitoring.operations import operations, set_security_headers
from igmgraph.web.pages import templating
from igmgraph.web.pages.browse import browse
from igmgraph.web.pages.coverage import coverage
from igmgraph.web.pages.home import pages
from igmgraph.web.pages.neighbours import neighbours
from igmgraph.web.reconcile.routes import reconcile
from igmgraph.web.representations import conditional
from igmgraph.web.search import index as search_index
from igmgraph.web.search.routes import search
from igmgraph.web.snapshots import absent
from igmgraph.web.snapshots.state import Serving, State
from igmgraph.web.sparql import bodies, fair_use, observation
from igmgraph.web.sparql.editor import editor
from igmgraph.web.sparql.endpoint import sparql
from igmgraph.web.sparql.example_queries import example_queries
from igmgraph.web.versions import memento, mounting, withdrawals
from igmgraph.web.versions.differences import differences
from igmgraph.web.versions.routes import versions
from igmgraph.web.versions.timemaps import timemaps

__all__ = ["create_app"]


_BLUEPRINTS = (
    pages,
    browse,
    coverage,
    documents,
    vocabulary,
    shapes,
    graphs,
    dataset,
    linksets,
    self_description,
    fair,
    search,
    compare,
    charts,
    neighbours,
    example_queries,
    editor,
    downloads,
    fragments,
    versions,
    timemaps,
    differences,
    reconcile,
    citations,
    sparql,
    openapi,
    operations,
)


def create_app(settings: Settings, engine: Engine) -> Flask:
    """Wire an application; it shares nothing with any other application in the process."""
    app = Flask(__name__)
    queries = load_all(QUERIES)
    own = {query.name: query for query in queries if query.path.parent.name == "service"}
    examples = {query.name: query for query in queries if query.name not in own}
    app.extensions["igmgraph"] = Serving(State(settings, engine, own, examples, translations.load()))
    # A character of a query takes at most four bytes, each of them three when a form escapes it.
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 12 * settings.max_query_length
    # An IRI may hold two slashes in a row.
    app.url_map.merge_slashes = False
    # What is registered first sees an answer last.
    compression.init_app(app)
    preconditions.init_app(app)
    metrics.init_app(app)
    fair_use.init_app(app, settings)
    hosts.init_app(app)
    parameters.init_app(app)
    observation.init_app(app)
    bodies.init_app(app, settings)
    templating.init_app(app)
    problems.init_app(app)
    absent.init_app(app)
    slashes.init_app(app)
    mounting.init_app(app, settings)
    minting.init_app(app, settings)
    memento.init_app(app)
    withdrawals.init_app(app)
    search_index.init_app(app)
    mentions.init_app(app)
    conditional.init_app(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.after_request(set_security_headers)
    sharing.init_app(app)
    return app

"""`/about/fair`: the service grades itself by the practices of publishing data, as a page and as EARL.

Each request is sent to the service in its own process, once for each snapshot (Evaluation and Report Language 1.0).
"""

from threading import Lock

from flask import Blueprint, Response, current_app, render_template, request

from igmgraph.namespaces import CC_BY
from igmgraph.web.documents.earl import DOCUMENT, TITLE, Grades, describe_document, describe_grades
from igmgraph.web.documents.practices import Answers, load_practices, load_sources
from igmgraph.web.facts.edition import DATASET
from igmgraph.web.http.negotiation import language
from igmgraph.web.representations.conditional import unchanged
from igmgraph.web.representations.publishing import Head, Published, format_links, publish
from igmgraph.web.representations.typed_links import Signposts
from igmgraph.web.representations.variants import choose_variant, known_extension
from igmgraph.web.snapshots.state import state

__all__ = ["fair", "fair_document", "grade"]

fair = Blueprint("fair", __name__)

_PATH = "/about/fair"
_grading = Lock()


@fair.get("/about/fair")
@fair.get("/about/fair.<extension>")
def document(extension: str | None = None) -> Response:
    """Grade the service."""
    variant = choose_variant(known_extension("about/fair", extension))
    return unchanged(variant) or publish(fair_document(), variant)


def fair_document() -> Published:
    """The document at `/about/fair`."""
    grades = _grades()
    quads = [*describe_document(), *describe_grades(grades)]
    signposts = Signposts(_PATH, DOCUMENT.value, DOCUMENT.value, licenses=[CC_BY], collection=DATASET.value)
    return Published(
        signposts,
        lambda: quads,
        lambda head: _render(head, grades),
    )


def _grades() -> Grades:
    known: dict[str, Grades] = current_app.extensions.setdefault("igmgraph.grades", {})
    snapshot = state().engine.snapshot_id
    with _grading:
        if snapshot not in known:
            known[snapshot] = grade()
    return known[snapshot]


def grade() -> Grades:
    """Ask the service of the current application for its proofs."""
    # Not the logic of one view: the very answers that clients get.
    answers = Answers(current_app.test_client())
    return {each.id: each.missing(answers.to(each)) if each.get else None for each in load_practices()}


def _render(head: Head, grades: Grades) -> str:
    groups = [
        (source, [practice for practice in load_practices() if practice.by == key])
        for key, source in load_sources().items()
    ]
    return render_template(
        "fair.html",
        head=head,
        title=TITLE[language()],
        groups=groups,
        grades=grades,
        met=sum(grade == [] for grade in grades.values()),
        site=request.url_root.rstrip("/"),
        iri=DOCUMENT.value,
        formats=format_links(_PATH),
    )

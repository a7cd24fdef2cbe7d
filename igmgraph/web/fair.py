"""`/about/fair`: the service grades itself by the practices of publishing data, as a page and as EARL.

Each request is sent to the service in its own process, once for each snapshot (Evaluation and Report Language 1.0).
"""

from collections.abc import Iterator, Mapping
from threading import Lock

from flask import Blueprint, Response, current_app, render_template, request
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.namespaces import BASE, CC_BY, FOAF, PREFIXES
from igmgraph.web.conditional import unchanged
from igmgraph.web.edition import DATASET
from igmgraph.web.negotiation import language
from igmgraph.web.practices import Answers, Practice, load_practices, load_sources
from igmgraph.web.publishing import Head, Published, format_links, publish
from igmgraph.web.state import state
from igmgraph.web.typed_links import Signposts
from igmgraph.web.variants import choose_variant, known_extension

__all__ = ["fair", "fair_document"]

fair = Blueprint("fair", __name__)

_PATH = "/about/fair"
_DOCUMENT = NamedNode(f"{BASE}about/fair")
_SOFTWARE = NamedNode(f"{DATASET.value}#software")
_TITLE = {
    "en": "What the service does about the practices of publishing data",
    "es": "Las prácticas de publicar datos y cómo las cumple el servicio",
    "fr": "Ce que fait le service au sujet des pratiques de publication de données",
}
_grading = Lock()

#: Id of a practice to what its answer lacks, None for one that no request proves.
Grades = Mapping[str, list[str] | None]
_Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]


@fair.get("/about/fair")
@fair.get("/about/fair.<extension>")
def document(extension: str | None = None) -> Response:
    """Grade the service."""
    variant = choose_variant(known_extension("about/fair", extension))
    return unchanged(variant) or publish(fair_document(), variant)


def fair_document() -> Published:
    """The document at `/about/fair`."""
    grades = _grades()
    signposts = Signposts(_PATH, _DOCUMENT.value, _DOCUMENT.value, licenses=[CC_BY], collection=DATASET.value)
    return Published(
        signposts,
        lambda: [Quad(*statement, _DOCUMENT) for statement in _statements(grades)],
        lambda head: _render(head, grades),
    )


def _grades() -> Grades:
    known: dict[str, Grades] = current_app.extensions.setdefault("igmgraph.grades", {})
    snapshot = state().engine.snapshot_id
    with _grading:
        if snapshot not in known:
            known[snapshot] = _grade()
    return known[snapshot]


def _grade() -> Grades:
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
        title=_TITLE[language()],
        groups=groups,
        grades=grades,
        met=sum(grade == [] for grade in grades.values()),
        site=request.url_root.rstrip("/"),
        iri=_DOCUMENT.value,
        formats=format_links(_PATH),
    )


def _statements(grades: Grades) -> Iterator[_Statement]:
    yield _DOCUMENT, _name("rdf:type"), NamedNode(f"{FOAF}Document")
    yield _DOCUMENT, _name("dct:license"), NamedNode(CC_BY)
    yield _DOCUMENT, _name("dct:isPartOf"), DATASET
    yield from _texts(_DOCUMENT, "rdfs:label", _TITLE)
    for practice in load_practices():
        yield from _practice(practice)
        yield from _assertion(practice, grades[practice.id])


def _practice(practice: Practice) -> Iterator[_Statement]:
    node = _node(practice.id)
    yield node, _name("rdf:type"), _name("earl:TestCriterion")
    yield node, _name("dct:isPartOf"), NamedNode(load_sources()[practice.by].page)
    yield from _texts(node, "rdfs:label", practice.title)
    yield from _texts(node, "dct:description", practice.does)


def _assertion(practice: Practice, lacking: list[str] | None) -> Iterator[_Statement]:
    node, result = _node(f"{practice.id}-assertion"), _node(f"{practice.id}-result")
    yield node, _name("rdf:type"), _name("earl:Assertion")
    yield node, _name("earl:assertedBy"), _SOFTWARE
    yield node, _name("earl:subject"), DATASET
    yield node, _name("earl:test"), _node(practice.id)
    yield node, _name("earl:mode"), _name("earl:manual" if lacking is None else "earl:automatic")
    yield node, _name("earl:result"), result
    yield result, _name("rdf:type"), _name("earl:TestResult")
    yield result, _name("earl:outcome"), _name("earl:passed" if lacking == [] else "earl:failed")
    if practice.get:
        yield result, _name("earl:info"), Literal(practice.command(BASE.rstrip("/")))


def _texts(node: NamedNode, property_: str, texts: Mapping[str, str]) -> Iterator[_Statement]:
    for tag, text in texts.items():
        yield node, _name(property_), Literal(text, language=tag)


def _node(fragment: str) -> NamedNode:
    return NamedNode(f"{_DOCUMENT.value}#{fragment}")


def _name(compacted: str) -> NamedNode:
    prefix, _, local = compacted.partition(":")
    return NamedNode(PREFIXES[prefix] + local)

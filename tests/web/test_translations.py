import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

import igmgraph.web
from igmgraph.build.snapshot import Snapshot
from igmgraph.errors import IgmError
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import BASE, RDF, RDFS, compact
from igmgraph.web.facts.reused import REUSED
from igmgraph.web.http.translations import FOLDER, load, ngettext

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None}
PACKAGE = Path(igmgraph.web.__file__).parents[1]
#: What only commands and logs tell, in English; and what passes on an error that was made elsewhere.
OPERATING = {
    "build",
    "cli.py",
    "client.py",
    "engine/remote.py",
    "export",
    "ingest",
    "link",
    "packs",
    "publish",
    "rdf",
    "replicas",
    "settings.py",
    "web/snapshots/absent.py",
    "web/snapshots/arrivals.py",
    "web/server/listening.py",
}


def kinds(kind: type[Exception]) -> Iterator[str]:
    """Names of a class of errors and of those below it."""
    yield kind.__name__
    for each in kind.__subclasses__():
        yield from kinds(each)


def raised() -> Iterator[tuple[str, ast.expr]]:
    """Where a request may end in an error of ours, and what the error is to say."""
    names = set(kinds(IgmError))
    operating = {PACKAGE / each for each in OPERATING}
    for path in PACKAGE.rglob("*.py"):
        if operating.isdisjoint({path, *path.parents}):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                    yield f"{path}:{node.lineno}", node.args[0]


def test_what_an_error_says_can_be_translated() -> None:
    # Values go beside the sentence: put into it, they would make it one that no catalogue has.
    fixed = {place for place, sentence in raised() if isinstance(sentence, ast.Constant)}
    assert len(fixed) > 100
    assert fixed == {place for place, _ in raised()}


def used() -> set[str]:
    """Every text of the interface that templates and code ask for, and every sentence of an error."""
    return asked_for() | {str(sentence.value) for _, sentence in raised() if isinstance(sentence, ast.Constant)}


def asked_for() -> set[str]:
    """Texts that templates and code ask for."""
    found = extract_from_dir(Path(igmgraph.web.__file__).parent, METHODS, keywords=KEYWORDS)
    messages = [message for _, _, message, _, _ in found]
    return {text for message in messages for text in ([message] if isinstance(message, str) else message)}


def read(language: str) -> Catalog:
    with (FOLDER / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


def forms(texts: str | Sequence[str] | None) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts or ())


@pytest.mark.parametrize("language", ["es", "fr"])
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    # What counts something has two forms in each of the languages.
    catalog = {
        english: translated
        for message in read(language)
        if message.id
        for english, translated in zip(forms(message.id), forms(message.string), strict=True)
    }
    assert len(catalog) > 100
    assert catalog.keys() == used()
    assert all(text.strip() for text in catalog.values())
    for english, translated in catalog.items():
        assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(translated))


def test_each_language_has_its_texts() -> None:
    assert tuple(load()) == LANGUAGES
    assert [texts.gettext("Named graphs") for texts in load().values()] == [
        "Named graphs",
        "Grafos con nombre",
        "Graphes nommés",
    ]


def test_a_text_that_counts_follows_its_number(client: FlaskClient) -> None:
    with client.application.test_request_context("/?lang=fr"):
        assert [ngettext("one", "many", number) for number in (1, 2)] == ["one", "many"]


def test_every_property_and_class_of_the_data_has_a_name_for_people(client: FlaskClient, snapshot: Snapshot) -> None:
    quads = list(parse(input=snapshot.dataset.read_bytes(), format=RdfFormat.N_QUADS))
    labelled = {quad.subject for quad in quads if quad.predicate.value == f"{RDFS}label"}
    ours = [quad for quad in quads if str(quad.subject).startswith((f"<{BASE}id/", f"<{BASE}graph/"))]
    shown = {quad.predicate for quad in ours} | {quad.object for quad in ours if quad.predicate.value == f"{RDF}type"}
    unnamed = {compact(term.value) for term in shown if isinstance(term, NamedNode) and term not in labelled}
    assert unnamed <= REUSED.keys()


def test_no_line_begins_with_a_french_mark() -> None:
    said = [text for message in read("fr") if message.id for text in forms(message.string)]
    assert not [text for text in said if re.search(r" [:;!»]|« ", text)]

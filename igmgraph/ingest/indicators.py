"""An official list of indicators (CSV) to a draft graph; what exists keeps its name, matches are never guessed."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from igmgraph.errors import InputError
from igmgraph.ingest.known import Known
from igmgraph.ingest.names import similarity
from igmgraph.languages import LANGUAGES
from igmgraph.rdf.parsing import read_text
from igmgraph.rdf.statements import Statements, identifier

__all__ = ["COLUMNS", "OPTIONAL", "IndicatorList", "read_indicators"]

#: Columns that a list must have.
COLUMNS = ("code", "level", "domain", "label_en", "label_es", "label_fr", "source")
#: Columns that it may have.
OPTIONAL = ("subdomain", "question_en", "question_es", "question_fr", "replaces", "exact_match")

#: What the values of a column look like, and how a message says so.
_FORMS = {
    "code": (
        re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*"),
        "letters and digits, with points and hyphens between them",
    ),
    "level": (re.compile("local|national"), "local or national"),
    "source": (re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), "the slug of a source document, as in id/source/{slug}"),
}
_CLASSES = {"local": "igm:LocalIndicator", "national": "igm:NationalIndicator"}
_LEVELS = {"local": "igm:Local", "national": "igm:National"}
# Share of words that two labels have in common, from which a match is worth a look.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class IndicatorList:
    """A list that was read.

    Attributes:
        count: how many indicators it has.
        statements: the graph.
        suggestions: lines about indicators of the graph with similar labels; for a person, not in the graph.
    """

    count: int
    statements: Statements
    suggestions: Sequence[str]


def read_indicators(path: Path, known: Known) -> IndicatorList:
    """Read a list of official indicators.

    Raises:
        InputError: it cannot be read, is empty, a column is unknown or missing, a value is not what its column asks
            for, or a code is taken. The message names file and line.
    """
    reader = _Reader(str(path), known)
    suggestions: list[str] = []
    statements, count = Statements(), 0
    for row in reader.rows(read_text(path, str(path))):
        row.state(statements)
        suggestions += row.suggestions()
        count += 1
    if not count:
        raise InputError(f"{path}: no indicator under the header")
    return IndicatorList(count, statements, suggestions)


class _Reader:
    """Rows of a file, each checked against the graph and those before it."""

    def __init__(self, file: str, known: Known) -> None:
        self._file, self._known = file, known
        self._lines: dict[str, int] = {}

    def rows(self, text: str) -> Iterator["_Row"]:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        try:
            self._check_header(reader.fieldnames or ())
            for values in reader:
                yield self._row(reader.line_num, values)
        except csv.Error as error:
            raise InputError(f"{self._file}:{reader.line_num}: not CSV: {error}") from None

    def _check_header(self, columns: Sequence[str]) -> None:
        allowed = {*COLUMNS, *OPTIONAL}
        unknown = [column for column in columns if column not in allowed]
        if unknown:
            self._fail(1, f"unknown column {unknown[0]!r}; known are {', '.join((*COLUMNS, *OPTIONAL))}")
        missing = [column for column in COLUMNS if column not in columns]
        if missing:
            self._fail(1, f"no column {', '.join(missing)}")
        twice = [column for column in columns if list(columns).count(column) > 1]
        if twice:
            self._fail(1, f"column {twice[0]} is there twice")

    def _row(self, line: int, values: Mapping[str | None, object]) -> "_Row":
        if None in values or None in values.values():
            self._fail(line, "has not as many values as the header has columns")
        cells = {str(column): str(value).strip() for column, value in values.items()}
        for column in COLUMNS:
            if not cells[column]:
                self._fail(line, f"no {column}")
        row = _Row(cells, self._known)
        for fault in row.faults():
            self._fail(line, fault)
        first = self._lines.setdefault(row.iri, line)
        if first != line:
            self._fail(line, f"code {cells['code']} is that of line {first}")
        return row

    def _fail(self, line: int, reason: str) -> NoReturn:
        raise InputError(f"{self._file}:{line}: {reason}")


@dataclass(frozen=True, slots=True)
class _Row:
    cells: Mapping[str, str]
    known: Known

    @property
    def iri(self) -> str:
        return identifier("indicator", self.cells["level"], self.cells["code"])

    def faults(self) -> Iterator[str]:
        """Values that are not what their columns ask for."""
        cells, types = self.cells, self.known.types
        for column, (form, asked) in _FORMS.items():
            if not form.fullmatch(cells[column]):
                yield f"{column} {cells[column]!r}: {asked}"
        if self._domain not in types:
            yield f"unknown domain {cells['domain']!r}; known are {', '.join(sorted(self.known.domains))}"
        if self._subdomain and self._subdomain not in types:
            yield f"unknown subdomain {cells['subdomain']!r} of {cells['domain']}"
        if self.iri in types:
            yield f"code {cells['code']} is taken by another indicator, <{self.iri}>"
        for column in ("replaces", "exact_match"):
            strangers = [iri for iri in self._matches(column) if iri not in self.known.indicators]
            yield from (f"{column}: no indicator <{iri}> in the data" for iri in strangers)

    def state(self, statements: Statements) -> None:
        """State the indicator."""
        cells = self.cells
        statements.type(self.iri, _CLASSES[cells["level"]])
        statements.link(self.iri, "igm:level", _LEVELS[cells["level"]])
        statements.link(self.iri, "igm:inDomain", self._domain)
        if self._subdomain:
            statements.link(self.iri, "igm:inSubDomain", self._subdomain)
            statements.link(self.iri, "igm:subDomainAssignment", "igm:AssignedBySource")
        statements.link(self.iri, "igm:sourcingStatus", "igm:Official")
        for status in ("igm:notationStatus", "igm:domainAssignment"):
            statements.link(self.iri, status, "igm:AssignedBySource")
        statements.link(self.iri, "skos:inScheme", identifier("scheme", "mgi-indicators"))
        statements.link(self.iri, "dct:source", identifier("source", cells["source"]))
        statements.value(self.iri, "skos:notation", cells["code"], "string")
        statements.label(self.iri, {language: cells[f"label_{language}"] for language in LANGUAGES})
        for language in LANGUAGES:
            if question := cells.get(f"question_{language}"):
                statements.text(self.iri, "igm:question", question, language)
        for column, predicate in (("replaces", "dct:replaces"), ("exact_match", "skos:exactMatch")):
            for other in self._matches(column):
                statements.link(self.iri, predicate, other)

    def suggestions(self) -> Iterator[str]:
        """Indicators of the graph with a label alike, but for those that the list matches itself."""
        matched = {*self._matches("replaces"), *self._matches("exact_match")}
        for iri, labels in self.known.indicators.items():
            alike = max(
                similarity(text, self.cells[f"label_{language}"]) for language, text in labels if language in LANGUAGES
            )
            if alike >= _ALIKE and iri not in matched:
                found = f"\u201c{labels[0][1]}\u201d has a label alike ({alike:.2f}); the same?"
                match = f"<{self.iri}> skos:exactMatch <{iri}>, or dct:replaces if it takes its place"
                yield f"- {self.cells['code']}: {found} then {match}"

    @property
    def _domain(self) -> str:
        return identifier("domain", self.cells["domain"])

    @property
    def _subdomain(self) -> str:
        slug = self.cells.get("subdomain")
        return identifier("subdomain", self.cells["domain"], slug) if slug else ""

    def _matches(self, column: str) -> list[str]:
        return self.cells.get(column, "").split()

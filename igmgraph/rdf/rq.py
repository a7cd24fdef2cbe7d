"""Query files: SPARQL with a `#+` header in YAML, and parameters as `VALUES ?name { default }` slots.

The file runs unchanged in any engine; binding a parameter replaces what its slot holds.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import NoReturn

import yaml
from pyoxigraph import Literal, NamedNode

from igmgraph.errors import InputError
from igmgraph.languages import LANGUAGES
from igmgraph.rdf.lexical import mask
from igmgraph.rdf.parsing import read_text

__all__ = ["Parameter", "Query", "load", "load_all"]

#: libyaml reads a header in a tenth of the time, where PyYAML was built with it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS = {"title", "description", "tags", "parameters", "columns", "services"}
_PARAMETER_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query whose values the reader may choose; `description` is by language."""

    name: str
    description: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Query:
    """A query file.

    Attributes:
        path: where it was read from.
        name: file name without extension; unique in a folder of queries.
        title: by language: en, es, fr.
        description: by language, empty when the file has none.
        tags: in the order of the file.
        parameters: in the order of the file.
        text: the whole file; runs as it is.
        columns: variable to what a table calls it, by language; empty when the file has none.
        services: endpoint that the query calls to what that is, by language; empty when it calls none.
    """

    path: Path
    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    tags: Sequence[str]
    parameters: Sequence[Parameter]
    text: str
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    services: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def bind(self, **terms: NamedNode | Literal | Sequence[NamedNode | Literal] | None) -> str:
        """Text of the query with the values of some parameters replaced; the others keep their defaults.

        None leaves a parameter open: it may be anything.

        Raises:
            InputError: the query has no such parameter.
            TypeError: a value is no IRI and no literal.
        """
        text = self.text
        for name, given in terms.items():
            if name not in {parameter.name for parameter in self.parameters}:
                raise InputError(f"{self.path}: no parameter ?{name}")
            for start, end in reversed(_slots(text, name)):
                text = f"{text[:start]} {_write_values(name, given)} {text[end:]}"
        return text


def load(path: Path) -> Query:
    """Read a query file.

    Raises:
        InputError: it cannot be read, its header is broken or has unknown keys (with the line), or a parameter
            has no slot, or slots with different defaults.
    """
    text = read_text(path, str(path))
    header = _Header(str(path), text)
    parameters = header.parameters()
    for parameter in parameters:
        defaults = {text[start:end].strip() for start, end in _slots(text, parameter.name)}
        if len(defaults) != 1:
            raise InputError(
                f"{path}: parameter ?{parameter.name} needs VALUES ?{parameter.name} {{ ... }}, the same wherever it"
                f" stands; has {len(defaults)}"
            )
    query = Query(
        path,
        path.stem,
        title=header.texts("title", header.value("title")),
        description=header.texts("description", header.value("description")) if header.has("description") else {},
        tags=header.tags(),
        parameters=parameters,
        text=text,
        columns=header.named("columns", "column"),
        services=header.named("services", "service"),
    )
    for service in query.services:
        if f"SERVICE <{service}>" not in text:
            raise InputError(f"{path}: has no SERVICE <{service}>")
    return query


def load_all(folder: Path) -> list[Query]:
    """Read every `.rq` file below a folder, sorted by name.

    Raises:
        InputError: as `load`, or the folder is missing or two files have one name.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder")
    named: dict[str, Query] = {}
    for path in sorted(folder.rglob("*.rq")):
        query = load(path)
        if query.name in named:
            raise InputError(f"{path}: {named[query.name].path} has the same name")
        named[query.name] = query
    return [named[name] for name in sorted(named)]


def _slots(text: str, name: str) -> list[tuple[int, int]]:
    """Where the values of `VALUES ?name { values }` begin and end."""
    found = re.finditer(rf"\bVALUES\s*[?$]{re.escape(name)}\s*\{{([^}}]*)\}}", mask(text), re.IGNORECASE)
    return [slot.span(1) for slot in found]


def _write_values(name: str, given: NamedNode | Literal | Sequence[NamedNode | Literal] | None) -> str:
    if given is None:
        return "UNDEF"
    values = [given] if isinstance(given, NamedNode | Literal) else given
    if not all(isinstance(value, NamedNode | Literal) for value in values):
        raise TypeError(f"?{name}: values are NamedNode or Literal, not {given!r}")
    return " ".join(str(value) for value in values)


def _is_header(line: str) -> bool:
    return line.startswith("#+")


class _Header:
    """The `#+` lines at the top of a file; every fault is told with its line."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        header = "\n".join(line[2:].removeprefix(" ") for line in takewhile(_is_header, text.split("\n")))
        self._lines: dict[str, int] = {}
        self._values: dict[str, object] = self._parse(header)

    def _parse(self, header: str) -> dict[str, object]:
        try:
            loader = _Loader(header)
            root = loader.get_single_node()
            values: dict[str, object] = loader.construct_document(root) if root else {}
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line if error.problem_mark else 0
            self._fail(line, f"the #+ header is not YAML: {error.problem}")
        except yaml.YAMLError as error:
            self._fail(0, f"the #+ header is not YAML: {error}")
        if not isinstance(root, yaml.MappingNode):
            self._fail(0, "needs a #+ header with a title")
        for key, _ in root.value:
            if key.value not in _KEYS:
                self._fail(key.start_mark.line, f"unknown key {key.value!r}; known are {', '.join(sorted(_KEYS))}")
            if key.value in self._lines:
                self._fail(key.start_mark.line, f"{key.value} is there twice")
            self._lines[key.value] = key.start_mark.line
        return values

    def has(self, key: str) -> bool:
        return key in self._values

    def value(self, key: str) -> object:
        return self._values.get(key)

    def texts(self, key: str, value: object, name: str = "") -> dict[str, str]:
        """Check that a value is a text in each of our languages, and nothing else."""
        whole = isinstance(value, dict) and value.keys() == set(LANGUAGES)
        if not whole or not all(isinstance(text, str) and text.strip() for text in value.values()):  # type: ignore[attr-defined]
            self._fail(self._lines.get(key, 0), f"{name or key} must be a text in each of {', '.join(LANGUAGES)}")
        return {language: value[language] for language in LANGUAGES}  # type: ignore[index]

    def tags(self) -> tuple[str, ...]:
        tags = self._values.get("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            self._fail(self._lines["tags"], "tags must be a list of words")
        return tuple(tags)

    def parameters(self) -> tuple[Parameter, ...]:
        given = self._values.get("parameters", {})
        if not isinstance(given, dict):
            self._fail(self._lines["parameters"], "parameters must map names to descriptions")
        return tuple(self._parameter(name, value) for name, value in given.items())

    def named(self, key: str, each: str) -> dict[str, Mapping[str, str]]:
        """Names of some kind, with what they are in each language."""
        given = self._values.get(key, {})
        if not isinstance(given, dict):
            self._fail(self._lines[key], f"{key} must map names to texts")
        return {str(name): self.texts(key, texts, f"{each} {name}") for name, texts in given.items()}

    def _parameter(self, name: object, value: object) -> Parameter:
        line = self._lines["parameters"]
        if not isinstance(name, str) or not _PARAMETER_NAME.fullmatch(name):
            self._fail(line, f"parameter {name!r} is no name of a variable")
        if not isinstance(value, dict) or value.keys() != {"description"}:
            self._fail(line, f"parameter {name} must have a description, and nothing else")
        return Parameter(name, self.texts("parameters", value["description"], f"description of parameter {name}"))

    def _fail(self, line: int, reason: str) -> NoReturn:
        raise InputError(f"{self._file}:{line + 1}: {reason}")

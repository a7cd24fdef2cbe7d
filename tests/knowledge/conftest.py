"""The shipped data as one graph, and a short way to ask it."""

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from igmgraph.namespaces import BASE, PREFIXES
from igmgraph.rdf.reading import read_sources
from igmgraph.shipped import DATA

_PREFIX = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())


@pytest.fixture(scope="module")
def data() -> Store:
    store = Store()
    store.extend(read_sources([DATA]).quads)
    return store


@pytest.fixture(scope="module")
def ask(data: Store) -> Callable[[str], list[dict[str, str]]]:
    """Distinct solutions of a graph pattern over all graphs, as plain text; `id:` is short for our instances."""

    def ask(pattern: str) -> list[dict[str, str]]:
        text = f"{_PREFIX}PREFIX id: <{BASE}id/>\nSELECT DISTINCT * {{ {pattern} }}"
        answer = data.query(text, use_default_graph_as_union=True)
        assert isinstance(answer, QuerySolutions)
        names = [variable.value for variable in answer.variables]
        return [{name: _text(row[name]) for name in names if row[name] is not None} for row in answer]

    return ask


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)

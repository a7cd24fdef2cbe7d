"""How to cite what a page says: this dataset, and the source that it draws on."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from igmgraph import __version__
from igmgraph.namespaces import PREFIXES
from igmgraph.web.facts.names import Names
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import Presenter, Value
from igmgraph.web.http.translations import gettext

__all__ = ["Citation", "cite"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A line to copy, and the sources that deserve a citation of their own."""

    line: str
    sources: list[Value]


def cite(description: Description, presenter: Presenter) -> Citation:
    """Cite a thing."""
    iri = description.thing.value
    found = [quad.object for quad in description.statements if quad.predicate.value == f"{PREFIXES['dct']}source"]
    sources = [term for term in dict.fromkeys(found) if isinstance(term, NamedNode) and term != description.thing]
    return Citation(_line(presenter.names, iri, description), [presenter.value(source) for source in sources])


def _line(names: Names, iri: str, description: Description) -> str:
    year = f" ({description.modified.year})" if description.modified else ""
    return gettext(
        "%(name)s. In: igmgraph, migration governance as linked data, version %(version)s%(year)s. %(iri)s"
    ) % {
        "name": f"“{names.label(iri).text}”",
        "version": __version__,
        "year": year,
        "iri": iri,
    }

"""The catalog's entry for a graph of accepted links, added when its first link is."""

from pathlib import Path

from pyoxigraph import Literal, NamedNode

from igmgraph.iris import graph_iri
from igmgraph.link.proposals import accepted_file
from igmgraph.link.targets import Target
from igmgraph.namespaces import BASE, CC_BY, PREFIXES
from igmgraph.rdf.parsing import parse_file
from igmgraph.rdf.statements import Statements, identifier, write_whole
from igmgraph.shipped import CATALOG

__all__ = ["list_graph"]

_ACCEPTED, _MODIFIED = (NamedNode(f"{PREFIXES['dct']}{name}") for name in ("dateAccepted", "modified"))
_LABEL = {"en": "Links to {}", "es": "Enlaces a {}", "fr": "Liens vers {}"}
_DESCRIPTION = {
    "en": "Links to {} that a person accepted, each with who, when and how.",
    "es": "Enlaces a {} que una persona aceptó, cada uno con quién, cuándo y cómo.",
    "fr": "Liens vers {} qu'une personne a acceptés, chacun avec qui, quand et comment.",
}


def list_graph(folder: Path, target: Target) -> None:
    """List the accepted links in the catalog of the dataset that their folder belongs to, if it belongs to one.

    Raises:
        InputError: the catalog cannot be read or written.
    """
    catalog, file = folder.parent / CATALOG, accepted_file(folder, target)
    if not (catalog.is_file() and file.is_file()):
        return
    graph = graph_iri(f"links/{target.name}")
    days = sorted(_days(file))
    stated = Statements()
    stated.quads.update(parse_file(catalog))
    listed = {quad for quad in stated.quads if quad.subject == NamedNode(graph)}
    if listed:
        stated.quads -= {quad for quad in listed if quad.predicate == _MODIFIED}
    else:
        _describe(stated, graph, target, f"{folder.name}/{file.name}")
        stated.value(graph, "dct:issued", days[0], "date")
    stated.value(graph, "dct:modified", days[-1], "date")
    write_whole(catalog, stated.turtle())


def _describe(stated: Statements, graph: str, target: Target, file: str) -> None:
    stated.type(graph, "dcat:Dataset")
    stated.type(graph, "sd:NamedGraph")
    stated.label(graph, {language: text.format(target.name) for language, text in _LABEL.items()})
    for language, text in _DESCRIPTION.items():
        stated.text(graph, "dct:description", text.format(target.name), language)
    stated.value(graph, "igm:sourceFile", file, "string")
    stated.value(graph, "dcat:version", "1.0.0", "string")
    stated.link(graph, "dct:license", CC_BY)
    stated.link(graph, "dct:source", identifier("source", "igmgraph"))
    stated.link(f"{BASE}dataset", "dct:hasPart", graph)


def _days(file: Path) -> list[str]:
    """Days on which links were accepted; a file of accepted links has at least one."""
    return [
        quad.object.value
        for quad in parse_file(file)
        if quad.predicate == _ACCEPTED and isinstance(quad.object, Literal)
    ]

"""What can be found: each thing of the graph that people look for, with its texts and the facets it falls under."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import IGM, PREFIXES, RDFS, SKOS
from igmgraph.rdf.sorting import SortedFiles, beside, sorting
from igmgraph.search.facets import facets_of
from igmgraph.search.graph import Graph, Thing
from igmgraph.search.survey import survey

__all__ = ["KINDS", "Document", "documents"]

_DCT, _OWL = PREFIXES["dct"], PREFIXES["owl"]
#: Classes whose members are found, in the order in which things that match equally well are listed.
KINDS = (
    *(f"{IGM}{name}" for name in ("Profile", "Domain", "SubDomain", "Finding", "Institution", "Instrument", "Place")),
    *(f"{IGM}{name}" for name in ("Indicator", "Framework", "Principle", "Objective", "CompactObjective")),
    *(f"{IGM}{name}" for name in ("BeneficiaryGroup", "Claim", "SourceDocument")),
    *(f"{_OWL}{name}" for name in ("Class", "ObjectProperty", "DatatypeProperty", "NamedIndividual")),
)
#: Properties that name a thing; `skos:notation` and `dct:identifier` do so in no language.
_NAMES = (f"{RDFS}label", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SKOS}notation", f"{_DCT}identifier")
#: Properties that say in sentences what it is, the one that is shown first.
_TEXTS = (
    *(f"{IGM}{name}" for name in ("statement", "question", "nationalScope", "localScope", "context")),
    f"{SKOS}definition",
    f"{_DCT}description",
    f"{SKOS}scopeNote",
)


@dataclass(frozen=True, slots=True)
class Document:
    """A thing as the index holds it.

    Attributes:
        number: its place among all, by kind and then in the order of the quads; some numbers may be left out.
        iri: the thing.
        kind: that of `KINDS` which it is a member of.
        labels: language to its label.
        leads: language to the sentence that says what it is.
        names: language, "" for none, to everything that it is called.
        texts: likewise, to everything that is said of it in sentences.
        facets: name of a facet to the values that it has there.
    """

    number: int
    iri: str
    kind: str
    labels: Mapping[str, str]
    leads: Mapping[str, str]
    names: Mapping[str, str]
    texts: Mapping[str, str]
    facets: Mapping[str, Sequence[str]]


def documents(statements: SortedFiles, base: str) -> Iterator[Document]:
    """Everything in sorted quads that can be found, in their order; nothing of them is kept in memory.

    Raises:
        IgmError: there is no room on the disk beside them.
    """
    ours = (f"<{base}id/".encode(), f"<{IGM}".encode())
    with TemporaryDirectory(dir=statements.paths[0].parent) as folder:
        named = Path(folder, "named")
        with sorting(named) as stream:
            seen = survey(statements, KINDS, stream)
        graph, next_ = Graph(statements, seen.classes), list(seen.first)
        for subject, lines, about in beside(statements, SortedFiles(named)):
            rank = seen.rank(lines) if subject.startswith(ours) else None
            if rank is not None:
                thing = Thing(subject[1:-1].decode(), (*lines, *about))
                labels = thing.texts(f"{RDFS}label")
                if labels:
                    yield _document(graph, thing, next_[rank], KINDS[rank], labels)
                    next_[rank] += 1


def _document(graph: Graph, thing: Thing, number: int, kind: str, labels: Mapping[str, str]) -> Document:
    leads = next((found for property_ in _TEXTS if (found := thing.texts(property_))), {})
    names, texts = _joined(thing, _NAMES), _joined(thing, _TEXTS)
    facets = {"kind": [kind], **facets_of(graph, thing)}
    return Document(number, thing.iri, kind, labels, leads, names, texts, facets)


def _joined(thing: Thing, properties: Iterable[str]) -> Mapping[str, str]:
    """All values of some properties by language; what is in another language than ours goes without one."""
    joined: dict[str, list[str]] = defaultdict(list)
    for property_ in properties:
        for literal in thing.literals(property_):
            tag = (literal.language or "").partition("-")[0]
            joined[tag if tag in LANGUAGES else ""].append(literal.value)
    return {tag: " \n".join(dict.fromkeys(values)) for tag, values in joined.items()}

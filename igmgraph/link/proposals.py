"""Files of mappings that wait for a decision, and of those that were accepted (SSSOM in Turtle)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from igmgraph import __version__
from igmgraph.link.scoring import Reason, Score
from igmgraph.link.targets import Target
from igmgraph.link.things import Candidate, Thing
from igmgraph.namespaces import IGM
from igmgraph.rdf.parsing import parse_file
from igmgraph.rdf.statements import Statements, identifier, write_whole
from igmgraph.shipped import CANDIDATES

__all__ = [
    "ACCEPTED",
    "PROPOSED",
    "REFUSED",
    "Proposal",
    "accepted_file",
    "proposals_file",
    "read",
    "state",
    "status",
    "write",
]

PROPOSED, ACCEPTED, REFUSED = (NamedNode(f"{IGM}{name}") for name in ("Proposed", "Accepted", "Refused"))

_STATUS = NamedNode(f"{IGM}reviewStatus")
_LABEL = {
    "en": "{} may match {}, {}",
    "es": "{} puede corresponder a {}, {}",
    "fr": "{} correspond peut-être à {}, {}",
}
#: Name of a reason in each language.
_REASONS = {
    "label": ("label", "etiqueta", "libellé"),
    "code": ("same code", "mismo código", "même code"),
    "type": ("fitting type", "tipo adecuado", "type adéquat"),
    "other type": ("other type", "otro tipo", "autre type"),
    "country": ("same country", "mismo país", "même pays"),
    "other country": ("other country", "otro país", "autre pays"),
    "near": ("near", "cerca", "proche"),
    "far": ("far away", "lejos", "éloigné"),
    "rivals": ("other candidates", "otros candidatos", "autres candidats"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A thing of ours, a candidate for it, and what speaks for it."""

    thing: Thing
    candidate: Candidate
    score: Score


def proposals_file(folder: Path, target: Target) -> Path:
    """File of what waits for a decision, or was refused."""
    return folder / f"{target.name}{CANDIDATES}.ttl"


def accepted_file(folder: Path, target: Target) -> Path:
    """File of what was accepted: the named graph `graph/links/{target}`."""
    return folder / f"{target.name}.ttl"


def read(path: Path) -> dict[str, list[Quad]]:
    """Statements of a file by subject; none where there is no file.

    Raises:
        InputError: it cannot be read, or is not well-formed (RdfSyntaxError).
    """
    found: dict[str, list[Quad]] = {}
    for quad in parse_file(path) if path.exists() else ():
        if isinstance(quad.subject, NamedNode):
            found.setdefault(quad.subject.value, []).append(quad)
    return found


def write(path: Path, quads: Iterable[Quad]) -> None:
    """Write a file whole, in canonical Turtle.

    Raises:
        InputError: it cannot be written.
    """
    statements = Statements()
    statements.quads.update(quads)
    write_whole(path, statements.turtle())


def status(quads: Iterable[Quad]) -> NamedNode | None:
    """Review status of a mapping."""
    return next((quad.object for quad in quads if quad.predicate == _STATUS), None)  # type: ignore[return-value]


def state(proposal: Proposal, target: Target, today: str) -> tuple[str, set[Quad]]:
    """IRI of the mapping that a proposal makes, and its statements; `today` is an ISO date."""
    thing, candidate, score = proposal.thing, proposal.candidate, proposal.score
    iri = identifier("mapping", _slug(f"{thing.iri.partition('/id/')[2]} {target.name} {_local(candidate, target)}"))
    stated = Statements()
    stated.type(iri, "igm:Mapping")
    stated.link(iri, "dct:source", identifier("source", "igmgraph"))
    stated.link(iri, "igm:mappingStatus", "igm:AssignedHere")
    stated.link(iri, "igm:reviewStatus", "igm:Proposed")
    stated.link(iri, "owl:annotatedSource", thing.iri)
    stated.link(iri, "owl:annotatedProperty", "skos:exactMatch" if score.proven else "skos:closeMatch")
    stated.link(iri, "owl:annotatedTarget", candidate.iri)
    stated.link(iri, "sssom:author_id", identifier("institution", "int", "igmgraph-project"))
    stated.link(iri, "sssom:mapping_justification", "semapv:LexicalMatching")
    stated.value(iri, "sssom:confidence", f"{score.value:.2f}", "decimal")
    stated.value(iri, "sssom:mapping_date", today, "date")
    stated.value(iri, "sssom:mapping_tool", f"igmgraph link {__version__}", "string")
    stated.value(iri, "sssom:object_label", _any_label(candidate.labels), "string")
    for position, (language, pattern) in enumerate(_LABEL.items()):
        name = dict(sorted(thing.labels)).get(language) or _any_label(thing.labels)
        stated.text(iri, "rdfs:label", pattern.format(name, target.name, _any_label(candidate.labels)), language)
        told = "; ".join(_tell(reason, position) for reason in score.reasons)
        stated.text(iri, "rdfs:comment", told, language)
    return iri, stated.quads


def _tell(reason: Reason, position: int) -> str:
    return f"{_REASONS[reason.name][position]} {reason.weight:+.2f} ({reason.seen})"


def _local(candidate: Candidate, target: Target) -> str:
    return candidate.iri.removeprefix(target.iris)


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def _any_label(labels: set[tuple[str, str]]) -> str:
    return min(labels, key=lambda label: (label[0] != "en", label))[1]

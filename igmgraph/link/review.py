"""A person's decisions: an accepted mapping moves to the graph of its target, with who and when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.link.proposals import ACCEPTED, PROPOSED, REFUSED, accepted_file, proposals_file, read, status, write
from igmgraph.link.targets import Target
from igmgraph.namespaces import IGM, PREFIXES, RDFS

__all__ = ["Decision", "Question", "review"]

_STATUS = NamedNode(f"{IGM}reviewStatus")
_OWL, _SSSOM = PREFIXES["owl"], PREFIXES["sssom"]
_SUBJECT, _PREDICATE, _OBJECT = (NamedNode(f"{_OWL}annotated{name}") for name in ("Source", "Property", "Target"))
_CONFIDENCE, _NAME = NamedNode(f"{_SSSOM}confidence"), NamedNode(f"{_SSSOM}object_label")
_REVIEWER = NamedNode(f"{_SSSOM}reviewer_label")
_DATE = NamedNode(f"{PREFIXES['dct']}dateAccepted")
_COMMENT, _LABEL = NamedNode(f"{RDFS}comment"), NamedNode(f"{RDFS}label")


class Decision(Enum):
    """What a person says of a proposal."""

    ACCEPT = "a"
    REFUSE = "r"
    LATER = "l"
    STOP = "s"


@dataclass(frozen=True, slots=True)
class Question:
    """A proposal as a person sees it; `texts` are what it says of itself, by property, in English."""

    subject: str
    predicate: str
    object: str
    confidence: str
    label: str
    reasons: str


def review(target: Target, folder: Path, reviewer: str, today: str, decide: Callable[[Question], Decision]) -> int:
    """Ask about each proposal that waits, the surest first, and keep each answer at once. How many were decided.

    Raises:
        InputError: a file cannot be read or written.
    """
    waiting, accepted = read(proposals_file(folder, target)), read(accepted_file(folder, target))
    decided = 0
    for iri in sorted(waiting, key=lambda each: (-float(_value(waiting[each], _CONFIDENCE) or 0), each)):
        if status(waiting[iri]) != PROPOSED:
            continue
        decision = decide(_question(waiting[iri]))
        if decision == Decision.STOP:
            break
        if decision == Decision.LATER:
            continue
        decided += 1
        if decision == Decision.REFUSE:
            waiting[iri] = list(_decided(waiting[iri], REFUSED, reviewer, None))
        else:
            accepted[iri] = [*_decided(waiting.pop(iri), ACCEPTED, reviewer, today)]
            # First there, then gone here: a mapping may stand twice for a moment, but is never lost.
            write(accepted_file(folder, target), _with_links(accepted))
        write(proposals_file(folder, target), [quad for quads in waiting.values() for quad in quads])
    return decided


def _question(quads: list[Quad]) -> Question:
    values = (_value(quads, predicate) for predicate in (_SUBJECT, _PREDICATE, _OBJECT, _CONFIDENCE, _LABEL, _COMMENT))
    return Question(*values)


def _value(quads: list[Quad], predicate: NamedNode) -> str:
    values = [quad.object for quad in quads if quad.predicate == predicate]
    english = [value for value in values if isinstance(value, Literal) and value.language == "en"]
    found = next(iter(english or values), None)
    return found.value if isinstance(found, NamedNode | Literal) else ""


def _decided(quads: list[Quad], decision: NamedNode, reviewer: str, day: str | None) -> Iterator[Quad]:
    subject = quads[0].subject
    yield from (quad for quad in quads if quad.predicate != _STATUS)
    yield Quad(subject, _STATUS, decision)
    yield Quad(subject, _REVIEWER, Literal(reviewer))
    if day:
        yield Quad(subject, _DATE, Literal(day, datatype=NamedNode(f"{PREFIXES['xsd']}date")))


def _with_links(accepted: dict[str, list[Quad]]) -> Iterator[Quad]:
    """The mappings, and the links themselves that they are about."""
    for quads in accepted.values():
        yield from quads
        subject, predicate, object_ = (_value(quads, each) for each in (_SUBJECT, _PREDICATE, _OBJECT))
        if predicate:
            yield Quad(NamedNode(subject), NamedNode(predicate), NamedNode(object_))

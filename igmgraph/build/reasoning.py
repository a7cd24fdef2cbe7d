"""Which reasoner finds what follows, and its conclusions as a sorted file: owlrl, or its rules compiled.

owlrl is the reference, and knows every rule of OWL 2 RL; it holds all data in memory. The compiled rules take data of
any size, and refuse an ontology that asks for more than they know. Both give the same triples.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from igmgraph.build.closure import Closure
from igmgraph.build.infer import infer
from igmgraph.build.rules import Rules, Uncompiled, compile_rules, iri, is_axiom
from igmgraph.errors import ValidationFailed
from igmgraph.iris import graph_iri
from igmgraph.namespaces import RDF
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.nquads import subject_of, terms_of
from igmgraph.rdf.reading import INFERRED
from igmgraph.rdf.sorting import SortedFiles, by_subject, sorting

__all__ = ["COMPILED", "OWLRL", "REASONERS", "reason"]

#: Names of the reasoners.
REASONERS = OWLRL, COMPILED = "owlrl", "compiled"

_TYPE = iri(f"{RDF}type")


def reason(
    asserted: SortedFiles, background: Sequence[Quad], base_iri: str, target: Path, *, reasoner: str = OWLRL
) -> None:
    """Write what follows from `asserted` and `background` and is in neither, as sorted quads of `graph/inferred`.

    Raises:
        ValidationFailed: the data contradict the ontology.
        Uncompiled: the ontology asks for more than the compiled rules know.
        IgmError: the disk is full.
    """
    if reasoner == OWLRL:
        quads = parse(input=b"".join(asserted), format=RdfFormat.N_QUADS)
        target.write_bytes(canonical_nquads(infer(quads, background, base_iri)))
        return
    # Their blank nodes must not be taken for others of the data that have the same label.
    known = [line.replace(b"_:", b"_:background-") for line in canonical_nquads(background).splitlines(keepends=True)]
    axioms = [line for line in chain(asserted, known) if is_axiom(line)]
    rules = compile_rules(axioms)
    concluded = target.with_suffix(".concluded")
    end = b" %b .\n" % iri(graph_iri(INFERRED, base_iri))
    with sorting(concluded) as lines:
        lines.writelines(triple + end for triple in Closure(rules, asserted, known).triples())
        lines.writelines(_of_the_schema(axioms, base_iri))
    with target.open("wb") as stream, SortedFiles(concluded) as found:
        stream.writelines(_new(asserted, found, dict(by_subject(known)), rules))
    concluded.unlink()


def _of_the_schema(axioms: Iterable[bytes], base_iri: str) -> Iterator[bytes]:
    """What follows from the axioms about the terms themselves: few, whatever the data, so owlrl finds it."""
    concluded = infer(parse(input=b"".join(axioms), format=RdfFormat.N_QUADS), base_iri=base_iri)
    return iter(canonical_nquads(concluded).splitlines(keepends=True))


def _new(
    asserted: Iterable[bytes], concluded: Iterable[bytes], background: dict[bytes, list[bytes]], rules: Rules
) -> Iterator[bytes]:
    """Conclusions that nothing states, of subjects that the data speak of or that only conclusions do."""
    # The blank that ends the subject belongs to the order of the lines.
    stated = ((subject + b" ", False, lines) for subject, lines in by_subject(asserted))
    found = ((subject + b" ", True, lines) for subject, lines in by_subject(concluded))
    clashes: list[str] = []
    for _, group in groupby(merge(stated, found), itemgetter(0)):
        sides = {is_new: lines for _, is_new, lines in group}
        new, old = sides.get(True, []), sides.get(False, [])
        behind = background.get(subject_of((old or new)[0]), [])
        known = {terms_of(line)[1:3] for line in (*old, *behind)}
        fresh = [line for line in new if terms_of(line)[1:3] not in known]
        clashes += _clashes(rules, subject_of((old or new)[0]), known | {terms_of(line)[1:3] for line in fresh})
        if old or not behind:
            yield from fresh
    if clashes:
        raise ValidationFailed("\n".join(["the data contradict the ontology:", *sorted(clashes)]))


def _clashes(rules: Rules, subject: bytes, edges: Iterable[tuple[bytes, bytes]]) -> Iterator[str]:
    values: dict[bytes, set[bytes]] = {}
    for predicate, value in edges:
        if predicate == _TYPE or predicate in rules.functional:
            values.setdefault(predicate, set()).add(value)
    types = values.pop(_TYPE, set())
    for one, other in sorted(rules.disjoint):
        if one in types and other in types:
            yield f"Disjoint classes {_shown(one)} and {_shown(other)} have a common individual {_shown(subject)}"
    for predicate, several in values.items():
        literals = sorted(_shown(value) for value in several if value.startswith(b'"'))
        if len(literals) > 1:
            yield f"{' and '.join(literals)} are different values where the ontology allows one"
        elif len(several) > 1:
            raise Uncompiled(
                f"{_shown(subject)}: several values of {_shown(predicate)}, of which the ontology allows one, are"
                " the same thing by the rules of OWL; the compiled rules do not know what follows from that"
            )


def _shown(term: bytes) -> str:
    return term.decode().removeprefix("<").removesuffix(">")

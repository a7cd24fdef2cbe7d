"""The search for links: things without a link to a target, its candidates, and the best of them as proposals."""

from collections.abc import Sequence
from pathlib import Path

from igmgraph.link.asking import Ask, find_candidates
from igmgraph.link.proposals import Proposal, accepted_file, proposals_file, read, state, write
from igmgraph.link.scoring import score
from igmgraph.link.targets import Target
from igmgraph.link.things import Thing

__all__ = ["propose", "record"]


def propose(things: Sequence[Thing], target: Target, ask: Ask, least: float) -> list[Proposal]:
    """Candidates of a target with a score of `least` or more, the best of each thing first.

    Things that are linked with the target already are left alone.
    """
    open_ = [thing for thing in things if thing.kind in target.kinds and not _is_linked(thing, target)]
    found = find_candidates(open_, target, ask)
    proposals = [
        Proposal(thing, candidate, score(thing, candidate, target, len(found[thing.iri]) - 1))
        for thing in open_
        for candidate in found[thing.iri]
    ]
    good = [proposal for proposal in proposals if proposal.score.value >= least]
    return sorted(good, key=lambda each: (each.thing.iri, -each.score.value, each.candidate.iri))


def record(proposals: Sequence[Proposal], target: Target, folder: Path, today: str) -> int:
    """Add proposals to the file of the target; what was decided before stays so. How many are new.

    Raises:
        InputError: a file cannot be read or written.
    """
    path = proposals_file(folder, target)
    kept = read(path)
    known = kept.keys() | read(accepted_file(folder, target)).keys()
    stated = dict(state(proposal, target, today) for proposal in proposals)
    new = {iri: quads for iri, quads in stated.items() if iri not in known}
    if new:
        folder.mkdir(parents=True, exist_ok=True)
        write(path, [quad for quads in (*kept.values(), *new.values()) for quad in quads])
    return len(new)


def _is_linked(thing: Thing, target: Target) -> bool:
    return any(link.startswith(target.iris) for link in thing.links)

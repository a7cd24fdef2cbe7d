"""Whether a citation still holds: its query is run again, and what comes out is compared with what came out then."""

from dataclasses import dataclass

from igmgraph.citations.outcome import Difference, compare
from igmgraph.citations.record import Citation
from igmgraph.errors import IgmError
from igmgraph.web.minting import data_in_service, evaluate, ledger
from igmgraph.web.state import state
from igmgraph.web.translations import gettext

__all__ = ["Check", "recheck"]


@dataclass(frozen=True, slots=True)
class Check:
    """What running the query again came to.

    Attributes:
        verdict: `same`, `reordered`, `different`, or `failed`.
        version, data_sha256: the data in service.
        difference: rows that came and that went.
        problem: why it failed, in the language of the request.
    """

    verdict: str
    version: str
    data_sha256: str
    difference: Difference
    problem: str = ""


def recheck(cited: Citation) -> Check:
    """Run the query of a citation again, on the data in service."""
    version, sha256 = data_in_service()
    try:
        _, now = evaluate(cited.client_query, state().settings.query_timeout)
    except IgmError as error:
        return Check("failed", version, sha256, Difference((), ()), error.told(gettext))
    then = ledger().outcome(cited.id)
    difference = compare(then, now)
    if then.sha256 == now.sha256:
        return Check("same", version, sha256, difference)
    verdict = "different" if difference.added or difference.removed or then.head != now.head else "reordered"
    return Check(verdict, version, sha256, difference)

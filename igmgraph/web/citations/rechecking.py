"""Whether a citation still holds: its query is run again, and what comes out is compared with what came out then.

It is asked of today's data, and of the data of then where they are kept.
"""

from datetime import UTC, datetime

from igmgraph.citations.check import Check, Checks
from igmgraph.citations.outcome import Difference, compare
from igmgraph.citations.record import Citation
from igmgraph.errors import IgmError
from igmgraph.versions.kept import Kept, kept_version
from igmgraph.web.citations.minting import data_in_service, evaluate, ledger
from igmgraph.web.http.translations import gettext
from igmgraph.web.snapshots.state import state
from igmgraph.web.versions.mounting import reading

__all__ = ["recheck", "version_of_then"]


def recheck(cited: Citation) -> Checks:
    """Run the query of a citation again."""
    version, sha256 = data_in_service()
    now, kept = _run(cited, version, sha256), version_of_then(cited)
    if sha256 == cited.data_sha256 or kept is None:
        return Checks(now, now if sha256 == cited.data_sha256 else None)
    try:
        with reading(kept):
            return Checks(now, _run(cited, kept.number, kept.sha256))
    except IgmError as error:
        return Checks(now, _failed(error, kept.number, kept.sha256))


def version_of_then(cited: Citation) -> Kept | None:
    """The data that a citation was made of, if they are kept."""
    kept = kept_version(state().settings.store, cited.version)
    return kept if kept and kept.sha256 == cited.data_sha256 else None


def _run(cited: Citation, version: str, sha256: str) -> Check:
    try:
        _, now = evaluate(cited.client_query, state().settings.query_timeout)
    except IgmError as error:
        return _failed(error, version, sha256)
    then = ledger().outcome(cited.id)
    difference = compare(then, now)
    if then.sha256 == now.sha256:
        return Check("same", version, sha256, difference, _now())
    verdict = "different" if difference.added or difference.removed or then.head != now.head else "reordered"
    return Check(verdict, version, sha256, difference, _now())


def _failed(error: IgmError, version: str, sha256: str) -> Check:
    return Check("failed", version, sha256, Difference((), ()), _now(), error.told(gettext))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

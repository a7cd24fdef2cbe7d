"""What a version of the data is called: the `dcat:version` of its catalog, a semantic version (semver.org 2.0.0)."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Self

from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.namespaces import BASE, PREFIXES

__all__ = ["DataVersion", "is_release", "precedence", "read_version"]

_DATASET = NamedNode(f"{BASE}dataset")
_VERSION = NamedNode(f"{PREFIXES['dcat']}version")
_MODIFIED = NamedNode(f"{PREFIXES['dct']}modified")
_CORE = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})", re.ASCII)
#: Of data whose catalog gives no day: before all that do.
_NO_DAY = "1970-01-01"


@dataclass(frozen=True, slots=True)
class DataVersion:
    """What the catalog says of itself.

    Attributes:
        number: `dcat:version` of the dataset; "" when there is none.
        modified: `dct:modified` of the dataset, as an ISO date; 1970-01-01 when there is none.
    """

    number: str = ""
    modified: str = _NO_DAY

    @classmethod
    def from_manifest(cls, manifest: Any) -> Self:
        """Read what `to_manifest` wrote; a manifest from before there were versions has none."""
        return cls(**manifest.get("version", {}))

    def to_manifest(self) -> dict[str, str]:
        """The version as JSON holds it."""
        return asdict(self)

    @property
    def datetime(self) -> datetime:
        """The moment from which the version counts: the beginning, in UTC, of the day that the catalog gives."""
        return datetime.combine(date.fromisoformat(self.modified), time(), UTC)


def read_version(quads: Iterable[Quad]) -> DataVersion:
    """Find in some quads what the catalog says of the dataset."""
    found: dict[NamedNode, str] = {}
    for quad in quads:
        if quad.predicate in {_VERSION, _MODIFIED} and quad.subject == _DATASET and isinstance(quad.object, Literal):
            found[quad.predicate] = max(quad.object.value, found.get(quad.predicate, ""))
    modified = found.get(_MODIFIED, _NO_DAY)[:10]
    return DataVersion(found.get(_VERSION, ""), modified if _is_day(modified) else _NO_DAY)


def is_release(number: str) -> bool:
    """Whether a number is that of a release: three numbers, no pre-release part.

    >>> is_release("1.2.0"), is_release("1.2.0-draft"), is_release("")
    (True, False, False)
    """
    return bool(_CORE.fullmatch(number))


def precedence(number: str) -> tuple[int, ...]:
    """Key that puts releases in order (semver.org, item 11); a pre-release stands where its release will.

    >>> sorted(["1.10.0", "1.9.1"], key=precedence)
    ['1.9.1', '1.10.0']
    """
    core = _CORE.match(number)
    return tuple(map(int, core.groups())) if core else ()


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

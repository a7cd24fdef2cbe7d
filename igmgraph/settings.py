"""What an operator may set: defaults, then `IGM_...` variables, then command-line options. Passed, never global."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from igmgraph.errors import WrongUsage
from igmgraph.namespaces import BASE

__all__ = ["Settings"]

#: What numbers may be, from and to; those that are not here, from 0 to any number that a machine knows.
_BOUNDS: Mapping[str, tuple[float, float]] = {
    "port": (1, 65_535),
    "workers": (1, 1_024),
    "query_timeout": (0.001, 1_000_000),
    "worker_memory": (16 * 1024**2, 2**62),
    **dict.fromkeys(("body_readers", "open_versions"), (1, 1_024)),
    **dict.fromkeys(("max_query_length", "max_query_nesting", "max_query_joints"), (1, sys.maxsize)),
    **dict.fromkeys(("max_rows", "max_bytes", "service_max_bytes", "snapshot_max_bytes"), (1, sys.maxsize)),
    **dict.fromkeys(("service_timeout", "endpoint_interval", "snapshot_interval"), (0.01, 1_000_000)),
    **dict.fromkeys(("client_seconds_per_minute", "client_citations_per_hour"), (0, 1_000_000)),
    "client_burst_seconds": (1e-9, 1_000_000),
}
#: What begins with a scheme and has no character that an IRI may not have (RFC 3987, section 2.2).
_ABSOLUTE = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]+""")
#: An address on the web: its host, perhaps with a user before it (who is told that nobody belongs there) and a port.
_HTTP = re.compile(
    r"https?://(?:[^\s/?#@]*@)?(?:[^\s/?#@\[\]:]+|\[[0-9A-F:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)


def _is_engine(url: str) -> bool:
    return not url or _HTTP.fullmatch(url) is not None


#: What texts have to be, and how that is said.
_TEXTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "base_iri": (lambda iri: iri.endswith("/") and bool(_ABSOLUTE.fullmatch(iri)), "an IRI that ends in '/'"),
    "host": (lambda host: bool(host.strip()), "an address such as 127.0.0.1"),
    "endpoint": (_is_engine, "an http:// or https:// address"),
    "update_endpoint": (_is_engine, "an http:// or https:// address"),
    "snapshot_url": (
        lambda url: "://" not in url or url.startswith("file://") or _is_engine(url),
        "a folder, file:///folder, http:// or https://",
    ),
    "allow_service": (lambda iris: all(map(_ABSOLUTE.fullmatch, iris)), "an IRI with its scheme"),
}
_TRUTH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a running service.

    Attributes:
        store: folder that holds the snapshots.
        host: address to listen on.
        port: TCP port to listen on.
        base_iri: where the instance IRIs of the snapshot live; ends in `/`.
        workers: processes that evaluate clients' queries.
        query_timeout: seconds after which a query is stopped.
        worker_memory: bytes a query may use on top of the loaded snapshot.
        queue_length: queries that may wait for a worker before the service answers 503.
        body_readers: requests whose bodies may be on their way at a time; one client may have a quarter of them.
        max_query_length: characters of a query text.
        max_query_nesting: open brackets at any point of a query text.
        max_query_joints: parts that a query text joins in one chain, such as triples, UNIONs or additions.
        max_query_graphs: named graphs that a query may choose by FROM, or by the parameters of the protocol.
        allow_service: IRIs that a query may call by SERVICE.
        service_timeout: seconds that one call of a SERVICE may take.
        service_max_bytes: size of what one call may bring.
        client_seconds_per_minute: seconds of query time that one client is given back each minute; 0 for no limit.
        client_burst_seconds: seconds of query time that one client may have saved up.
        trusted_proxies: proxies in front of the service, each of which adds to X-Forwarded-For; 0 for none.
        max_rows: rows or triples of one answer.
        max_bytes: size of one answer, before compression.
        result_cache: bytes of answers that are kept for who asks the same again; 0 for none.
        memory_budget: bytes that a snapshot may take in memory; a larger one is read from disk.
        state: folder of what the service itself keeps: the citable answers.
        max_citations: citable answers that are kept in all; none is ever removed.
        max_citation_bytes: size of a citable answer with its query, packed.
        client_citations_per_hour: new citable answers that one client may make in an hour; 0 for any number.
        open_versions: older versions of the data that are held ready at a time.
        union_default_graph: whether the default graph of a query is the union of all named graphs.
        endpoint: SPARQL endpoint of another engine that holds a published snapshot; "" to serve that of the store.
        update_endpoint: where that engine takes updates; "" when nothing is published there.
        auth_env: name of the variable with the credentials for both; "" for none.
        endpoint_interval: seconds between two looks at what that engine holds.
        snapshot_url: folder or HTTP address where packs of snapshots are published; "" when snapshots are built here.
        snapshot_interval: seconds between two looks at it.
        snapshot_max_bytes: what one pack may hold.
    """

    store: Path = Path("store")
    host: str = "127.0.0.1"
    port: int = 8000
    base_iri: str = BASE
    workers: int = max(2, os.cpu_count() or 1)
    query_timeout: float = 10.0
    worker_memory: int = 2 * 1024**3
    queue_length: int = 64
    body_readers: int = 16
    max_query_length: int = 100_000
    max_query_nesting: int = 200
    max_query_joints: int = 1_000
    max_query_graphs: int = 100
    allow_service: tuple[str, ...] = ()
    service_timeout: float = 5.0
    service_max_bytes: int = 8 * 1024**2
    client_seconds_per_minute: float = 60.0
    client_burst_seconds: float = 120.0
    trusted_proxies: int = 0
    max_rows: int = 1_000_000
    max_bytes: int = 256 * 1024**2
    result_cache: int = 256 * 1024**2
    memory_budget: int = 2 * 1024**3
    state: Path = Path("state")
    max_citations: int = 20_000
    max_citation_bytes: int = 256 * 1024
    client_citations_per_hour: float = 60.0
    open_versions: int = 2
    union_default_graph: bool = True
    endpoint: str = ""
    update_endpoint: str = ""
    auth_env: str = ""
    endpoint_interval: float = 5.0
    snapshot_url: str = ""
    snapshot_interval: float = 30.0
    snapshot_max_bytes: int = 64 * 1024**3

    def __post_init__(self) -> None:
        """Refuse values with which no service could be of use.

        Raises:
            WrongUsage: there is one; it says which.
        """
        for name, value in asdict(self).items():
            low, high = _BOUNDS.get(name, (0, sys.maxsize))
            # What is no number at all (NaN) is not between two either.
            if isinstance(value, int | float) and not low <= value <= high:
                raise _refusal(name, value, f"a number from {low} to {high}")
        for name, (fits, expected) in _TEXTS.items():
            if not fits(getattr(self, name)):
                raise _refusal(name, _write(getattr(self, name)), expected)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read `IGM_STORE`, `IGM_PORT` and so on.

        Raises:
            WrongUsage: a variable does not hold a value of its setting's type.
        """
        values: dict[str, object] = {}
        for field in fields(cls):
            variable = f"IGM_{field.name.upper()}"
            if variable in environment:
                values[field.name] = _parse(variable, environment[variable], field.default)
        return cls(**values)  # type: ignore[arg-type]

    def to_environment(self) -> dict[str, str]:
        """The same settings as variables, for a process that is started next."""
        return {f"IGM_{name.upper()}": _write(value) for name, value in asdict(self).items()}


def _refusal(name: str, value: object, expected: str) -> WrongUsage:
    return WrongUsage(f"{name.replace('_', '-')} {value!r}: {expected} is expected")


def _write(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _parse(variable: str, text: str, default: object) -> object:
    kind = type(default)
    try:
        if kind is bool:
            return _TRUTH[text.lower()]
        if kind is tuple:
            return tuple(text.split())
        return Path(text) if isinstance(default, Path) else kind(text)  # type: ignore[call-arg]
    except (KeyError, ValueError):
        raise WrongUsage(f"{variable}={text!r}: expected a value like {default!s}") from None

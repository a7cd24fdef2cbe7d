"""What an operator may set: defaults, then `IGM_...` variables, then command-line options. Passed, never global."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from igmgraph.errors import InputError
from igmgraph.namespaces import BASE

__all__ = ["Settings"]

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
        """Refuse a base to which no path can be appended."""
        if not self.base_iri.endswith("/"):
            raise InputError(f"base_iri {self.base_iri!r}: an IRI that ends in '/' is expected")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read `IGM_STORE`, `IGM_PORT` and so on.

        Raises:
            InputError: a variable does not hold a value of its setting's type.
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
        raise InputError(f"{variable}={text!r}: expected a value like {default!s}") from None

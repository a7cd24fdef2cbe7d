"""Query processes: SPARQL text from a client is parsed and run only here, under a deadline and a memory limit.

A worker holds the snapshot open, and is killed and replaced when a query passes a limit: neither a thread nor
`Store.query` can be stopped. Pebble's pool does the killing.
"""

import multiprocessing
import re
import signal
import sys
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pebble
from pyoxigraph import NamedNode, RdfFormat, Store

from igmgraph.engine.admission import admit
from igmgraph.engine.base import ClientQuery
from igmgraph.engine.confinement import end_with_parent, limit_memory, open_nothing_more
from igmgraph.engine.results import write_answer
from igmgraph.errors import DeadlineExceeded, IgmError, MemoryExceeded, QuerySyntaxError, Unavailable
from igmgraph.settings import Settings

__all__ = ["QueryWorkers", "evaluate", "forget_program", "open_store"]

#: Seconds that Pebble waits after its polite signal, which native code does not hear, before it kills.
pebble.CONSTS.term_timeout = 0.1

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_worker: dict[str, Any] = {}


def forget_program() -> None:
    """Keep multiprocessing from importing the program of this process into every query process it starts.

    They need nothing of it, and reading it takes several times as long as the rest of their start.
    """
    program = sys.modules["__main__"]
    program.__spec__ = None
    vars(program).pop("__file__", None)


def open_store(snapshot: Path, quads: int, settings: Settings) -> Store:
    """Open a snapshot: in memory when it has at most `settings.in_memory_quads` quads, else read-only from disk."""
    if quads > settings.in_memory_quads:
        return Store.read_only(str(snapshot / "store"))
    store = Store()
    store.bulk_load(path=str(snapshot / "dataset.nq"), format=RdfFormat.N_QUADS)
    return store


def evaluate(store: Store, query: ClientQuery, media_type: str, settings: Settings, max_bytes: int) -> bytes:
    """Run a query that was admitted, in this process.

    Raises:
        QuerySyntaxError: the text does not parse.
        ResultTooLarge: the answer has more bytes than `max_bytes`.
    """
    given = bool(query.default_graphs or query.named_graphs)
    union = settings.union_default_graph and not given and not admit(query.text, settings).names_dataset
    try:
        results = store.query(
            query.text,
            # The default base of relative IRIs (RFC 3986, section 5.1.4): the same whoever asks, and by which address.
            base_iri=settings.base_iri,
            use_default_graph_as_union=union,
            default_graph=[NamedNode(iri) for iri in query.default_graphs] if given else None,
            named_graphs=[NamedNode(iri) for iri in query.named_graphs] if given else None,
        )
    except SyntaxError as error:
        raise _syntax_error(str(error)) from None
    return write_answer(results, media_type, max_bytes)


def _syntax_error(message: str) -> QuerySyntaxError:
    place = _PLACE.match(message)
    if place is None:
        return QuerySyntaxError(message)
    # The list of what the parser would have taken fills a page.
    reason = place[3] if len(place[3]) < 200 else "this is not SPARQL here"
    return QuerySyntaxError(reason, int(place[1]), int(place[2]))


class QueryWorkers:
    """A pool of query processes over one snapshot."""

    def __init__(self, snapshot: Path, quads: int, settings: Settings) -> None:
        """Start the processes and wait until one of them is ready."""
        self._settings = settings
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self._places = BoundedSemaphore(settings.workers + settings.queue_length)
        self._pool = pebble.ProcessPool(
            max_workers=settings.workers,
            initializer=_start,
            initargs=(snapshot, quads, settings),
            context=context,
        )
        for warm in [self._pool.schedule(_ready) for _ in range(settings.workers)]:
            warm.result()

    def run(self, query: ClientQuery, media_type: str, max_bytes: int) -> bytes:
        """Run an admitted query; raises what `Engine.answer` says."""
        if not self._places.acquire(blocking=False):
            raise Unavailable("every worker is busy and the queue is full; try again soon")
        timeout = self._settings.query_timeout
        try:
            future = self._pool.schedule(_run, args=[query, media_type, max_bytes], timeout=timeout)
            return _outcome(future.result())
        except FutureTimeoutError:
            raise DeadlineExceeded(
                f"the query was stopped after {timeout:g} seconds; ask for less, with LIMIT"
            ) from None
        except (pebble.ProcessExpired, MemoryError):
            raise MemoryExceeded("the query needed more memory or stack than one query may use") from None
        finally:
            self._places.release()

    def close(self) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _outcome(answer: bytes | IgmError) -> bytes:
    if isinstance(answer, IgmError):
        raise answer
    return answer


def _start(snapshot: Path, quads: int, settings: Settings) -> None:
    """Prepare a new process: it holds the snapshot, ends with the server, and may use so much and no more."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker["store"] = open_store(snapshot, quads, settings)
    _worker["settings"] = settings
    limit_memory(settings.worker_memory)
    if quads <= settings.in_memory_quads:
        # A store on disk opens its files as queries need them.
        open_nothing_more()


def _ready() -> bool:
    return "store" in _worker


def _run(query: ClientQuery, media_type: str, max_bytes: int) -> bytes | IgmError:
    # An error that is returned arrives as it is; one that is raised arrives wrapped.
    try:
        return evaluate(_worker["store"], query, media_type, _worker["settings"], max_bytes)
    except IgmError as error:
        return error

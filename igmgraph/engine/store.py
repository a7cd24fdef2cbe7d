"""A snapshot opened, and a query evaluated over it in this process."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, QueryTriples, RdfFormat, Store

from igmgraph.engine.answer.outlet import Outlet
from igmgraph.engine.answer.writing import Ceilings, write_answer
from igmgraph.engine.channel import Send, Task
from igmgraph.engine.mistakes.syntax import syntax_error
from igmgraph.engine.query.total_order import in_total_order
from igmgraph.errors import IgmError, QueryRefused, Unavailable
from igmgraph.settings import Settings

__all__ = ["evaluate", "fits_in_memory", "graphs_of", "open_in_memory", "open_on_disk"]

#: What a text has (in capitals) that makes terms of its own, of any size; others take theirs from the data.
_MAKERS = ("AS", "SERVICE", "VALUES", "\\")
_MAKES_TERMS = re.compile(r"(?<![A-Z])(?:AS|SERVICE|VALUES)(?![A-Z])|\\")
_SHORT = 8 * 1024
#: How RocksDB begins to tell of a file that it cannot read, or that is not as it was written.
_OF_STORE = ("IO error: ", "Corruption: ")
#: Bytes that a quad takes in memory, as measured with profiles of the indicators, terms included.
_BYTES_PER_QUAD = 600


def fits_in_memory(quads: int, settings: Settings) -> bool:
    """Whether a snapshot of so many quads is to be held in memory."""
    return quads * _BYTES_PER_QUAD <= settings.memory_budget


def open_in_memory(snapshot: Path) -> Store:
    """Load a snapshot."""
    store = Store()
    store.bulk_load(path=str(snapshot / "dataset.nq"), format=RdfFormat.N_QUADS)
    return store


def open_on_disk(snapshot: Path) -> Store:
    """Open a snapshot where it is, to be read only; takes some 20 ms."""
    return Store.read_only(str(snapshot / "store"))


def graphs_of(store: Store) -> Sequence[str]:
    """IRIs of the named graphs of a store, sorted."""
    return sorted(name.value for name in store.named_graphs() if isinstance(name, NamedNode))


def evaluate(store: Store, task: Task, send: Send) -> None:
    """Run a query that was admitted, and send the frames of its answer.

    Raises:
        QuerySyntaxError: the text does not parse.
        QueryRefused: it cannot be evaluated.
        ResultTooLarge: not even the first row fits under the ceiling.
        Unavailable: a SERVICE of it does not answer, or the store cannot be read.
    """
    outlet = Outlet(send, task.media_type, task.coding)

    def more() -> bool:
        rows: int = sum(1 for _ in _query(store, task, task.probe))
        return rows > task.max_rows

    try:
        results = _query(store, task, task.limited)
        weighed = isinstance(results, QueryTriples) and _makes_terms(task.text)
        # Whatever the scan made of the text, the rows that come are counted.
        ceilings = Ceilings(
            task.max_rows,
            task.max_bytes,
            more,
            counted=task.limited == task.text,
            weighed=weighed,
            again=lambda: _query(store, task, task.limited),
        )
        write_answer(results, outlet, task.media_type, ceilings)
    except SyntaxError as error:
        raise syntax_error(str(error), task.text) from None
    except (OSError, RuntimeError) as error:
        raise _told(error) from error


def _told(error: OSError | RuntimeError) -> IgmError:
    said = str(error)
    if said.startswith(_OF_STORE):
        # It names files of the service.
        return Unavailable("the service cannot read its data; tell who runs it")
    if isinstance(error, OSError):
        # What the relay says follows an address that is nobody's business.
        _, known, reason = said.rpartition("with payload:\n")
        reason = reason.strip() if known else "the call broke off"
        return Unavailable("a SERVICE of the query did not answer: {reason}", reason=reason)
    return QueryRefused("the query cannot be evaluated: {reason}", reason=said)


def _makes_terms(text: str) -> bool:
    if len(text) > _SHORT:
        return True
    text = text.upper()
    # Most texts have none of these letters, which is found out in a tenth of the time.
    return any(maker in text for maker in _MAKERS) and _MAKES_TERMS.search(text) is not None


def _query(store: Store, task: Task, text: str) -> Any:
    given = bool(task.default_graphs or task.named_graphs)
    arguments: dict[str, Any] = {
        # The default base of relative IRIs (RFC 3986, section 5.1.4): the same whoever asks, and by which address.
        "base_iri": task.base_iri,
        "use_default_graph_as_union": task.union and not given,
        "default_graph": [NamedNode(iri) for iri in task.default_graphs] if given else None,
        "named_graphs": [NamedNode(iri) for iri in task.named_graphs] if given else None,
    }
    if task.total:
        # What does not parse then is told of what the client wrote.
        with suppress(SyntaxError):
            return store.query(in_total_order(text), **arguments)
    try:
        return store.query(text, **arguments)
    except SyntaxError:
        if text == task.text:
            raise
    # The place of the fault is told of what the client wrote; what has none is not answered without a limit.
    store.query(task.text, **arguments)
    raise QueryRefused("write a space before and after LIMIT, OFFSET and VALUES, and behind their numbers")

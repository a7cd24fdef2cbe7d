"""From a query that was admitted to what a worker has to do for it."""

from igmgraph.engine.channel import Task
from igmgraph.engine.query.admitted import Admission
from igmgraph.engine.values import ClientQuery, QueryForm, Wanted
from igmgraph.settings import Settings

__all__ = ["task_of"]


def task_of(query: ClientQuery, admission: Admission, wanted: Wanted, settings: Settings) -> Task:
    """What a worker has to do for a query."""
    limited = probe = query.text
    # Of a graph, the triples are counted as they are made.
    ceiling = admission.ceiling if admission.form is QueryForm.SELECT else None
    bounded = ceiling is not None and ceiling.limit is not None and ceiling.limit <= settings.max_rows
    if ceiling is not None and not bounded:
        limited, probe = (ceiling.apply(query.text, settings.max_rows + more) for more in (0, 1))
    return Task(
        text=query.text,
        limited=limited,
        probe=probe,
        default_graphs=tuple(query.default_graphs),
        named_graphs=tuple(query.named_graphs),
        base_iri=settings.base_iri,
        union=settings.union_default_graph and not admission.names_dataset,
        media_type=wanted.media_type,
        coding=wanted.coding,
        max_rows=settings.max_rows,
        max_bytes=min(wanted.max_bytes or settings.max_bytes, settings.max_bytes),
        timeout=min(wanted.timeout or settings.query_timeout, settings.query_timeout),
        total=admission.mixed,
    )

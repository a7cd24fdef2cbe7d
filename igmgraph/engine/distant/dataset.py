"""What a query is about in an engine that may hold graphs of others: graphs of the publication, and no others."""

from collections.abc import Sequence
from dataclasses import replace

from igmgraph.engine.distant.dialect import Dialect
from igmgraph.engine.distant.publication import NOWHERE, Publication
from igmgraph.engine.query.dataset_clause import DatasetClause
from igmgraph.engine.values import ClientQuery
from igmgraph.errors import Unavailable

__all__ = ["Dataset"]


class Dataset:
    """The graphs of one publication in one engine."""

    def __init__(self, publication: Publication, dialect: Dialect) -> None:
        self._all, self._known = tuple(publication.graphs), frozenset(publication.graphs)
        self._dialect = dialect

    def confine(self, query: ClientQuery, clause: DatasetClause | None, *, union: bool) -> ClientQuery:
        """The query with its dataset in the protocol, which an engine obeys, and no longer in its text.

        Graphs that are not of the publication are empty, as any that do not exist. A query that names none is about
        all of them, the default graph too if `union`.

        Raises:
            Unavailable: the engine holds graphs of others, and does not obey.
        """
        if not (self._dialect.alone or self._dialect.keeps_to_dataset):
            raise Unavailable("the engine behind this service holds graphs of others, and cannot leave them out")
        says = clause is not None and bool(clause.places)
        if clause and says:
            query = replace(query, text=clause.leave_out(query.text))
        if query.default_graphs or query.named_graphs:
            return self._about(query, query.default_graphs, query.named_graphs)
        if clause and says:
            return self._about(query, clause.default, clause.named)
        if union and self._dialect.union and self._dialect.alone:
            # To name them costs time.
            return query
        return self._about(query, self._all if union else (), self._all)

    def _about(self, query: ClientQuery, default: Sequence[str], named: Sequence[str]) -> ClientQuery:
        return replace(query, default_graphs=self._ours(default), named_graphs=self._ours(named))

    def _ours(self, graphs: Sequence[str]) -> Sequence[str]:
        return [graph for graph in graphs if graph in self._known] or [NOWHERE]

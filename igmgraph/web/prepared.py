"""A query that has been read, admitted and negotiated."""

from collections.abc import Hashable
from dataclasses import dataclass

from igmgraph.engine.base import ClientQuery, QueryForm, Wanted

__all__ = ["Prepared"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that is ready to be evaluated.

    Attributes:
        query: what is asked.
        form: its form.
        wanted: how the answer is wanted.
        key: what the answer depends on besides the data; None for one that is different each time.
    """

    query: ClientQuery
    form: QueryForm
    wanted: Wanted
    key: Hashable | None

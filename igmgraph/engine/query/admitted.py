"""What is known of a query text that may be evaluated."""

from collections.abc import Sequence
from dataclasses import dataclass

from igmgraph.engine.query.ceiling import Ceiling
from igmgraph.engine.query.dataset_clause import DatasetClause
from igmgraph.engine.values import QueryForm

__all__ = ["Admission"]


@dataclass(frozen=True, slots=True)
class Admission:
    """What the scan found out.

    Attributes:
        form: form of the query; SELECT where there is none, so that the parser says what is wrong.
        names_dataset: whether a FROM clause says what the query is about.
        normalized: the text with each comment and each white space between tokens as one space.
        lasting: whether the answer depends on nothing but the text and the data.
        ceiling: where the text says how many solutions it wants; None where that cannot be told.
        services: where the text names a target of SERVICE, from and to, and which IRI that is.
        dataset: the FROM clauses of a query for another engine.
        mixed: whether values of several kinds may have to be ordered.
    """

    form: QueryForm
    names_dataset: bool
    normalized: str
    lasting: bool
    ceiling: Ceiling | None
    services: Sequence[tuple[int, int, str]] = ()
    dataset: DatasetClause | None = None
    mixed: bool = False

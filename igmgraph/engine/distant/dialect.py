"""In what an engine differs from others, as far as it matters for what is sent to it."""

import json
from dataclasses import asdict, dataclass
from typing import Self

__all__ = ["Dialect"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What was found out about an engine.

    Attributes:
        product: what it calls itself.
        union: whether its default graph holds what is in the named graphs.
        alone: whether these are the graphs of the publication and no others.
        keeps_to_dataset: whether a query sees no graph but those that the protocol names.
        most_rows: rows that it gives at most, 0 when there is no such limit.
        partial: whether it takes `timeout=` in ms, and answers with what it has found by then (Virtuoso).
    """

    product: str = ""
    union: bool = False
    alone: bool = False
    keeps_to_dataset: bool = False
    most_rows: int = 0
    partial: bool = False

    def to_text(self) -> str:
        """For another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What `to_text` wrote."""
        return cls(**json.loads(text))

"""What headers say of an answer's ceilings, as far as it is known when they are sent.

An answer that is whole by then is known; of one that is being made, only its end can tell (`engine.answer.marks`).
"""

from igmgraph.engine.base import Answer
from igmgraph.engine.values import Cut
from igmgraph.settings import Settings

__all__ = ["cut_headers"]

#: A structured field (RFC 9651): `rows` or `bytes` with the limit that ended the answer, or `at-end` with both limits.
_TRUNCATED = "Igmgraph-Truncated"


def cut_headers(answer: Answer, settings: Settings, most: int | None = None) -> dict[str, str]:
    """Headers of an answer of which nothing was sent yet; `most` is a size of its own, if that is less."""
    if not answer.whole:
        return {_TRUNCATED: f"at-end;rows={settings.max_rows};bytes={settings.max_bytes}"}
    if answer.cut is None:
        return {}
    limit = settings.max_rows if answer.cut is Cut.ROWS else min(most or settings.max_bytes, settings.max_bytes)
    return {_TRUNCATED: f"{answer.cut.value};limit={limit}"}

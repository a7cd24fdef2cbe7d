"""Why a query process has ended, by what its engine has said; Oxigraph aborts where it finds itself at fault."""

from igmgraph.errors import EngineBroken, IgmError, MemoryExceeded

__all__ = ["is_of_order", "verdict_on"]

#: Of Rust's sort, which ends when a comes before b, b before c and c before a: so do a number, a string and a number.
_NO_ORDER, _FAULT = b"total order", b"panicked at"


def is_of_order(said: bytes) -> bool:
    """Whether it could not order values of several kinds."""
    return _FAULT in said and _NO_ORDER in said


def verdict_on(said: bytes) -> IgmError:
    """What the client is told; memory, or the stack, runs out without any of these words."""
    if is_of_order(said):
        return EngineBroken(
            "the engine cannot put numbers and other values in one order; order by one kind, as in ORDER BY STR(?x)"
        )
    if _FAULT in said:
        return EngineBroken("the engine fails on this query; ask in another way")
    return MemoryExceeded("the query needed more memory or stack than one query may use")

"""All documents of a kind, in the order of the index, where any place costs the same."""

from collections.abc import Callable, Sequence
from typing import Any, overload

from pyroaring import BitMap

__all__ = ["Members", "sort_key"]

_Rows = Callable[..., Sequence[tuple[Any, ...]]]


class Members(Sequence[str]):
    """IRIs, read from the index when they are asked for."""

    def __init__(self, rows: _Rows, numbers: BitMap) -> None:
        """Read the documents of these numbers by `rows`, which runs a query."""
        self._rows = rows
        self._numbers = numbers

    def __len__(self) -> int:
        """How many there are."""
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The IRI at a place, or those at some places."""
        wanted = self._numbers[place]
        return self._iri(wanted) if isinstance(wanted, int) else [self._iri(number) for number in wanted]

    def _iri(self, number: int) -> str:
        ((iri,),) = self._rows("SELECT iri FROM documents WHERE id = ?", number)
        return str(iri)


def sort_key(iri: str) -> str:
    """What the order goes by: it is that of lines of N-Quads, where an IRI ends with a bracket."""
    return f"{iri}>"

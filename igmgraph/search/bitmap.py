"""Sets of document numbers as whole numbers, whose bits are the members: small, and quick to intersect and count."""

from collections.abc import Iterable

__all__ = ["bitmap", "from_bytes", "holds", "to_bytes"]


def bitmap(members: Iterable[int]) -> int:
    """Make a set of its members.

    >>> bin(bitmap([0, 3]))
    '0b1001'
    """
    found = list(members)
    bits = bytearray((max(found, default=0) >> 3) + 1)
    for member in found:
        bits[member >> 3] |= 1 << (member & 7)
    return from_bytes(bytes(bits))


def holds(bits: int, member: int) -> bool:
    """Whether a set holds a member."""
    return bool(bits >> member & 1)


def to_bytes(bits: int) -> bytes:
    """Write a set."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def from_bytes(content: bytes) -> int:
    """Read a set."""
    return int.from_bytes(content, "little")

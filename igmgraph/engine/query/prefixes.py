"""What the prefixed names of a query stand for, as far as its tokens tell for certain."""

import re

__all__ = ["Prefixes", "absolute", "unescaped"]

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Prefixes:
    """Follows the tokens of a query, and notes what its prefixes are declared to be."""

    def __init__(self) -> None:
        self._namespaces: dict[str, set[str | None]] = {}
        self._declared = ""

    def take(self, kind: str, text: str) -> None:
        """Go on by one token; the parser reads `PREFIXe:` as the keyword and `e:`."""
        if kind == "iri" and self._declared:
            for prefix in {self._declared, re.sub("^PREFIX", "", self._declared, flags=re.IGNORECASE)}:
                self._namespaces.setdefault(prefix, set()).add(absolute(text))
        self._declared = text if kind == "name" and text.endswith(":") else ""

    def has(self, prefix: str) -> bool:
        """Whether a prefix is declared, however often."""
        return f"{prefix}:" in self._namespaces

    def iri(self, kind: str, text: str) -> str | None:
        """IRI that a token stands for; None for a relative one, or when its prefix is not declared exactly once."""
        if kind == "iri":
            return absolute(text)
        if kind != "name":
            return None
        prefix, _, local = text.partition(":")
        namespace, *others = self._namespaces.get(f"{prefix}:", {None})
        return None if namespace is None or others else namespace + _LOCAL_ESCAPE.sub(r"\1", local)


def unescaped(token: str) -> str:
    """What stands in an IRIREF token, with its escapes undone."""
    return _ESCAPE.sub(lambda escape: chr(min(int(escape[1] or escape[2], 16), 0x10FFFF)), token[1:-1])


def absolute(token: str) -> str | None:
    """IRI of an IRIREF token; None for a relative one."""
    iri = unescaped(token)
    return iri if _ABSOLUTE.match(iri) else None

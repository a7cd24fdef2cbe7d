"""Names in which the engine may read the keyword SERVICE.

It needs no space between keyword and name: `SERVICEe:x` is one name, or a keyword and another name. It takes less than
the whole for a name, and reads on with what is left, if the whole makes no IRI (`e:SERVICE` where `e:` ends in a port),
and from a second full stop on (`e:a.b.SERVICE`). In `1.e:x`, the prefix is read as part of a run here.
"""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from igmgraph.engine.query.prefixes import Prefixes

__all__ = ["HiddenCalls"]

_KEYWORD, _SILENT = re.compile("SERVICE", re.IGNORECASE), re.compile("SILENT", re.IGNORECASE)
_STOPS = re.compile(r"\.+")
#: Kinds of tokens that name a target: variables are literals here.
_TARGETS = {"iri", "literal", "name"}


class HiddenCalls:
    """Follows the tokens of a query."""

    def __init__(self, prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        # Whether the last tokens would be a call with `{` behind them, or with a target and `{`.
        self._awaits_group = self._awaits_target = False
        self._after_run = False

    def take(self, kind: str, text: str, words: Sequence[str], *, is_graph: bool) -> bool:
        """Go on by one token; whether it may make a call of names before it. `is_graph` follows GRAPH or FROM."""
        if text == "{" and self._awaits_group:
            return True
        if self._awaits_target and words == ["SILENT"]:
            return False
        self._awaits_group, self._awaits_target = self._awaits_target and kind in _TARGETS, False
        if kind == "name" and not is_graph:
            for rest in self._rests(text):
                prefix, colon, _ = rest.partition(":")
                self._awaits_target |= not rest
                self._awaits_group |= bool(colon) and self._prefixes.has(prefix)
        self._after_run = kind == "run"
        return False

    def _rests(self, name: str) -> Iterator[str]:
        """What stands in a name behind what may be the keyword."""
        found = list(_KEYWORD.finditer(name))
        if not found:
            return
        # What is surely one name may still, where a name makes no sense, be a keyword and another name.
        end = name.index(":") if self._is_surely_one(name) else len(name)
        for rest in (name[each.end() :] for each in found if each.start() < end):
            yield rest
            if silent := _SILENT.match(rest):
                yield rest[silent.end() :]

    def _is_surely_one(self, name: str) -> bool:
        name = name.rstrip(".")
        prefix, _, local = name.partition(":")
        iri = self._prefixes.iri("name", name)
        if iri is None or len(_STOPS.findall(local)) > 1 or (self._after_run and not prefix):
            return False
        try:
            NamedNode(iri)
        except ValueError:
            return False
        return True

"""The headings of a published profile in each language, from `headings.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from igmgraph.ingest.names import plain

__all__ = ["DOMAINS", "GAP", "KINDS", "WELL", "Headings", "load_headings"]

#: The two kinds of findings, as the last part of their IRI begins.
WELL, GAP = "w", "g"
KINDS = (WELL, GAP)

#: Slugs of the six domains, in the order of the framework.
DOMAINS = (
    "migrants-rights",
    "whole-of-government",
    "partnerships",
    "socioeconomic-wellbeing",
    "mobility-in-crises",
    "safe-orderly-regular",
)

_FILE = Path(__file__).with_name("headings.yaml")


@dataclass(frozen=True, slots=True)
class Headings:
    """What a line may announce; every key is a heading as `plain` leaves it.

    Attributes:
        lists: heading of a list to its kind and language.
        domains: heading of a domain, in any language, to its slug.
        furniture: lines that carry nothing.
        examples: kind and language to the wording that is usual, for messages.
    """

    lists: Mapping[str, tuple[str, str]]
    domains: Mapping[str, str]
    furniture: frozenset[str]
    examples: Mapping[tuple[str, str], str]

    def __post_init__(self) -> None:
        """Refuse a table that forgets a domain."""
        if set(self.domains.values()) != set(DOMAINS):
            raise ValueError(f"{_FILE}: the domains are {', '.join(DOMAINS)}")


@cache
def load_headings() -> Headings:
    """Read the table that the package ships."""
    table = yaml.safe_load(_FILE.read_text("utf-8"))
    lists: dict[str, tuple[str, str]] = {}
    domains: dict[str, str] = {}
    examples: dict[tuple[str, str], str] = {}
    for language, headings in table["languages"].items():
        for kind, name in ((WELL, "well_developed"), (GAP, "potential")):
            examples[kind, language] = headings[name][0]
            lists.update({plain(heading): (kind, language) for heading in headings[name]})
        for domain, wordings in headings["domains"].items():
            domains.update({plain(heading): domain for heading in wordings})
    return Headings(lists, domains, frozenset(map(plain, table["furniture"])), examples)

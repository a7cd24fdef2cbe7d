"""Lines of a page to findings: which domain, which list, which place in it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from igmgraph.errors import InputError
from igmgraph.ingest.headings import DOMAINS, GAP, KINDS, WELL, load_headings
from igmgraph.ingest.names import plain

__all__ = ["Bullet", "Page", "read_page"]

# A bullet or a number with its point or bracket; a number alone on its line numbers a page.
_MARK = re.compile(
    r"(?:[\u2022\u00b7\u25cf\u25e6\u25aa\u25ab\u25a0\u2023\uf0b7*\u2013\u2014-]\s*|\d{1,2}[.)]\s+)+(?=\S)"
)
_NUMBER = re.compile(r"^[\d.)\s]+")


@dataclass(frozen=True, slots=True)
class Bullet:
    """One finding as it is printed.

    Attributes:
        domain: slug of its domain.
        kind: `w` well developed, `g` potential for further development.
        order: its place in the list, from 1.
        section: heading of the domain, as printed.
        text: what it says, blanks made one.
        line: where it begins, from 1.
    """

    domain: str
    kind: str
    order: int
    section: str
    text: str
    line: int

    @property
    def key(self) -> str:
        """Last parts of the IRI of the finding: `partnerships/w1`."""
        return f"{self.domain}/{self.kind}{self.order}"


@dataclass(frozen=True, slots=True)
class Page:
    """A published profile: language of its lists, and its findings in the order of the page."""

    language: str
    bullets: Sequence[Bullet]


@dataclass(slots=True)
class _List:
    domain: str
    section: str
    kind: str
    language: str
    heading: str
    line: int
    bullets: list[Bullet] = field(default_factory=list)

    def add(self, text: str, line: int) -> None:
        self.bullets.append(Bullet(self.domain, self.kind, len(self.bullets) + 1, self.section, text, line))

    def continue_last(self, text: str) -> None:
        last = self.bullets[-1]
        self.bullets[-1] = replace(last, text=f"{last.text} {text}")


def read_page(file: str, lines: Sequence[str]) -> Page:
    """Find the twelve lists: two for each of the six domains.

    Only what stands under the heading of a list counts, so that the framework's description, which the page prints
    first and under the same domain headings, adds nothing.

    Raises:
        InputError: the page has another layout, a list is missing, empty or there twice, or the languages of its
            headings differ. The message begins with `file`, and names the line where there is one.
    """
    reader = _Reader(file)
    for number, line in enumerate(lines, start=1):
        reader.take(number, line)
    lists = reader.lists
    if not lists:
        examples = load_headings().examples
        known = ", ".join(f"\u201c{examples[WELL, language]}\u201d" for language in ("en", "es", "fr"))
        raise InputError(f"{file}: not the layout of a profile page: no line reads {known} or the like")
    _check_whole(file, lists)
    languages = Counter(found.language for found in lists)
    if len(languages) > 1:
        raise InputError(f"{file}: the headings of the lists are in several languages: {', '.join(sorted(languages))}")
    return Page(lists[0].language, [bullet for found in lists for bullet in found.bullets])


class _Reader:
    """Takes lines one by one and gathers the lists that they make."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._headings = load_headings()
        self._domain: tuple[str, str] | None = None
        self._current: _List | None = None
        # Whether the line before belongs to a bullet, so that this one may go on with it.
        self._in_bullet = False
        self.lists: list[_List] = []

    def take(self, number: int, line: str) -> None:
        key, mark = plain(_NUMBER.sub("", line)), _MARK.match(line)
        in_bullet, self._in_bullet = self._in_bullet, False
        if key in self._headings.lists:
            self._begin_list(number, line, *self._headings.lists[key])
        elif key in self._headings.domains:
            # Also with a mark before it: no finding is the name of a domain and nothing else.
            self._domain, self._current = (self._headings.domains[key], line[mark.end() :] if mark else line), None
        elif self._current and mark:
            self._current.add(line[mark.end() :], number)
            self._in_bullet = True
        elif self._current and key and key not in self._headings.furniture:
            self._take_text(self._current, line, in_bullet=in_bullet)

    def _begin_list(self, number: int, line: str, kind: str, language: str) -> None:
        if self._domain is None:
            raise InputError(f"{self._file}:{number}: a list begins before any heading of a domain: \u201c{line}\u201d")
        self._current = _List(*self._domain, kind, language, line, number)
        self.lists.append(self._current)

    def _take_text(self, current: _List, line: str, *, in_bullet: bool) -> None:
        if in_bullet:
            current.continue_last(line)
            self._in_bullet = True
        elif current.bullets:
            # Text after the last bullet, such as the date of the page, ends the list.
            self._current = None


def _check_whole(file: str, lists: Sequence[_List]) -> None:
    first: dict[tuple[str, str], _List] = {}
    for found in lists:
        if not found.bullets:
            raise InputError(
                f"{file}:{found.line}: no bullet (such as \u2022 or -) follows \u201c{found.heading}\u201d"
            )
        other = first.setdefault((found.domain, found.kind), found)
        if other is not found:
            raise InputError(
                f"{file}:{found.line}: a second list \u201c{found.heading}\u201d for {found.domain}, after that "
                f"of line {other.line}; is the heading of a domain missing before it?"
            )
    names = {WELL: "well-developed areas", GAP: "areas with potential for further development"}
    missing = [f"{domain}: {names[kind]}" for domain in DOMAINS for kind in KINDS if (domain, kind) not in first]
    if missing:
        raise InputError(f"{file}: no list for {'; '.join(missing)}")

"""A span of capitalised words to the names in it: cut where a new name begins, without what trails after."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from igmgraph.ingest.marks import Marks
from igmgraph.ingest.names import plain
from igmgraph.ingest.pipeline import Pipeline

__all__ = ["Namer"]

_POSSESSIVE = {"'s", "\u2019s", "'", "\u2019"}


class Namer:
    """Cuts and trims spans by the marks of a language; `places` are names of places as `plain` leaves them."""

    def __init__(self, marks: Marks, pipeline: Pipeline, places: set[str]) -> None:
        self._marks = marks
        self._pipeline = pipeline
        self._places = places

    def names(self, span: Span) -> Iterator[tuple[Span, str]]:
        """Each name in a span, with its head in lower case; what has no head, or is nothing else, is left out."""
        for piece in self._cut(span):
            name = self._trim_start(piece)
            head = self.head(name)
            if head is not None:
                name = self.trim_end(name, is_municipality=head.lower_ in self._marks.municipality_words)
                if len(name) > 1:
                    yield name, head.lower_

    def head(self, span: Span) -> Token | None:
        """The token that tells what a name names."""
        run = next(iter(self._runs(span)), None)
        if run is None:
            return None
        heads = [token for token in run if self._is_head(token)]
        if self._marks.head_last:
            return heads[-1] if heads else None
        return heads[0] if heads and heads[0].i == run.start else None

    def trim_end(self, span: Span, *, is_municipality: bool = False) -> Span:
        """Without small words at the end, and without an owner or a place that only says whose it is."""
        span = self._without_small_words(span)
        last = span[-1:]
        if len(span) > 2 and last.text.lower() in self._marks.owners and self._is_small(span[-2]):
            return self.trim_end(span[:-1])
        return span if is_municipality else self._without_place(span)

    def _cut(self, span: Span) -> list[Span]:
        """A run of capitals with a head begins a name."""
        runs = self._runs(span)
        starts = [span.start, *(run.start for run in runs[1:] if self.head(run) is not None)]
        return [span.doc[start:end] for start, end in zip(starts, [*starts[1:], span.end], strict=True)]

    def _runs(self, span: Span) -> Sequence[Span]:
        """Sequences of words that are not small, each after small words."""
        starts = [
            token.i
            for token in span
            if not self._is_small(token) and (token.i == span.start or self._is_small(span.doc[token.i - 1]))
        ]
        runs = []
        for start in starts:
            end = start
            while end < span.end and not self._is_small(span.doc[end]):
                end += 1
            runs.append(span.doc[start:end])
        return runs

    def _trim_start(self, span: Span) -> Span:
        while len(span) > 1 and span[0].lower_ in self._marks.connectors | self._marks.articles:
            span = span[1:]
        return span

    def _without_small_words(self, span: Span) -> Span:
        while len(span) > 1 and self._is_small(span[-1]):
            span = span[:-1]
        return span

    def _without_place(self, span: Span) -> Span:
        for start in range(2, len(span)):
            if self._is_small(span[start - 1]) and plain(span[start:].text) in self._places:
                shorter = self._without_small_words(span[:start])
                return shorter if len(shorter) > 1 else span
        return span

    def _is_small(self, token: Token) -> bool:
        """Whether a token links runs of capitals; a possessive or a hyphen within a word belongs to the run."""
        is_word = token.text not in _POSSESSIVE and not _is_hyphen(token) and not self._pipeline.is_capital(token)
        return is_word and token.lower_ in self._marks.connectors

    def _is_head(self, token: Token) -> bool:
        if token.lower_ not in self._marks.institutions and token.lower_ not in self._marks.heads:
            return False
        # A law with a number may be in small letters: la loi n° 7.
        return self._pipeline.is_capital(token) or any(each.text[0].isdigit() for each in token.doc[token.i :][1:4])


def _is_hyphen(token: Token) -> bool:
    """Whether a token is a hyphen with no blank beside it."""
    return token.text == "-" and token.i > 0 and not token.whitespace_ and not token.nbor(-1).whitespace_

"""Asking a target for candidates: at a SPARQL endpoint, or in a file of its data."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, QueryResultsFormat, Store, parse_query_results

from igmgraph.engine.remote import Endpoint
from igmgraph.engine.values import Solution
from igmgraph.errors import InputError
from igmgraph.link.targets import Target
from igmgraph.link.things import Candidate, Thing, read_candidates, solutions
from igmgraph.rdf.parsing import parse_file

__all__ = ["Ask", "ask_dump", "ask_endpoint", "find_candidates"]

#: Runs a SELECT query and gives its rows.
Ask = Callable[[str], Iterable[Solution]]

_JSON = "application/sparql-results+json"
#: Spellings asked for in one query: a query of a public endpoint may not be too long.
_BATCH = 60


def ask_endpoint(url: str, timeout: int) -> Ask:
    """Ask an endpoint; each query may take `timeout` seconds.

    The function that comes back raises Unavailable when the endpoint does not answer.
    """

    def ask(query: str) -> Iterator[Solution]:
        answer = Endpoint(url, timeout=timeout).query(query, _JSON)
        try:
            yield from solutions(parse_query_results(answer, QueryResultsFormat.JSON))
        except (SyntaxError, ValueError) as error:
            raise InputError(f"{url}: the answer is no SPARQL result: {error}") from None

    return ask


def ask_dump(path: Path) -> Ask:
    """Ask a file of the target's data, in any RDF syntax.

    Raises:
        InputError: it cannot be read, or is not well-formed (RdfSyntaxError).
    """
    store = Store()
    store.extend(parse_file(path))
    return lambda query: solutions(store.query(query, use_default_graph_as_union=True))


def find_candidates(things: Sequence[Thing], target: Target, ask: Ask) -> dict[str, list[Candidate]]:
    """Candidates of a target for some things, by the IRI of the thing; those that it is linked with are left out."""
    wanted = {spelling for thing in things for spelling in _spellings(thing)}
    rows = [row for batch in _batches(sorted(wanted, key=str)) for row in ask(target.query.bind(label=batch))]
    by_label: dict[str, list[Candidate]] = {}
    for candidate in read_candidates(rows).values():
        for text in {text for _, text in candidate.labels}:
            by_label.setdefault(text, []).append(candidate)
    return {thing.iri: _of_thing(thing, by_label) for thing in things}


def _of_thing(thing: Thing, by_label: dict[str, list[Candidate]]) -> list[Candidate]:
    texts = sorted({spelling.value for spelling in _spellings(thing)})
    found = {candidate.iri: candidate for text in texts for candidate in by_label.get(text, [])}
    return [found[iri] for iri in sorted(found.keys() - thing.links)]


def _spellings(thing: Thing) -> Iterator[Literal]:
    """Labels as others write them: in small letters or, as UNBIS, in capitals too, with and without language."""
    for language, text in thing.labels:
        for spelling in {text, text[:1].lower() + text[1:], text.lower(), text.upper()}:
            yield Literal(spelling)
            if language:
                yield Literal(spelling, language=language)


def _batches(terms: Iterable[Literal]) -> Iterator[list[Literal]]:
    rest = iter(terms)
    while batch := list(islice(rest, _BATCH)):
        yield batch

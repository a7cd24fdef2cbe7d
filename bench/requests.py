"""What is asked: the twelve queries of `bench/queries`, and documents about things."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.load import VARIED
from bench.peers import Peer
from igmgraph.rdf.rq import load_all

__all__ = ["DOCUMENTS", "QUERIES", "Document", "Question", "questions"]

QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the kind that its goals depend on, and the media type that every peer can answer it in."""

    name: str
    kind: str
    text: str

    @property
    def media_type(self) -> str:
        """Turtle for graphs, JSON for solutions."""
        return "text/turtle" if self.kind == "graph" else "application/sparql-results+json"

    def url(self, peer: Peer, *, varied: bool = False) -> str:
        """Where a peer answers it; if `varied`, with another IRI in it each time, as programs send them."""
        text = f"PREFIX varied: <http://example.org/{VARIED}>\n{self.text}" if varied else self.text
        return f"{peer.endpoint}?{urlencode({'query': text})}"


@dataclass(frozen=True, slots=True)
class Document:
    """A document about a thing, in one of its representations."""

    name: str
    path: str
    media_type: str


_FINDING = "/doc/finding/cl-monte-patria-2024/migrants-rights/w1"
DOCUMENTS = (
    Document("HTML", _FINDING, "text/html"),
    Document("Turtle", _FINDING, "text/turtle"),
    Document("JSON-LD", _FINDING, "application/ld+json"),
)


def questions(names: Sequence[str] = ()) -> list[Question]:
    """Read the queries; all of them when no name is given."""
    loaded = [Question(query.name, query.tags[0], query.text) for query in load_all(QUERIES)]
    return [question for question in loaded if not names or question.name in names]

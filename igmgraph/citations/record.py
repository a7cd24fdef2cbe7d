"""A citable answer: what was asked, of which data, and what came out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from igmgraph.engine.values import ClientQuery

__all__ = ["Citation", "identify"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The record behind `/q/{id}`; it never changes.

    Attributes:
        id: 32 hexadecimal digits; depends on the query and the data alone.
        query: the text, its lines ended by one character each.
        default_graphs, named_graphs: dataset of the protocol.
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
        version: label of the version of the data.
        data_sha256: of their canonical N-Quads (RDFC-1.0).
        result_sha256: of the canonical result.
        rows: rows or triples of the result; 1 for a boolean.
        cited: when it was made, in UTC, ISO 8601.
        titles: of the dataset, by language.
        creators: of the dataset.
        license: of the dataset; "" if it tells none.
    """

    id: str
    query: str
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]
    form: str
    version: str
    data_sha256: str
    result_sha256: str
    rows: int
    cited: str
    titles: Mapping[str, str]
    creators: Sequence[str]
    license: str

    def to_json(self) -> str:
        """The record as text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Citation":
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))

    @property
    def client_query(self) -> ClientQuery:
        """The query, to be run again."""
        return ClientQuery(self.query, self.default_graphs, self.named_graphs)

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.cited)


def identify(query: ClientQuery, data_sha256: str) -> str:
    """Id of the citation of a query on some data: the same for who asks the same again."""
    parts = [query.text, sorted(query.default_graphs), sorted(query.named_graphs), data_sha256]
    return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]

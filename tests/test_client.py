"""The library as an analyst uses it: the same answers from a snapshot and from an endpoint."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad
from rdflib import RDFS, Literal, URIRef
from werkzeug.serving import make_server

import igmgraph
from igmgraph.build.snapshot import Snapshot, write_snapshot
from igmgraph.client import Connection
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.engine.values import ClientQuery, Wanted
from igmgraph.errors import InputError, QuerySyntaxError, ResultTooLarge, Unavailable
from igmgraph.settings import Settings
from igmgraph.shipped import QUERIES

MONTE_PATRIA = "https://w3id.org/igm/id/profile/cl-monte-patria-2024"
COUNT = (
    "PREFIX igm: <https://w3id.org/igm/ontology#> "
    "SELECT ?kind (COUNT(?finding) AS ?number) { VALUES ?kind { igm:WellDevelopedArea igm:AreaForDevelopment } "
    f"?finding a ?kind ; igm:ofProfile <{MONTE_PATRIA}> }} GROUP BY ?kind ORDER BY ?kind"
)


@pytest.fixture(scope="module", params=["snapshot", "endpoint"])
def connection(request: pytest.FixtureRequest, snapshot: Snapshot, client: FlaskClient) -> Iterator[Connection]:
    if request.param == "snapshot":
        yield igmgraph.connect(snapshot.path.parents[1])
        return
    server = make_server("127.0.0.1", 0, client.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield igmgraph.connect(f"http://127.0.0.1:{server.port}/sparql")
    server.shutdown()
    thread.join()
    server.server_close()


def test_rows_hold_python_values(connection: Connection) -> None:
    rows = connection.query(COUNT).rows
    assert [row["number"] for row in rows] == [15, 19]
    assert [str(row["kind"]).rpartition("#")[2] for row in rows] == ["AreaForDevelopment", "WellDevelopedArea"]


def test_a_table_is_a_data_frame(connection: Connection) -> None:
    frame = connection.query(COUNT).to_pandas()
    assert list(frame.columns) == ["kind", "number"]
    assert frame["number"].sum() == 34


def test_an_empty_table_keeps_its_columns(connection: Connection) -> None:
    frame = connection.query("SELECT ?a ?b { <urn:none> ?a ?b }").to_pandas()
    assert (list(frame.columns), len(frame)) == (["a", "b"], 0)


def test_what_is_not_bound_is_none(connection: Connection) -> None:
    assert connection.query("SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) } }").rows == [{"a": 1, "b": None}]


def test_an_ask_is_true_or_false(connection: Connection) -> None:
    assert connection.query(f"ASK {{ <{MONTE_PATRIA}> ?p ?o }}").boolean is True
    assert connection.query("ASK { <urn:none> ?p ?o }").boolean is False


def test_a_description_is_a_graph(connection: Connection) -> None:
    graph = connection.query(f"DESCRIBE <{MONTE_PATRIA}>").to_graph()
    labels = graph.objects(URIRef(MONTE_PATRIA), RDFS.label)
    assert {label.language for label in labels if isinstance(label, Literal)} == {"en", "es", "fr"}


def test_a_query_file_takes_parameters(connection: Connection) -> None:
    path = QUERIES / "mappings" / "eurovoc-concepts.rq"
    domain = NamedNode("https://w3id.org/igm/id/domain/migrants-rights")
    default, other = connection.query(path), connection.query(path, domain=domain)
    assert default.variables == other.variables
    assert default.rows != other.rows
    assert connection.query(str(path)).rows == default.rows


def test_what_an_answer_is_not(connection: Connection) -> None:
    with pytest.raises(InputError, match="no rows"):
        connection.query("ASK {}").to_pandas()
    with pytest.raises(InputError, match="no graph"):
        connection.query("ASK {}").to_graph()


def test_a_fault_of_the_query_is_told(connection: Connection, recwarn: pytest.WarningsRecorder) -> None:
    with pytest.raises(QuerySyntaxError, match=r"^[^{]*line 1, column 1"):
        connection.query("SELECT * {")
    with pytest.raises(QuerySyntaxError):
        connection.query("SELEC * {}")
    assert not [each for each in recwarn if issubclass(each.category, RuntimeWarning)]


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_a_part_is_not_taken_for_the_whole(query: str, snapshot: Snapshot) -> None:
    engine = EmbeddedEngine(snapshot.path, Settings(workers=1, max_rows=10))
    few = Connection(lambda text, media_type: b"".join(engine.answer(ClientQuery(text), Wanted(media_type))))
    with pytest.raises(ResultTooLarge, match=r"^The answer was cut at 10 rows; ask for less of it, with LIMIT$"):
        few.query(query)
    engine.close()


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        igmgraph.connect(tmp_path)
    with pytest.raises(Unavailable):
        igmgraph.connect("http://127.0.0.1:9/sparql").query("ASK {}")


def test_a_snapshot_is_read_where_it_is_and_stays_there_while_it_is_asked(tmp_path: Path) -> None:
    names = [NamedNode(f"http://e.org/{n}") for n in range(4)]
    first, *others = [[Quad(name, name, name)] for name in names]
    folder = write_snapshot(tmp_path, first).path
    # What would have to be read to load it.
    (folder / "dataset.nq").unlink()
    connection = igmgraph.connect(tmp_path)
    for quads in others:
        write_snapshot(tmp_path, quads)
    assert folder.is_dir()
    assert connection.query(f"ASK {{ {names[0]} ?p ?o }}").boolean
    del connection
    write_snapshot(tmp_path, others[0])
    assert not folder.exists()


def test_a_snapshot_that_is_damaged_is_said(tmp_path: Path) -> None:
    name = NamedNode("http://e.org/a")
    folder = write_snapshot(tmp_path, [Quad(name, name, name)]).path
    (folder / "store" / "CURRENT").unlink()
    with pytest.raises(Unavailable, match="cannot be read"):
        igmgraph.connect(tmp_path)

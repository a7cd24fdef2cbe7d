"""No text makes the parser call a SERVICE that the scan has not seen: the two are compared over generated queries."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igmgraph.engine.query.admission import admit
from igmgraph.errors import InputError
from igmgraph.settings import Settings

# No request leaves: the engine refuses this port before it opens a socket, and says so.
TARGET = "<http://127.0.0.1:1/>"
CALLS = [
    "SERVICE",
    "SERVICE~",
    "service~silent~",
    "SERVICESILENT",
    "SERVICE#>|",
    "SERVICE#'|",
    "trueSERVICE",
    "1SERVICE",
]
# One piece a word; `~` stands for a space and `|` for the end of a line.
PIECES = r"""
?s~?p~?o . ; , ~ | { } ( ) [ ] ' " ''' TRIPLE \ # #~ < << > >> <= && ?a $b e:x e: _:b 1 1. .5 -1 true a <urn:x> <#x>
<urn:'> FILTER( FILTER(?a< FILTER(?a<'>') BIND(1~AS~?z) OPTIONAL{ UNION VALUES~?a~{1} VALUES(?a){(1~ 'x' "x"@en 'x'^^
<<?s?p'>'>> <<( )>> EXISTS{ NOT~ GRAPH~?g{ {SELECT*{ \u0027 @en
""".replace("TRIPLE", '"' * 3).split()


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Something to join with: the engine calls a service only when the rest of the query has solutions."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:x"), ox.NamedNode("urn:x"), ox.Literal(1)))
    return store


def calls_out(store: ox.Store, query: str) -> bool:
    """Whether the engine tries to reach the target; it does so while it evaluates."""
    try:
        list(store.query(query))  # type: ignore[arg-type]
    except OSError:
        return True
    except (SyntaxError, RuntimeError):
        pass
    return False


@settings(max_examples=500, deadline=None)
@given(
    before=st.lists(st.sampled_from(PIECES), max_size=6),
    call=st.sampled_from([*(f"{call}{TARGET}" for call in CALLS), "SERVICEh:", "SERVICE~h:", "trueSERVICEh:x"]),
    after=st.lists(st.sampled_from(PIECES), max_size=6),
    closing=st.sampled_from(["}", "}}", ")}", "'}", '"}', "'''}", "'}}", "}#'"]),
)
def test_what_the_engine_would_call_is_refused_by_the_scan(
    store: ox.Store, before: list[str], call: str, after: list[str], closing: str
) -> None:
    pieces = "".join([*before, call, "{}", *after]).replace("~", " ").replace("|", "\n")
    query = f"PREFIX h:{TARGET} PREFIX e:<urn:e:> SELECT * {{{pieces}{closing}"
    try:
        admit(query, Settings())
    except InputError:
        return
    assert not calls_out(store, query)


def test_the_comparison_can_fail(store: ox.Store) -> None:
    assert calls_out(store, f"SELECT * {{ SERVICE {TARGET} {{}} }}")

"""No text makes the parser call a SERVICE that the scan has not seen: the two are compared over generated queries."""

from itertools import product

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igmgraph.engine.query.admission import admit
from igmgraph.errors import InputError, QueryRefused
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
    "f:SERVICE",
    "f:trueSERVICE~SILENT",
    "e:a.b.SERVICE",
    "1.f:f:trueSERVICE~",
]
GLUED = ["SERVICEh:", "SERVICE~h:", "trueSERVICEh:x", "f:SERVICEh:", "e:a.b.SERVICEh:", r"g:SERVICEh:\#"]
#: With `f:` and `g:`, few names make an IRI.
PROLOGUE = f"PREFIX h:{TARGET} PREFIX e:<urn:e:> PREFIX f:<http://h:> PREFIX g:<http://h/#> PREFIX :<urn:d:>"
# One piece a word; `~` stands for a space and `|` for the end of a line.
PIECES = r"""
?s~?p~?o . ; , ~ | { } ( ) [ ] ' " ''' TRIPLE \ # #~ < << > >> <= && ?a $b e:x e: _:b 1 1. .5 -1 true a <urn:x> <#x>
<urn:'> FILTER( FILTER(?a< FILTER(?a<'>') BIND(1~AS~?z) OPTIONAL{ UNION VALUES~?a~{1} VALUES(?a){(1~ 'x' "x"@en 'x'^^
<<?s?p'>'>> <<( )>> EXISTS{ NOT~ GRAPH~?g{ {SELECT*{ \u0027 @en f: f:true
e:a.b. g: 1.f: ('''a' #\z'''|
""".replace("TRIPLE", '"' * 3).split()


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Something to join with: the engine calls a service only when the rest of the query has solutions."""
    store = ox.Store()
    named = [ox.NamedNode(iri) for iri in ("urn:x", "http://h:", "urn:e:a.b", "http://h/#")]
    values: list[ox.NamedNode | ox.Literal] = [*named, ox.Literal(1), ox.Literal(True), ox.Literal("")]
    store.extend(ox.Quad(*terms) for terms in product(named, named, values))
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
    call=st.sampled_from([*(f"{call}{TARGET}" for call in CALLS), *GLUED]),
    after=st.lists(st.sampled_from(PIECES), max_size=6),
    closing=st.sampled_from(["}", "}}", ")}", "'}", '"}', "'''}", "'}}", "}#'"]),
)
def test_what_the_engine_would_call_is_refused_by_the_scan(
    store: ox.Store, before: list[str], call: str, after: list[str], closing: str
) -> None:
    pieces = "".join([*before, call, "{}", *after]).replace("~", " ").replace("|", "\n")
    query = f"{PROLOGUE} SELECT * {{{pieces}{closing}"
    try:
        admit(query, Settings())
    except InputError:
        return
    assert not calls_out(store, query)


@pytest.mark.parametrize(
    "pattern",
    [
        "?s ?p f:SERVICE h: {}",
        "?s ?p f:service#\nh:#\n{}",
        "?s ?p f:SERVICEh:a {}",
        "?s ?p f:SERVICE:a {}",
        "?s f:trueSERVICE h: {}",
        "?s f:f:SERVICE <http://127.0.0.1:1/> {}",
        "{ SELECT * { ?s ?p e:a.b.SERVICE h: {} } }",
        "?s ?p e:a.b.SERVICEh: {}",
        "?s ?p g:SERVICEh:\\# {}",
        "?s ?p 1.f:f:trueSERVICE h: {}",
        "VALUES ?x {'''a' } SERVICE h: {} #\\z'''}\n",
        'VALUES ?x {"""a" } SERVICE h: {} #\\uD800"""}\n',
        "?s ?p ?o SERVICEh: {}",
        "?s ?p ?o service: {}",
    ],
)
def test_what_the_engine_reads_where_less_is_a_name_or_a_string_is_refused(store: ox.Store, pattern: str) -> None:
    query = f"{PROLOGUE.replace('urn:d:', 'http://127.0.0.1:1/')} SELECT * {{ {pattern} }}"
    with pytest.raises(QueryRefused, match="SERVICE"):
        admit(query, Settings())
    assert calls_out(store, query)


@pytest.mark.parametrize("target", ["?s", "SILENT h:", "SILENTh:", "SILENT?s"])
def test_any_target_behind_such_a_name_is_refused(target: str) -> None:
    for glue in ("", " ", "#\n"):
        with pytest.raises(QueryRefused, match="SERVICE"):
            admit(f"{PROLOGUE} SELECT * {{ ?s ?p f:SERVICE{glue}{target}{glue}{{}} }}", Settings())


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX service: <urn:s:> SELECT * { ?s ?p service:a { ?a ?b ?c } }",
        "PREFIX service: <urn:s:> SELECT * { ?s ?p service:{ ?a ?b ?c } }",
        "PREFIX service: <urn:s:> SELECT * { service: ?p ?o . GRAPH service:{ ?a ?b ?c } }",
        "PREFIX service: <urn:s:> SELECT * { ?s ?p service:a {| ?a ?b |} }",
        "PREFIX service: <urn:s:> DESCRIBE service:{ ?a ?b ?c }",
        "PREFIX services: <urn:s:> DESCRIBE services:a { ?a ?b ?c }",
        "PREFIX : <urn:s:> SELECT * { ?s :service ?x { ?a ?b ?c } }",
        "PREFIX : <urn:s:> SELECT * { ?s :a.service ?x { ?a :service.b :service {} } }",
        "PREFIX : <#> SELECT * { ?s a :service { ?s :service ?x . ?s :services :p {} } }",
        "SELECT * { ?s ?p _:service { _:service2 ?p ?x OPTIONAL {} } }",
        r"SELECT * { ?s ?p '''service\u00e9\n''', '''\U0010FFFF{''' }",
    ],
)
def test_names_that_are_no_calls_are_let_in(store: ox.Store, query: str) -> None:
    admit(query, Settings())
    store.query(query, base_iri="http://127.0.0.1/")


def test_the_comparison_can_fail(store: ox.Store) -> None:
    assert calls_out(store, f"SELECT * {{ SERVICE {TARGET} {{}} }}")

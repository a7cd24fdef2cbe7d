"""Functions that another engine adds to SPARQL: refused wherever they are called, in whatever form they are named."""

import pytest

from igmgraph.engine.query.admission import admit
from igmgraph.engine.values import QueryForm
from igmgraph.errors import QueryRefused
from igmgraph.settings import Settings

DISTANT = Settings(endpoint="http://127.0.0.1:9/sparql")
E = "PREFIX e: <http://e.org/f#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (<bif:sys_stat>('st_dbms_name') AS ?x) {}",
        r"SELECT (<\u0062if:sys_stat>('st_dbms_name') AS ?x) {}",
        "SELECT (bif:sys_stat('st_dbms_name') AS ?x) {}",
        "PREFIX b: <bif:> SELECT (b:sys_stat('st_dbms_name') AS ?x) {}",
        "PREFIX bif: <http://e.org/> SELECT (bif:sys_stat('st_dbms_name') AS ?x) {}",
        "PREFIX x: <http://e.org/> SELECT (x:bif:sys_stat('st_dbms_name') AS ?x) {}",
        "BASE <bif:> SELECT (<sys_stat>('st_dbms_name') AS ?x) {}",
        "SELECT (<sys_stat>('st_dbms_name') AS ?x) {}",
        "SELECT (<SQL:usr>() AS ?x) {}",
        "SELECT * { ?s ?p ?o . ?o <bif:contains> 'word' }",
        "SELECT * { ?s ?p ?o . ?o bif:contains 'word' }",
        "SELECT * { ?s ?p ?o . ?o é.bif:contains 'word' }",
        "SELECT (<LONG::bif:sys_stat>('st_dbms_name') AS ?x) {}",
        "SELECT * { BIND(<http://e.org/f>(?s) AS ?x) }",
        "SELECT * { FILTER <http://e.org/f>(1) }",
        "SELECT * { FILTER<http://e.org/f>(1) }",
        "SELECT * { FILTER # (\n <http://e.org/f> # )\n (1) }",
        E + "SELECT * { ?s ?p ?o FILTER e:f(?o) }",
        E + "SELECT * { ?s ?p ?oFILTER . ?s ?p trueFILTERe:f(?o) }",
        E + "SELECT * { ?s ?p ?o FILTERe:f(?o) }",
        E + "SELECT * { ?s ?p ?o FILTER(1 + e:f(?o) > 1) }",
        E + "SELECT * { ?s ?p ?o FILTER(?o IN (e:f(?o))) }",
        E + "SELECT * { ?s ?p ?o FILTER NOT EXISTS { FILTER(xsd:integer(e:f(?o))) } }",
        E + "SELECT * { { SELECT ?s { ?s ?p ?o } ORDER BY ?s e:f(?o) } }",
        E + "SELECT ?s { ?s ?p ?o } GROUP BY e:f(?s) HAVING e:f(?o) ORDER BY e:f(?s)",
        E + "SELECT ?s { ?s ?p ?o } ORDER BY ?s e:f(?o)",
        E + "SELECT (e:f(DISTINCT ?s) AS ?x) { ?s ?p ?o }",
        E + "PREFIX xsd: <http://e.org/f#> SELECT (xsd:integer(1) AS ?x) {}",
        E + "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(e:f(?o)) }",
    ],
)
def test_functions_of_the_engine_are_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match="casts alone"):
        admit(text, DISTANT)


@pytest.mark.parametrize(
    "text",
    [
        E + "SELECT (xsd:integer('1') AS ?x) (STR(e:f) AS ?y) { FILTER(xsd:boolean(1)) }",
        "SELECT * { ?s <http://www.w3.org/2001/XMLSchema#gYear> (1 2) ; ?p ?o FILTER(STRLEN(?o) IN (1, 2)) }",
        E + "SELECT * { ?s e:p (1 2) ; e:q (3) . ?s ^e:p/(e:q|e:r)* (1) . [] e:p () . _:b e:p ('a' e:f) }",
        E + "SELECT * { VALUES (?a ?b) { (e:f e:g) (<http://e.org/> UNDEF) } ?s a e:f . (1 2) e:p ?o }",
        "SELECT * { ?s <http://e.org/bif:contains> 'sql:x', 'bif:contains' } # <bif:x>(1)",
        "SELECT ?bif { ?bif ?sql ?s }",
    ],
)
def test_functions_of_sparql_casts_and_collections_are_not(text: str) -> None:
    assert admit(text, DISTANT).form is QueryForm.SELECT


def test_a_text_with_two_readings_is_not_sent_elsewhere() -> None:
    text = "SELECT * { FILTER(1<((((1>0)))) }"
    with pytest.raises(QueryRefused, match="write a space"):
        admit(text, DISTANT)


def test_the_embedded_engine_has_none_to_refuse() -> None:
    assert admit("SELECT (<bif:sys_stat>('x') AS ?x) {}", Settings()).form is QueryForm.SELECT

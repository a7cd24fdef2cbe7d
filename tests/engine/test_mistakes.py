"""What is told of a text that is no SPARQL: where it is wrong, and what is wrong in the usual cases."""

import pytest
from pyoxigraph import Store

from igmgraph.engine.query.mistakes import syntax_error


def told(text: str) -> str:
    with pytest.raises(SyntaxError) as raised:
        Store().query(text)
    return str(syntax_error(str(raised.value), text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { ?s rdfs:label ?l }", "line 1, column 15: the prefix rdfs: is not declared"),
        ("PREFIX a: <urn:a>\nASK {\n  ?s a:b 1 ; :c 2 }", "line 3, column 14: the prefix : is not declared"),
        ("SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c }", "SELECT names a variable that GROUP BY does not"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", "SELECT gives one name to two variables"),
        ("SEL * { ?s ?p ?o }", "line 1, column 1: SEL: a query begins with SELECT"),
        (" ", "line 1, column 1: the query is empty"),
        ("# c\nBASE <urn:b>\nPREFIX e: <urn:>\n SELEC ?x {}", "line 4, column 2: SELEC: a query begins with"),
        ("{ ?s ?p ?o }", "line 1, column 1: {: a query begins with"),
        ("\ufeffASK {}", "line 1, column 1: \ufeff"),
        ("SELECT * {?s ?p ?o", "line 1, column 19: this is not SPARQL here"),
    ],
)
def test_the_mistake_is_named_with_its_place(text: str, said: str) -> None:
    assert said in told(text)

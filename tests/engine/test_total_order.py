"""ORDER BY over values of several kinds, which the engine alone cannot put in one order."""

from collections.abc import Sequence
from itertools import groupby, permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store

from igmgraph.engine.base import Engine
from igmgraph.engine.query.total_order import in_total_order, may_mix_kinds
from igmgraph.engine.values import ClientQuery, Wanted

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = f"PREFIX xsd: <{XSD}> PREFIX e: <http://e.org/> PREFIX order: <http://e.org/>\n"


def typed(name: str, *values: str) -> list[str]:
    return [f'"{value}"^^<{XSD}{name}>' for value in values]


TEXTS = [
    *('"a"', '"b"', '"1"', '"10"', '"2"', '"2020-01-02"', '"P1M"', '"NaN"', '""', '"2"@en', '"b"@fr', '"true"'),
    *(*typed("boolean", "true", "false"), *typed("integer", "1x", "NaN"), *typed("date", "2020-1-1"), '"5"^^<urn:t>'),
]
#: Values of which the engine alone makes one order, each kind in the order of the kinds.
KINDS = {
    "iris": ["UNDEF", "<urn:b>", "<urn:a>", "<http://e.org/1>"],
    "numbers": [
        *("1", "2", "10", "-3", "0.5", "1.0", "9007199254740993", "9007199254740992.5", "0.100000000000000001", "0.1"),
        *typed("byte", "7", "11"),
    ],
    "spans": [
        *typed("dayTimeDuration", "PT5S", "P1D", "PT36H", "-P1D"),
        *typed("duration", "P1Y", "P20D", "P2M", "P2000Y", "P9000Y"),
    ],
    "texts": TEXTS,
    "dates": typed("date", "2020-01-02", "2019-12-31", "-0001-01-01", "2020-10-01"),
    "instants": typed("dateTime", "2020-01-01T10:00:00Z", "2020-01-01T11:00:00+01:00", "2020-01-01T23:00:00-05:00"),
    "years": typed("gYear", "2020", "2019", "12020", "-0044"),
    "times": typed("time", "10:00:00Z", "11:30:00+01:00", "23:00:00Z"),
}
#: What has no order with its own kind: near to one another, and as text in the other order.
MIXED = [
    *(*KINDS["numbers"], *typed("double", "NaN", "INF", "1e3", "0.1", "9007199254740992"), *typed("float", "0.1", "3")),
    *typed("dateTime", *(f"2020-01-01T{hour}:00:00{zone}" for hour in (10, 15, 20) for zone in ("", "Z", "-05:00"))),
    *typed("date", *(f"2020-01-0{day}{zone}" for day in (1, 2, 3) for zone in ("", "Z", "+13:00", "-11:00"))),
    *typed("duration", "P1M", "P28D", "P2M31D", "P3M", "P89D", "P90D"),
]
#: Which of these two numbers is the same as a double?
DOUBLES = [*((each, "numbers") for each in ("9007199254740992", "9007199254740993")), ("9007199254740992e0", "")]
#: Each comes before the next, and the last before the first, as the calendar says or else their text.
LENGTHS = typed("duration", "P2M31D", "P3M", "P89D")
EVERY = [(term, kind) for kind, terms in KINDS.items() for term in terms] + [(term, "") for term in MIXED]


def marked(text: str) -> tuple[str, str]:
    """A text without the marks at its conditions, and with each of them, alone, made total."""
    before, *rest = text.split("[[")
    plain, total = before, before
    for each in rest:
        condition, _, behind = each.partition("]]")
        plain += condition + behind
        total += in_total_order(f"ORDER BY {condition}").removeprefix("ORDER BY ") + behind
    return plain, total


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?o } ORDER BY [[?o]]",
        "SELECT ?s { ?s ?p ?o }ORDER BY[[$o]] [[(?s)]]LIMIT 5",
        "SELECT ?s { ?s ?p ?o } order by [[DESC(?o)]] [[asc ( ?s )]] offset 2",
        "SELECT ?s { ?s ?p ?o } Order # BY ?p\n # ?s\n By [[?o]] # ?p\n",
        "SELECT ?s { ?s ?p ?o } ORDERBY [[?o]]",
        "SELECT ?s { ?s ?p ?o } ORDER BY [[(?o + (1) # )\n)]][[STR(?o)]] [[xsd:integer(?o)]] [[<e>(?o, ?s)]]",
        'SELECT ?s { ?s ?p ?o } ORDER BY [[IF(?o < 5, \')\', """(""")]] VALUES (?s) { (1) }',
        "SELECT ?s { ?s ?p ?o } ORDER BY [[?o]] LIMIT 5VALUES (?s) { (1) }",
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1) ORDER BY [[COUNT(*)]] [[DESC(SUM(DISTINCT ?o))]]",
        "SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY [[?o]] LIMIT 3 } } ORDER BY [[?s]]",
        "SELECT ?s { ?s ?p ?o FILTER EXISTS { { SELECT * { ?s ?q ?z } ORDER BY [[?z]] } } } ORDER BY [[DESC (?s)]]",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY [[?o]]",
        "SELECT ?s { ?s ?p ?o } ORDER BY [[?o]] EXISTS { ?s ?q ?z } ?p",
        "SELECT ?s { ?s order:by ?o ; <order> \"ORDER BY ?x\" ; ?order '''\nORDER BY ?y''' } # ORDER BY ?z",
        "SELECT ?s { ?s ?p ?order . ?by ?q ?s } ORDER BY NOT EXISTS { ?s ?q ?s }",
        "SELECT ?s { ?s ?p ?o } ORDER BY (EXISTS { ?o ?q _:b })",
        "SELECT ?s { ?s ?p ?o FILTER(?o <(?p)&&(?s)>?p) } ORDER BY ?o",
        "SELECT ?s { ?s ?p ?o }",
        "SELECT ?s { ?s ?p ?o } ORDER BY",
        "SELECT ?s { ?s ?p ?o } ORDER BY DESC",
        "SELECT ?s { ?s ?p ?o } ORDER BY DESC(?o",
        "SELECT ?s { ?s ?p ?o } ORDER BY DESC ?o",
        "SELECT ?s { SERVICE <e> { SELECT ?s { ?s ?p ?o } ORDER BY ?o } } ORDER BY ?s",
    ],
)
def test_conditions_are_found_and_nothing_else_is(text: str) -> None:
    plain, total = marked(text)
    assert in_total_order(plain) == total
    assert (plain != total) == ("[[" in text)
    if text.endswith(("BY", "DESC", "(?o", "DESC ?o")) or "<e>" in text:
        return
    for each in (plain, total):
        Store().query(PREFIXES + each, base_iri="http://e.org/")


def values(store: Store, text: str) -> list[str]:
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return [str(row[0]) for row in found]


def query(terms: Sequence[str], conditions: str) -> str:
    rows = " ".join(f"({term} {number % 3} {number})" for number, term in enumerate(terms))
    return f"SELECT ?n {{ VALUES (?x ?m ?n) {{ {rows} }} }} ORDER BY {conditions} ?n"


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_the_order_within_a_kind_stays(kind: str, data: st.DataObject) -> None:
    terms = data.draw(st.lists(st.sampled_from(KINDS[kind]), min_size=2, max_size=60))
    condition = data.draw(st.sampled_from(["?x", "(?x)", "DESC(?x)", "DESC(?x) ?m", "?m ASC(?x)", "COALESCE(?x, ?x)"]))
    text = query(terms, condition)
    assert in_total_order(text) != text
    assert values(Store(), in_total_order(text)) == values(Store(), text)


def places(store: Store, text: str) -> list[int]:
    return [int(value.split('"')[1]) for value in values(store, text)]


def ask(engine: Engine, text: str) -> list[int]:
    answer = b"".join(engine.answer(ClientQuery(text), Wanted("text/csv")))
    return [int(line) for line in answer.split()[1:]]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("condition", ["?x", "DESC(?x)"])
@pytest.mark.parametrize("terms", [EVERY, DOUBLES], ids=["all", "doubles"])
def test_values_of_several_kinds_are_ordered_in_each(
    terms: Sequence[tuple[str, str]], condition: str, seed: int, engine: Engine
) -> None:
    rows = Random(seed).choices(terms, k=300)
    # In a process that may end.
    found = ask(engine, in_total_order(query([term for term, _ in rows], condition)))
    assert sorted(found) == list(range(300))
    for kind in KINDS:
        ours = [number for number in found if rows[number][1] == kind]
        alone = query([rows[number][0] for number in sorted(ours)], condition)
        assert ours == [sorted(ours)[place] for place in places(Store(), alone)], kind


def test_lengths_that_depend_on_the_month_have_an_order(engine: Engine) -> None:
    rows = LENGTHS * 100
    found = ask(engine, in_total_order(query(rows, "?x")))
    assert [term for term, _ in groupby(rows[number] for number in found)] in map(list, permutations(LENGTHS))


@pytest.mark.parametrize("seed", range(8))
def test_few_values_are_ordered_in_each_kind_too(seed: int, engine: Engine) -> None:
    terms = [*(str(number) for number in range(5)), *(f'"{number}x"' for number in range(5))]
    rows = Random(seed).sample(terms, k=len(terms))
    found = [rows[number] for number in ask(engine, query(rows, "?x"))]
    assert found == sorted(terms, key=lambda term: (term[0] == '"', term))


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("SELECT * { <a> ?p ?o } ORDER BY ?o", True),
        ("SELECT ?o { <a> a <b> ; $p $o ; <c> ?d } order  by ?d DESC($o)", True),
        ("SELECT ?o { ?s ?p ?o, ?q FILTER(?o > 3) } ORDER BY ?o", True),
        ("SELECT ?o { ?s ?p ?q, ?o } ORDER BY ?o", False),
        ("SELECT ?o { { SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o LIMIT 5 } }", True),
        ("SELECT ?x { VALUES ?x { 1 'a' } } ORDER BY STR(?x)", True),
        ("SELECT ?x { VALUES (?n $x) { (1 'a') } } ORDER BY ?x", True),
        ("SELECT ?p (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p", False),
        ("SELECT ?o { ?s <p> ?o } ORDER BY ?o", False),
        ("SELECT ?o { ?s ?p ?o }", False),
    ],
)
def test_where_kinds_may_be_mixed(text: str, mixed: bool) -> None:
    assert may_mix_kinds(text) is mixed

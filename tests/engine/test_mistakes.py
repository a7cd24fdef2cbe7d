"""What is told of a text that is no SPARQL: where it is wrong, and what is wrong in the usual cases."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from igmgraph.engine.mistakes.syntax import syntax_error
from igmgraph.engine.query.admission import admit
from igmgraph.errors import IgmError
from igmgraph.settings import Settings

PREFIXES = "PREFIX e: <urn:e>\n"


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
        ("PREFIX e <urn:e> ASK {}", "line 1, column 8: a prefix ends with a colon: e:"),
        ("PREFIX e: urn:e ASK {}", "line 1, column 11: an IRI stands between < and >"),
        ("ASK { ?s ?p http://e.org/a }", "line 1, column 13: an IRI stands between < and >"),
        ("ASK { ?s ?p foo }", "line 1, column 13: `foo` is no word of SPARQL; a variable begins with ?"),
        ("ASK { ?s ?p ?o FILTER(regexp(?o, 'a')) }", "line 1, column 23: SPARQL has no function `regexp`"),
        ("ASK { ?s a ?t\n?s ?p ?o }", "line 2, column 1: before `?s` there has to be `.`, `;` or `,`"),
        ("ASK { ?s a ?t . ?s ?p }", "line 1, column 23: the triple before `}` is not complete"),
        ("ASK { ?s ?p ?l FILTER LANG(?l) = 'en' }", "line 1, column 32: the whole condition after FILTER stands in"),
        ("ASK { ?s ?p ?l FILTER ?l > 1 }", "line 1, column 23: the whole condition after FILTER stands in brackets"),
        ("ASK { ?s ?p ?l FILTER(?l > 1) && (?l < 3) }", "line 1, column 31: the whole condition after FILTER"),
        ("SELECT ?x, ?y {}", "line 1, column 10: write a space instead of the comma"),
        ("SELECT * {} ORDER BY ?x, ?y", "line 1, column 24: write a space instead of the comma"),
        ("SELECT (COUNT(?y)) {}", "line 1, column 18: an expression has a name here"),
        ("SELECT COUNT(?y) {}", "line 1, column 8: an expression has a name here"),
        ("ASK { ?s ?p ?o BIND(?o + 1) }", "line 1, column 27: an expression has a name here"),
        ("ASK { FILTER(?a = 1 AND ?b = 2) }", "line 1, column 21: write `&&` instead of `AND`"),
        ("ASK { FILTER(?a = 1 or ?b = 2) }", "line 1, column 21: write `||` instead of `or`"),
        ("ASK { FILTER(?a=='b') }", "line 1, column 16: write `=` instead of `==`"),
        ("ASK { FILTER(?a <> 'b') }", "line 1, column 17: write `!=` instead of `<>`"),
        ("ASK { FILTER(not ?a) }", "line 1, column 14: write `!` instead of `not`"),
        ("ASK { FILTER(CONCAT (?a, ?b) = 'c') }", "line 1, column 14: write no space between CONCAT and its bracket"),
        ("SELECT * {?s ?p ?o", "line 1, column 19: the query ends here, but `{` of line 1, column 10 is not closed"),
        ("ASK {\n FILTER(?a > 1\n}", "line 3, column 1: `}` stands here, but `(` of line 2, column 8 is not closed"),
        ("ASK {}}", "line 1, column 7: no bracket is open that `}` closes"),
        ("ASK { FILTER(?a)) }", "line 1, column 17: no bracket is open that `)` closes"),
        ("SELECT * {} LIMIT 1; # c", "line 1, column 20: a query ends without `;`"),
        ("SELECT * {} LIMIT", "line 1, column 18: after LIMIT, a whole number is expected"),
        ("SELECT * {} ORDER ?x", "line 1, column 19: after ORDER, BY is expected"),
        ("SELECT ?x ?y # c", "line 1, column 13: the query ends here and is not complete"),
        ("ASK { ?s ?p \u201ca\u201d }", "line 1, column 13: \u201c is no quotation mark of SPARQL"),
        ("ASK { ?s\u00a0?p ?o }", "line 1, column 9: the character U+00A0 is no space of SPARQL"),
        ("\ufeffASK {}", "line 1, column 1: the character U+FEFF is no space of SPARQL"),
        ("ASK { ?s ?p 'it's' }", "line 1, column 18: the quotation mark is not closed"),
        ("ASK { ?s ?p 'a }", "line 1, column 13: the quotation mark is not closed"),
        ("ASK { OPTIONAL ?s ?p ?o }", "line 1, column 16: `{` is expected here, not `?s`"),
        ("ASK { ?s ?p ?o UNION {} }", "line 1, column 16: what UNION joins stands in brackets"),
        ("SELECT * {} LIMIT 1 LIMIT 2", "line 1, column 21: `LIMIT` is not expected here"),
        ("ASK { ?s ?p ?o BIND(?o AS ?s) }", "line 1, column 31: BIND is overriding an existing variable"),
        ("SELECT (?s AS ?s) { ?s ?p ?o }", "The SELECT overrides an existing variable using an expression"),
    ],
)
def test_the_mistake_is_named_with_its_place(text: str, said: str) -> None:
    assert said in told(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ASK { VALUES ?x { 1 2 3 ?x } }", "line 2, column 25: `?x` is not expected here"),
        ("ASK { VALUES ?x ?y {} }", "`{` is expected here, not `?y`"),
        ("ASK { ?s e:a/(e:b|^e:c)* ?o ?o }", "line 2, column 29: before `?o` there has to be"),
        ("ASK { ?s ?p 'a'^^e:t , 'b'@en ?o }", "line 2, column 31: before `?o` there has to be"),
        ("ASK { ?s ?p ?o {| e:a e:b |} ?s }", "line 2, column 30: `?s` is not expected here"),
        ("ASK { FILTER(?a < 1 && e:f(?b) ?c) }", "line 2, column 32: `?c` is not expected here"),
        ("ASK { ?s ?p ?o . ?a AND ?b }", "line 2, column 21: `AND` is no word of SPARQL"),
        ("ASK { FILTER(?a<?b&&(?c>?d) }", "line 2, column 29: `}` is not expected here"),
        ("ASK { ?s ?p <http://e.org/a b> }", "IRI parsing failed"),
    ],
)
def test_no_more_is_said_than_is_certain(text: str, said: str) -> None:
    assert said in told(f"{PREFIXES}{text}")


def test_what_comes_before_a_mistake_is_not_run() -> None:
    # A query that was run would fail here.
    assert "a query ends without `;`" in told("ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } };")


SIGNS = "{ } ( ) [ ] . ; , = == != < > ? ?x $y ^ ^^ / | || && ! + - * 'a' \" ' ''' \\ @en 1 1.5 _:b e:a e: x:y"
WORDS = "SELECT ASK WHERE FILTER OPTIONAL UNION VALUES BIND AS COUNT CONCAT NOT EXISTS IN ORDER BY LIMIT a true foo"
ODD = ("<urn:a>", "<< ", "{|", "|}", "# c\n", "\n", "\r\n", "\u00a0", "\u201c", "\ufeff", "\U0001f600", "", "  ")
PIECES = (*SIGNS.split(), *WORDS.split(), *ODD)


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["", " "]))
def test_of_any_text_a_place_is_told_and_no_list_of_keywords(pieces: list[str], gap: str) -> None:
    text = PREFIXES + "SELECT * { ?s ?p ?o " + gap.join(pieces)
    try:
        admit(text, Settings())
        Store().query(text)
    except (IgmError, RuntimeError, OSError):
        return
    except SyntaxError as error:
        said = str(syntax_error(str(error), text))
        place = re.match(r"line (\d+), column (\d+): ", said)
        assert place
        assert int(place[1]) <= text.count("\n") + 1
        assert not re.search(r"\[_\]|\.\.=|expected one|ENCODE_FOR_URI", said)


@pytest.mark.parametrize(
    "part", ["1", "a", ".", "a:", "<a", "'", '"', "''' ", "?", "@a-", "a%", "?x ", "#\n", "\n", "\\"]
)
@pytest.mark.parametrize("start", ["", "SELECT * { ?s ?p ", "SELECT * { FILTER(1 + "])
def test_a_mistake_is_told_in_time_in_proportion_to_the_text(start: str, part: str) -> None:
    # Quadratic time would show: at this length it is minutes.
    text = start + (part * 100_000)[:100_000]
    assert told(text).startswith("line ")

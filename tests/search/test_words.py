import sys

import pytest

from igmgraph.search.words import WORD, fold, index_terms, meaningful, terms_of


@pytest.mark.parametrize(
    ("typed", "meant", "language"),
    [
        ("NINEZ", "niñez", "es"),
        ("migraciones", "migración", "es"),
        ("oeuvres", "œuvre", "fr"),
        ("Municipalites", "municipalité", "fr"),
        ("policies", "policy", "en"),
    ],
)
def test_words_that_people_take_for_the_same_share_a_term(typed: str, meant: str, language: str) -> None:
    assert set(terms_of(typed, language)) & set(terms_of(meant, language))


def test_words_of_different_meaning_share_none() -> None:
    assert not set(terms_of("migrante", "es")) & set(terms_of("municipio", "es"))


def test_what_is_in_no_language_is_not_stemmed() -> None:
    assert index_terms(WORD.findall("Decretos 10.7.2"), "") == "decretos 10 7 2"


def test_signs_of_the_query_language_of_the_index_are_no_words() -> None:
    assert meaningful('salud" OR {names_en} : NEAR(x*)') == ["salud", "names", "NEAR", "x"]
    assert meaningful("'; DROP TABLE documents --") == ["DROP", "TABLE", "documents"]


def test_a_question_of_nothing_but_joining_words_keeps_them() -> None:
    assert meaningful("de la") == ["de", "la"]
    assert fold("ÀÉÎÕÜ") == "aeiou"


def test_a_long_word_is_not_remembered() -> None:
    word = "".join(chr(0x4E00 + number) for number in range(200))
    terms_of(word, "es")
    # That of the variable, and that of the call, if it has one.
    assert sys.getrefcount(word) <= 2


@pytest.mark.parametrize("word", ["municipales" * 4, "\ufdfa" * 40])
def test_what_is_too_long_for_a_word_has_no_stem(word: str) -> None:
    assert terms_of(word, "es") == (fold(word),)

"""What a text names: by the graph, by its marks, and the traps that names lay."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from igmgraph.ingest.known import Known
from igmgraph.ingest.marks import confidence_of, load_marks
from igmgraph.ingest.mentions import Reading, Recognizer
from igmgraph.languages import LANGUAGES
from igmgraph.rdf.reading import read_sources
from tests.ingest.example import PLACE, PLACES, known


@cache
def recognizer(language: str) -> Recognizer:
    return Recognizer(language, known(), known().place(PLACE))


def read(text: str, language: str = "es") -> Reading:
    return recognizer(language).read(text)


def test_a_name_of_the_graph_is_the_thing_of_the_graph() -> None:
    for text, language, rule in [
        ("La Oficina de Acogida abre.", "es", "known"),
        ("La OFICINA DE ACOGIDA abre.", "es", "known"),
        ("La Oficina para la Acogida abre.", "es", "known-wording"),
        ("The Reception Office opens.", "en", "known"),
    ]:
        (mention,) = read(text, language).mentions
        assert mention.iri == f"https://w3id.org/igm/id/institution/{PLACE}/oficina-de-acogida"
        assert mention.rule == rule


def test_a_longer_name_is_not_the_shorter_one_that_it_holds() -> None:
    (mention,) = read("La Oficina de Acogida y Vivienda abre.").mentions
    assert (mention.label, mention.iri) == ("Oficina de Acogida y Vivienda", None)


def test_evidence_is_the_exact_span() -> None:
    text = "Además, la Oficina de Agua y el programa “Manos Abiertas” siguen."
    assert [text[each.start : each.end] for each in read(text).mentions] == ["Oficina de Agua", "Manos Abiertas"]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("La Oficina de Agua abre.", "office"),
        ("La Fundación Orilla abre.", ""),
        ("Rige el Plan de Agua.", "Plan"),
        ("Repartió folletos bajo el lema Agua Clara en ferias.", "Publication"),
        ("Usa el lema Agua Clara.", "Instrument"),
        ("Leyó “Agua para todas” en público.", "Instrument"),
    ],
)
def test_a_head_or_mark_tells_the_kind(text: str, type_: str) -> None:
    (mention,) = read(text).mentions
    assert mention.type == type_


@pytest.mark.parametrize(
    "text",
    [
        "Hay un plan de empleo y una oficina de turismo.",
        "Se trabaja en la Comuna y en Puerto Ejemplo.",
        "La Oficina abre y el Plan sigue.",
        "El programa Tres Islas sigue.",
        "Ejemplia firma convenios.",
        "Los vecinos de la comuna de Puerto Ejemplo participan.",
        "Costó 1850 pesos y 2500 horas.",
        "Pide el Rol Único de Residente.",
    ],
)
def test_what_is_no_name_is_left_alone(text: str) -> None:
    assert read(text) == Reading([], [])


def test_a_year_behind_a_title_is_that_of_the_title() -> None:
    (brackets,) = read("Rige el Plan de Agua (2011).").years
    assert brackets.of is not None
    assert brackets.of.label == "Plan de Agua"
    (of,) = read("Rige la Ley de Agua de 2011.").years
    assert of.of is not None
    (free,) = read("Desde 2011 rige el Plan de Agua.").years
    assert free.of is None


@pytest.mark.parametrize(
    "text", ["Rige el Plan 2020-2025.", "Rige el Plan 2020\u20132025.", "Le Plan (2020-2025) vaut."]
)
def test_of_a_span_of_years_the_first_counts(text: str) -> None:
    assert [year.year for year in read(text, "fr" if "Le" in text else "es").years] == [2020]


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("The Dock Workers' Rights Unit opens.", "en", "Dock Workers' Rights Unit"),
        ("Since May the Mayor's Office and others opened.", "en", "Mayor's Office"),
        ("La loi n° 7 vaut.", "fr", "loi n° 7"),
        ("Le Ministère des affaires étrangères aide.", "fr", "Ministère des affaires étrangères"),
        ("En la Oficina del Puerto de Tres Islas.", "es", "Oficina del Puerto"),
        ("El Consulado de Ejemplia ayuda.", "es", "Consulado de Ejemplia"),
        ("The Anti-Human Trafficking Unit acts.", "en", "Anti-Human Trafficking Unit"),
        ("In Accra - Ministry of Health staff help.", "en", "Ministry of Health"),
        (
            "L'Agence guin\u00e9enne pour la promotion de l'emploi agit.",
            "fr",
            "Agence guin\u00e9enne pour la promotion de l'emploi",
        ),
        (
            "Le Haut-Commissariat des Nations Unies pour les r\u00e9fugi\u00e9s agit.",
            "fr",
            "Haut-Commissariat des Nations Unies pour les r\u00e9fugi\u00e9s",
        ),
    ],
)
def test_a_name_ends_where_it_ends(text: str, language: str, name: str) -> None:
    assert [mention.label for mention in read(text, language).mentions] == [name]


def test_the_number_of_an_agenda_is_no_year() -> None:
    assert read("Adhiere a la Agenda 2030.").years == []


def test_no_trained_model_takes_part() -> None:
    assert recognizer("es")._pipeline._nlp.pipe_names == ["entity_ruler"]


def test_a_short_name_in_small_letters_is_another_word() -> None:
    label = Quad(
        NamedNode("https://w3id.org/igm/id/institution/int/united-nations"),
        NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"),
        Literal("UN", language="en"),
    )
    more = Known([*read_sources([PLACES]).quads, label])
    reading = Recognizer("es", more, more.place(PLACE)).read("Ofrece un curso con la UN.")
    assert [(mention.label, mention.start) for mention in reading.mentions] == [("UN", 23)]


WORDS = [
    "La",
    "la",
    "de",
    "y",
    "Oficina",
    "Plan",
    "programa",
    "Agua",
    "(",
    "2011",
    ")",
    "“",
    "”",
    '"',
    "Puerto",
    "Ejemplo",
]
WORDS += [
    "Puerto Ejemplo",
    "N°",
    "7",
    "Ley",
    "Municipalidad",
    "comunas",
    "personal",
    ",",
    ".",
    "the",
    "of",
    "Office",
    "et",
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(LANGUAGES), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_whatever_the_text_evidence_lies_in_it_and_names_do_not_overlap(language: str, text: str) -> None:
    reading = read(text, language)
    names = [(each.start, each.end) for each in reading.mentions]
    spans = [*names, *((each.start, each.end) for each in reading.years)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(names))
    assert all(mention.label.strip() for mention in reading.mentions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_is_a_word(language: str) -> None:
    marks = load_marks(language)
    words = [*marks.institutions, *marks.heads, *marks.marks, *marks.connectors, *marks.articles, *marks.naming]
    assert len(words) > 60
    assert {type(word) for word in words} == {str}
    assert [word for word in words if word != word.lower()] == []


def test_confidence_orders_the_rules() -> None:
    rules = ("known", "known-wording", "head", "marked", "place", "quotation")
    sure = [confidence_of(rule) for rule in rules]
    assert sure == sorted(sure, reverse=True)
    assert all(0 < each <= 1 for each in sure)

"""All that the example pages name, finding by finding, in three languages."""

import pytest

from igmgraph.ingest.known import INSTITUTION, INSTRUMENT
from igmgraph.ingest.mentions import Reading, Recognizer
from tests.ingest.example import PLACE, known, page

HERE, THERE = "Puerto Ejemplo", "Tres Islas"


EXPECTED = {
    "es.txt": {
        "migrants-rights/w1": (["Oficina de Acogida"], ["Manos Abiertas"], [2018]),
        "migrants-rights/w2": ([f"Municipalidad de {HERE}"], ["Trato Digno en Ventanilla"], [2021]),
        "whole-of-government/w1": (["Dirección de Barrios", "Unidad de Datos", "Secretaría de Planificación"], [], []),
        "whole-of-government/w2": ([f"Municipalidad de {HERE}"], ["Política Municipal de Convivencia"], [2019]),
        "whole-of-government/g1": ([], ["Plan Nacional de Acogida", "Ley N° 12.345 de Extranjería"], [2015]),
        "partnerships/w1": ([f"Municipalidad de {HERE}", f"Municipalidad de {THERE}"], ["Sabores del mundo"], []),
        "partnerships/w2": ([f"Municipalidad de {HERE}", "Red de Ciudades Puerto", "Consejo de Vecinos"], [], []),
        "socioeconomic-wellbeing/w1": ([], ["Plan de Empleo para la Pesca"], [2020]),
        "mobility-in-crises/w1": ([f"Municipalidad de {HERE}"], [], [2016, 2022]),
        "safe-orderly-regular/w1": ([f"Municipalidad de {THERE}"], [], []),
    },
    "fr.txt": {
        "migrants-rights/w1": (
            ["Direction de l\u2019accueil et de l\u2019orientation", f"Municipalité de {HERE}"],
            [],
            [2018],
        ),
        "migrants-rights/w2": ([], ["Mains ouvertes"], []),
        "whole-of-government/w1": (
            ["Service des statistiques"],
            ["Plan communal d'urgence", "Stratégie locale pour l'emploi"],
            [2021],
        ),
        "whole-of-government/g1": ([], ["Plan national d'accueil"], [2015]),
        "partnerships/w1": (["Conseil consultatif des habitants", "Ministère de l'Intérieur"], [], []),
        "socioeconomic-wellbeing/w1": (["Bureau d\u2019accueil"], [], []),
        "mobility-in-crises/w1": ([], ["Loi n° 2018-778"], []),
        "safe-orderly-regular/w1": ([f"Municipalité de {THERE}"], [], []),
    },
    "en.html": {
        "migrants-rights/w1": (["Municipal Reception Office"], ["Open Doors"], [2018]),
        "migrants-rights/w2": (["Department of Community Services", "Youth Office"], ["Know your rights"], []),
        "whole-of-government/w1": ([], ["National Reception Plan", "Law No. 12.345 on Residence"], [2015]),
        "partnerships/w1": ([f"Municipality of {HERE}", "Port Cities Network"], [], []),
        "socioeconomic-wellbeing/w1": (["Reception Office"], [], []),
        "mobility-in-crises/w1": ([f"Municipality of {HERE}"], [], []),
    },
}


@pytest.mark.parametrize("name", EXPECTED)
def test_all_that_a_page_names_is_found_and_nothing_else(name: str) -> None:
    found = page(name)
    recognizer = Recognizer(found.language, known(), known().place(PLACE))
    by_finding = {}
    for bullet in found.bullets:
        reading = recognizer.read(bullet.text)
        if reading.mentions or reading.years:
            years = [year.year for year in reading.years]
            by_finding[bullet.key] = (labels(reading, INSTITUTION), labels(reading, INSTRUMENT), years)
    assert by_finding == EXPECTED[name]


def labels(reading: Reading, kind: str) -> list[str]:
    return [mention.label for mention in reading.mentions if mention.kind == kind]

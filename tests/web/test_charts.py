import csv
import json
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from igmgraph.web.charts.data import CHARTS


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_shows_the_table_that_it_draws(client: FlaskClient, name: str) -> None:
    page = client.get(f"/charts/{name}").text
    specification = client.get(f"/charts/{name}.json").get_json()
    values = specification["data"]["values"]
    assert page.count("<tr>") == len(values) + 1 > 3
    assert f'src="/charts/{name}.svg?lang=en"' in page
    # Nothing has to be fetched to draw it.
    assert "url" not in json.dumps(specification["data"])


def test_domains_stand_in_the_order_of_the_framework(client: FlaskClient) -> None:
    specification = client.get("/charts/institutions-by-domain.json?lang=fr").get_json()
    assert specification["encoding"]["y"]["sort"] is None
    domains = [value["domain"] for value in specification["data"]["values"]]
    assert domains[0] == "Droits des migrants"
    assert domains[2] == "Partenariats"
    assert "ne classent ni domaines ni lieux" in specification["description"]


def test_the_same_chart_as_svg_and_png(client: FlaskClient) -> None:
    picture = client.get("/charts/findings-by-year.svg?lang=es")
    assert picture.mimetype == "image/svg+xml"
    assert "Hallazgos por año" in "".join(ET.fromstring(picture.data).itertext())
    assert client.get("/charts/findings-by-year.png").data.startswith(b"\x89PNG")
    again = client.get("/charts/findings-by-year.svg?lang=es", headers={"If-None-Match": picture.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["unheard-of", "findings-by-year.gif", ".svg"])
def test_a_chart_that_is_not_there(client: FlaskClient, name: str) -> None:
    assert client.get(f"/charts/{name}").status_code == 404


@pytest.mark.parametrize("code", ["en", "es", "fr"])
@pytest.mark.parametrize("name", CHARTS)
def test_the_query_behind_a_chart_gives_its_very_rows(client: FlaskClient, name: str, code: str) -> None:
    page = BeautifulSoup(client.get(f"/charts/{name}?lang={code}").text, "html.parser")
    shown = [[cell.text for cell in row.select("th, td")] for row in page.select("tbody tr")]
    (link,) = (link for link in page.select("main a") if link.text == "CSV")
    answer = client.get(str(link["href"]), headers={"Accept": "text/csv"}).text
    _, *rows = csv.reader(answer.splitlines())
    assert [sorted(row) for row in rows] == [sorted(row) for row in shown]

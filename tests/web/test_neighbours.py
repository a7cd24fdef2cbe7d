import pytest
from flask.testing import FlaskClient

OFFICE = "https://w3id.org/igm/id/institution/cl-monte-patria/oficina-de-la-mujer"
DATA = {"Accept": "application/json"}


def test_relations_go_both_ways_and_have_names(client: FlaskClient) -> None:
    answer = client.get("/neighbours", query_string={"thing": OFFICE, "lang": "es"}, headers=DATA).get_json()
    assert all(OFFICE in relation[:2] for relation in answer["relations"])
    assert {relation[0] == OFFICE for relation in answer["relations"]} == {True, False}
    assert answer["labels"][OFFICE] == "Oficina de la Mujer"
    page = client.get("/neighbours", query_string={"thing": OFFICE}, headers={"Accept": "text/html"}).text
    assert page.count("<tr>") == len(answer["relations"]) + 1


@pytest.mark.parametrize(("thing", "status"), [("", 400), ("no iri", 400), ("https://w3id.org/igm/id/place/xx", 404)])
def test_what_is_no_thing_of_the_graph(client: FlaskClient, thing: str, status: int) -> None:
    assert client.get("/neighbours", query_string={"thing": thing}, headers=DATA).status_code == status

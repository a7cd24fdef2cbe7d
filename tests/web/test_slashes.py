"""Addresses that somebody ended with a slash."""

import re

import pytest
from flask.testing import FlaskClient

#: What there is once: an address without a variable part, but for the home page.
FIXED = re.compile(r"/[^<>]+[^/<>]")


def test_every_fixed_address_is_found_with_a_slash_after_it(client: FlaskClient) -> None:
    rules = {rule.rule for rule in client.application.url_map.iter_rules() if FIXED.fullmatch(rule.rule)}
    assert {"/ontology", "/dataset", "/queries", "/.well-known/void"} < rules
    for rule in rules:
        answer = client.get(f"{rule}/?lang=es&lang=fr")
        assert (answer.status_code, answer.headers["Location"]) == (308, f"{rule}?lang=es&lang=fr"), rule


@pytest.mark.parametrize("path", ["/queries/counts", "/charts/findings-by-year", "/browse/profiles"])
def test_so_is_a_page_of_many(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}/").headers["Location"] == path


def test_the_method_of_a_query_stays(client: FlaskClient) -> None:
    answer = client.post("/sparql/", data={"query": "ASK {}"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/sparql")


def test_there_is_one_redirect_out_of_a_version(client: FlaskClient) -> None:
    assert client.get("/version/1.2.0/search/").headers["Location"] == "/search"


@pytest.mark.parametrize("path", ["/nowhere/", "/id/place/cl/", "/doc/place/cl/", "/graph/framework/"])
def test_what_is_not_there_without_the_slash_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("number", ["a%0D%0AX:%20y", "%22%0A", "%C3%A9", "%5C%5Ce.org"])
def test_the_number_of_a_version_may_be_anything(client: FlaskClient, number: str) -> None:
    answer = client.get(f"/version/{number}/dataset/")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"/version/{number}/dataset")

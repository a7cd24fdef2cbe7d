from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from igmgraph import errors
from igmgraph.web.problem_types import PROBLEM_TYPES

ADDRESSES = [
    "/",
    "/ontology",
    "/dataset",
    "/graph/framework",
    "/doc/profile/cl-monte-patria-2024",
    "/doc/domain/migrants-rights",
    "/doc/finding/cl-monte-patria-2024/migrants-rights/w1",
    "/doc/institution/cl-monte-patria/oficina-de-inclusion",
    "/doc/place/atlantis",
    "/problems/not-found",
]
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Elements and attributes of a page; fails on tags that do not pair."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(text)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in {tag}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(attribute)) is not None]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_sound(client: FlaskClient, address: str, language: str) -> None:
    response = client.get(f"{address}?lang={language}", headers={"Accept": "text/html"})
    page = Page(response.text)
    assert page.all("html") == [{"lang": language}]
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert page.all("a")[0]["href"] == "#main", "the skip link comes first"
    identifiers = page.values("id")
    assert len(identifiers) == len(set(identifiers))
    # A block of data does not run.
    assert all(script.get("type") == "application/ld+json" or script.get("src") for script in page.all("script"))
    assert not page.values("style")
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert all(str(link["href"]).startswith("/static/") for link in page.all("link") if link["rel"] == "stylesheet")
    assert page.values("aria-current") == ["true"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_into_the_site_are_relative_and_keep_the_language(client: FlaskClient, address: str) -> None:
    page = Page(client.get(f"{address}?lang=fr", headers={"Accept": "text/html"}).text)
    links = [link for link in page.all("a") if "hreflang" not in link and "type" not in link]
    for link in links:
        href = str(link["href"])
        assert not href.startswith("https://w3id.org/igm/"), href
        assert not href.startswith("/") or "lang=fr" in href, href
    switches = [link for link in page.all("a") if "hreflang" in link]
    assert [str(link["href"]).rpartition("=")[2] for link in switches] == ["en", "es", "fr"]


@pytest.mark.parametrize("address", [address for address in ADDRESSES if "atlantis" not in address])
def test_links_into_the_site_lead_somewhere(client: FlaskClient, address: str) -> None:
    page = Page(client.get(address, headers={"Accept": "text/html"}).text)
    fragments: dict[str, set[str]] = {}
    for href in page.values("href"):
        if href.startswith("/") and not href.startswith("/sparql"):
            place, _, fragment = href.partition("#")
            fragments.setdefault(place, set()).update({fragment} - {""})
    for place, wanted in fragments.items():
        with client.get(place, headers={"Accept": "text/html"}, follow_redirects=True) as response:
            assert response.status_code == 200, place
            assert not wanted or wanted <= set(Page(response.get_data(as_text=True)).values("id")), place


@pytest.mark.parametrize(
    ("language", "title", "notice"),
    [
        ("en", "Migration governance as linked data", "igmgraph is an independent work."),
        ("es", "La gobernanza de la migración como datos enlazados", "igmgraph es un trabajo independiente."),
        ("fr", "La gouvernance des migrations en données liées", "igmgraph est un travail indépendant."),
    ],
)
def test_the_home_page_says_what_this_is(client: FlaskClient, language: str, title: str, notice: str) -> None:
    response = client.get("/", headers={"Accept-Language": language})
    assert f"<h1>{title}</h1>" in response.text
    assert notice in response.text
    assert response.headers["Content-Language"] == language
    assert response.vary.as_set() == {"accept-language", "accept-encoding"}


def test_the_home_page_counts_what_the_graph_holds(client: FlaskClient) -> None:
    page = client.get("/").text
    numbers = [part.partition("</dd>")[0] for part in page.split("<dd>")[1:8]]
    profiles, domains, _, findings, *_ = map(int, numbers)
    assert (profiles, domains, findings) == (69, 6, 42)
    assert "/id/profile/cl-monte-patria-2024" in page
    listed = page.partition('id="domains"')[2].partition("</ol>")[0]
    slugs = [part.partition('"')[0] for part in listed.split('href="/id/domain/')[1:]]
    assert slugs == [
        "migrants-rights",
        "whole-of-government",
        "partnerships",
        "socioeconomic-wellbeing",
        "mobility-in-crises",
        "safe-orderly-regular",
    ]


def test_a_profile_shows_its_findings_side_by_side_in_the_order_of_the_source(client: FlaskClient) -> None:
    page = client.get("/doc/profile/cl-monte-patria-2024.html").text
    groups = page.split('<section class="group">')[1:]
    counts = [tuple(part.count("<li") for part in group.split('<div class="kind">')[1:]) for group in groups]
    assert counts == [(4, 2), (3, 4), (3, 1), (4, 2), (3, 3), (2, 3)]
    for group in groups:
        for kind in group.split('<div class="kind">')[1:]:
            order = [int(part.partition('"')[0]) for part in kind.split('<li value="')[1:]]
            assert order == sorted(order)


def test_a_domain_shows_its_sub_domains_and_findings(client: FlaskClient) -> None:
    page = client.get("/doc/domain/whole-of-government.html").text
    groups = [part.partition("</section>")[0] for part in page.split('<section class="group">')[1:]]
    counts = [tuple(part.count("<li") for part in group.split('<div class="kind">')[1:]) for group in groups]
    assert counts == [(1, 0), (3, 4), (0, 2), (0, 1)], "Albania, Monte Patria, Accra, Sri Lanka"
    assert page.count("/id/subdomain/whole-of-government/") >= 2


def test_every_type_of_problem_is_explained(client: FlaskClient) -> None:
    kinds = [getattr(errors, name) for name in errors.__all__]
    statuses = {kind.slug: kind.status for kind in kinds}
    assert statuses.items() <= {slug: kind.status for slug, kind in PROBLEM_TYPES.items()}.items()
    for slug, kind in PROBLEM_TYPES.items():
        page = client.get(f"/problems/{slug}").text
        assert kind.title in page
        assert f"HTTP {kind.status}" in page
    assert client.get("/problems/unheard-of").status_code == 404

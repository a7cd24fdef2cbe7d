from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from igmgraph import errors
from igmgraph.web.http.problem_types import PROBLEM_TYPES

ADDRESSES = [
    "/",
    "/ontology",
    "/dataset",
    "/graph/framework",
    "/doc/profile/cl-monte-patria-2024",
    "/doc/profile/cl-monte-patria-2024?view=statements",
    "/doc/domain/migrants-rights",
    "/doc/subdomain/migrants-rights/basic-services",
    "/doc/indicator/local/L1-5",
    "/doc/framework/migof",
    "/doc/principle/1",
    "/doc/finding/cl-monte-patria-2024/migrants-rights/w1",
    "/doc/institution/cl-monte-patria/oficina-de-inclusion",
    "/doc/instrument/cl-monte-patria/nadie-es-ilegal",
    "/doc/source/igm-monte-patria-2024",
    "/doc/place/cl-monte-patria",
    "/doc/place/cl",
    "/doc/place/atlantis",
    "/browse/findings",
    "/about/languages",
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


def in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_sound(client: FlaskClient, address: str, language: str) -> None:
    response = client.get(in_language(address, language), headers={"Accept": "text/html"})
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
    (current,) = [link for link in page.all("a") if "hreflang" in link and "aria-current" in link]
    assert current["lang"] == language


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_into_the_site_are_relative_and_keep_the_language(client: FlaskClient, address: str) -> None:
    page = Page(client.get(in_language(address, "fr"), headers={"Accept": "text/html"}).text)
    links = [link for link in page.all("a") if "hreflang" not in link and "type" not in link]
    for link in links:
        href = str(link["href"])
        assert not href.startswith("https://w3id.org/igm/"), href
        assert not href.startswith("/") or href.startswith("/static/") or "lang=fr" in href, href
    switches = [link for link in page.all("a") if "hreflang" in link]
    assert [str(link["href"]).rpartition("=")[2] for link in switches] == ["en", "es", "fr"]


@pytest.fixture(scope="module")
def visited() -> dict[str, set[str]]:
    """Address to the fragments that it has; each address is asked for once."""
    return {}


@pytest.mark.parametrize("address", [address for address in ADDRESSES if "atlantis" not in address])
def test_links_into_the_site_lead_somewhere(client: FlaskClient, visited: dict[str, set[str]], address: str) -> None:
    page = Page(client.get(address, headers={"Accept": "text/html"}).text)
    for href in page.values("href"):
        place, _, fragment = href.partition("#")
        if place.startswith("/") and not place.startswith("/sparql"):
            if place not in visited:
                with client.get(place, headers={"Accept": "text/html"}, follow_redirects=True) as response:
                    assert response.status_code == 200, place
                    is_page = response.mimetype == "text/html"
                    visited[place] = set(Page(response.get_data(as_text=True)).values("id") if is_page else ())
            # The parts of the dataset's description stand in its RDF alone.
            assert not fragment or place.startswith("/dataset") or fragment in visited[place], href


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


def test_every_type_of_problem_is_explained(client: FlaskClient) -> None:
    kinds = [getattr(errors, name) for name in errors.__all__ if name[0].isupper()]
    statuses = {kind.slug: kind.status for kind in kinds}
    assert statuses.items() <= {slug: kind.status for slug, kind in PROBLEM_TYPES.items()}.items()
    for slug, kind in PROBLEM_TYPES.items():
        page = client.get(f"/problems/{slug}").text
        assert kind.title in page
        assert f"HTTP {kind.status}" in page
    assert client.get("/problems/unheard-of").status_code == 404

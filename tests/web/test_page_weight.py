"""What a browser fetches when a page is first opened, as it travels: the same on every machine."""

from collections.abc import Callable
from functools import cache

import brotli
import pytest
from flask.testing import FlaskClient

from bench.pages import GOAL_BYTES, PAGES
from bench.weight import first_load, linked

Fetch = Callable[[str], tuple[bytes, int]]


@pytest.fixture(scope="module")
def fetch(client: FlaskClient) -> Fetch:
    """Content of an address, and the bytes that travel for it to a browser."""

    @cache
    def fetch(address: str) -> tuple[bytes, int]:
        headers = {"Accept": "text/html, */*;q=0.1", "Accept-Encoding": "br"}
        answer = client.get(address, headers=headers, buffered=True)
        assert answer.status_code == 200, address
        packed = answer.headers.get("Content-Encoding") == "br"
        return brotli.decompress(answer.data) if packed else answer.data, len(answer.data)

    return fetch


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_with_all_that_it_loads_is_light(fetch: Fetch, kind: str) -> None:
    weights = first_load(PAGES[kind], fetch)
    assert sum(weights.values()) < GOAL_BYTES, weights
    loaded = {address.partition("?")[0].rpartition("/")[2] for address in weights}
    assert {"style.css", "page.js", "source-serif-4.woff2", "icon.svg"} <= loaded


def test_what_a_page_has_fetched_is_found() -> None:
    page = """<link rel="stylesheet" href="/s/a.css?v=1"><link rel="alternate" href="/x"><script src="b.js"></script>
    <svg><image href="/map.svg"/></svg><img src="/chart.svg"><a href="/elsewhere">no</a>"""
    assert linked("/here/page", page) == ["/s/a.css?v=1", "/here/b.js", "/map.svg", "/chart.svg"]
    assert linked("/s/a.css?v=1", 'src: url("fonts/c.woff2"); background: url(data:x)') == ["/s/fonts/c.woff2"]
    module = 'import { d } from "./d.js";\nconst later = () => import("./e.js");\nexport { f } from "../f.js";'
    assert linked("/s/b/b.js", module) == ["/s/b/d.js", "/s/f.js"]


def test_scripts_travel_compressed(fetch: Fetch) -> None:
    content, travelled = fetch("/static/vendor/cytoscape/cytoscape.min.js")
    assert travelled < len(content) / 2

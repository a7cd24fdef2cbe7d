"""Pages about the whole are opened before a visitor asks for them: who opens one first waits for no query."""

import pytest
from flask import Flask

from igmgraph.engine.base import Engine, Solution
from igmgraph.languages import LANGUAGES
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.standing_pages import open_pages

PAGES = (
    *("/", "/?level=national", "/browse", "/browse/findings", "/charts/findings-by-year", "/compare", "/download"),
    *("/about/languages", "/dataset", "/ontology"),
)


@pytest.fixture(scope="module")
def opened(engine: Engine) -> Flask:
    app = create_app(Settings(), engine)
    open_pages(app, app.extensions["igmgraph"].now, lambda: False)
    return app


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_who_opens_a_page_first_waits_for_no_query(
    opened: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch, address: str, code: str
) -> None:
    asked: list[str] = []

    def note(text: str) -> list[Solution]:
        asked.append(text)
        return []

    monkeypatch.setattr(engine, "solutions", note)
    headers = {"Accept": "text/html", "Accept-Language": code}
    assert opened.test_client().get(address, headers=headers).status_code == 200
    assert not asked


def test_templates_are_compiled_before(opened: Flask) -> None:
    assert opened.jinja_env.cache is not None
    assert len(opened.jinja_env.cache) >= len(opened.jinja_env.list_templates())


def test_it_stops_when_the_service_ends(engine: Engine) -> None:
    app = create_app(Settings(), engine)
    open_pages(app, app.extensions["igmgraph"].now, lambda: True)
    assert not app.extensions["igmgraph"].now.names

"""A browser in front of the service: Debian's Chromium, which sees one host and says when a page breaks."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from igmgraph.engine.base import Engine
from igmgraph.settings import Settings
from igmgraph.web import create_app

#: Where pictures of pages go; git ignores it.
PICTURES = Path(__file__).parents[2] / "build" / "pictures"
_CHROMIUM = ("chromium", "chromium-browser")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def site(engine: Engine) -> Iterator[str]:
    """Root URL of the service over the shipped data."""
    server = make_server("127.0.0.1", 0, create_app(Settings(), engine), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


# Of one module: while it lives, this thread runs an event loop, which tests elsewhere do not expect.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = next((found for name in _CHROMIUM if (found := shutil.which(name))), None)
    assert executable, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh tab at an English desk; `page.goto("/")` is the home page.

    A test fails when its pages write an error to the console, throw, or ask another host for anything. Options of the
    browser's context (`viewport`, `java_script_enabled`, ...) come by `@pytest.mark.parametrize("page", [...],
    indirect=True)`; `told_status` is the status of an answer that the test means to get.
    """
    options = {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    told_status = f"status of {options.pop('told_status', None)} "
    context = browser.new_context(base_url=site, **options)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: _note(message, page, told_status, wrong))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda sent: wrong.append(sent.url) if _leaves(sent.url, site) else None)
    yield page
    context.close()
    assert not wrong


@pytest.fixture
def violations(page: Page) -> "Violations":
    return Violations(page)


class Violations:
    """What axe-core holds against the page that the tab shows: WCAG 2.2, levels A and AA, and its best practices."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._axe = Axe()

    def __call__(self) -> list[str]:
        """Rule and element of each violation."""
        run_only = {"type": "tag", "values": _RULES}
        found = self._axe.run(self._page, options={"runOnly": run_only, "resultTypes": ["violations"]})
        return [
            f"{violation['id']}: {node['html']} {node['any'] and node['any'][0]['message']}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]


def _note(message: ConsoleMessage, page: Page, told_status: str, wrong: list[str]) -> None:
    if _is_wrong(message, page) and told_status not in message.text:
        wrong.append(message.text)


def _is_wrong(message: ConsoleMessage, page: Page) -> bool:
    # That a page answers with 404 is an error to Chromium; what it loads must be there.
    is_the_page_itself = message.location["url"] == page.url and message.text.startswith("Failed to load resource")
    return message.type in {"error", "warning"} and not is_the_page_itself


def _leaves(url: str, site: str) -> bool:
    return urlsplit(url).scheme not in {"data", "blob"} and not url.startswith(f"{site}/")

"""Pages about versions, and about what is no longer there, are open to everyone as well."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.settings import Settings
from igmgraph.web import create_app
from tests.versions.conftest import Releases, releases
from tests.walks import serving

from .conftest import Violations

__all__ = ["releases"]

KINDS = {
    "versions": "/version",
    "difference": "/diff/1.9.0/1.10.0",
    "no-difference": "/diff/1.9.0/1.9.0",
    "withdrawn": "/doc/place/su",
    "earlier": "/version/1.9.0/doc/place/su",
}
DESKS = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": {"viewport": {"width": 320, "height": 640}}}


@pytest.fixture(scope="module")
def site(releases: Releases) -> Iterator[str]:
    settings = Settings(store=releases.store, workers=1, open_versions=2)
    engine = EmbeddedEngine(releases.snapshots["1.10.0"].path, settings)
    app = create_app(settings, engine)
    with serving(app) as root:
        yield root
    app.extensions["igmgraph.versions"].close()
    engine.close()


@pytest.mark.parametrize("page", DESKS.values(), ids=DESKS, indirect=True)
@pytest.mark.parametrize("address", KINDS.values(), ids=KINDS)
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(page: Page, violations: Violations, address: str) -> None:
    page.goto(address)
    assert not violations()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

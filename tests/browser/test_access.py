"""Every kind of page is open to everyone: nothing for axe-core to find, by light and by dark, on a phone too."""

import pytest
from playwright.sync_api import Page

from .conftest import Violations

ADDRESSES = ["/", "/ontology", "/dataset", "/doc/profile/cl-monte-patria-2024", "/doc/place/atlantis"]


@pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}], ids=["light", "dark"], indirect=True
)
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(page: Page, violations: Violations, address: str) -> None:
    page.goto(address)
    assert not violations()

"""Pictures of each kind of page at three widths, for people to look at: build/pictures."""

import pytest
from playwright.sync_api import Page

from .addresses import ADDRESSES
from .conftest import PICTURES

WIDTHS = (320, 1280, 2560)


@pytest.mark.parametrize(
    "page", [{"viewport": {"width": width, "height": 900}} for width in WIDTHS], ids=map(str, WIDTHS), indirect=True
)
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_picture_is_taken(page: Page, name: str) -> None:
    page.goto(ADDRESSES[name])
    page.evaluate("document.fonts.ready")
    PICTURES.mkdir(parents=True, exist_ok=True)
    width = page.evaluate("innerWidth")
    assert page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)

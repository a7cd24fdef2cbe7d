"""Charts are pictures with a table beside; on request they tell their values."""

import pytest
from playwright.sync_api import Page, expect

from igmgraph.web.charts.data import CHARTS

from .conftest import Violations


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_seen_and_read(page: Page, violations: Violations, name: str) -> None:
    page.goto("/charts")
    page.locator(f'main a[href="/charts/{name}"]').click()
    expect(page.locator("#chart img")).to_be_visible()
    assert page.locator("#chart img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    assert not violations()
    page.get_by_role("button", name="Show values").click()
    expect(page.locator("#chart svg")).to_be_visible()

"""Pages as trees, for tests that ask what is on them."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient


@pytest.fixture
def read(client: FlaskClient) -> Callable[[str], BeautifulSoup]:
    """Reads the page at an address; it must be there."""

    def read(address: str) -> BeautifulSoup:
        response = client.get(address, headers={"Accept": "text/html"}, follow_redirects=True)
        assert response.status_code == 200, address
        return BeautifulSoup(response.text, "html.parser")

    return read

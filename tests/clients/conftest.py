"""A real server over the shipped data."""

from collections.abc import Iterator

import pytest

from igmgraph.build.snapshot import Snapshot
from tests.serving import serve


@pytest.fixture(scope="package")
def service(snapshot: Snapshot) -> Iterator[str]:
    """Root URL of a running service whose queries have two seconds, and a place in a queue of twelve."""
    with serve(snapshot, "--workers", "2", "--query-timeout", "2", IGM_QUEUE_LENGTH="12") as root:
        yield root

"""Pages for people: milliseconds that the service computes for each kind, and bytes that travel when it is opened."""

import http.client
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import brotli

from bench.processes import processor_milliseconds, settle
from bench.weight import first_load

__all__ = ["GOAL_BYTES", "GOAL_MILLISECONDS", "PAGES", "Timed", "fetch", "time_pages"]

GOAL_MILLISECONDS = 30.0
GOAL_BYTES = 150_000

#: Kind of page to an address of that kind, the longest of its kind where they differ.
PAGES: Mapping[str, str] = {
    "home": "/",
    "framework": "/doc/framework/migof",
    "principle": "/doc/principle/1",
    "domain": "/doc/domain/migrants-rights",
    "sub-domain": "/doc/subdomain/migrants-rights/basic-services",
    "indicator": "/doc/indicator/local/L6-4",
    "profile": "/doc/profile/cl-monte-patria-2024",
    "finding": "/doc/finding/cl-monte-patria-2024/migrants-rights/w1",
    "institution": "/doc/institution/cl-monte-patria/oficina-de-inclusion",
    "instrument": "/doc/instrument/cl-monte-patria/nadie-es-ilegal",
    "place": "/doc/place/cl-monte-patria",
    "country": "/doc/place/cl",
    "sub-region": "/doc/place/m49-005",
    "source": "/doc/source/igm-monte-patria-2024",
    "beneficiaries": "/doc/beneficiary-group/migrants",
    "all statements": "/doc/domain/migrants-rights?view=statements",
    "list of profiles": "/browse/profiles",
    "list of findings": "/browse/findings",
    "list of institutions": "/browse/institutions",
    "last page of findings": "/browse/findings?part=999999",
    "search": "/search?q=migrant",
    "compare, choice": "/compare",
    "compare": "/compare?profile=cl-monte-patria-2024&profile=gh-accra-2019",
    "chart": "/charts/findings-by-year",
    "neighbours": "/neighbours?thing=https://w3id.org/igm/id/institution/cl-monte-patria/oficina-de-la-mujer",
    "graph": "/graph/framework",
    "dataset": "/dataset",
    "ontology": "/ontology",
    "languages": "/about/languages",
    "queries": "/queries",
    "downloads": "/download",
    "versions": "/version",
}
_HEADERS = {"Accept": "text/html", "Accept-Encoding": "br", "Accept-Language": "en"}
_PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Timed:
    """A page: milliseconds that it takes the service's processors, first and again; and its weight in bytes.

    `page` is its HTML alone, `everything` with all that a browser fetches for it.
    """

    kind: str
    first: float
    again: float
    page: int
    everything: int

    @property
    def met(self) -> bool:
        """Whether it is as fast and as light as pages should be."""
        return max(self.first, self.again) < GOAL_MILLISECONDS and self.everything < GOAL_BYTES


def time_pages(site: str, pid: int, rounds: int) -> list[Timed]:
    """Open each page in turn, as often as there are rounds, at a service that is at rest; medians but for the first.

    What else the machine does takes no time of the service's processes.
    """
    settle(pid)
    times: dict[str, list[float]] = {kind: [] for kind in PAGES}
    for _ in range(rounds + 1):
        for kind, address in PAGES.items():
            begun = processor_milliseconds(pid)
            fetch(site, address)
            times[kind].append(processor_milliseconds(pid) - begun)
    return [_timed(site, kind, took) for kind, took in times.items()]


def fetch(site: str, address: str) -> tuple[bytes, int]:
    """Content of what a browser gets at an address, and how many bytes of it travel.

    Raises:
        OSError: the status is not 200, or the server cannot be reached.
    """
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=_PATIENCE)
    try:
        connection.request("GET", address, headers=_HEADERS)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise OSError(f"{address}: status {response.status}")
    packed = response.headers["Content-Encoding"] == "br"
    return brotli.decompress(body) if packed else body, len(body)


def _timed(site: str, kind: str, took: list[float]) -> Timed:
    address = PAGES[kind]
    weights = first_load(address, partial(fetch, site))
    return Timed(kind, took[0], statistics.median(took[1:]), weights[address], sum(weights.values()))

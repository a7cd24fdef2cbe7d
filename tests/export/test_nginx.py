"""nginx over an export answers what the service answers, and from files where it should."""

import gzip
import re
from collections.abc import Mapping

import brotli
import pytest

from tests.export.conftest import DOCUMENTS, Answer, Servers

FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "html": "text/html",
}
#: Strings that clients send, and whether there is no doubt about them.
ACCEPTS = {
    "": True,
    "*/*": True,
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8": True,
    "text/turtle, application/rdf+xml;q=0.8, */*;q=0.1": True,
    "application/ld+json,application/json;q=0.9": True,
    "application/rdf+xml, text/turtle;q=0.5, text/html;q=0.2": True,
    "text/turtle, text/html": True,
    "text/turtle;q=0.5, application/ld+json;q=0.9": False,
    "application/trig, text/turtle;q=0.9": False,
    "application/trig, text/turtle;q=0.1": False,
    "text/turtle;q=1.0, text/html;q=0.3": False,
    "application/ld+json;profile=http://www.w3.org/ns/json-ld#compacted": False,
    "text/html;q=0.1, application/n-triples": False,
    "text/plain": False,
    "text/*": False,
    "image/png": False,
    "text/turtle, text/html;q=1": False,
    "nonsense": False,
}
LANGUAGES = {
    "": True,
    "es": True,
    "fr-CH": True,
    "es-CL,es;q=0.9,en;q=0.8": True,
    "fr,en;q=0.5": True,
    "en-US,en;q=0.9,es;q=0.8": True,
    "es,fr": False,
    "de,fr;q=0.7": False,
    "es-CL,en;q=0.9": False,
    "de": False,
    "es;q=0.2,fr": False,
    "es,en;q=1": False,
}
#: Headers that tell of the server, of the moment, or of where a file lay; entity tags are another matter.
LOCAL = {
    "Accept-Ranges",
    "Connection",
    "Content-Disposition",
    "Date",
    "ETag",
    "Keep-Alive",
    "RateLimit",
    "Server",
    "Transfer-Encoding",
}


def from_file(answer: Answer) -> bool:
    return bool(re.fullmatch(r'W/"\d{8}T\d{12}-[0-9a-f]{16}-\w+(-\w\w)?"', answer.headers.get("ETag", "")))


def told(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in sorted(answer.headers.items()) if name not in LOCAL}


def both(servers: Servers, path: str, headers: Mapping[str, str], method: str = "GET") -> Answer:
    """Ask both; what nginx answers must be what the service answers."""
    expected = servers.ask(servers.service, path, headers, method)
    answer = servers.ask(servers.nginx, path, headers, method)
    assert answer.status == expected.status
    if answer.status == 303:
        # nginx has a few words of its own.
        own = {"Content-Type", "Content-Length"}
        assert {n: v for n, v in told(answer).items() if n not in own} == {
            n: v for n, v in told(expected).items() if n not in own
        }
    else:
        assert told(answer) == told(expected)
        assert answer.body == expected.body
    return answer


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("extension", FORMATS)
def test_a_document_in_each_format_comes_from_a_file(servers: Servers, document: str, extension: str) -> None:
    assert from_file(both(servers, document, {"Accept": FORMATS[extension]}))
    named = both(servers, f"{document}.{extension}", {})
    assert from_file(named) == (extension != "html")


@pytest.mark.parametrize(
    ("host", "site"), [("data.example", "http://data.example"), ("[::1]:80", "http://[::1]:80"), ('a">;b', "")]
)
def test_links_of_memento_have_the_host_that_was_asked(servers: Servers, host: str, site: str) -> None:
    for path in (DOCUMENTS[1], DOCUMENTS[1].replace("/doc/", "/id/")):
        link = servers.ask(servers.nginx, path, {"Host": host}).headers["Link"]
        assert f'<{site}{path}>; rel="original timegate", <{site}/timemap{path}>; rel="timemap"' in link
        assert f'<{site}/version>; rel="version-history"' in link


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("document", DOCUMENTS[1:3])
def test_negotiation_is_that_of_the_service(servers: Servers, document: str, accept: str) -> None:
    assert from_file(both(servers, document, {"Accept": accept})) == ACCEPTS[accept]
    both(servers, document.replace("/doc/", "/id/"), {"Accept": accept})


@pytest.mark.parametrize("languages", LANGUAGES)
def test_so_is_the_choice_of_a_language(servers: Servers, languages: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": languages}
    assert from_file(both(servers, DOCUMENTS[2], headers)) == LANGUAGES[languages]


@pytest.mark.parametrize(
    "query",
    ["?lang=en", "?lang=es", "?lang=fr", "?lang=de", "?lang=", "?lang=es&x=y", "?page=2", "?", "?lang=es&lang=fr"],
)
def test_parameters(servers: Servers, query: str) -> None:
    for accept in ("text/html", "text/turtle"):
        answer = both(servers, f"{DOCUMENTS[1]}{query}", {"Accept": accept, "Accept-Language": "fr"})
        assert from_file(answer) == (query in {"?", "?lang=en", "?lang=es", "?lang=fr"})
        both(servers, f"{DOCUMENTS[1].replace('/doc/', '/id/')}{query}", {"Accept": accept})


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/doc/place/ar",
        "/doc/place/nowhere",
        "/id/place/ar",
        "/id/place/nowhere",
        "/id/",
        "/doc//place/cl",
        "/doc/place/%63l",
        "/doc/place/n%C3%B1",
        "/graph/nowhere.ttl",
        "/ontology/1.0.0",
        "/ontology.exe",
        "/dataset.ttl?x=y",
        "/sparql?query=ASK%7B%7D",
        "/healthz",
        "/static/style.css",
        "/static/nothing.css",
        "/rdf/ttl/doc/place/cl.ttl",
        "/conditional/rdf/ttl/doc/place/cl.ttl",
        "/none/doc/place/cl.ttl",
        "/html/asked-es/doc/place/cl.html",
    ],
)
def test_the_rest_comes_from_the_service(servers: Servers, path: str) -> None:
    answer = both(servers, path, {"Accept": "text/turtle, */*;q=0.1"})
    assert from_file(answer) == (path == "/doc/place/%63l")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "PUT", "DELETE"])
def test_methods(servers: Servers, method: str) -> None:
    answer = both(servers, DOCUMENTS[2], {"Accept": "text/turtle"}, method)
    assert from_file(answer) == (method == "HEAD")


@pytest.mark.parametrize(("coding", "decode"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_compressed_answers_hold_the_same_bytes(servers: Servers, coding: str, decode: type) -> None:
    plain = servers.ask(servers.nginx, DOCUMENTS[2], {"Accept": "text/turtle"})
    small = servers.ask(servers.nginx, DOCUMENTS[2], {"Accept": "text/turtle", "Accept-Encoding": coding})
    assert small.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in small.headers["Vary"]
    assert decode(small.body) == plain.body
    assert len(small.body) < len(plain.body) / 2


def test_a_client_that_has_the_document_gets_no_body(servers: Servers) -> None:
    request = {"Accept": "text/turtle"}
    first = servers.ask(servers.nginx, DOCUMENTS[2], request)
    tag = first.headers["ETag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = servers.ask(servers.nginx, DOCUMENTS[2], {**request, "If-None-Match": known})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Vary"] == first.headers["Vary"]
    other = servers.ask(servers.nginx, DOCUMENTS[2], {**request, "If-None-Match": tag.replace("ttl", "nt")})
    assert other.status == 200
    dated = servers.ask(servers.nginx, DOCUMENTS[2], {**request, "If-Modified-Since": first.headers["Last-Modified"]})
    assert dated.status == 304


@pytest.mark.parametrize("path", ["/doc/place/nowhere", "/doc/place/ar"])
def test_what_has_no_file_is_not_known_by_the_tag_of_another_document(servers: Servers, path: str) -> None:
    request = {"Accept": "text/turtle"}
    tag = servers.ask(servers.nginx, DOCUMENTS[2], request).headers["ETag"]
    assert both(servers, path, {**request, "If-None-Match": tag}).status in {200, 404}

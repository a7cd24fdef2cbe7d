"""Malformed and hostile requests, generated from families: each place of a request with each kind of bad content."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

__all__ = ["CANARY", "MARKUP", "Request", "requests"]

#: Reflected as it stands, this would run in a browser.
MARKUP = "<script>alert('reflected')</script>"
#: Content of a file that no answer may hold; tests write it where `{secret}` points.
CANARY = "canary-of-a-local-file"

_FORM, _QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
#: `{secret}` is a local file, `{port}` a port of this machine that must stay silent.
_TARGETS = (
    "file://{secret}",
    "file:///etc/passwd",
    "http://127.0.0.1:{port}/x.ttl",
    "http://localhost:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://2130706433:{port}/",
    "ftp://127.0.0.1:{port}/x",
    "jar:file://{secret}",
)
_FETCHES = (
    "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ GRAPH <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?e {{ <{0}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE<{0}>{{}} }} }} }}",
    "PREFIX e:<{0}> ASK {{ SERVICE e: {{}} }}",
    "PREFIX e:<{0}> ASK{{SERVICEe:{{}}}}",
    "BASE <{0}> SELECT * FROM <> {{ ?s ?p ?o }}",
    "DESCRIBE <{0}>",
    "LOAD <{0}>",
    "LOAD SILENT <{0}> INTO GRAPH <urn:g>",
)
_DEEP = {
    "braces": "SELECT * " + "{" * 50_000,
    "parentheses": "ASK { FILTER" + "(" * 50_000,
    "brackets": "ASK { ?s ?p " + "[" * 50_000,
    "hidden": "ASK { FILTER(1<" + "(" * 50_000 + "1>0",
    "unions": "ASK {" + "UNION".join(["{}"] * 10_000) + "}",
    "sum": "ASK { FILTER(" + "+".join("1" * 20_000) + ")}",
    "not": "ASK { FILTER(" + "!" * 50_000 + "1)}",
    "path": "ASK { ?s " + "^" * 50_000 + "<a:> ?o }",
    "triple terms": "ASK { " + "<<" * 40_000,
    "long": "#" * 100_001,
    "backslashes": "ASK { ?s ?p '" + "\\" * 90_000,
}
#: What is short to write and long to answer.
_COSTLY = {
    "doubling": "SELECT (STRLEN(?v40) AS ?n) { BIND('aaaaaaaaaa' AS ?v0)"
    + "".join(f" BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(40)) + "}",
    "path in path": "ASK { ?a " + "(" * 150 + "!<urn:x>" + "+)*" * 150 + " <urn:nowhere> }",
    "counted": "ASK { FILTER REGEX('a', 'a{1000}{1000}{1000}') }",
    "optional in optional": "SELECT * {" + "OPTIONAL { ?s ?p ?o " * 150 + "}" * 150 + "}",
}  # fmt: skip
_BROKEN = (
    "", " ", "\x00", "\ufeff", "\U0010ffff", "SELECT", "SELECT *", "ASK", "ASK {", "ASK }", "ASK {}}", "ASK {} ASK {}", "{}", "?",
    "SELECT ?x { ?x }", "SELECT * { ?s ?p }", "ASK { 'unclosed }", "ASK { <unclosed }", "ASK { \"\"\" }", "PREFIX", "PREFIX : ASK {}",
    "ASK { x:y ?p ?o }", "ASK { FILTER( }", "SELECT (1 AS ?x) (2 AS ?x) {}", "SELECT * { } LIMIT -1", "SELECT * { } LIMIT 1e9",
    "SELECT * { } OFFSET 99999999999999999999999", "CONSTRUCT { ?s } {}", "DESCRIBE", "ASK { FILTER REGEX('a', '(') }",
    "ASK { FILTER REGEX('" + "a" * 30 + "!', '^(a+)+$') }", "ASK { BIND(1/0 AS ?x) }", "ASK { FILTER(<urn:f>(1)) }",
    "SELECT * { ?s ?p '\\u0000' }", "SELECT ('\\uD800' AS ?x) {}", "SELECT ('\u0008' AS ?x) {}", "<?xml version='1.0'?>",
    "{\"query\": \"ASK {}\"}", "' OR 1=1 --", "{{7*7}}", "${jndi:ldap://127.0.0.1:{port}/x}", "%s%s%n", "../../etc/passwd", MARKUP,
    f'SELECT ("{MARKUP}" AS ?x) {{}}', "SELECT (<javascript:alert(1)> AS ?x) {}",
)  # fmt: skip
_UPDATES = (
    "CLEAR ALL", "DROP ALL", "CREATE GRAPH <urn:g>", "INSERT DATA { <a:> <a:> 1 }", "DELETE WHERE { ?s ?p ?o }",
    "DELETE DATA { <a:> <a:> 1 }", "WITH <urn:g> DELETE {} WHERE {}", "ADD DEFAULT TO <urn:g>", "MOVE DEFAULT TO <urn:g>",
    "COPY DEFAULT TO <urn:g>", "INSERT {} WHERE {}; CLEAR ALL", "PREFIX a:<a:> insert data {}", "ASK {}; CLEAR ALL",
)  # fmt: skip
_VALUES = (
    MARKUP, f"\"'>{MARKUP}", "javascript:alert(1)", "\x00", "\r\nX-Injected: yes", "%00", "%0d%0aX-Injected:%20yes", "../" * 8 + "etc/passwd",
    "{secret}", "file://{secret}", "a" * 5_000, "🜁", "\u202e", "-1", "0", "nan", "inf", "1e999", "1;2", "text/html;q=9", "{{7*7}}",
)  # fmt: skip
_PARAMETERS = ("default-graph-uri", "named-graph-uri", "format", "timeout", "lang", "example", "callback", "query")
_HEADERS = (
    "Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset", "Content-Type", "Host", "Origin", "Referer", "Range",
    "If-None-Match", "If-Modified-Since", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Http-Method-Override",
)  # fmt: skip
_HEADER_VALUES = (
    MARKUP,
    "",
    ",;,",
    "\xff\xfe",
    "a/b;" + "q=0.1," * 1_000,
    "*/*;q=nonsense",
    "bytes=0-1,2-99999999999",
    "file://x",
)
_PATHS = (
    "/static/", "/static/../errors.py", "/static/..%2f..%2ferrors.py", "/static//etc/passwd", "/static/%2e%2e/%2e%2e/settings.py",
    "/id/", "/doc/", "/graph/", "/ontology/", "/problems/", "/sparql/", "/dataset.", "/ontology.", "//sparql", "/./sparql", "/",
    "/reconcile/view?id=", "/reconcile/preview?id=", "/reconcile/flyout/entity?id=", "/reconcile?queries=", "/reconcile?extend=",
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """A request to send, with `{secret}` and `{port}` not yet filled in."""

    name: str
    path: str = "/sparql"
    method: str = "GET"
    pairs: tuple[tuple[str, str], ...] = ()
    raw_query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    def filled(self, secret: str, port: int) -> "Request":
        """The same with the targets of this run."""

        def fill(text: str) -> str:
            return text.replace("{secret}", secret).replace("{port}", str(port))

        pairs = tuple((name, fill(value)) for name, value in self.pairs)
        body = self.body and fill(self.body.decode("latin-1")).encode("latin-1")
        return Request(self.name, fill(self.path), self.method, pairs, fill(self.raw_query), self.headers, body)

    @property
    def query_string(self) -> str:
        return "&".join(part for part in (urlencode(self.pairs, errors="surrogatepass"), self.raw_query) if part)


def _queries() -> Iterator[tuple[str, str]]:
    for number, fetch in enumerate(_FETCHES):
        yield from ((f"fetch {number} {target}", fetch.format(target)) for target in _TARGETS)
    yield from ((f"deep {name}", text) for name, text in _DEEP.items())
    yield from ((f"costly {name}", text) for name, text in _COSTLY.items())
    yield from ((f"broken {text[:30]!r}", text) for text in _BROKEN)
    yield from ((f"update {text}", text) for text in _UPDATES)


def requests() -> Iterator[Request]:
    """All of them."""
    for family in (_operations, _values, _paths, _bodies, _methods):
        yield from family()


def _operations() -> Iterator[Request]:
    for name, text in _queries():
        yield Request(f"GET {name}", pairs=(("query", text), ("format", "html")))
        yield Request(
            f"POST {name}",
            headers=(("Content-Type", _QUERY),),
            body=text.encode("utf-8", "surrogatepass"),
            method="POST",
        )
    for text in _UPDATES:
        yield Request(f"update parameter {text}", pairs=(("update", text),))
        body = urlencode({"update": text}).encode()
        yield Request(f"update form {text}", headers=(("Content-Type", _FORM),), body=body, method="POST")


def _values() -> Iterator[Request]:
    for parameter in _PARAMETERS:
        for value in _VALUES:
            query = () if parameter == "query" else (("query", "ASK {}"),)
            yield Request(f"{parameter}={value[:20]!r}", pairs=(*query, (parameter, value)))
            yield Request(
                f"{parameter}={value[:20]!r} as a page", pairs=((parameter, value),), headers=(("Accept", "text/html"),)
            )
    for header in _HEADERS:
        for value in _HEADER_VALUES:
            yield Request(f"{header}: {value[:20]!r}", pairs=(("query", "ASK {}"),), headers=((header, value),))
            yield Request(f"/ {header}: {value[:20]!r}", path="/", headers=((header, value),))


def _paths() -> Iterator[Request]:
    for path in _PATHS:
        for value in (
            "",
            quote(MARKUP),
            "%00",
            "%ff%fe",
            "%0d%0aX-Injected:%20yes",
            "a" * 5_000,
            "..%2f..%2fetc%2fpasswd",
            "%252e%252e",
        ):
            place, _, query = (path + value).partition("?")
            yield Request(f"{path} {value[:20]}", path=place, raw_query=query, headers=(("Accept", "text/html"),))


def _bodies() -> Iterator[Request]:
    for raw in (
        "query=%",
        "query=%zz",
        "query=%ff",
        "query",
        "&&&",
        "=",
        "query=ASK{}&query=ASK{}",
        "query=%2541SK{}",
        "a=b&" * 5_000,
        "\xe9=\xff",
    ):
        yield Request(f"raw {raw[:20]!r}", raw_query=raw)
        yield Request(
            f"raw form {raw[:20]!r}", headers=(("Content-Type", _FORM),), body=raw.encode("latin-1"), method="POST"
        )
    for kind in (
        _QUERY,
        _FORM,
        "application/sparql-update",
        "multipart/form-data; boundary=x",
        "application/json",
        "text/plain",
        f"{_QUERY};charset=utf-16",
    ):
        for body in (
            b"",
            b"\x00" * 100,
            b"\xff\xfe" * 100,
            b"--x\r\n" * 1_000,
            b"[" * 100_000,
            b"query=" + b"%" * 1_000_000,
            b"=" * 1_500_000,
        ):
            yield Request(f"{kind} {body[:8]!r}", headers=(("Content-Type", kind),), body=body, method="POST")


def _methods() -> Iterator[Request]:
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "QUERY", "get", "X" * 100):
        for path in ("/sparql", "/", "/id/place/cl", "/healthz", "/static/style.css"):
            yield Request(f"{method} {path}", path=path, method=method)

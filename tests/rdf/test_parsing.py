"""Every RDF syntax is read; a broken file is named with line and column."""

import gzip
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from igmgraph.errors import InputError, RdfSyntaxError
from igmgraph.rdf.parsing import EXTENSIONS, is_rdf, locate_fault, parse_file

_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">{}</rdf:RDF>'
_DESCRIPTION = _XML.format('<rdf:Description rdf:about="urn:a"><e:p rdf:resource="urn:b"/></rdf:Description>')
_TRIPLE = "<urn:a> <urn:e:p> <urn:b> ."
TEXTS = {
    ".ttl": "@prefix e: <urn:e:> . <urn:a> e:p <urn:b> .",
    ".nt": _TRIPLE,
    ".nq": _TRIPLE,
    ".trig": "{ <urn:a> <urn:e:p> <urn:b> }",
    ".rdf": _DESCRIPTION,
    ".xml": _DESCRIPTION,
    ".owl": _DESCRIPTION,
    ".jsonld": '{"@id": "urn:a", "urn:e:p": {"@id": "urn:b"}}',
    ".n3": _TRIPLE,
}


def test_every_syntax_has_an_example() -> None:
    assert TEXTS.keys() == EXTENSIONS.keys()


@pytest.mark.parametrize("extension", TEXTS)
@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
def test_reads_every_syntax(tmp_path: Path, extension: str, compressed: bool) -> None:
    content = b"\xef\xbb\xbf" * (extension == ".ttl") + TEXTS[extension].encode()
    path = tmp_path / f"some.file{extension}{'.gz' if compressed else ''}"
    path.write_bytes(gzip.compress(content) if compressed else content)
    (quad,) = parse_file(path)
    assert (quad.subject, quad.predicate, quad.object) == (NamedNode("urn:a"), NamedNode("urn:e:p"), NamedNode("urn:b"))


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text("_:x <urn:p> _:x .")
    assert parse_file(path)[0].subject != parse_file(path)[0].subject


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("a.ttl", b"<urn:a>\n  <urn:p> .", r"^a\.ttl:2:11: .*object", id="Turtle"),
        pytest.param("a.ttl", b'<urn:a> <urn:p>\n """never\nended', r"^a\.ttl:2:\d+: ", id="over several lines"),
        pytest.param("a.ttl", b"<a> <urn:p> 1 .", r"^a\.ttl:1:1: a relative IRI, and", id="relative IRI"),
        pytest.param("a.ttl", b"<urn:a> ex:p 1 .", r"^a\.ttl:1:9: .*prefix", id="unknown prefix"),
        pytest.param("a.nq", b"\n<urn:a> <urn:p> .", r"^a\.nq:2:17: ", id="N-Quads"),
        pytest.param("a.trig", b"<urn:g> {\n<urn:a> }", r"^a\.trig:2:\d+: ", id="TriG"),
        pytest.param("a.jsonld", b'{"@id": \n}', r"^a\.jsonld:2:1: ", id="JSON-LD"),
        pytest.param("a.rdf", b"<a></b>", r"^a\.rdf: \S", id="XML, whose parser knows no place"),
        pytest.param("a.jsonld", b'{"@context": "http://x.org/c", "a": 1}', "write the context into", id="remote"),
        pytest.param("a.ttl.gz", gzip.compress(b"<urn:a>"), r"^a\.ttl\.gz:1:\d+: ", id="gzip"),
    ],
)
def test_a_broken_file_is_placed(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RdfSyntaxError, match=message):
        parse_file(tmp_path / name, name)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("a.ttl", b"<urn:a>\n'\xff'", r"^a\.ttl:2: not UTF-8", id="not UTF-8"),
        pytest.param("a.ttl.gz", b"<urn:a>", r"^a\.ttl\.gz: not a gzip file", id="not gzip"),
        pytest.param("a.ttl.gz", gzip.compress(b"x" * 99)[:-9], "not a gzip file", id="gzip cut short"),
        pytest.param("a.csv", b"", r"^a\.csv: not an RDF file by its name.*\.ttl", id="unknown extension"),
        pytest.param("README", b"", "not an RDF file", id="no extension"),
        pytest.param("no/a.ttl", None, r"^no/a\.ttl: No such file", id="missing"),
    ],
)
def test_an_unreadable_file_is_named(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        parse_file(tmp_path / name, name)


def test_messages_name_the_path_unless_told_otherwise(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("x")
    with pytest.raises(RdfSyntaxError, match=f"^{tmp_path}/a.ttl:1:"):
        parse_file(tmp_path / "a.ttl")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Parser error at line 2 between columns 14 and 17: why", (2, 14, "why")),
        ("Parser error at line 1 column 24: why: because", (1, 24, "why: because")),
        ("Parser error between line 2 column 3 and line 4 column 1: why", (2, 3, "why")),
        ("error at 1:24: why", (1, 24, "why")),
        ("why", (None, None, "why")),
    ],
)
def test_places_are_read_from_the_parsers_words(text: str, place: tuple[int | None, int | None, str]) -> None:
    fault = locate_fault("a.ttl", SyntaxError(text))
    assert (fault.line, fault.column, fault.reason) == place


def test_the_parser_words_places_as_we_read_them() -> None:
    with pytest.raises(SyntaxError) as caught:
        list(parse(input="<urn:a> <urn:p> .", format=RdfFormat.TURTLE))
    fault = locate_fault("a.ttl", caught.value)
    assert (fault.line, fault.column) == (1, 17)
    assert "line" not in fault.reason


def test_names_decide() -> None:
    assert [name for name in ("a.TTL", "a.nq.gz", "a.gz", "ttl", "a.ttl.bak") if is_rdf(Path(name))] == [
        "a.TTL",
        "a.nq.gz",
    ]

"""Canonical Turtle: one text for one graph, proved equal, small in diffs; and the files that hold it."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from igmgraph.errors import IgmError, InputError, RdfSyntaxError
from igmgraph.rdf import turtle
from igmgraph.rdf.canonical import canonical_nquads
from igmgraph.rdf.turtle import format_files, format_turtle

PLACE = """@prefix igm: <https://w3id.org/igm/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://w3id.org/igm/id/place/cl>
    a igm:Country ;
    rdfs:label "Chile"@en ;
    rdfs:label "Chile"@es ;
    .
"""
NODES = [NamedNode(f"http://example.org/{name}") for name in ("a", "a.b", "a.", "é", "w2", "w10", "", "x/y", "-")]
BLANK = [BlankNode(f"n{number}") for number in range(4)]
XSD = "http://www.w3.org/2001/XMLSchema#"

iris = st.sampled_from([*NODES, NamedNode(f"{XSD}integer"), NamedNode("http://www.w3.org/2002/07/owl#Ontology")])
properties = st.sampled_from(
    [NamedNode(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}") for name in ("type", "first", "rest")] + NODES[:4]
)
texts = st.text(st.characters(exclude_categories=["Cs"])) | st.text("\\\"\n\t'\r@#.", max_size=8)
literals = st.one_of(
    st.builds(Literal, texts),
    st.builds(Literal, texts, language=st.sampled_from(["en", "es", "fr", "es-cl"])),
    st.builds(Literal, texts, datatype=iris),
    st.builds(
        Literal,
        st.sampled_from(["1", "01", "+1", "-1", "1.", ".5", "1.0", "true", "1e3", " 1", "x", "\u0661"]),
        datatype=st.sampled_from([NamedNode(XSD + name) for name in ("integer", "decimal", "boolean", "double")]),
    ),
)
blanks = st.sampled_from(BLANK)
nil = st.just(NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"))
triples = st.builds(Triple, iris | blanks, properties, iris | blanks | literals)
graphs = st.lists(st.builds(Quad, iris | blanks, properties, iris | blanks | nil | literals | triples), max_size=12)


def _turtle(quads: list[Quad]) -> str:
    content = serialize([quad.triple for quad in quads], format=RdfFormat.TURTLE)
    assert content is not None
    return content.decode()


@given(graphs, st.randoms(use_true_random=False))
def test_says_the_same_and_depends_on_nothing_else(quads: list[Quad], chance: random.Random) -> None:
    canonical = format_turtle(_turtle(quads), "a.ttl")
    assert canonical_nquads(parse(input=canonical, format=RdfFormat.TURTLE)) == canonical_nquads(quads)
    assert format_turtle(canonical, "a.ttl") == canonical
    shuffled = chance.sample(quads, len(quads))
    # Parsing gives the blank nodes new names.
    assert format_turtle(_turtle(shuffled), "a.ttl") == canonical


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("@prefix ex: <urn:x> .", "", id="no triple"),
        pytest.param(
            "PREFIX igm: <https://w3id.org/igm/ontology#> <https://w3id.org/igm/id/place/cl> "
            "<http://www.w3.org/2000/01/rdf-schema#label> 'Chile'@es, 'Chile'@en ; a igm:Country .",
            PLACE,
            id="sorted, with the prefixes of the project",
        ),
        pytest.param(
            "@prefix ex: <http://e.org/> . ex:w10 a ex:B, ex:A . ex:w2 ex:b ex:i10, ex:i9, 9, 10 ; ex:a 'x' .",
            '@prefix ex: <http://e.org/> .\n\nex:w2\n    ex:a "x" ;\n    ex:b ex:i9 ;\n    ex:b ex:i10 ;\n'
            "    ex:b 9 ;\n    ex:b 10 ;\n    .\n\nex:w10\n    a ex:A ;\n    a ex:B ;\n    .\n",
            id="numbers by size",
        ),
        pytest.param(
            "@prefix o: <http://www.w3.org/2002/07/owl#> . <urn:a> a o:Class . <urn:o> a o:Ontology .",
            "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n\n"
            "<urn:o>\n    a owl:Ontology ;\n    .\n\n<urn:a>\n    a owl:Class ;\n    .\n",
            id="header of an ontology first",
        ),
        pytest.param(
            "@prefix dct: <http://other.org/> . dct:a dct:b <http://purl.org/dc/terms/title> .",
            "@prefix dct: <http://purl.org/dc/terms/> .\n\n"
            "<http://other.org/a>\n    <http://other.org/b> dct:title ;\n    .\n",
            id="our prefixes mean what our table says",
        ),
        pytest.param(
            "@prefix : <urn:> . :a :p [ :q [], ( 1 [ :r 2 ] ) ], () , ( :a :b ) .",
            "@prefix : <urn:> .\n\n:a\n    :p () ;\n    :p ( :a :b ) ;\n    :p [\n        :q (\n            1\n"
            "            [\n                :r 2 ;\n            ]\n        ) ;\n        :q [] ;\n    ] ;\n    .\n",
            id="nested",
        ),
        pytest.param(
            "@prefix : <urn:> . :a :p _:x . :b :p _:x, _:y . _:y :p _:z . _:z :p _:y . [] :p 1 . _:q :p _:q2 .",
            "@prefix : <urn:> .\n\n:a\n    :p _:b0 ;\n    .\n\n:b\n    :p _:b0 ;\n    :p _:b1 ;\n    .\n\n"
            "_:b1\n    :p [\n        :p _:b1 ;\n    ] ;\n    .\n\n"
            "[]\n    :p 1 ;\n    .\n\n[]\n    :p [] ;\n    .\n",
            id="shared",
        ),
        pytest.param(
            "@prefix : <urn:> . _:y :p _:z ; :q 1 . _:z :p _:y, _:x . _:x :q 2 .",
            "@prefix : <urn:> .\n\n_:b0\n    :p _:b1 ;\n    :p _:b2 ;\n    .\n\n"
            "_:b1\n    :p _:b0 ;\n    :q 1 ;\n    .\n\n_:b2\n    :q 2 ;\n    .\n",
            id="cyclic",
        ),
        pytest.param(
            "<urn:a> <urn:p> \"a\\nb \\\"\", 'tab\\t\\u0001' , 'x'@en--ltr , <<( <urn:a> <urn:p> 1 )>> .",
            '<urn:a>\n    <urn:p> """a\nb \\"""" ;\n    <urn:p> "tab\\t\\u0001" ;\n    <urn:p> "x"@en--ltr ;\n'
            "    <urn:p> <<( <urn:a> <urn:p> 1 )>> ;\n    .\n",
            id="strings and triple terms",
        ),
    ],
)
def test_canonical_form(given_text: str, expected: str) -> None:
    assert format_turtle(given_text, "a.ttl") == expected


@pytest.mark.parametrize(
    "value",
    [
        "01",
        "1.50",
        "+1",
        "-0.0",
        "true",
        '"1"^^xsd:boolean',
        '"x"^^xsd:integer',
        '"2024"^^xsd:gYear',
        '"1e3"^^xsd:double',
    ],
)
def test_literals_keep_their_form(value: str) -> None:
    text = f"@prefix xsd: <{XSD}> .\n\n<urn:a>\n    <urn:p> {value} ;\n    .\n"
    assert format_turtle(text, "a.ttl").endswith(text.partition("\n\n")[2])


def test_one_more_value_is_one_more_line() -> None:
    more = format_turtle(PLACE.replace("    .\n", '    rdfs:label "Chili"@fr ; .\n'), "a.ttl")
    assert set(more.splitlines()) - set(PLACE.splitlines()) == {'    rdfs:label "Chili"@fr ;'}
    assert len(more.splitlines()) == len(PLACE.splitlines()) + 1


def test_a_long_list_has_one_member_per_line() -> None:
    members = [f"<urn:member:{number}:{'x' * 20}>" for number in range(3)]
    text = format_turtle(f"<urn:a> <urn:p> ({' '.join(members)}) .", "a.ttl")
    assert [line.strip() for line in text.splitlines()][2:-2] == members


def test_broken_turtle_is_placed() -> None:
    with pytest.raises(RdfSyntaxError, match=r"^a\.ttl:2:1"):
        format_turtle("<urn:a>\n. ", "a.ttl")


def test_comments_are_refused() -> None:
    with pytest.raises(InputError, match=r"^a\.ttl:2: a # comment would be lost"):
        format_turtle("<urn:a#b> <urn:p> '#' .\n # note", "a.ttl")


def test_bottomless_nesting_is_refused() -> None:
    text = "<urn:a> <urn:p> " + "".join(f"[ <urn:p{depth}> " for depth in range(2000)) + "1" + "]" * 2000 + "."
    with pytest.raises(InputError, match=r"^a\.ttl: blank nodes are nested too deeply"):
        format_turtle(text, "a.ttl")


def test_what_reads_back_differently_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<urn:a> <urn:p> 1 .")
    monkeypatch.setattr(turtle, "write_turtle", lambda quads, prefixes: "<urn:a> <urn:p> 2 .")
    with pytest.raises(IgmError, match="says something else"):
        format_files([path])
    assert path.read_text() == "<urn:a> <urn:p> 1 ."


def test_files_that_differ_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    wrong, right = tmp_path / "deep" / "wrong.ttl", tmp_path / "right.ttl"
    wrong.write_bytes(b"\xef\xbb\xbf" + PLACE.replace("\n", "\r\n").encode())
    wrong.chmod(0o640)
    right.write_text(PLACE)
    (tmp_path / "note.txt").write_text("no Turtle")
    assert format_files([tmp_path, wrong], check=True) == [wrong]
    assert wrong.read_bytes().startswith(b"\xef\xbb\xbf")
    assert format_files([tmp_path]) == [wrong]
    assert wrong.read_text() == PLACE
    assert wrong.stat().st_mode & 0o777 == 0o640
    assert format_files([tmp_path]) == []
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["deep", "note.txt", "right.ttl", "wrong.ttl"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("<urn:a> <urn:p>   1 .")
    (tmp_path / "link.ttl").symlink_to("real")
    format_files([tmp_path / "link.ttl"])
    assert (tmp_path / "link.ttl").is_symlink()
    assert (tmp_path / "real").read_text() == "<urn:a>\n    <urn:p> 1 ;\n    .\n"


def test_one_broken_file_keeps_all_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:p>   1 .")
    (tmp_path / "b.ttl").write_text("broken")
    with pytest.raises(RdfSyntaxError, match=r"b\.ttl:1:1"):
        format_files([tmp_path])
    assert (tmp_path / "a.ttl").read_text() == "<urn:a> <urn:p>   1 ."


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<urn:a> <urn:p>   1 .")

    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(InputError, match=r"a\.ttl: No space left on device"):
        format_files([path])
    assert path.read_text() == "<urn:a> <urn:p>   1 ."
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "message"),
    [("gone.ttl", "No such file"), ("a.nt", r"not a \.ttl file"), ("", r"no \.ttl file in this folder")],
)
def test_only_turtle_files_are_formatted(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        format_files([tmp_path / name])

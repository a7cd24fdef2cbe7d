"""What is a comment, and what only looks like one."""

import pytest

from igmgraph.rdf.lexical import comment_lines, mask


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("# one\n<a> <b> <c> . # two\n", [1, 2], id="comments"),
        pytest.param("<http://x/#a> <b#> <c> .", [], id="in an IRI"),
        pytest.param(r'<a> <b> "x # y", "\" # z", ' + "'#', '\\' #' .", [], id="in a string"),
        pytest.param('<a> <b> """\n# "no" ""\\""" #"""\n. # yes', [3], id="in a long string"),
        pytest.param("<a> <b> '''\n# 'no' #'''\n. # yes", [3], id="in a long string with apostrophes"),
        pytest.param(r"ex:a\#b <b> <c> .", [], id="escaped in a name"),
        pytest.param("<<( <a> <b#> <c> )>> # yes", [1], id="after a triple term"),
    ],
)
def test_comments_are_found(text: str, lines: list[int]) -> None:
    assert list(comment_lines(text)) == lines


def test_mask_keeps_length_and_structure() -> None:
    assert mask('a { "}" } # }') == "a { xxx } xxx"

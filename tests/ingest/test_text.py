"""Saved pages as people have them: text and HTML, and files that are neither."""

from pathlib import Path

import pytest

from igmgraph.errors import InputError
from igmgraph.ingest.text import BULLET, read_lines


def lines_of(tmp_path: Path, content: bytes, name: str = "page.txt") -> list[str]:
    path = tmp_path / name
    path.write_bytes(content)
    return read_lines(path)


def test_lines_keep_their_numbers_and_lose_needless_blanks(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "\ufeffuno\r\n\r\n  dos\u00a0\t tres \r\n".encode()) == ["uno", "", "dos tres", ""]


def test_accents_are_composed(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "a\u0301reas".encode()) == ["\u00e1reas"]


@pytest.mark.parametrize("name", ["page.html", "page.htm", "page.txt"])
def test_html_is_read_as_blocks(tmp_path: Path, name: str) -> None:
    markup = (
        "<!DOCTYPE html><title>no</title><h2>Al<b>ian</b>zas</h2>una\nfrase<br>otra"
        "<ul><li><p>uno &amp; dos</p></li><li>tres <ul><li>cuatro</li></ul></li><li></li></ul><script>no</script>"
    )
    found = [line for line in lines_of(tmp_path, markup.encode(), name) if line]
    assert found == ["Alianzas", "una frase", "otra", f"{BULLET} uno & dos", f"{BULLET} tres", f"{BULLET} cuatro"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "page.txt: holds no text"),
        (b" \n\t\n", "page.txt: holds no text"),
        ("uno\ndos áreas".encode("latin-1"), "page.txt:2: not UTF-8: .*; save the page as UTF-8 text"),
        ("áreas".encode("utf-16"), "page.txt:1: not UTF-8: "),
        (b"PK\x03\x04\x00\x00text", "page.txt: not a text file"),
        (b"\x89PNG\r\n\x1a\n", "page.txt:1: not UTF-8: "),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        lines_of(tmp_path, content)


def test_html_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no text"):
        lines_of(tmp_path, b"<html><script>x()</script></html>")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt: No such file"):
        read_lines(tmp_path / "none.txt")

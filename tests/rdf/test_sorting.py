"""Lines sorted on disk, read in order, and found by their subjects."""

import random
from pathlib import Path

import pytest

from igmgraph.errors import IgmError
from igmgraph.rdf import sorting as module
from igmgraph.rdf.sorting import SortedFiles, by_subject, merge, sorting


def _lines(count: int) -> list[bytes]:
    chosen = random.Random(7)
    return [f"<urn:{chosen.randrange(count)}é> <urn:p> <urn:{chosen.randrange(9)}> .\n".encode() for _ in range(count)]


def _sorted(path: Path, lines: list[bytes]) -> Path:
    with sorting(path) as stream:
        stream.writelines(lines)
    return path


def test_lines_come_once_and_in_the_order_of_their_bytes(tmp_path: Path) -> None:
    lines = _lines(2000)
    assert _sorted(tmp_path / "a", lines).read_bytes() == b"".join(sorted(set(lines)))
    assert _sorted(tmp_path / "none", []).read_bytes() == b""


def test_every_subject_is_found_with_all_its_lines(tmp_path: Path) -> None:
    lines = _lines(500)
    one, two = _sorted(tmp_path / "a", lines[:250]), _sorted(tmp_path / "b", lines[250:])
    with SortedFiles(one, two) as files:
        assert list(files) == sorted([*set(lines[:250]), *set(lines[250:])])
        for subject, group in by_subject(sorted(set(lines))):
            assert sorted(set(files.about(subject))) == group
        assert files.about(b"<urn:0>") == files.about(b"<urn:zzz>") == files.about(b"") == []
    merge([one, two], tmp_path / "both")
    assert (tmp_path / "both").read_bytes() == b"".join(sorted(set(lines)))


def test_nothing_is_found_in_nothing(tmp_path: Path) -> None:
    with SortedFiles(_sorted(tmp_path / "none", [])) as files:
        assert list(files) == files.about(b"<urn:a>") == []


def test_a_sort_that_cannot_go_on_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IgmError, match="cannot sort there: No such file or directory"):
        _sorted(tmp_path / "gone" / "a", [b"b\n", b"a\n"])
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(IgmError, match=r"sort\(1\) is needed"):
        _sorted(tmp_path / "a", [])
    monkeypatch.undo()
    full = Path("/dev/full")
    monkeypatch.setattr(module, "_MEMORY", "1M")
    with pytest.raises(IgmError, match="No space left on device"):
        merge([_sorted(tmp_path / "b", _lines(10))], full)

"""Builds are measured and tabled."""

from pathlib import Path

from bench.builds import Build, measure, table


def test_a_table_has_a_row_for_each_build() -> None:
    build = Build(2_000, 2_791_223, 600.4, 590.0, 1_600, 2_000)
    assert table([build]).splitlines()[-1] == "| 2,000 | 2,791,223 | 600 | 590 | 1,600 | 2,000 |"


def test_a_build_is_measured_and_leaves_nothing(tmp_path: Path) -> None:
    data = tmp_path / "a.nq"
    data.write_text("<urn:a> <urn:p> <urn:b> .\n")
    build = measure(0, 1, data)
    assert build.processor_seconds > 0
    assert build.megabytes > 10
    assert list(tmp_path.iterdir()) == [data]

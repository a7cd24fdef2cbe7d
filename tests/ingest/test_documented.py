"""`docs/ingest.md` says what the software does."""

import re
from pathlib import Path

import yaml

from igmgraph.ingest import marks
from igmgraph.ingest.command import ingest
from igmgraph.ingest.indicators import COLUMNS, OPTIONAL

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "ingest.md").read_text("utf-8")


def test_every_rule_has_its_confidence() -> None:
    told = {rule: float(sure) for rule, sure in re.findall(r"^\| `([a-z-]+)`: .*\| (\d\.\d\d) \|$", TEXT, re.MULTILINE)}
    table = yaml.safe_load(Path(marks.__file__).with_name("marks.yaml").read_text("utf-8"))
    assert told == table["confidence"]


def test_every_column_is_told() -> None:
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| (yes|no) \|", TEXT, re.MULTILINE)
    told = {column: needed for cell, needed in rows for column in re.findall(r"[a-z_]+", cell)}
    assert told == dict.fromkeys(COLUMNS, "yes") | dict.fromkeys(OPTIONAL, "no")


def test_every_option_is_told() -> None:
    options = {name for parameter in ingest.params for name in parameter.opts if name.startswith("--")}
    assert options == set(re.findall(r"`(--[a-z]+)", TEXT))


def test_files_that_are_named_exist() -> None:
    named = re.findall(r"[ `]((?:data|docs|igmgraph)/[\w./-]+\.\w+)", TEXT)
    assert len(named) >= 4
    assert [path for path in named if not (ROOT / path).exists()] == []

"""The notebook and the snippets of docs/analysis.md, run as they are printed against a real server."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "analysis.md").read_text("utf-8")


def snippet(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.+?)```", PAGE, re.DOTALL)
    return str(found)


def test_the_notebook_runs(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IGM_SOURCE", f"{service}/sparql")
    notebook = nbformat.reads((DOCS / "notebook.ipynb").read_text("utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    assert all(not cell.outputs for cell in notebook.cells if cell.cell_type == "code"), "kept without outputs"
    NotebookClient(notebook, timeout=120).execute()
    shown = [str(cell.outputs[-1].data["text/plain"]) for cell in notebook.cells if cell.get("outputs")]
    assert "AreaForDevelopment" in shown[0]
    assert len(shown) == 4


def test_the_python_snippet_runs(service: str) -> None:
    program = snippet("python").replace("http://127.0.0.1:8000", service)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "findings" in done.stdout


def test_the_r_snippet_runs(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IGM_SOURCE", f"{service}/sparql")
    done = subprocess.run(["Rscript", "-e", snippet("r")], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "34"

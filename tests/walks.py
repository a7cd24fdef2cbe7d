"""Documents that are walked: a shell runs each command of a `console` block, and it prints what is told."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server

__all__ = ["blocks", "commands_and_answers", "run", "serving"]

_DOCS = Path(__file__).parents[1] / "docs"
_TOLD = "http://127.0.0.1:8000"


def blocks(page: str, kind: str = "console") -> list[str]:
    """The blocks of a kind on a page of the documentation."""
    return re.findall(rf"```{kind}\n(.*?)```", (_DOCS / page).read_text("utf-8"), re.DOTALL)


def commands_and_answers(block: str) -> tuple[list[str], list[str]]:
    """Commands of a block, and the lines that they print."""
    lines = block.splitlines()
    told = [line for line in lines if not line.startswith("$ ")]
    assert told, "a command without an answer shows nothing"
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")], told


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Address of an application, while it is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run(commands: list[str], site: str) -> str:
    """What commands print, one after the other in one shell."""
    script = "\n".join(commands).replace(_TOLD, site)
    done = subprocess.run(["bash", "-c", script], check=False, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.replace(site, _TOLD).replace("\r", "")

"""Pictures of charts: drawn once for each snapshot by vl-convert, in a process of its own that ends with the drawing.

The library brings a JavaScript engine, which has no place in the process that serves.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from threading import Lock
from typing import Any

from igmgraph.errors import Unavailable

__all__ = ["Pictures"]

_PATIENCE = 60
_MOST = 64
#: The specification comes on the standard input; nothing of it is read from elsewhere (no base URL is allowed).
_DRAW = {
    "svg": "sys.stdout.write(v.vegalite_to_svg(sys.stdin.read(), allowed_base_urls=[]))",
    "png": "sys.stdout.buffer.write(v.vegalite_to_png(sys.stdin.read(), scale=2, allowed_base_urls=[]))",
}


class Pictures:
    """Draws charts and keeps what was drawn; safe to share between threads."""

    def __init__(self) -> None:
        """Begin with nothing drawn."""
        self._lock = Lock()
        self._drawn: dict[tuple[str, str], bytes] = {}

    def draw(self, specification: Mapping[str, Any], form: str) -> bytes:
        """Draw a Vega-Lite specification as "svg" or "png".

        Raises:
            Unavailable: it could not be drawn.
        """
        text = json.dumps(specification)
        # One at a time: a drawing takes a second of a processor, and the next visitor wants the same.
        with self._lock:
            if (text, form) not in self._drawn:
                while len(self._drawn) >= _MOST:
                    del self._drawn[next(iter(self._drawn))]
                self._drawn[text, form] = _run(text, form)
            return self._drawn[text, form]


def _run(text: str, form: str) -> bytes:
    program = f"import sys, vl_convert as v; {_DRAW[form]}"
    try:
        done = subprocess.run(  # noqa: S603 - a program of ours, whose input is data
            [sys.executable, "-c", program], input=text.encode(), capture_output=True, timeout=_PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable("the chart could not be drawn; its data and its specification are there") from error
    return done.stdout

"""What happens to a server while it works: memory, and how tiny queries of another client fare."""

import http.client
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from bench.load import one_request
from bench.processes import family, resident

__all__ = ["Probes", "Watch", "web_memory"]


class Watch:
    """Samples a number for as long as its block runs."""

    def __init__(self, measure: Callable[[], float], pause: float = 0.02) -> None:
        """Call `measure` every `pause` seconds."""
        self.samples: list[float] = []
        self._measure, self._pause = measure, pause
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and wait for the last sample."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            self.samples.append(self._measure())
            self._over.wait(self._pause)


class Probes(Watch):
    """A tiny query every 20 ms; samples are milliseconds."""

    def __init__(self, url: str, media_type: str) -> None:
        """Ask at `url`."""
        super().__init__(self._probe)
        self.failures: list[str] = []
        self._url, self._media_type = url, media_type

    def _probe(self) -> float:
        begun = time.perf_counter()
        try:
            one_request(self._url, self._media_type)
        except (OSError, http.client.HTTPException) as failure:
            self.failures.append(str(failure))
        return (time.perf_counter() - begun) * 1000


def web_memory(pid: int) -> int:
    """Bytes that the processes of a service hold which speak HTTP: those with the command line of the first."""
    return sum(resident(each) for each in family(pid) if _command(each) == _command(pid))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""

"""RDFC-1.0 on other people's blank nodes: some graphs take longer than the world lasts, so it runs apart.

`python -m igmgraph.citations.confined` takes N-Quads from its input to canonical N-Quads, or is stopped.
"""

import resource
import subprocess
import sys
from threading import BoundedSemaphore

from pyoxigraph import RdfFormat, parse

from igmgraph.engine.processes.confinement import end_with_parent, limit_memory
from igmgraph.errors import QueryRefused, Unavailable
from igmgraph.rdf.canonical import canonical_nquads

__all__ = ["canonicalize"]

#: Seconds and bytes that it may take.
_SECONDS, _BYTES = 5, 512 * 1024**2
_PLACES = BoundedSemaphore(2)


def canonicalize(nquads: bytes) -> bytes:
    """Canonical form of N-Quads.

    Raises:
        QueryRefused: their blank nodes are too much alike to be told apart in time.
        Unavailable: others are at it.
    """
    if not _PLACES.acquire(timeout=_SECONDS):
        raise Unavailable("other answers with blank nodes are being brought into order; try again soon")
    try:
        command = [sys.executable, "-m", __name__]
        return subprocess.run(command, input=nquads, capture_output=True, check=True, timeout=2 * _SECONDS).stdout  # noqa: S603
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise QueryRefused("the blank nodes of the answer cannot be told apart in time; ask for IRIs instead") from None
    finally:
        _PLACES.release()


def _main() -> None:
    end_with_parent()
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    limit_memory(_BYTES)
    quads = parse(input=sys.stdin.buffer.read(), format=RdfFormat.N_QUADS)
    sys.stdout.buffer.write(canonical_nquads(quads))


if __name__ == "__main__":
    _main()

"""The process that forks the query processes for an engine elsewhere.

`python -m igmgraph.engine.distant.nursery DIALECT CONTROL` is started by `igmgraph.engine.processes.forks`.
"""

import sys

from igmgraph.engine.credentials import read_credentials
from igmgraph.engine.distant.asking import Asker
from igmgraph.engine.distant.dialect import Dialect
from igmgraph.engine.distant.line import Line
from igmgraph.engine.processes.confinement import limit_memory
from igmgraph.engine.processes.nursery import run
from igmgraph.engine.processes.worker import Evaluate
from igmgraph.settings import Settings

__all__ = ["begin"]


def begin(settings: Settings) -> Evaluate:
    """Take up a line of this process's own."""
    limit_memory(settings.worker_memory)
    line = Line(settings.endpoint, read_credentials(settings.auth_env))
    return Asker(line, Dialect.from_text(sys.argv[1])).evaluate


if __name__ == "__main__":
    run(begin, int(sys.argv[2]))

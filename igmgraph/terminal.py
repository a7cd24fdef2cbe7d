"""What the commands show a person: progress bars on a terminal, plain lines elsewhere, tables of solutions."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

from igmgraph.namespaces import compact

__all__ = ["BuildProgress", "build_progress", "print_table"]

#: Width of a table that nobody's terminal bounds, in characters.
_FREE_WIDTH = 10_000


class BuildProgress:
    """One bar or one line for each step of a build; call it with (step, done, total)."""

    def __init__(self, console: Console, bars: Progress | None) -> None:
        """Show `bars` on a terminal; without them, print a line when a step begins."""
        self._console = console
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that `done` of `total` parts of `step` are done."""
        if self._bars is None:
            if step not in self._tasks:
                self._tasks[step] = TaskID(len(self._tasks))
                self._console.print(step, highlight=False)
            return
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step)
        self._bars.update(self._tasks[step], completed=done, total=total)


@contextmanager
def build_progress(console: Console) -> Iterator[BuildProgress]:
    """Progress of one build on `console` for as long as the block runs."""
    if not console.is_terminal:
        yield BuildProgress(console, None)
        return
    columns = (TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        yield BuildProgress(console, bars)


def print_table(variables: list[str], rows: list[list[str]]) -> None:
    """Print solutions as a table, IRIs shortened; off a terminal no cell is wrapped or cut."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=_FREE_WIDTH)
    table = Table(*(Column(Text(variable)) for variable in variables), header_style="bold")
    for row in rows:
        table.add_row(*(Text(compact(cell)) for cell in row))
    console.print(table)

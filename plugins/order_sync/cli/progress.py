"""A bar over the steps of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

STEPS = ("plan", "extract", "build", "check", "load", "reconcile", "report")


@contextmanager
def step_bar(console: Console) -> Iterator[Callable[[str], None]]:
    """Gives the function to call with each step's name as it begins."""
    columns = (TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=len(STEPS))
        yield lambda name: bar.update(task, description=name, completed=STEPS.index(name))

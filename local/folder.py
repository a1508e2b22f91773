"""A command's own folder under .run/: emptied when the command starts, and used by one at a time."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.processes import PROJECT

RUN = PROJECT / ".run"


class InUse(Exception):
    """The same command is already running in this clone."""


@contextmanager
def own_folder(command: str, run: Path = RUN) -> Iterator[Path]:
    """The command's empty folder. What an earlier one left there, after a crash too, is removed first."""
    run.mkdir(parents=True, exist_ok=True)
    with (run / f"{command}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUse(f"“{command}” is already running in this folder; stop it first.") from error
        folder = run / command
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        yield folder

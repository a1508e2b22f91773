"""Servers as child processes that never outlive the command that started them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from local import guard

PROJECT = Path(__file__).resolve().parents[1]


class ServerFailed(Exception):
    """A server ended or did not get ready; the end of its output says why."""


@dataclass(frozen=True)
class Server:
    """One running child process, and the file that its output goes to."""

    name: str
    process: subprocess.Popen[bytes]
    output: Path

    def check_running(self) -> None:
        """Raises ServerFailed if it has ended."""
        if self.process.poll() is not None:
            raise ServerFailed(f"{self.name} ended with code {self.process.returncode}:\n{self.last_lines()}")

    def first_line(self, seconds: float, starting_with: str = "") -> str:
        """The first whole line of its output that starts so, waited for; what it complains of before is passed over."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in self.output.read_text(errors="replace").splitlines(keepends=True):
                if line.startswith(starting_with) and line.endswith("\n"):
                    return line.rstrip("\n")
            self.check_running()
            time.sleep(0.02)
        raise ServerFailed(f"{self.name} was not ready within {seconds:.0f} s:\n{self.last_lines()}")

    def last_lines(self, count: int = 30) -> str:
        return "\n".join(self.output.read_text(errors="replace").splitlines()[-count:])


class Servers:
    """A command's child processes: all end when the `with` block ends, and also when the command is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Servers:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._guard = subprocess.Popen([sys.executable, guard.__file__], stdin=subprocess.PIPE, start_new_session=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._guard.stdin
        self._guard.stdin.close()
        self._guard.wait()

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str] = os.environ) -> Server:
        """Starts a server in a session of its own; what it prints goes to a file named for it."""
        output = self._folder / f"{name}.log"
        with output.open("ab") as file:  # one that is started again goes on in the same file
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                env=dict(environment),
                start_new_session=True,
            )
        assert self._guard.stdin
        self._guard.stdin.write(f"{process.pid}\n".encode())
        self._guard.stdin.flush()
        return Server(name, process, output)

"""Ends a command's servers when the command ends, however it ends.

The command starts this program and writes to its standard input the session of each server it starts, one a line. When the
input closes, because the command is done, was interrupted or was killed, every process of those sessions is ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

import psutil

GRACE_SECONDS = 5.0


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command; this program goes when the command has gone
    end_sessions({int(line) for line in sys.stdin})


def end_sessions(sessions: set[int]) -> None:
    """Asks each session's first process to end, and kills what it leaves behind or does not end in time."""
    for session in sessions:
        _signal(session, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while sessions.intersection(members(sessions)) and time.monotonic() < deadline:
        time.sleep(0.05)
    while left := members(sessions):
        for process in left:
            _signal(process, signal.SIGKILL)
        time.sleep(0.05)


def members(sessions: set[int]) -> list[int]:
    """The running processes of these sessions. Airflow's tasks have process groups of their own, but stay in the session."""
    return [process for process in psutil.pids() if _is_member(process, sessions)]


def _is_member(process: int, sessions: set[int]) -> bool:
    try:
        return os.getsid(process) in sessions and psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except (OSError, psutil.Error):
        return False  # it ended in the meantime, or is another user's


def _signal(process: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


if __name__ == "__main__":
    main()

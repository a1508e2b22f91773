"""Ports of the loopback interface that nobody uses."""

from __future__ import annotations

import contextlib
import socket

LOOPBACK = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """That many different free ports. All are held until all are found, so that none is given twice."""
    with contextlib.ExitStack() as held:
        return [held.enter_context(_listening(0)).getsockname()[1] for _ in range(count)]


def preferred_or_free(port: int) -> int:
    """The port if nobody uses it, else a free one."""
    try:
        with _listening(port):
            return port
    except OSError:
        return free_ports(1)[0]


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    try:
        # as servers do it: without this a port that was closed a moment ago counts as used
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener

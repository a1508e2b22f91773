"""No server outlives the command that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from local import guard
from local.processes import PROJECT, ServerFailed, Servers

SLEEPS = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(60)"]


def wait_until(happened, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def is_running(process: int) -> bool:
    return bool(guard.members({process}))


def test_a_server_ends_with_the_block_that_started_it(tmp_path):
    with Servers(tmp_path) as servers:
        server = servers.start("sleeper", SLEEPS)
        assert server.first_line(20) == "ready"
        assert is_running(server.process.pid)
    assert not is_running(server.process.pid)


def test_a_server_ends_with_a_block_that_fails(tmp_path):
    with pytest.raises(KeyError), Servers(tmp_path) as servers:
        server = servers.start("sleeper", SLEEPS)
        raise KeyError
    assert not is_running(server.process.pid)


def test_what_a_server_started_ends_too_in_whatever_process_group_it_is(tmp_path):
    starts_another = """
import os, subprocess, sys, time
subprocess.Popen(sys.argv[1:], preexec_fn=os.setpgrp)
print("ready", flush=True)
time.sleep(60)
"""
    with Servers(tmp_path) as servers:
        server = servers.start("parent", [sys.executable, "-c", starts_another, *SLEEPS])
        server.first_line(20)
        wait_until(lambda: len(guard.members({server.process.pid})) == 2)
    assert guard.members({server.process.pid}) == []


def test_a_server_that_ignores_the_request_to_end_is_killed(monkeypatch):
    monkeypatch.setattr(guard, "GRACE_SECONDS", 0.1)
    ignores = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", ignores], stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        process.stdout.readline()
        guard.end_sessions({process.pid})
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_servers_end_when_the_command_is_killed_or_interrupted(tmp_path, how):
    command = f"""
        from pathlib import Path
        from local.processes import Servers
        import time
        with Servers(Path({str(tmp_path)!r})) as servers:
            print(servers.start("sleeper", {SLEEPS!r}).process.pid, flush=True)
            time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(command)],
        cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(PROJECT)},
    ) as process:  # fmt: skip
        assert process.stdout
        server = int(process.stdout.readline())
        assert is_running(server)
        process.send_signal(how)
    wait_until(lambda: not is_running(server))


def test_a_server_that_does_not_get_ready_says_why(tmp_path):
    with Servers(tmp_path) as servers:
        server = servers.start("broken", [sys.executable, "-c", "raise SystemExit('no such company')"])
        with pytest.raises(ServerFailed, match="no such company"):
            server.first_line(20, starting_with="{")


def test_what_a_server_prints_is_kept(tmp_path: Path):
    with Servers(tmp_path / "output") as servers:
        servers.start("talker", [sys.executable, "-c", "print('hello')"]).process.wait()
    assert (tmp_path / "output" / "talker.log").read_text() == "hello\n"

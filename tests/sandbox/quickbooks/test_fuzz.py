"""The short form of `make fuzz`: a real sandbox, four companies, requests at random from its own description."""

import subprocess
import sys


def test_requests_at_random_break_nothing_and_leave_every_ledger_balanced():
    command = [sys.executable, "-m", "bench.sandbox_fuzz", "--requests", "300"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 kinds of findings" in run.stdout

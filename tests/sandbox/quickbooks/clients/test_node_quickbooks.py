"""node-quickbooks, at the version of node/package-lock.json, drives the sandbox: what it does is in node/drive.test.js."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "node"
LOCK = HERE / "package-lock.json"


@pytest.mark.skipif(not shutil.which("node") or not shutil.which("npm"), reason="Node and npm are not installed")
def test_node_quickbooks_drives_the_sandbox(sandbox, node_packages):
    connection = {name: getattr(sandbox, name) for name in ("url", "realm", "client_id", "client_secret", "refresh_token")}
    environment = {**os.environ, "SANDBOX": json.dumps(connection)}
    command = ["node", "--test", "--test-reporter", "tap", "drive.test.js"]
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    told = {name: int(count) for name, count in re.findall(r"^# (tests|pass|skipped) (\d+)$", done.stdout, re.MULTILINE)}
    written = len(re.findall(r"^test\(", (HERE / "drive.test.js").read_text(), re.MULTILINE))
    assert told == {"tests": written, "pass": written, "skipped": 0}
    assert sandbox.company.ledger.drift() == []


def test_the_lock_file_names_no_registry():
    packages = json.loads(LOCK.read_text())["packages"]
    assert packages["node_modules/node-quickbooks"]["version"] == "2.0.50"
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert all("integrity" in package for name, package in packages.items() if name)

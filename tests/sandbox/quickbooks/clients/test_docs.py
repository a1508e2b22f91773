"""The programs of docs/sandbox.md run as they are written, beside a connection.json."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

DOCS = (Path(__file__).parents[4] / "docs/sandbox.md").read_text(encoding="utf-8")
PROGRAMS = dict(re.findall(r"^```(\w+)\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL))


@pytest.fixture
def run(sandbox, tmp_path):
    """Runs a program of the docs and gives what it prints."""
    requests.post(f"{sandbox.url}/_sandbox/switches", json={"refresh_grace_seconds": 86400}, timeout=5).raise_for_status()
    names = ("url", "realm", "client_id", "client_secret", "refresh_token")
    (tmp_path / "connection.json").write_text(json.dumps({name: getattr(sandbox, name) for name in names}))

    def run_program(command, language, **environment):
        command = [*command, PROGRAMS[language]]
        environment = {**os.environ, **environment}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run_program


def test_the_python_program_reads_a_customer_and_does_so_again(run):
    for _ in range(2):
        assert run([sys.executable, "-c"], "python") == "Amy's Bird Sanctuary\n"


@pytest.mark.skipif(not shutil.which("node") or not shutil.which("npm"), reason="Node and npm are not installed")
def test_the_node_program_reads_a_customer(run, node_packages):
    assert run(["node", "-e"], "js", NODE_PATH=str(node_packages)) == "Amy's Bird Sanctuary\n"

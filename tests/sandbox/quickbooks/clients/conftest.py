"""The Node client's packages, for those tests that need them."""

import fcntl
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "node"
LOCK, INSTALLED = HERE / "package-lock.json", HERE / "node_modules/.package-lock.json"


@pytest.fixture(scope="session")
def node_packages():
    """Their folder; installed once for every change of the lock file, by one process at a time."""
    with (HERE / ".installing").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not INSTALLED.exists() or INSTALLED.stat().st_mtime < LOCK.stat().st_mtime:
            command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, f"npm ci failed:\n{done.stderr}"
    return HERE / "node_modules"

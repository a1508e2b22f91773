"""`make test-clients`: what it refuses, and how it holds a checkout's tests to its tables; a made-up one stands in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
FOLDER = "tests/sandbox/quickbooks/clients/own_tests"
TABLES = """
VERSION = (0, 9, 12)
MUST_PASS = {"test_kept.py": "Kept"}
LEFT_OUT = {"test_left.py": "Left: not here"}
NO_TESTS = ("test_base.py",)
"""
PASSES = "def test_one(): pass\n"
REFUSED = "from quickbooks.exceptions import UnsupportedException\ndef test_one(): raise UnsupportedException('no')\n"


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", FOLDER.replace("/", "."), *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def held(tmp_path):
    """Runs pytest with the plugin over files by name, with tables of our own."""
    tables, tests = tmp_path / "tables", tmp_path / "checkout/tests/integration"
    tables.mkdir()
    tests.mkdir(parents=True)
    (tables / "python_quickbooks_files.py").write_text(TABLES)
    (tables / "python_quickbooks_plugin.py").write_text((ROOT / FOLDER / "python_quickbooks_plugin.py").read_text())

    def run_held(**files):
        for name, text in {"test_kept": PASSES, "test_left": REFUSED, "test_base": "", **files}.items():
            (tests / f"{name}.py").write_text(text)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "tests/integration",
            "-rx",
            "-c",
            os.devnull,
            "-p",
            "python_quickbooks_plugin",
        ]
        environment = {**os.environ, "PYTHONPATH": str(tables), "SANDBOX_URL": "http://127.0.0.1:1"}
        cwd = tmp_path / "checkout"
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120)

    return run_held


def test_without_a_folder_it_says_what_to_say_and_fails():
    done = run("")
    assert done.returncode == 2
    assert "CLIENT_SOURCES=folder" in done.stderr


def test_a_folder_that_is_no_checkout_is_refused(tmp_path):
    done = run(str(tmp_path))
    assert (done.returncode, "is not a checkout" in done.stderr) == (2, True)


@pytest.mark.parametrize(("setup", "told"), [("VERSION = (0, 9, 11)\n", "0.9.11"), ("", "unknown")])
def test_another_version_is_refused(tmp_path, setup, told):
    (tmp_path / "python-quickbooks/quickbooks").mkdir(parents=True)
    (tmp_path / "python-quickbooks/quickbooks/client.py").touch()
    (tmp_path / "python-quickbooks/setup.py").write_text(setup)
    done = run(str(tmp_path))
    assert (done.returncode, f"of version {told}" in done.stderr) == (2, True)


def test_a_test_that_is_left_out_is_shown_with_its_reason(held):
    done = held()
    assert done.returncode == 0
    assert "Left: not here" in done.stdout


@pytest.mark.parametrize("text", [PASSES, "def test_one(): raise ConnectionError\n"])
def test_a_test_that_is_left_out_fails_the_run_when_it_passes_or_fails_for_another_reason(held, text):
    assert held(test_left=text).returncode == 1


def test_a_file_in_neither_table_is_an_error(held):
    done = held(test_new=PASSES)
    assert (done.returncode, "test_new.py is neither expected to pass nor left out" in done.stderr) == (4, True)


def test_a_file_without_any_test_is_an_error(held):
    done = held(test_kept="")
    assert (done.returncode, "no test was found in test_kept.py" in done.stderr) == (4, True)

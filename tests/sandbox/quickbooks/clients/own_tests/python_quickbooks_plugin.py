"""A pytest plugin for python-quickbooks' own tests: gives them the sandbox's address, and holds them to the two tables.

Their files are not changed: the tests read their tokens from the environment, as they do with Intuit's sandbox company,
and the client's class attribute and the OAuth library's table, where the two addresses stand, are set before they run.
"""

from __future__ import annotations

import inspect
import os
import time
from collections import Counter
from pathlib import Path

import pytest
from intuitlib.config import DISCOVERY_URL
from python_quickbooks_files import LEFT_OUT, MUST_PASS, NO_TESTS
from quickbooks.client import QuickBooks
from quickbooks.exceptions import QuickbooksException

ADDRESS = "SANDBOX_URL"


def pytest_configure() -> None:
    url = os.environ[ADDRESS]
    QuickBooks.sandbox_api_url_v3 = f"{url}/v3"
    DISCOVERY_URL["sandbox"] = f"{url}/.well-known/openid_sandbox_configuration"


def pytest_report_header() -> str:
    return f"python-quickbooks: {Path(inspect.getfile(QuickBooks)).parent}, against {os.environ[ADDRESS]}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """No two tests within one second: their names are unique to the second, for a call to Intuit takes about as long."""
    if item.path.name in MUST_PASS:
        time.sleep(1 - time.time() % 1)


def pytest_sessionstart(session: pytest.Session) -> None:
    """The tables and the folder name the same files."""
    tables = {*MUST_PASS, *LEFT_OUT, *NO_TESTS}
    found = {path.name for path in Path("tests/integration").glob("test_*.py")}
    problems = [f"{name} is neither expected to pass nor left out" for name in sorted(found - tables)]
    problems += [f"{name} is in a table, but not in the checkout" for name in sorted(tables - found)]
    problems += [f"{name} is in both tables" for name in sorted({*MUST_PASS} & {*LEFT_OUT})]
    if problems:
        raise pytest.UsageError("; ".join(problems))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that is left out must fail, and by a refusal: one that passes, or fails otherwise, is an error."""
    collected = Counter(item.path.name for item in items)
    empty = [name for name in (*MUST_PASS, *LEFT_OUT) if not collected[name]]
    if empty:
        raise pytest.UsageError(f"no test was found in {', '.join(empty)}")
    for item in items:
        if reason := LEFT_OUT.get(item.path.name):
            item.add_marker(pytest.mark.xfail(reason=reason, raises=QuickbooksException, strict=True))

"""A suite's file: Great Expectations' own JSON, in which every expectation says in `meta` what it is about.

    {"type": "expect_column_values_to_be_between", "kwargs": {"column": "total", "min_value": 0},
     "meta": {"check": "total_not_negative", "reason": "...", "remedy": "..."}, "severity": "critical"}

`severity` "warning" or "info" shows what fails and holds nothing back.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from order_sync.errors import SettingsError


class Meta(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    check: str
    reason: str
    remedy: str


class Expectation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    type: str
    kwargs: dict[str, Any]
    meta: Meta
    severity: Literal["critical", "warning", "info"] = "critical"


class SuiteFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    notes: str = ""
    expectations: tuple[Expectation, ...]


def read_suite(text: str, file_name: str) -> SuiteFile:
    """The suite in a file's text; raises SettingsError that names what is wrong."""
    try:
        suite = msgspec.json.decode(text.encode(), type=SuiteFile)
    except msgspec.DecodeError as error:
        raise SettingsError(
            f"{file_name} is not a suite of checks: {error}.", remedy="Compare it with docs/add-a-check.md."
        ) from error
    names = [expectation.meta.check for expectation in suite.expectations]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not names:
        what = f"has the check “{twice[0]}” twice" if twice else "has no checks"
        raise SettingsError(f"{file_name} {what}.", remedy="Give every check its own name in meta.")
    return suite

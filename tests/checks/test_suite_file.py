"""What a suite's file must hold."""

from __future__ import annotations

import json

import pytest

from order_sync.checks.suite_file import read_suite
from order_sync.errors import SettingsError

META = {"check": "present", "reason": "It is missing.", "remedy": "Add it."}
CHECK = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "total"}, "meta": META}


def test_a_suite_is_read_with_its_reasons() -> None:
    suite = read_suite(json.dumps({"name": "orders", "expectations": [CHECK]}), "orders.json")
    assert suite.expectations[0].meta.reason == "It is missing."
    assert suite.expectations[0].severity == "critical"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not a suite"),
        ("[]", "not a suite"),
        (json.dumps({"name": "x", "expectations": []}), "no checks"),
        (json.dumps({"name": "x", "expectations": [CHECK, CHECK]}), "“present” twice"),
        (json.dumps({"name": "x", "expectations": [CHECK | {"meta": {"check": "a"}}]}), "reason"),
        (json.dumps({"name": "x", "expectations": [CHECK | {"severity": "fatal"}]}), "fatal"),
        (json.dumps({"name": "x", "expectation": [CHECK]}), "expectation"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(content: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        read_suite(content, "orders.json")
    assert "orders.json" in str(refused.value)
    assert refused.value.remedy

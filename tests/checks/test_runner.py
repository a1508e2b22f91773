"""A suite over a frame: who is named, what passes, and what stops the run because the check itself is wrong."""

from __future__ import annotations

import json
import os
from typing import Any

import pandas as pd
import pytest

from order_sync.checks.result import CheckResult, add_up
from order_sync.checks.runner import run_checks
from order_sync.checks.suite_file import read_suite
from order_sync.errors import SettingsError


def a_check(kind: str, check: str = "the_check", severity: str = "critical", **kwargs: Any) -> dict[str, Any]:
    meta = {"check": check, "reason": f"{check} failed", "remedy": "Correct it."}
    return {"type": kind, "kwargs": kwargs, "severity": severity, "meta": meta}


def run(*checks: dict[str, Any], totals: list[int | None] | None = None) -> CheckResult:
    totals = [10, -1, None] if totals is None else totals
    frame = pd.DataFrame(
        {
            "order_id": [f"id-{row}" for row in range(len(totals))],
            "order_number": pd.Series([str(row) for row in range(len(totals))], dtype="str"),
            "kind": pd.Series(["invoice", "payment", "payment"][: len(totals)], dtype="str"),
            "total": pd.Series(totals, dtype="Int64"),
        }
    )
    return run_checks(read_suite(json.dumps({"name": "demo", "expectations": checks}), "demo.json"), frame)


def refused(result: CheckResult) -> list[tuple[str, str]]:
    return [(failure.order_id, failure.check) for failure in result.failures]


NOT_NEGATIVE = a_check("expect_column_values_to_be_between", "not_negative", column="total", min_value=0)
PRESENT = a_check("expect_column_values_to_not_be_null", "present", column="total")


def test_a_failing_row_names_its_order_the_reason_and_the_remedy() -> None:
    result = run(NOT_NEGATIVE, PRESENT)
    assert refused(result) == [("id-1", "not_negative"), ("id-2", "present")]
    first = result.failures[0]
    assert (first.order_number, first.reason, first.remedy) == ("1", "not_negative failed", "Correct it.")
    assert [(one.check, one.rows, one.failed) for one in result.outcomes] == [("not_negative", 3, 1), ("present", 3, 1)]


def test_a_check_can_look_at_some_rows_only() -> None:
    only_payments = {"row_condition": "kind == 'payment'", "condition_parser": "pandas"}
    result = run(a_check("expect_column_values_to_be_between", column="total", min_value=100, **only_payments))
    assert refused(result) == [("id-1", "the_check")]


def test_a_check_of_the_whole_table_blames_every_order() -> None:
    result = run(a_check("expect_table_row_count_to_be_between", min_value=10))
    assert refused(result) == [("id-0", "the_check"), ("id-1", "the_check"), ("id-2", "the_check")]


def test_a_warning_is_shown_and_holds_nothing_back() -> None:
    result = run(a_check("expect_column_values_to_not_be_null", severity="warning", column="total"))
    assert result.failures == ()
    assert [warning.order_id for warning in result.warnings] == ["id-2"]
    assert not result.outcomes[0].blocks


def test_rows_that_mostly_allows_are_not_refused() -> None:
    result = run(a_check("expect_column_values_to_be_between", column="total", min_value=0, mostly=0.5))
    assert result.failures == ()


def test_a_frame_without_rows_passes() -> None:
    result = run(NOT_NEGATIVE, totals=[])
    assert result.failures == ()
    assert [(one.rows, one.failed) for one in result.outcomes] == [(0, 0)]


@pytest.mark.parametrize(
    "wrong",
    [
        a_check("expect_column_values_to_not_be_null", column="totals"),
        a_check("expect_column_values_to_be_between", column="kind", min_value=3),
        a_check("expect_colum_values_to_be_nice", column="total"),
        a_check("expect_column_values_to_not_be_null", colum="total"),
    ],
    ids=["a column that does not exist", "a text held against a number", "an unknown expectation", "a misspelt setting"],
)
def test_a_check_that_cannot_be_run_is_a_wrong_file_and_not_bad_data(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="demo"):
        run(PRESENT | {"meta": {"check": "other", "reason": "r", "remedy": "r"}}, wrong)


def test_the_check_that_cannot_be_run_is_named() -> None:
    with pytest.raises(SettingsError, match=r"the_check.*demo"):
        run(a_check("expect_column_values_to_not_be_null", column="totals"))


def test_nothing_is_sent_to_the_maker_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GX_ANALYTICS_ENABLED", raising=False)
    run(NOT_NEGATIVE)
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_no_progress_bar_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    run(NOT_NEGATIVE)
    assert capfd.readouterr().err == ""


def test_the_chunks_of_a_run_add_up() -> None:
    (whole,) = add_up([run(NOT_NEGATIVE), run(NOT_NEGATIVE)])
    assert [(one.check, one.rows, one.failed) for one in whole.outcomes] == [("not_negative", 6, 2)]
    assert len(whole.failures) == 2

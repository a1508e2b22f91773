"""The suites in include/checks/: good orders pass, and each check fails for what it is there to catch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from order_sync.checks.frames import orders_frame, records_frame
from order_sync.checks.result import CheckResult
from order_sync.checks.runner import run_checks
from order_sync.checks.suite_file import SuiteFile, read_suite
from order_sync.orders import Order
from order_sync.records.build import build
from order_sync.records.record import PlannedOrder
from order_sync.rules.decision import Decision
from tests.generators.companies import a_company, a_sync
from tests.generators.orders import SHIPPED, a_payment, an_order

FOLDER = Path(__file__).parents[2] / "include" / "checks"
SUITES = {
    name: read_suite((FOLDER / f"{name}.json").read_text(encoding="utf-8"), f"{name}.json") for name in ("orders", "records")
}
NOW = SHIPPED


def three_orders() -> tuple[list[Order], list[PlannedOrder]]:
    orders = [an_order(number=number, payments=[a_payment(4_765)], shipped=SHIPPED) for number in ("1001", "1002", "1003")]
    return orders, [build(Decision(order=order), a_sync(), a_company()) for order in orders]


def frame_of(suite: str) -> pd.DataFrame:
    orders, planned = three_orders()
    return orders_frame(orders, planned, NOW) if suite == "orders" else records_frame(planned, NOW)


def only(check: str, suite: str) -> SuiteFile:
    (one,) = (expectation for expectation in SUITES[suite].expectations if expectation.meta.check == check)
    return SuiteFile(name=suite, expectations=(one,))


def run(suite: str, check: str, frame: pd.DataFrame) -> CheckResult:
    return run_checks(only(check, suite), frame)


# Where in the second order of the frame to put what: a column and a value that the check must refuse.
ORDERS_BREAK: dict[str, tuple[str, Any]] = {
    "order_once": ("order_id", "id-1001"),
    "number_present": ("order_number", None),
    "number_once": ("order_number", "1001"),
    "number_fits": ("document_number", "1" * 22),
    "customer_named": ("customer", None),
    "currency_is_a_code": ("currency", "US$"),
    "payment_status_known": ("payment_state", "unknown"),
    "fulfillment_status_known": ("fulfillment_state", "unknown"),
    "has_lines": ("lines", 0),
    "total_not_negative": ("total", -1),
    "lines_add_up": ("lines_total", 4_764),
    "tax_adds_up": ("lines_tax", 264),
    "paid_not_negative": ("paid", -1),
    "refund_within_payment": ("refunded", 4_766),
    "date_plausible": ("business_date", "1999-12-31"),
    "date_not_ahead": ("days_ahead", 2),
}
# The kind of the second order's record that is broken, the column and the value.
RECORDS_BREAK: dict[str, tuple[str, str, Any]] = {
    "key_once": ("invoice", "key", "9130001|mugs|id-1001|sale-1001|invoice"),
    "key_complete": ("invoice", "key", "9130001|mugs||sale-1002|invoice"),
    "kind_known": ("invoice", "kind", "journal_entry"),
    "number_present": ("invoice", "document_number", None),
    "number_fits": ("sales_order", "document_number", "1" * 22),
    "number_once": ("invoice", "document_number", "1001"),
    "customer_present": ("payment", "customer", None),
    "customer_fits": ("payment", "customer", "A" * 501),
    "currency_is_a_code": ("invoice", "currency", ""),
    "has_lines": ("invoice", "lines", 0),
    "parts_add_up": ("invoice", "parts_total", 4_764),
    "lines_priced": ("invoice", "unpriced_lines", 1),
    "total_fits": ("sales_order", "total", 10**15),
    "discount_not_negative": ("sales_order", "discount", -1),
    "tax_not_negative": ("invoice", "tax", -1),
    "payment_above_zero": ("payment", "total", 0),
    "payment_applied": ("payment", "applied", None),
    "applied_not_negative": ("payment", "applied", -1),
    "applied_within_payment": ("payment", "applied", 4_766),
    "deposit_account_present": ("payment", "deposit_account", None),
    "descriptions_fit": ("invoice", "longest_description", 4_001),
    "item_names_fit": ("invoice", "longest_item", 101),
    "date_plausible": ("invoice", "date", "1026-03-05"),
    "date_not_ahead": ("invoice", "days_ahead", 2),
}


@pytest.mark.parametrize("suite", ["orders", "records"])
def test_good_orders_pass_every_check(suite: str) -> None:
    result = run_checks(SUITES[suite], frame_of(suite))
    assert [one.check for one in result.outcomes if one.failed] == []
    assert all(one.rows for one in result.outcomes)


def test_every_check_is_broken_once_below() -> None:
    assert {one.meta.check for one in SUITES["orders"].expectations} == set(ORDERS_BREAK)
    assert {one.meta.check for one in SUITES["records"].expectations} == set(RECORDS_BREAK)


@pytest.mark.parametrize("check", sorted(ORDERS_BREAK))
def test_an_order_check_refuses_what_it_is_there_for(check: str) -> None:
    frame = frame_of("orders")
    column, value = ORDERS_BREAK[check]
    frame.loc[1, column] = value
    result = run("orders", check, frame)
    assert frame.loc[1, "order_id"] in {failure.order_id for failure in (*result.failures, *result.warnings)}


@pytest.mark.parametrize("check", sorted(RECORDS_BREAK))
def test_a_record_check_refuses_what_it_is_there_for(check: str) -> None:
    frame = frame_of("records")
    kind, column, value = RECORDS_BREAK[check]
    frame.loc[(frame["kind"] == kind) & (frame["order_id"] == "id-1002"), column] = value
    result = run("records", check, frame)
    assert "id-1002" in {failure.order_id for failure in result.failures}


@pytest.mark.parametrize("suite", ["orders", "records"])
def test_every_check_has_words_for_a_bookkeeper(suite: str) -> None:
    for expectation in SUITES[suite].expectations:
        assert expectation.meta.reason.endswith(".") and expectation.meta.remedy.endswith(".")
        assert json.dumps(expectation.kwargs)

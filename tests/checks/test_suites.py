"""From a chunk's orders to the rows that may be loaded, and the page that says why the others may not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from order_sync.checks import Suites, open_suites
from order_sync.checks.page import write_report
from order_sync.checks.quarantine import quarantine
from order_sync.checks.result import CheckOutcome, CheckResult, Failure
from order_sync.errors import SettingsError
from order_sync.orders import Order, Problem
from order_sync.records.build import build
from order_sync.records.record import PlannedOrder
from order_sync.rules.decision import Decision
from order_sync.syncs import CheckSettings
from tests.generators.companies import a_company, a_sync
from tests.generators.orders import PLACED, SHIPPED, a_payment, an_order

ROOT = Path(__file__).parents[2]
TEXTS = {name: (ROOT / "include" / "checks" / name).read_text(encoding="utf-8") for name in ("orders.json", "records.json")}


def suites() -> Suites:
    return open_suites(TEXTS, CheckSettings(), clock=lambda: SHIPPED)


def plan(order: Order) -> PlannedOrder:
    return build(Decision(order=order), a_sync(), a_company())


def a_failure(order_id: str, check: str = "lines_add_up") -> Failure:
    return Failure(order_id=order_id, order_number="1001", check=check, reason="It does not add up.", remedy="Correct it.")


def test_one_bad_order_costs_one_order() -> None:
    good, ahead = an_order(number="1001"), an_order(number="1002", placed_at=SHIPPED.replace(year=2027))
    first, second = suites().check([good, ahead], [plan(good), plan(ahead)])
    assert first.records and not first.problems
    assert second.records == ()
    assert second.problems[0].code == "date_not_ahead"
    assert second.problems[0].remedy


def test_a_failure_holds_back_every_record_of_its_order() -> None:
    order = an_order(payments=[a_payment(4_765)], shipped=SHIPPED)
    (row,) = quarantine([plan(order)], [a_failure(order.order_id), a_failure(order.order_id, "other")])
    assert row.records == ()
    assert [problem.code for problem in row.problems] == ["lines_add_up", "other"]


def test_an_order_quarantined_before_keeps_its_own_reason() -> None:
    order = an_order(currency="EUR")
    (row,) = quarantine([plan(order)], [a_failure(order.order_id)])
    assert [problem.code for problem in row.problems] == ["currency_not_used"]


def test_a_run_without_orders_is_no_failure() -> None:
    checks = suites()
    assert checks.check([], []) == []
    assert "none held back" in checks.report("mugs", "run-1")


def test_chunks_that_are_checked_together_are_one_table() -> None:
    checks = suites()
    first, second = an_order(order_id="1", number="1001"), an_order(order_id="2", number="1001")  # one number, twice
    assert checks.failures([checks.frames([first], [plan(first)])]) == []
    assert checks.failures([checks.frames([second], [plan(second)])]) == []
    together = checks.failures([checks.frames([order], [plan(order)]) for order in (first, second)])
    assert {failure.order_id for failure in together} == {"1", "2"}


def test_the_report_adds_up_the_chunks_and_names_the_orders_held_back() -> None:
    checks = suites()
    good, ahead = an_order(number="1001"), an_order(number="1002", placed_at=SHIPPED.replace(year=2027))
    checks.check([good], [plan(good)])
    checks.check([ahead], [plan(ahead)])
    page = checks.report("mugs", "run-1")
    assert "Orders held back (1)" in page
    assert "<td>1002</td><td>date not ahead</td>" in page
    assert "<td class=n>2</td><td class=n>0</td>" in page


def test_the_report_opens_offline_and_escapes_what_comes_from_outside() -> None:
    failure = Failure(order_id="1", order_number="<script>alert(1)</script>", check="c", reason="a & b", remedy="<b>")
    outcome = CheckOutcome(check="c", reason="a & b", blocks=True, rows=3, failed=1)
    page = write_report([CheckResult(suite="orders", outcomes=(outcome,), failures=(failure,))], "<mugs>", "run & run")
    assert "<script" not in page
    assert "&lt;mugs&gt;" in page and "a &amp; b" in page
    assert not re.search(r"https?://|src=|href=|@import|url\(", page)


def test_a_warning_has_its_own_list() -> None:
    page = write_report([CheckResult(suite="orders", warnings=(a_failure("1"),))], "mugs", "run-1")
    assert "Warnings" in page and "Orders held back (0)" in page


def test_a_long_list_is_cut_and_says_how_much_is_left_out() -> None:
    failures = tuple(a_failure(str(number)) for number in range(1_501))
    assert "and 1,001 more" in write_report([CheckResult(suite="orders", failures=failures)], "mugs", "run-1")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"orders.json": TEXTS["orders.json"]}, "records.json"),
        ({"orders.json": TEXTS["orders.json"], "records.json": TEXTS["orders.json"]}, "Both suites"),
        ({**TEXTS, "records.json": json.dumps({"name": "x"})}, "records.json is not a suite"),
    ],
)
def test_a_missing_or_wrong_suite_is_said_before_anything_is_checked(texts: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        open_suites(texts, CheckSettings())


def test_the_slow_libraries_are_imported_by_the_check_alone() -> None:
    code = "import sys, order_sync.checks; print({'great_expectations', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT / "plugins")
    assert done.stdout.strip() == "set()"


def test_a_problem_found_by_a_check_reads_like_any_other() -> None:
    (row,) = quarantine([plan(an_order(placed_at=PLACED))], [a_failure("id-1001")])
    assert row.problems == (Problem(code="lines_add_up", reason="It does not add up.", remedy="Correct it."),)

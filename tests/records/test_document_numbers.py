"""Which number documents bear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.errors import SettingsError
from order_sync.number_settings import NumberSettings
from order_sync.records.build import build
from order_sync.records.document_number import document_number
from order_sync.records.record import PlannedOrder
from order_sync.rules.decision import Decision
from tests.generators.companies import a_company, a_sync
from tests.generators.orders import PAID, SHIPPED, a_payment, an_order

LONG = "MARKET-2026-03-02-000012345"
SHORTEN = NumberSettings(too_long="shorten")


def planned(number: str, settings: str) -> PlannedOrder:
    order = an_order(number=number, shipped=SHIPPED, payments=[a_payment(4_765, at=PAID)])
    return build(Decision(order=order), a_sync(more=settings), a_company())


def test_a_number_that_is_too_long_is_quarantined_by_default() -> None:
    (problem,) = planned(LONG, "").problems
    assert problem.code == "number_too_long" and "numbers: too_long" in problem.remedy


def test_by_setting_it_keeps_its_end_and_the_memo_says_the_whole() -> None:
    records = planned(LONG, "numbers: {too_long: shorten}\nnumber_prefix: W-\n").records
    number = records[0].document_number or ""
    assert len(number) == 21 and number.endswith("-03-02-000012345"[-14:])
    assert all(f"number W-{LONG}" in record.memo or f"#{LONG}" in record.memo for record in records)
    assert [record.document_number for record in records] == [number, number, None]


def test_a_number_that_fits_stays_as_it_is() -> None:
    records = planned("1001", "numbers: {too_long: shorten}\n").records
    assert records[0].document_number == "1001" and records[0].memo == "Order #1001, mugs"


def test_by_setting_quickbooks_numbers_documents_and_the_memo_says_the_orders() -> None:
    records = planned(LONG, "numbers: {by: quickbooks}\n").records
    assert {record.document_number for record in records} == {None}
    assert all(LONG in record.memo for record in records)


@pytest.mark.parametrize(
    "wrong",
    ["numbers: {by: quickbooks, taken: suffix}\n", "numbers: {by: quickbooks}\nnumber_prefix: W\n", "numbers: {by: date}\n"],
)
def test_settings_that_nothing_would_read_are_refused(wrong: str) -> None:
    with pytest.raises(SettingsError):
        a_sync(more=wrong)


@given(st.sets(st.text("0123456789-AB", min_size=15, max_size=40).map(str.strip).filter(bool), min_size=2, max_size=8))
def test_shortened_numbers_fit_and_stay_different(numbers: set[str]) -> None:
    made = [document_number(an_order(number=number), "", SHORTEN) for number in numbers]
    assert len(set(made)) == len(numbers)
    assert all(len(one) <= 21 for one in made)

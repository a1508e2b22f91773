"""Orders and records as frames: whole minor units, one row each."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from order_sync.checks.frames import ORDER_COLUMNS, RECORD_COLUMNS, orders_frame, records_frame
from order_sync.orders import Order
from order_sync.records.build import build
from order_sync.records.record import PlannedOrder
from order_sync.rules.decision import Decision
from tests.generators.companies import a_company, a_sync
from tests.generators.orders import PLACED, SHIPPED, a_payment, an_order


def plan(order: Order, **decision: str) -> PlannedOrder:
    return build(Decision(order=order, **decision), a_sync(), a_company())


def test_an_order_is_one_row_of_whole_cents() -> None:
    order = an_order(payments=[a_payment(4_765)])
    frame = orders_frame([order], [plan(order)], PLACED)
    assert list(frame.columns) == list(ORDER_COLUMNS)
    assert str(frame["total"].dtype) == "Int64"
    assert frame.loc[0, ["order_id", "customer", "lines_total", "total", "paid", "days_ahead"]].to_list() == [
        "id-1001",
        "Ada Lockwood",
        4_765,
        4_765,
        4_765,
        0,
    ]


def test_a_skipped_order_and_one_with_nothing_to_post_are_not_checked() -> None:
    order = an_order()
    nothing = msgspec.structs.replace(plan(order), records=())
    assert orders_frame([order], [plan(order, skipped_by="No test orders")], PLACED).empty
    assert orders_frame([order], [nothing], PLACED).empty


def test_a_quarantined_order_is_checked_too() -> None:
    order = an_order(currency="EUR")
    assert len(orders_frame([order], [plan(order)], PLACED)) == 1


def test_a_record_is_one_row_and_a_payment_has_no_parts() -> None:
    order = an_order(payments=[a_payment(4_765)], shipped=SHIPPED)
    frame = records_frame([plan(order)], SHIPPED)
    assert list(frame.columns) == list(RECORD_COLUMNS)
    assert frame["kind"].to_list() == ["sales_order", "invoice", "payment"]
    assert frame["parts_total"].isna().to_list() == [False, False, True]
    assert frame["parts_total"].dropna().to_list() == [4_765, 4_765]
    assert frame["unpriced_lines"].to_list() == [0, 0, 0]


def test_a_line_that_is_not_quantity_times_price_is_counted() -> None:
    row = plan(an_order())
    wrong = msgspec.structs.replace(row.records[0].lines[0], amount=3_999)
    record = msgspec.structs.replace(row.records[0], lines=(wrong,))
    assert records_frame([msgspec.structs.replace(row, records=(record,))], PLACED)["unpriced_lines"].to_list() == [1]


def test_a_document_of_tomorrow_is_a_day_ahead() -> None:
    row = plan(an_order())
    assert records_frame([row], PLACED - timedelta(days=1))["days_ahead"].to_list() == [1, 1]


def test_no_orders_are_a_frame_without_rows_but_with_all_columns() -> None:
    assert list(orders_frame([], [], PLACED).columns) == list(ORDER_COLUMNS)
    assert list(records_frame([], PLACED).columns) == list(RECORD_COLUMNS)

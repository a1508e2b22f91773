"""Laws for every valid order."""

from __future__ import annotations

from decimal import ROUND_HALF_UP

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.invariants import problems
from order_sync.orders import Order
from order_sync.records.build import build
from order_sync.records.record import PlannedOrder
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind
from tests.generators.companies import a_company, a_sync, after
from tests.generators.orders import orders

WAYS = {
    "sales orders, invoices, payments": a_sync(),
    "invoices and payments": a_sync(["invoice", "payment"]),
    "sales receipts": a_sync(["sales_receipt"]),
    "sales receipts or invoices": a_sync(["sales_receipt"], "receipts: {when_unpaid: invoice}\n"),
}
ways = st.sampled_from(sorted(WAYS))


@given(orders())
@settings(max_examples=50)
def test_the_generated_orders_are_valid(order: Order) -> None:
    assert problems(order) == ()


@given(orders(), ways)
def test_every_document_adds_up_to_the_stores_total(order: Order, way: str) -> None:
    planned = build(Decision(order=order), WAYS[way], a_company())
    assert not planned.problems
    for record in planned.records:
        if record.kind is not RecordKind.payment:
            parts = sum(line.amount for line in record.lines) - record.discount + record.tax
            assert parts == record.total == planned.store_total == order.totals.original
            assert record.discount >= 0


@given(orders(), ways)
def test_every_line_is_what_quickbooks_computes(order: Order, way: str) -> None:
    planned = build(Decision(order=order), WAYS[way], a_company())
    for line in (line for record in planned.records for line in record.lines):
        assert line.quantity is not None and line.unit_price is not None
        assert int((line.quantity * line.unit_price * 100).quantize(1, rounding=ROUND_HALF_UP)) == line.amount >= 0
        assert line.item and len(line.item) <= 100 and not set(":\t\n") & set(line.item)
        assert len(line.description) <= 4_000


@given(orders())
def test_payments_never_apply_more_than_the_invoice(order: Order) -> None:
    planned = build(Decision(order=order), a_sync(), a_company())
    invoice = next(record for record in planned.records if record.kind is RecordKind.invoice)
    payments = [record for record in planned.records if record.kind is RecordKind.payment]
    assert all(0 <= (payment.applied or 0) <= payment.total for payment in payments)
    assert sum(payment.applied or 0 for payment in payments) == min(
        invoice.total, sum(payment.total for payment in payments)
    )
    assert sum(payment.total for payment in payments) == order.totals.paid


@given(orders(), ways)
def test_building_twice_gives_the_same_records(order: Order, way: str) -> None:
    first, second = (build(Decision(order=order), WAYS[way], a_company()) for _ in range(2))
    assert first == second
    assert len({record.key for record in first.records}) == len(first.records)


@given(orders(), ways)
def test_when_all_is_confirmed_nothing_is_left_to_make(order: Order, way: str) -> None:
    state = a_company()
    planned = build(Decision(order=order), WAYS[way], state)
    assert build(Decision(order=order), WAYS[way], after(state, planned)).records == ()


@given(orders())
def test_a_planned_order_survives_the_way_through_a_file(order: Order) -> None:
    planned = build(Decision(order=order), a_sync(), a_company())
    assert msgspec.json.decode(msgspec.json.encode(planned), type=PlannedOrder) == planned

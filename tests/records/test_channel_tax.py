"""Tax that a marketplace pays itself is in neither document nor payment, and the order still adds up without it."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from order_sync.invariants import problems
from order_sync.orders import Order, Tax
from order_sync.records.build import build
from order_sync.records.channel_tax import remitted_tax, without_channel_tax
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind
from tests.generators.companies import a_company, a_sync
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, orders, shipping


def by_channel(line):
    return msgspec.structs.replace(
        line, taxes=tuple(msgspec.structs.replace(tax, remitted_by_channel=True) for tax in line.taxes)
    )


def sold_on_a_marketplace(**changes):
    """Two mugs for 40.00, 2.65 of tax that the marketplace pays, 5.00 of shipping."""
    lines = [by_channel(a_line(quantity=2, gross=4_000, tax=265)), shipping()]
    return an_order(lines=lines, **changes)


def planned_of(order, more=""):
    return build(Decision(order=order), a_sync(more=more), a_company())


def test_document_and_payment_come_to_the_stores_total_less_that_tax():
    row = planned_of(sold_on_a_marketplace(payments=[a_payment(4_765)], shipped=SHIPPED))
    assert [(record.kind, record.total, record.tax) for record in row.records] == [
        (RecordKind.sales_order, 4_500, 0),
        (RecordKind.invoice, 4_500, 0),
        (RecordKind.payment, 4_500, 0),
    ]
    assert row.store_total == 4_500
    assert "Tax of 2.65 USD is left out: the sales channel pays it to the state." in row.notes


def test_the_lines_are_not_taxable_then():
    assert [line.taxable for line in planned_of(sold_on_a_marketplace()).records[0].lines] == [False, False]


def test_by_setting_it_is_booked_as_any_other_tax():
    row = planned_of(sold_on_a_marketplace(), "taxes: {remitted_by_channel: keep}")
    assert (row.records[0].total, row.records[0].tax, row.notes) == (4_765, 265, ())


def test_the_merchants_own_tax_on_the_same_line_stays():
    line = a_line(quantity=2, gross=4_000, tax=265)
    taxes = (Tax(name="State", amount=200, remitted_by_channel=True), Tax(name="City", amount=65))
    row = planned_of(an_order(lines=[msgspec.structs.replace(line, taxes=taxes)], payments=[a_payment(4_265)]))
    assert (row.records[0].total, row.records[0].tax) == (4_065, 65)


def test_of_two_payments_the_last_gives_way_first():
    order = without_channel_tax(sold_on_a_marketplace(payments=[a_payment(4_665, "first"), a_payment(100, "last")]))
    assert [payment.amount for payment in order.payments] == [4_500, 0]


def test_the_hash_is_of_the_stores_own_order():
    order = sold_on_a_marketplace()
    assert planned_of(order).order_hash == Decision(order=order).order_hash


@given(order=orders(), data=st.data())
def test_an_order_that_adds_up_does_so_without_that_tax(order: Order, data):
    """Whatever part of its tax the channel pays, on whichever lines."""
    events = tuple(
        msgspec.structs.replace(
            event, lines=tuple(by_channel(line) if data.draw(st.booleans()) else line for line in event.lines)
        )
        for event in order.events
    )
    marked = msgspec.structs.replace(order, events=events)
    assert problems(marked) == problems(order) == ()
    left = without_channel_tax(marked)
    assert problems(left) == ()
    assert left.totals.current == order.totals.current - remitted_tax(marked)
    assert remitted_tax(left) == 0

"""Whole lives of orders invoiced shipment by shipment, or paid before their invoice, that have refunds and edits too."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.orders import FulfillmentState, Order, Shipment, ShippedLine
from order_sync.records.build import build
from order_sync.records.credit_sources import is_tender
from order_sync.records.record import CompanyState, PlannedOrder, Record
from order_sync.records.resynced import as_if_new
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind
from tests.generators.companies import a_company, a_sync, after
from tests.generators.lives import a_life
from tests.generators.orders import PLACED

SIDES = {RecordKind.invoice: 1, RecordKind.credit_memo: -1, RecordKind.refund_receipt: -1}
WAYS = {
    "by shipment": a_sync(more="invoices: {per: shipment}\n"),
    "by shipment, paid early": a_sync(more="invoices: {per: shipment}\npayments: {before_invoice: unapplied}\n"),
    "whole, paid early": a_sync(more="payments: {before_invoice: unapplied}\n"),
}
seeds = st.integers(min_value=0, max_value=2**32)
ways = st.sampled_from(sorted(WAYS))


def shipped_in_parts(random: Random, versions: list[Order]) -> list[Order]:
    """The same versions, of which a piece ships now and then; at the last one nothing is left to ship."""
    shipments: list[Shipment] = []
    found = []
    for number, version in enumerate(versions):
        is_done = number == len(versions) - 1
        at = PLACED + timedelta(days=1 + number)
        if random.random() < 0.5:
            line = random.choice(version.events[0].lines)
            rows = () if is_done else (ShippedLine(source_line_id=line.line_id, quantity=Decimal(1)),)
            shipments.append(Shipment(shipment_id=f"s-{number}", at=at, lines=rows))
        partly = FulfillmentState.partial if shipments else FulfillmentState.unfulfilled
        state = FulfillmentState.fulfilled if is_done else partly
        found.append(msgspec.structs.replace(version, shipments=tuple(shipments), fulfillment_state=state))
    return found


def live(seed: int, way: str) -> tuple[Order, list[Record], CompanyState, PlannedOrder]:
    """The last version, all that was posted, the company then, and what one more run would do."""
    random = Random(seed)
    versions = shipped_in_parts(random, a_life(random, deeds=random.randint(1, 8)))
    state, posted = a_company(), []
    for version in versions:
        is_held = way.startswith("whole") and version.fulfillment_state is not FulfillmentState.fulfilled
        planned = build(Decision(order=version, invoice_held_by="Only fulfilled" if is_held else None), WAYS[way], state)
        assert not planned.problems, planned.problems
        state = after(state, planned, at=version.updated_at)
        posted += planned.records
    return versions[-1], posted, state, build(Decision(order=versions[-1]), WAYS[way], state)


def is_left_to_a_person(planned: PlannedOrder) -> bool:
    """An edit changed what had been invoiced already as a part."""
    return any(one.code == "parts_differ" for one in planned.held)


@given(seeds, ways)
@settings(max_examples=300, deadline=None)
def test_all_documents_together_are_the_order_and_what_is_open_is_what_is_not_paid(seed: int, way: str) -> None:
    order, posted, state, planned = live(seed, way)
    if is_left_to_a_person(planned):
        return
    worth = [one for one in posted if one.kind in SIDES and not is_tender(one.source_id)]
    assert sum(SIDES[one.kind] * one.total for one in worth) == order.totals.current == planned.store_total
    tax = sum(line.tax for event in order.events for line in event.lines)
    assert sum(SIDES[one.kind] * one.tax for one in worth) == tax
    due = order.totals.current - sum(payment.amount for payment in order.payments)
    assert sum(invoice.balance for invoice in state.invoices.values()) == due
    assert all(payment.unapplied == 0 for payment in state.payments.values())


@given(seeds, ways)
@settings(max_examples=200, deadline=None)
def test_nothing_is_posted_twice_and_a_further_run_posts_nothing(seed: int, way: str) -> None:
    _, posted, _, planned = live(seed, way)
    assert max(Counter(one.key for one in posted).values(), default=1) == 1
    numbers = Counter((one.kind, one.document_number) for one in posted if one.kind in SIDES)
    assert max(numbers.values(), default=1) == 1
    assert (planned.records, planned.applications) == ((), ())


@given(seeds, ways)
@settings(max_examples=200, deadline=None)
def test_built_as_if_nothing_were_posted_each_posted_document_comes_out_the_same(seed: int, way: str) -> None:
    order, posted, state, planned = live(seed, way)
    if is_left_to_a_person(planned):
        return
    anew = {one.key: one for one in build(Decision(order=order), WAYS[way], as_if_new(state)).records}
    for one in posted:
        if one.kind in SIDES:
            again = anew[one.key]
            assert (again.total, again.tax, again.document_number) == (one.total, one.tax, one.document_number)

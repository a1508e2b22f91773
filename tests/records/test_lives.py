"""Laws for orders that are paid, edited, refunded, returned and exchanged in any sequence, seen at any moments."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.invariants import problems
from order_sync.orders import Order
from order_sync.records.build import build
from order_sync.records.credit_sources import is_tender
from order_sync.records.record import CompanyState, PlannedOrder, Record
from order_sync.records.resynced import as_if_new
from order_sync.records.takings import NOT_MONEY
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind, Sync
from tests.generators.companies import a_company, a_sync, after
from tests.generators.lives import a_life

WAYS = {
    "sales orders, invoices, payments": a_sync(),
    "invoices and payments": a_sync(["invoice", "payment"]),
    "sales receipts": a_sync(["sales_receipt"]),
    "sales receipts or invoices": a_sync(["sales_receipt"], "receipts: {when_unpaid: invoice}\n"),
}
SIDES = {
    RecordKind.invoice: 1,
    RecordKind.sales_receipt: 1,
    RecordKind.credit_memo: -1,
    RecordKind.refund_receipt: -1,
}
seeds = st.integers(min_value=0, max_value=2**32)
ways = st.sampled_from(sorted(WAYS))


def plan(order: Order, state: CompanyState, sync: Sync, **decision: str) -> PlannedOrder:
    return build(Decision(order=order, **decision), sync, state)


def live(seed: int, way: str, **decision: str) -> tuple[Order, list[Record], CompanyState, PlannedOrder]:
    """The order's last version, all records that were posted on the way there, the company then, and the last plan."""
    random = Random(seed)
    versions = a_life(random, deeds=random.randint(1, 8))
    seen = [version for version in versions[:-1] if random.random() < 0.6]
    state, posted = a_company(), []
    for version in (*seen, versions[-1]):
        planned = plan(version, state, WAYS[way], **decision)
        assert not planned.problems, planned.problems
        state = after(state, planned, at=version.updated_at)
        posted += planned.records
    return versions[-1], posted, state, planned


def worth(posted: list[Record]) -> list[Record]:
    """The documents that make up what the order is worth: all but payments, sales orders, and gift cards used."""
    return [one for one in posted if one.kind in SIDES and not is_tender(one.source_id)]


@given(seeds)
@settings(max_examples=50, deadline=None)
def test_every_version_of_a_generated_life_is_a_valid_order(seed: int) -> None:
    assert [problems(order) for order in a_life(Random(seed)) if problems(order)] == []


@given(seeds, ways)
@settings(max_examples=300, deadline=None)
def test_the_documents_come_to_what_the_store_says_in_total_and_in_tax(seed: int, way: str) -> None:
    order, posted, _, _ = live(seed, way)
    if not any(one.kind in SIDES for one in posted):
        return  # a receipts sync that never saw the order paid
    assert sum(SIDES[one.kind] * one.total for one in worth(posted)) == order.totals.current
    tax = sum(line.tax for event in order.events for line in event.lines)
    assert sum(SIDES[one.kind] * one.tax for one in worth(posted)) == tax
    assert all(one.total > 0 for one in posted if one.kind in SIDES and SIDES[one.kind] < 0)


@given(seeds, ways)
@settings(max_examples=300, deadline=None)
def test_what_is_open_of_the_invoices_is_what_the_store_says(seed: int, way: str) -> None:
    order, posted, state, _ = live(seed, way)
    if not any(one.kind in SIDES for one in posted):
        return
    due = order.totals.current - sum(payment.amount for payment in order.payments)
    assert sum(invoice.balance for invoice in state.invoices.values()) == due >= 0
    assert all(invoice.balance >= 0 for invoice in state.invoices.values())


@given(seeds, ways)
@settings(max_examples=200, deadline=None)
def test_what_was_given_back_leaves_the_books_once_as_money_or_as_credit(seed: int, way: str) -> None:
    order, posted, _, _ = live(seed, way)
    if not any(one.kind in SIDES for one in posted):
        return
    money = sum(one.total for one in posted if one.kind is RecordKind.refund_receipt)
    assert money == -sum(one.amount for one in order.given_back if one.method not in NOT_MONEY)
    applied = {one.uses for one in posted if one.uses}
    credit = sum(one.total for one in posted if one.kind is RecordKind.credit_memo and one.key not in applied)
    assert credit == -sum(one.amount for one in order.given_back if one.method in NOT_MONEY)


@given(seeds, ways)
@settings(max_examples=200, deadline=None)
def test_nothing_is_posted_twice_and_no_two_documents_share_key_or_number(seed: int, way: str) -> None:
    order, posted, state, _ = live(seed, way)
    assert max(Counter(one.key for one in posted).values(), default=1) == 1
    numbers = Counter(one.document_number for one in posted if one.kind in SIDES)
    assert max(numbers.values(), default=1) == 1
    assert all(len(number or "") <= 21 for number in numbers)
    assert plan(order, state, WAYS[way]).records == ()


@given(seeds, ways)
@settings(max_examples=200, deadline=None)
def test_built_as_if_nothing_were_posted_each_posted_document_comes_out_the_same(seed: int, way: str) -> None:
    order, posted, state, _ = live(seed, way)
    anew = {one.key: one for one in plan(order, as_if_new(state), WAYS[way]).records}
    for one in worth(posted):
        assert one.key in anew, one.key
        again = anew[one.key]
        assert (again.total, again.tax, again.document_number, again.date) == (
            one.total, one.tax, one.document_number, one.date,
        )  # fmt: skip


@given(seeds)
@settings(max_examples=200, deadline=None)
def test_of_an_order_marked_as_unpaid_no_money_is_booked_in_or_out_and_its_invoices_say_what_is_left(seed: int) -> None:
    order, posted, state, _ = live(seed, "invoices and payments", unpaid_by="PayPal is settled later")
    assert not any(one.kind is RecordKind.refund_receipt or (one.kind is RecordKind.payment and one.total) for one in posted)
    assert sum(invoice.balance for invoice in state.invoices.values()) == order.totals.current

"""The laws of an order: what breaks one is said in words, and what keeps all says nothing."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.invariants import problems
from order_sync.orders import FulfillmentState, Lifecycle, LineKind, Order, RawStatus, content_hash, sold_hash, statuses_of
from tests.generators.orders import SHIPPED, a_line, a_payment, a_refund, an_order, orders

change = msgspec.structs.replace


def codes(order: Order) -> list[str]:
    return [problem.code for problem in problems(order)]


@given(order=orders())
def test_a_valid_order_breaks_no_law(order):
    assert codes(order) == []


@given(order=orders(), cents=st.integers(1, 10_000))
def test_a_total_that_is_off_by_any_amount_is_found(order, cents):
    totals = change(order.totals, original=order.totals.original + cents)
    assert codes(change(order, totals=totals)) == ["lines_do_not_add_up"]


def test_a_refund_that_the_stores_present_total_does_not_know_is_found():
    order = an_order(events=[a_refund(a_line())])
    totals = change(order.totals, current=order.totals.original)
    assert codes(change(order, totals=totals)) == ["events_do_not_add_up"]


def test_a_tax_that_is_not_the_sum_of_its_parts_is_found():
    line = a_line(tax=165)
    assert codes(an_order(lines=[change(line, taxes=())])) == ["line_does_not_add_up"]


def test_payments_other_than_the_store_says_are_found():
    order = an_order(payments=[a_payment(4_765)])
    assert codes(change(order, totals=change(order.totals, paid=4_000))) == ["payments_do_not_add_up"]


def test_a_balance_other_than_the_store_says_is_found():
    order = an_order(payments=[a_payment(4_765)])
    assert codes(change(order, totals=change(order.totals, outstanding=1))) == ["balance_does_not_add_up"]
    assert codes(change(order, totals=change(order.totals, outstanding=0))) == []


def test_the_same_id_twice_is_found():
    assert codes(an_order(lines=[a_line("1"), a_line("1")])) == ["id_not_unique"]


def test_rounding_may_not_exceed_a_cent_a_line():
    rounding = a_line("r", kind=LineKind.rounding, gross=3, sku=None)
    assert codes(an_order(lines=[a_line("1"), rounding])) == ["rounding_too_large"]


@pytest.mark.parametrize(("said_of_the_order", "found"), [("odd", 1), ("strange", 2)])
def test_each_unknown_word_is_said_once(said_of_the_order, found):
    raw = RawStatus(order=said_of_the_order, fulfillment="odd")
    order = an_order(fulfillment_state=FulfillmentState.unknown, lifecycle=Lifecycle.unknown, raw_status=raw)
    assert codes(order) == ["unknown_status"] * found


@given(order=orders())
def test_every_reason_has_a_remedy(order):
    broken = change(order, totals=change(order.totals, original=-1, paid=-1))
    assert all(problem.reason and problem.remedy for problem in problems(broken))


def test_a_paid_and_shipped_order_has_both_statuses():
    order = an_order(payments=[a_payment(4_765)], shipped=SHIPPED)
    assert {str(status) for status in statuses_of(order)} == {"paid", "fulfilled"}


def test_only_what_the_accounts_depend_on_changes_the_hash():
    order = an_order()
    assert content_hash(order) == content_hash(change(order, updated_at=SHIPPED, warnings=("late",)))
    assert content_hash(order) != content_hash(an_order(lines=[a_line(quantity=Decimal(3))]))


@given(order=orders())
def test_an_order_has_the_same_hash_when_it_was_written_and_read_again(order):
    order = change(order, tags=tuple(tag for tag in order.tags))  # some Pythons make an empty tuple here that is not `()`
    read = msgspec.json.decode(msgspec.json.encode(order), type=Order)
    assert (content_hash(read), sold_hash(read)) == (content_hash(order), sold_hash(order))

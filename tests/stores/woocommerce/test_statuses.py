"""WooCommerce's order statuses as ours, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.orders import FulfillmentState, Lifecycle, PaymentState, Status, statuses_of
from order_sync.stores.woocommerce.normal_order import normal_order
from order_sync.stores.woocommerce.statuses import MEANINGS, wanted_slugs
from tests.stores.woocommerce_json import order_json, refund_json

CORE = ("pending", "on-hold", "processing", "completed", "cancelled", "refunded", "failed")


def read(slug, *, paid=True, refund=None, **changes):
    refunds = [refund_json(amount=refund, line_items=[])] if refund else []
    row = order_json(
        status=slug,
        date_paid_gmt="2026-11-20T09:01:00" if paid else None,
        refunds=[{"id": 800, "total": f"-{refund}"}] if refund else [],
        **changes,
    )
    return normal_order(row, refunds, store="shop", time_zone="America/New_York", test_gateways=frozenset())


@pytest.mark.parametrize(
    ("slug", "paid", "refund", "lifecycle", "payment", "fulfillment"),
    [
        ("pending", False, None, Lifecycle.open, PaymentState.pending, FulfillmentState.unfulfilled),
        ("on-hold", False, None, Lifecycle.open, PaymentState.pending, FulfillmentState.on_hold),
        ("processing", True, None, Lifecycle.open, PaymentState.paid, FulfillmentState.unfulfilled),
        ("processing", False, None, Lifecycle.open, PaymentState.pending, FulfillmentState.unfulfilled),
        ("completed", True, None, Lifecycle.closed, PaymentState.paid, FulfillmentState.fulfilled),
        ("completed", False, None, Lifecycle.closed, PaymentState.pending, FulfillmentState.fulfilled),
        ("completed", True, "10.80", Lifecycle.closed, PaymentState.partially_refunded, FulfillmentState.fulfilled),
        ("completed", True, "26.60", Lifecycle.closed, PaymentState.refunded, FulfillmentState.fulfilled),
        ("refunded", True, "26.60", Lifecycle.open, PaymentState.refunded, FulfillmentState.unfulfilled),
        ("cancelled", False, None, Lifecycle.cancelled, PaymentState.voided, FulfillmentState.unfulfilled),
        ("cancelled", True, None, Lifecycle.cancelled, PaymentState.paid, FulfillmentState.unfulfilled),
        ("failed", False, None, Lifecycle.open, PaymentState.failed, FulfillmentState.unfulfilled),
        ("checkout-draft", False, None, Lifecycle.draft, PaymentState.none_due, FulfillmentState.unfulfilled),
        ("trash", True, None, Lifecycle.deleted, PaymentState.paid, FulfillmentState.unfulfilled),
        ("in-the-kiln", True, None, Lifecycle.unknown, PaymentState.paid, FulfillmentState.unknown),
    ],
)
def test_what_a_status_means(slug, paid, refund, lifecycle, payment, fulfillment):
    order = read(slug, paid=paid, refund=refund)
    assert (order.lifecycle, order.payment_state, order.fulfillment_state) == (lifecycle, payment, fulfillment)


def test_a_refunded_order_that_had_been_completed_was_shipped():
    order = read("refunded", refund="26.60", date_completed_gmt="2026-11-20T12:00:00")
    assert order.fulfillment_state is FulfillmentState.fulfilled
    assert len(order.shipments) == 1


def test_an_unknown_status_is_said_with_the_stores_word():
    assert read("in-the-kiln").warnings[0] == "The store's order status “in-the-kiln” is not known here."


@given(st.sampled_from(CORE), st.booleans(), st.sampled_from([None, "10.80", "26.60"]), st.sampled_from(list(Status)))
def test_an_order_is_asked_for_by_every_status_that_it_may_have(slug, paid, refund, status):
    order = read(slug, paid=paid, refund=refund)
    # a cancelled order is asked for by its own word only
    if status in statuses_of(order) and slug != "cancelled":
        assert slug in wanted_slugs([status], history=False, listed=None)


@pytest.mark.parametrize(
    ("statuses", "slugs"),
    [
        ((Status.pending,), ("completed", "on-hold", "pending", "processing")),  # cash on delivery is paid late
        ((Status.paid,), ("completed", "processing")),
        ((Status.fulfilled,), ("completed", "refunded")),
        ((Status.on_hold,), ("on-hold",)),
        ((Status.cancelled,), ("cancelled",)),
        ((Status.authorized,), ()),
        ((), tuple(sorted(CORE))),
    ],
)
def test_which_slugs_are_asked_for(statuses, slugs):
    assert wanted_slugs(statuses, history=False, listed=None) == slugs


def test_history_leaves_out_failed_orders_and_drafts():
    slugs = wanted_slugs((), history=True, listed=[*CORE, "checkout-draft"])
    assert slugs == ("cancelled", "completed", "on-hold", "pending", "processing", "refunded")


def test_slugs_of_plugins_are_asked_for_so_that_their_orders_can_be_explained():
    assert "in-the-kiln" in wanted_slugs((Status.paid,), history=False, listed=[*CORE, "in-the-kiln"])


def test_a_slug_that_the_site_does_not_list_is_not_asked_for():
    assert wanted_slugs((Status.draft,), history=False, listed=CORE) == ()
    assert wanted_slugs((Status.draft,), history=False, listed=[*CORE, "checkout-draft"]) == ("checkout-draft",)


def test_every_slug_is_chosen_by_some_status_but_trash():
    assert {slug for slug, meaning in MEANINGS.items() if not meaning.chosen_by} == {"trash"}

"""Orders edited or cancelled in the store after their sales order was made, the whole way from the store to QuickBooks."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from order_sync import pipeline


def an_open_order(flow, store):
    """One order of several pieces whose sales order is in the books."""
    orders = [one for one in flow.orders("pending_stays", store) if any(line["quantity"] > 1 for line in one["lines"])]
    number = orders[0]["number"]
    flow.run(store, order_numbers=[number])
    return orders[0]


def money(document):
    return Decimal(str(document["TotalAmt"]))


def now(flow, order):
    return next(one for one in flow.orders_of(order["store"]) if one["order_id"] == order["order_id"])


@pytest.mark.parametrize("store", ["shopify", "woocommerce"])
def test_a_sales_order_follows_what_is_taken_off_and_put_on_in_the_store(flow, store):
    order = an_open_order(flow, store)
    (before,) = flow.books_of(order).estimates
    line = next(line for line in order["lines"] if line["quantity"] > 1)
    fewer = {"line_id": line["line_id"], "quantity": line["quantity"] - 1}
    more = {"sku": "NEW-1", "quantity": 2, "price": "9.99", "title": "New mug"}
    flow.change_store(f"orders/{order['order_id']}/edit", lines=[fewer, more])
    summary = flow.run(store, order_numbers=[order["number"]])
    (after,) = flow.books_of(order).estimates
    total = Decimal(now(flow, order)["total"])
    assert (after["Id"], money(after), summary.changed) == (before["Id"], total, {"sales order updated": 1})
    assert money(before) != total
    assert summary.differences == ()
    again = flow.run(store, order_numbers=[order["number"]])
    assert (again.changed, again.calls.get("writes", 0)) == ({}, 0)


def test_an_edited_order_that_ships_is_invoiced_to_the_cent_of_what_is_sold_now(flow):
    order = an_open_order(flow, "shopify")
    line = next(line for line in order["lines"] if line["quantity"] > 1)
    flow.change_store(f"orders/{order['order_id']}/edit", lines=[{"line_id": line["line_id"], "quantity": 0}])
    flow.change_store(f"orders/{order['order_id']}/pay")
    flow.change_store(f"orders/{order['order_id']}/ship")
    summary = flow.run(order_numbers=[order["number"]])
    books = flow.books_of(order)
    total = Decimal(now(flow, order)["total"])
    assert ([money(one) for one in books.invoices], books.invoices[0]["Balance"]) == ([total], 0)
    assert summary.differences == ()


def scheduled(flow, store):
    end = datetime.now(timezone.utc) + timedelta(minutes=1)
    request = flow.request("scheduled", interval_start=end - timedelta(hours=1), interval_end=end)
    return pipeline.run(flow.outside, store, request)


@pytest.mark.parametrize("store", ["shopify", "woocommerce"])
def test_a_scheduled_run_that_asks_for_no_cancelled_orders_closes_the_sales_order_of_one_that_it_knows(flow, store):
    order = an_open_order(flow, store)
    (stranger, *_) = [one for one in flow.orders("pending_stays", store) if one["number"] != order["number"]]
    for one in (order, stranger):
        flow.change_store(f"orders/{one['order_id']}/cancel")
    summary = scheduled(flow, store)
    (estimate,) = flow.books_of(order).estimates
    assert (estimate["TxnStatus"], summary.changed) == ("Rejected", {"sales order closed": 1})
    assert (flow.books_of(stranger).kinds, summary.differences) == ([], ())
    assert all(kept.order_number != stranger["number"] for kept in summary.kept)
    again = scheduled(flow, store)
    assert (again.changed, again.differences, again.calls.get("writes", 0)) == ({}, (), 0)

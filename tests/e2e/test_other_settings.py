"""Syncs with other record kinds, on the same stores, into companies of their own."""

from datetime import date, timedelta

import pytest

from local.books import amount, read_books
from local.story import summary_of
from order_sync.reports import Keeping

RUN_SECONDS = 240
STORES = ["shopify", "woocommerce"]


@pytest.fixture(scope="module")
def other_runs(airflow, shipped):
    """The syncs of receipts and of invoices, side by side, over what the stores say after they have shipped."""
    dag_ids = [f"{store}_{kind}" for store in STORES for kind in ("receipts", "invoices")]
    form = {"placed_from": (date.today() - timedelta(days=31)).isoformat()}
    for dag_id in dag_ids:
        airflow.api.unpause(dag_id)
    runs = [airflow.api.trigger(dag_id, form) for dag_id in dag_ids]
    airflow.api.wait_for(runs, RUN_SECONDS)
    return {run.dag_id: summary_of(airflow.place.data, run) for run in runs}


def orders_of(done, store, *fates):
    return [order for order in done.orders if order["store"] == store and order["fate"] in fates]


@pytest.mark.parametrize("store", STORES)
def test_with_invoices_and_payments_only_there_is_no_sales_order(other_runs, shipped, companies, store):
    books = read_books(companies.urls["invoices"])
    for order in orders_of(shipped, store, "paid_then_fulfilled", "fulfilled_at_first_sight"):
        assert books.of(order["number"]).kinds == ["invoice", *["payment"] * order["payments"]]
        assert amount(books.of(order["number"]).invoices[0]["Balance"]) == 0
    for order in orders_of(shipped, store, "pending_stays", "paid_stays"):
        assert books.of(order["number"]).kinds == []


@pytest.mark.parametrize("store", STORES)
def test_with_sales_receipts_a_fully_paid_order_is_one_receipt(other_runs, shipped, companies, store):
    books = read_books(companies.urls["receipts"])
    orders = [
        order
        for order in orders_of(shipped, store, "paid_then_fulfilled", "fulfilled_at_first_sight")
        if order["payments"] == 1
    ]
    assert orders
    for order in orders:
        assert books.of(order["number"]).kinds == ["sales_receipt"]
        assert str(amount(books.of(order["number"]).receipts[0]["TotalAmt"])) == order["total"]


@pytest.mark.parametrize("store", STORES)
def test_with_sales_receipts_an_unpaid_order_is_held_with_the_reason(other_runs, shipped, companies, store):
    books = read_books(companies.urls["receipts"])
    for order in orders_of(shipped, store, "fulfilled_unpaid"):
        assert books.of(order["number"]).kinds == []
        kept = [row for row in other_runs[f"{store}_receipts"].kept if row.order_number == order["number"]]
        assert [row.keeping for row in kept] == [Keeping.held]
        assert kept[0].reason


def test_no_company_has_anything_twice(other_runs, companies):
    for name in ("receipts", "invoices"):
        books = read_books(companies.urls[name])
        for documents in books.by_number.values():
            assert len(documents.invoices) <= 1 and len(documents.receipts) <= 1

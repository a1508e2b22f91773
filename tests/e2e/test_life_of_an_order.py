"""The life of an order, through the real scheduler, for both stores: what QuickBooks holds after each run."""

from decimal import Decimal

import pytest

from local.books import amount, links
from local.demo import identical_faults
from local.story import summary_of
from order_sync.ledger import open_ledger
from order_sync.reports import Keeping

pytestmark = pytest.mark.parametrize("store", ["shopify", "woocommerce"])


def orders_of(done, store, fate):
    found = [order for order in done.orders if (order["store"], order["fate"]) == (store, fate)]
    assert found, f"the sandbox has no order {fate}"
    return found


def books_of(story, done, order):
    return done.books.of(story.document_number(order))


def each(story, done, store, fate):
    return [(order, books_of(story, done, order)) for order in orders_of(done, store, fate)]


def kept(done, story, order, keeping):
    summary = done.summaries[story.syncs[order["store"]]]
    return [row for row in summary.kept if row.order_number == order["number"] and row.keeping is keeping]


@pytest.mark.parametrize("fate", ["pending_stays", "paid_stays", "paid_then_fulfilled", "paypal_fulfilled"])
def test_an_order_that_has_not_shipped_is_an_accepted_sales_order_and_nothing_else(story, first_sight, store, fate):
    for order, books in each(story, first_sight, store, fate):
        assert books.kinds == ["sales_order"]
        (estimate,) = books.estimates
        assert estimate["TxnStatus"] == "Accepted"
        assert amount(estimate["TotalAmt"]) == Decimal(order["total"])
        assert estimate["CustomerRef"]["name"]
        assert sum(line["DetailType"] == "SalesItemLineDetail" for line in estimate["Line"]) >= len(order["lines"])


def test_its_invoice_is_held_by_the_rule_that_says_so(story, first_sight, store):
    for order, _ in each(story, first_sight, store, "paid_stays"):
        reasons = [row.reason for row in kept(first_sight, story, order, Keeping.held)]
        assert any("Only invoice fulfilled orders" in reason for reason in reasons)


def test_a_paid_order_that_ships_gets_an_invoice_that_copies_and_closes_its_sales_order_and_a_payment(story, shipped, store):
    for order, books in each(story, shipped, store, "paid_then_fulfilled"):
        assert books.kinds == ["sales_order", "invoice", *["payment"] * order["payments"]]
        (estimate,), (invoice,) = books.estimates, books.invoices
        assert estimate["TxnStatus"] == "Closed"
        assert estimate["Id"] in links(invoice, "Estimate")
        assert sold(invoice) == sold(estimate)
        assert amount(invoice["TotalAmt"]) == Decimal(order["total"])
        assert amount(invoice["Balance"]) == 0


def test_a_fulfilled_unpaid_order_has_an_open_invoice_and_no_payment(story, shipped, store):
    for order, books in each(story, shipped, store, "fulfilled_unpaid"):
        assert books.kinds == ["sales_order", "invoice"]
        assert books.estimates[0]["TxnStatus"] == "Closed"
        assert amount(books.invoices[0]["Balance"]) == Decimal(order["total"])


def test_paid_later_the_next_run_adds_only_the_payment(story, first_sight, shipped, store):
    for order, books in each(story, shipped, store, "fulfilled_then_paid_later"):
        before = books_of(story, first_sight, order)
        assert before.kinds == ["sales_order", "invoice"]
        assert books.kinds == ["sales_order", "invoice", *["payment"] * order["payments"]]
        assert books.invoices[0]["Id"] == before.invoices[0]["Id"]
        assert books.invoices[0]["SyncToken"] == before.invoices[0]["SyncToken"]
        assert amount(books.invoices[0]["Balance"]) == 0


def test_a_paypal_order_is_invoiced_and_stays_unpaid_because_the_rule_says_so(story, shipped, store):
    for order, books in each(story, shipped, store, "paypal_fulfilled"):
        assert books.kinds == ["sales_order", "invoice"]
        assert amount(books.invoices[0]["Balance"]) == Decimal(order["total"])


def test_an_order_first_seen_when_shipped_and_paid_gets_all_three_in_one_run(story, first_sight, store):
    for order, books in each(story, first_sight, store, "fulfilled_at_first_sight"):
        assert books.kinds == ["sales_order", "invoice", *["payment"] * order["payments"]]
        assert books.estimates[0]["Id"] in links(books.invoices[0], "Estimate")
        assert amount(books.invoices[0]["Balance"]) == 0


def test_an_invoice_carries_what_a_person_edited_in_its_sales_order_and_the_difference_is_reported(story, shipped, store):
    for order, books in each(story, shipped, store, "edited_in_quickbooks"):
        (estimate,), (invoice,) = books.estimates, books.invoices
        assert amount(estimate["TotalAmt"]) != Decimal(order["total"])
        assert amount(invoice["TotalAmt"]) == amount(estimate["TotalAmt"])
        assert sold(invoice) == sold(estimate)
        taken = sum(amount(payment["TotalAmt"]) for payment in books.payments)
        unapplied = sum(amount(payment["UnappliedAmt"]) for payment in books.payments)
        assert taken == Decimal(order["paid"])
        assert taken - unapplied == amount(invoice["TotalAmt"]) - amount(invoice["Balance"])
        assert taken - unapplied == min(taken, amount(invoice["TotalAmt"]))
        differences = shipped.summaries[story.syncs[store]].differences
        assert any(row.order_number == order["number"] for row in differences)


@pytest.mark.parametrize("fate", ["sales_order_deleted", "sales_order_rejected", "sales_order_closed"])
def test_without_its_sales_order_nothing_is_posted_and_the_order_waits_with_a_remedy(story, shipped, store, fate):
    for order, books in each(story, shipped, store, fate):
        assert not books.invoices and not books.payments
        (row,) = {(row.reason, row.remedy) for row in kept(shipped, story, order, Keeping.waiting) if row.kind == "invoice"}
        assert row[0] and row[1]


def test_a_test_order_is_not_imported(story, first_sight, store):
    for order, books in each(story, first_sight, store, "test_order"):
        assert books.kinds == []
        assert kept(first_sight, story, order, Keeping.skipped)


@pytest.mark.parametrize("fate", ["lines_do_not_add_up", "no_customer_name", "unknown_status", "foreign_currency"])
def test_a_bad_order_is_quarantined_with_a_reason_and_a_remedy_and_costs_only_itself(story, first_sight, store, fate):
    for order, books in each(story, first_sight, store, fate):
        assert books.kinds == []
        rows = kept(first_sight, story, order, Keeping.quarantined) + kept(first_sight, story, order, Keeping.unreadable)
        assert rows and all(row.reason and row.remedy for row in rows)


def test_an_order_of_nothing_is_booked_with_a_total_of_nothing(story, first_sight, store):
    for _, books in each(story, first_sight, store, "zero_total"):
        assert books.kinds == ["sales_order", "invoice"]
        assert amount(books.invoices[0]["TotalAmt"]) == 0


@pytest.mark.parametrize("name", ["first_sight", "shipped", "identical"])
def test_every_expectation_of_every_order_holds_after_each_pass(request, story, store, name):
    done = request.getfixturevalue(name)
    assert [fault for fault in story.faults(done) if fault.startswith(store)] == []


def test_totals_agree_to_the_cent_but_for_the_differences_that_the_report_names(story, shipped, store):
    summary = shipped.summaries[story.syncs[store]]
    named = sum(row.quickbooks_total - row.store_total for row in summary.differences if row.code == "total_differs")
    assert named != 0
    assert sum(total.quickbooks_total - total.store_total for total in summary.totals) == named


def test_an_identical_run_writes_nothing_and_reads_next_to_nothing(shipped, identical, store):
    assert identical_faults(shipped, identical) == []
    assert store in identical.summaries


def test_the_ledger_says_what_the_books_say(airflow, story, identical, store):
    dag_id = story.syncs[store]
    with open_ledger(airflow.place.ledger_url) as ledger:
        orders = [order for order in identical.orders if order["store"] == store]
        rows = ledger.orders.of(dag_id, [order["order_id"] for order in orders])
    waiting = {order["number"] for order in orders if order["expect_now"].get("waiting")}
    assert {row.order_number for row in rows.values() if row.state == "waiting"} == waiting
    assert all(row.remedy for row in rows.values() if row.state in ("waiting", "quarantined"))


def test_each_run_leaves_reports_that_open_without_a_network(airflow, story, shipped, store):
    run = shipped.runs[story.syncs[store]]
    folder = airflow.place.data / run.dag_id
    pages = [page.read_text() for page in folder.glob("*/report.html")] + [
        page.read_text() for page in folder.glob("*/checks.html")
    ]
    assert len(pages) >= 4
    assert not any("http://" in page or "https://" in page for page in pages)
    assert summary_of(airflow.place.data, run).orders_read == len([o for o in shipped.orders if o["store"] == store])


def sold(document):
    """What a document's lines say, without the ids that QuickBooks gives them."""
    return [
        (line["SalesItemLineDetail"]["ItemRef"]["value"], line.get("Description"), amount(line["Amount"]))
        for line in document["Line"]
        if line["DetailType"] == "SalesItemLineDetail"
    ]

"""One invoice a shipment, and money that comes before its invoice, over real HTTP: each document and each cent once."""

from decimal import Decimal

import pytest

from order_sync.orders import FulfillmentState, PaymentKind
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_payment, a_refund, an_order
from tests.quickbooks.conftest import killed_at
from tests.records.test_part_invoices import FIRST, SECOND, SOLD

PER_SHIPMENT = a_sync(more="invoices: {per: shipment}")
UNAPPLIED = a_sync(more="payments: {before_invoice: unapplied}")
HOLD = {"invoice_held_by": "Only fulfilled orders"}
HALF = Decimal("35.40")


def placed(*shipments, number="1001", paid=()):
    state = FulfillmentState.partial if shipments else FulfillmentState.unfulfilled
    return an_order(number=number, lines=SOLD, shipments=shipments, fulfillment_state=state, payments=paid)


def paid_order(*shipments, number="1001"):
    return placed(*shipments, number=number, paid=[a_payment(7_080, f"pay-{number}")])


def invoices(books):
    return sorted(books.documents("Invoice"), key=lambda document: document["DocNumber"])


def links(document, kind):
    return [link["TxnId"] for link in document.get("LinkedTxn") or () if link["TxnType"] == kind]


def test_two_shipments_are_two_invoices_of_which_the_last_closes_the_sales_order(books):
    books.run([placed()], PER_SHIPMENT)
    first = books.run([placed(FIRST)], PER_SHIPMENT)
    assert (books.document("Estimate", "1001")["TxnStatus"], first.differences) == ("Accepted", [])
    last = books.run([placed(FIRST, SECOND)], PER_SHIPMENT)
    estimate = books.document("Estimate", "1001")
    one, two = invoices(books)
    assert [(x["DocNumber"], x["TxnDate"], x["TotalAmt"], x["TxnTaxDetail"]["TotalTax"]) for x in (one, two)] == [
        ("1001", "2026-03-06", HALF, Decimal("2.40")),
        ("1001-2", "2026-03-07", HALF, Decimal("2.40")),
    ]
    assert (estimate["TxnStatus"], links(one, "Estimate"), links(two, "Estimate")) == ("Closed", [], [estimate["Id"]])
    assert last.differences == []
    books.forget_calls()
    again = books.run([placed(FIRST, SECOND)], PER_SHIPMENT)
    assert (again.loaded, books.calls()["writes"]) == ([], 0)


def test_a_payment_made_before_shipping_pays_each_invoice_as_it_comes(books):
    books.run([paid_order()], PER_SHIPMENT)
    books.run([paid_order(FIRST)], PER_SHIPMENT)
    (payment,) = books.documents("Payment")
    assert (payment["TotalAmt"], payment["UnappliedAmt"]) == (Decimal("70.80"), HALF)
    last = books.run([paid_order(FIRST, SECOND)], PER_SHIPMENT)
    assert sorted(last.outcomes()) == [("invoice", "confirmed"), ("payment", "applied")]
    (payment,) = books.documents("Payment")
    assert (payment["UnappliedAmt"], [line["Amount"] for line in payment["Line"]]) == (0, [HALF, HALF])
    assert ([document["Balance"] for document in invoices(books)], last.differences) == ([0, 0], [])


def test_all_shipments_and_the_payment_seen_at_once_are_right_after_one_run(books):
    result = books.run([paid_order(FIRST, SECOND)], PER_SHIPMENT)
    assert books.counts() == (1, 2, 1)
    assert ([document["Balance"] for document in invoices(books)], result.differences) == ([0, 0], [])


def test_without_sales_orders_shipments_are_invoiced_too(books):
    sync = a_sync(["invoice", "payment"], "invoices: {per: shipment}")
    first = books.run([paid_order(FIRST)], sync)
    last = books.run([paid_order(FIRST, SECOND)], sync)
    assert (books.counts(), first.differences, last.differences) == ((0, 2, 1), [], [])


def test_money_before_the_invoice_is_booked_unapplied_and_then_applied(books):
    first = books.run([paid_order()], UNAPPLIED, **HOLD)
    (payment,) = books.documents("Payment")
    assert (payment["UnappliedAmt"], payment["CustomerRef"]["name"], first.differences) == (
        Decimal("70.80"),
        "Ada Lockwood",
        [],
    )
    done = an_order(lines=SOLD, shipped=SHIPPED, payments=[a_payment(7_080, "pay-1001")])
    result = books.run([done], UNAPPLIED)
    (payment,), (invoice,) = books.documents("Payment"), books.documents("Invoice")
    assert (payment["UnappliedAmt"], invoice["Balance"], links(payment["Line"][0], "Invoice")) == (0, 0, [invoice["Id"]])
    assert (result.differences, books.counts()) == ([], (1, 1, 1))
    books.forget_calls()
    assert (books.run([done], UNAPPLIED).loaded, books.calls()["writes"]) == ([], 0)


def test_an_unapplied_payment_that_a_person_used_elsewhere_is_left(books):
    books.run([paid_order()], UNAPPLIED, **HOLD)
    (payment,) = books.documents("Payment")
    books.person("edit", kind="Payment", id=payment["Id"], note="Ask the customer first")
    done = an_order(lines=SOLD, shipped=SHIPPED, payments=[a_payment(7_080, "pay-1001")])
    result = books.run([done], UNAPPLIED)
    assert "payment_left_unapplied" in {held.code for held in result.planned[0].held}
    assert books.documents("Payment")[0]["UnappliedAmt"] == Decimal("70.80")


@pytest.mark.parametrize("kind", ["cut_after_commit", "cut_mid_batch", "504", "lost_item"])
def test_lost_answers_apply_every_payment_exactly_once(books, kind):
    numbers = [str(number) for number in range(1, 6)]
    books.run([paid_order(FIRST, number=number) for number in numbers], PER_SHIPMENT)
    books.fault(kind, count=4 if kind != "lost_item" else 1, path="/batch", after=1)  # after the invoices
    for _ in range(4):
        result = books.run([paid_order(FIRST, SECOND, number=number) for number in numbers], PER_SHIPMENT)
    assert books.counts() == (5, 10, 5)
    assert {document["Balance"] for document in books.documents("Invoice")} == {0}
    assert {document["UnappliedAmt"] for document in books.documents("Payment")} == {0}
    assert {document["TxnStatus"] for document in books.documents("Estimate")} == {"Closed"}
    assert (result.differences, result.loaded) == ([], [])


@pytest.mark.parametrize("when", ["deliver", "finish"])
def test_killed_at_any_batch_every_shipment_is_invoiced_and_paid_once(books, when):
    books.run([paid_order(FIRST)], PER_SHIPMENT)
    for place in range(2):  # the invoice, then the payment's application
        planned = books.plan([paid_order(FIRST, SECOND)], PER_SHIPMENT)
        with killed_at(when, place):
            books.load(planned, PER_SHIPMENT)
        books.sleep(200)
        if place == 0:
            books.run([paid_order(FIRST)], PER_SHIPMENT)  # settles, and sees nothing new
            if books.counts()[1] == 2:
                break
    for _ in range(2):
        result = books.run([paid_order(FIRST, SECOND)], PER_SHIPMENT)
    assert (books.counts(), result.differences) == ((1, 2, 1), [])
    assert {document["Balance"] for document in books.documents("Invoice")} == {0}


def test_tees_given_back_before_they_ship_leave_the_mugs_alone_in_the_books(books):
    books.run([placed(FIRST)], PER_SHIPMENT)
    back = [a_payment(7_080, "pay-1001"), a_payment(-3_240, "back-1", at=SHIPPED, kind=PaymentKind.refund)]
    changes = {"lines": SOLD, "payments": back, "events": [a_refund(SOLD[1], at=SHIPPED)], "shipments": (FIRST,)}
    waiting = books.run([an_order(fulfillment_state=FulfillmentState.partial, **changes)], PER_SHIPMENT)
    assert [(one.kind, one.code) for one in waiting.planned[0].held] == [
        ("invoice", "rest_not_shipped"),
        ("refund_receipt", "waits_for_bill"),
    ]
    done = an_order(fulfillment_state=FulfillmentState.fulfilled, **changes)
    last = books.run([done], PER_SHIPMENT)
    assert [(one["DocNumber"], one["Balance"]) for one in invoices(books)] == [("1001", 0), ("1001-2", 0)]
    (receipt,), (payment,) = books.documents("RefundReceipt"), books.documents("Payment")
    assert (receipt["DocNumber"], receipt["TotalAmt"], payment["UnappliedAmt"]) == ("1001-R1", Decimal("32.40"), 0)
    assert (books.document("Estimate", "1001")["TxnStatus"], last.differences) == ("Closed", [])
    books.forget_calls()
    assert (books.run([done], PER_SHIPMENT).loaded, books.calls()["writes"]) == ([], 0)


def test_what_is_not_paid_and_taken_back_is_credited_on_the_shipments_invoices(books):
    books.run([placed(FIRST, SECOND)], PER_SHIPMENT)
    taken_back = an_order(lines=SOLD, shipments=(FIRST, SECOND), events=[a_refund(SOLD[1], at=SHIPPED)])
    result = books.run([taken_back], PER_SHIPMENT)
    assert result.outcomes() == [("credit_memo", "confirmed"), ("payment", "confirmed")]
    assert [one["Balance"] for one in invoices(books)] == [Decimal("3.00"), HALF]
    assert result.differences == []


def test_money_booked_before_the_invoice_is_applied_and_then_given_back(books):
    books.run([paid_order()], UNAPPLIED, **HOLD)
    back = [a_payment(7_080, "pay-1001"), a_payment(-3_240, "back-1", at=SHIPPED, kind=PaymentKind.refund)]
    done = an_order(lines=SOLD, shipped=SHIPPED, payments=back, events=[a_refund(SOLD[1], at=SHIPPED)])
    result = books.run([done], UNAPPLIED)
    assert sorted(result.outcomes()) == [("invoice", "confirmed"), ("payment", "applied"), ("refund_receipt", "confirmed")]
    (payment,), (invoice,) = books.documents("Payment"), books.documents("Invoice")
    assert (payment["UnappliedAmt"], invoice["Balance"], result.differences) == (0, 0, [])

"""Closed periods, due dates, shipping and e-mail, as they arrive in QuickBooks over real HTTP."""

from datetime import timedelta
from decimal import Decimal

from order_sync.orders import Shipment, Terms
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping

PARCEL = Shipment(shipment_id="s-1", at=SHIPPED, carrier="Parcel Post", tracking=("1Z999",))


def done(**changes):
    return an_order(shipped=SHIPPED, payments=[a_payment(4_765)], **changes)


def close_the_books(books, until):
    books.sandbox.company.documents["Preferences"]["1"]["AccountingInfoPrefs"]["BookCloseDate"] = until


def test_nothing_is_sent_into_a_closed_period_and_all_is_posted_once_it_is_open_again(books):
    close_the_books(books, "2026-03-31")
    result = books.run([done()])
    assert (books.counts(), books.calls()["writes"]) == ((0, 0, 0), 0)
    assert {held.code for held in result.planned[0].held} == {"closed_period"}
    close_the_books(books, None)
    books.sleep(25 * 3600)  # the preferences are read once a day
    assert (books.run([done()]).reasons(), books.counts()) == ([], (1, 1, 1))


def test_by_setting_all_is_posted_on_the_first_open_day(books):
    close_the_books(books, "2026-03-31")
    result = books.run([done()], a_sync(more="closed_period: first_open_day"))
    documents = [books.document("Invoice", "1001"), books.document("Estimate", "1001"), books.documents("Payment")[0]]
    assert {document["TxnDate"] for document in documents} == {"2026-04-01"}
    assert "Its true date is 2026-03-05" in documents[0]["PrivateNote"]
    assert (result.differences, books.run([done()], a_sync(more="closed_period: first_open_day")).loaded) == ([], [])


def test_terms_shipping_and_e_mail_stand_on_the_invoice(books):
    order = done(shipments=(PARCEL,), terms=Terms(name="Net 14", due_days=14), po_number="PO-7")
    books.run([order], a_sync(more="invoices: {email: to_send}"))
    invoice = books.document("Invoice", "1001")
    assert (invoice["DueDate"], invoice["ShipDate"], invoice["TrackingNum"]) == ("2026-03-19", "2026-03-05", "1Z999")
    assert (invoice["ShipMethodRef"]["value"], invoice["EmailStatus"]) == ("Parcel Post", "NeedToSend")
    assert invoice["BillEmail"]["Address"] == "ada@example.com"
    assert "PO PO-7" in invoice["PrivateNote"]
    assert books.compare([order], a_sync(more="invoices: {email: to_send}")) == []


def test_an_invoice_that_copies_its_sales_order_has_them_too(books):
    books.run([an_order()], invoice_held_by="Only fulfilled orders")
    order = done(shipments=(PARCEL,))
    books.run([order], a_sync(more="invoices: {due_days: 10, email: to_send}"))
    invoice = books.document("Invoice", "1001")
    assert (invoice["DueDate"], invoice["TrackingNum"], invoice["EmailStatus"]) == ("2026-03-15", "1Z999", "NeedToSend")
    assert invoice["Balance"] == 0


def test_a_part_payment_and_one_that_comes_later_have_their_own_days(books):
    first = a_payment(2_000, "pay-1")
    second = a_payment(2_765, "pay-2", at=SHIPPED + timedelta(days=20))
    books.run([an_order(shipped=SHIPPED, payments=[first])])
    assert books.document("Invoice", "1001")["Balance"] == Decimal("27.65")
    result = books.run([an_order(shipped=SHIPPED, payments=[first, second])])
    assert [payment["TxnDate"] for payment in books.documents("Payment")] == ["2026-03-03", "2026-03-25"]
    assert (books.document("Invoice", "1001")["Balance"], result.differences) == (0, [])


def test_a_sales_order_posted_on_the_first_open_day_still_follows_an_edit_in_the_store(books):
    sync = a_sync(more="closed_period: first_open_day")
    close_the_books(books, "2026-03-31")
    books.run([an_order()], sync, invoice_held_by="Only fulfilled orders")
    dearer = an_order(lines=[a_line(quantity=2, gross=5_000, tax=265), shipping()])
    result = books.run([dearer], sync, invoice_held_by="Only fulfilled orders")
    estimate = books.document("Estimate", "1001")
    assert (result.outcomes(), estimate["TxnDate"]) == ([("sales_order", "updated")], "2026-04-01")
    assert estimate["TotalAmt"] == Decimal("57.65")


def test_without_that_setting_a_sales_order_of_a_closed_period_is_left_and_said(books):
    books.run([an_order()], invoice_held_by="Only fulfilled orders")
    close_the_books(books, "2026-03-31")
    books.sleep(25 * 3600)
    dearer = an_order(lines=[a_line(quantity=2, gross=5_000, tax=265), shipping()])
    (planned,) = books.run([dearer], invoice_held_by="Only fulfilled orders").planned
    assert "The period up to 2026-03-31 is closed" in planned.held[0].reason

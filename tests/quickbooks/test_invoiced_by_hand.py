"""Sales orders that a person invoiced in QuickBooks, over real HTTP: the payment goes there, where the totals agree."""

from decimal import Decimal

from order_sync.ledger import State
from tests.generators.orders import SHIPPED, a_payment, an_order

HOLD = {"invoice_held_by": "Only fulfilled orders"}
TOTAL = Decimal("47.65")


def pending():
    return an_order()


def paid():
    return an_order(shipped=SHIPPED, payments=[a_payment(4_765)])


def invoiced_by_a_person(books, **edit):
    books.run([pending()], **HOLD)
    books.person("invoice_estimate", doc_number="1001")
    (invoice,) = books.documents("Invoice")
    if edit:
        books.person("edit", kind="Invoice", id=invoice["Id"], **edit)
    return invoice["Id"]


def test_the_payment_goes_to_the_invoice_that_a_person_made_and_nothing_is_doubled(books):
    invoice_id = invoiced_by_a_person(books)
    before = books.documents("Invoice")[0]
    result = books.run([paid()])
    assert sorted(result.outcomes()) == [("invoice", "adopted"), ("payment", "confirmed")]
    (invoice,) = books.documents("Invoice")
    assert (invoice["Id"], invoice["Balance"], invoice.get("PrivateNote")) == (invoice_id, 0, before.get("PrivateNote"))
    assert (books.counts(), result.differences) == ((1, 1, 1), [])
    assert "which a person made of sales order 1001" in result.planned[0].notes[0]
    books.forget_calls()
    again = books.run([paid()])
    assert (again.loaded, books.calls()["writes"]) == ([], 0)


def test_a_payment_that_comes_later_finds_it_too(books):
    invoiced_by_a_person(books)
    books.run([an_order(shipped=SHIPPED)])
    result = books.run([paid()])
    assert (result.outcomes(), books.documents("Invoice")[0]["Balance"]) == ([("payment", "confirmed")], 0)


def test_an_invoice_that_says_something_else_is_reported_until_it_agrees(books):
    invoice_id = invoiced_by_a_person(books, line=1, quantity=1, price="30.00")
    (planned,) = books.run([paid()]).planned
    (invoice, payment) = planned.held
    assert (invoice.code, payment.code, invoice.waits) == ("invoiced_by_hand_differs", "waits_for_invoice", True)
    assert "47.65 USD" in invoice.remedy
    assert books.counts() == (1, 1, 0)
    books.person("edit", kind="Invoice", id=invoice_id, line=1, quantity=2, price="20.00")
    assert ("payment", "confirmed") in books.run([paid()]).outcomes()


def test_an_invoice_that_a_person_was_paid_on_gets_no_second_payment(books):
    invoice_id = invoiced_by_a_person(books)
    books.person("receive_payment", kind="Invoice", id=invoice_id)
    for _ in range(2):
        result = books.run([paid()])
        assert [held.code for held in result.planned[0].held] == ["already_paid"]
    assert books.counts() == (1, 1, 1)


def test_an_invoice_that_is_changed_between_building_and_loading_is_looked_at_again(books):
    invoice_id = invoiced_by_a_person(books)
    planned = books.plan([paid()])
    books.person("edit", kind="Invoice", id=invoice_id, line=1, quantity=5)
    (loaded,) = books.load(planned)
    assert (loaded.code, books.counts()) == ("invoice_moved", (1, 1, 0))


def test_a_resync_takes_it_for_a_persons_and_leaves_it(books):
    invoiced_by_a_person(books)
    books.run([paid()])
    (record,) = [
        one
        for one in books.ledger.records.of_orders(books.sandbox.realm, "mugs", ["id-1001"])["id-1001"]
        if one.kind == "invoice"
    ]
    assert record.state is State.confirmed
    before = [(one["SyncToken"], one["TxnDate"], one.get("PrivateNote")) for one in books.documents("Invoice")]
    rows = books.resync([an_order(shipped=SHIPPED, payments=[a_payment(4_765)], memo="A new memo")])
    assert {(str(row.fate), row.code) for row in rows if row.kind == "invoice"} == {("left", "edited")}
    assert [(one["SyncToken"], one["TxnDate"], one.get("PrivateNote")) for one in books.documents("Invoice")] == before

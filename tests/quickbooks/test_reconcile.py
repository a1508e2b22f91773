"""Holding QuickBooks against ledger and store afterwards."""

from order_sync import quickbooks
from order_sync.ledger import State
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_payment, an_order


def paid(number="1001"):
    return an_order(number=number, shipped=SHIPPED, payments=[a_payment(4_765, f"pay-{number}")])


def reconciled(books, orders):
    planned = books.plan(orders)
    return quickbooks.reconcile(books.open(), a_sync(), planned)


def test_books_that_agree_have_no_differences_and_cost_one_read(books):
    books.run([paid(str(number)) for number in range(20)])
    planned = books.plan([paid(str(number)) for number in range(20)])
    books.forget_calls()
    assert quickbooks.reconcile(books.open(), a_sync(), planned) == []
    assert books.calls()["calls"] == 1


def test_a_deleted_invoice_is_missed_and_the_ledger_knows(books):
    books.run([an_order(shipped=SHIPPED)])
    books.person("delete", kind="Invoice", doc_number="1001")
    (difference,) = reconciled(books, [an_order(shipped=SHIPPED)])
    assert (difference.code, difference.order_number, difference.quickbooks_total) == ("missing", "1001", 0)
    records = books.ledger.records.of_orders(books.sandbox.realm, "mugs", ["id-1001"])["id-1001"]
    assert [record.state for record in records if record.kind == "invoice"] == [State.missing]
    assert reconciled(books, [an_order(shipped=SHIPPED)])[0].code == "missing"


def test_an_invoice_that_a_person_changed_is_reported_with_both_totals(books):
    books.run([an_order(shipped=SHIPPED)])
    books.person("edit", kind="Invoice", doc_number="1001", line=1, quantity=1, price="40.00", tax="0.65")
    (difference,) = reconciled(books, [an_order(shipped=SHIPPED)])
    assert (difference.code, difference.store_total, difference.quickbooks_total) == ("changed_in_quickbooks", 4_765, 4_565)
    assert difference.remedy


def test_a_payment_that_a_person_deleted_shows_in_the_balance(books):
    books.run([paid()])
    books.person("delete", kind="Payment", id=books.documents("Payment")[0]["Id"])
    codes = [difference.code for difference in reconciled(books, [paid()])]
    assert codes == ["balance_differs"]

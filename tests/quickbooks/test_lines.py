"""The lines of documents in a company, to the cent."""

import msgspec
import pytest

from order_sync.orders import LineKind
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping

SOLD = (
    a_line("1", quantity=3, gross=3_000, discount=500, tax=165),
    a_line("2", sku="GIFT", title="Sample", gross=900, discount=900),
    a_line("3", sku=None, title="Loyalty", gross=-200, kind=LineKind.fee),
    a_line("4", sku=None, title="Tip", gross=150, kind=LineKind.tip),
    a_line("5", sku=None, title="Duty", gross=333, kind=LineKind.duty),
    shipping(700, discount=100, tax=45),
)
TOTAL = sum(line.total for line in SOLD)


def order(number="1001", lines=SOLD, **more):
    paid = sum(line.total for line in lines)
    return an_order(number=number, lines=lines, shipped=SHIPPED, payments=[a_payment(paid)], **more)


@pytest.mark.parametrize(
    ("way", "amounts"),
    [
        ("document", {30.0, 9.0, 1.5, 3.33, 7.0}),
        ("price", {25.0, 0.0, 1.5, 3.33, 6.0}),
        ("line", {30.0, 9.0, 1.5, 3.33, 7.0, -17.0}),
    ],
)
@pytest.mark.parametrize("records", [("sales_order", "invoice", "payment"), ("sales_receipt",)])
def test_however_discounts_stand_the_books_come_to_the_store_total(books, way, amounts, records):
    sync = a_sync(records, more=f"lines: {{discounts: {way}}}\nitems: {{when_missing: create}}\n")
    result = books.run([order()], sync)
    assert (result.reasons(), result.differences) == ([], [])
    (document,) = books.documents("SalesReceipt" if records == ("sales_receipt",) else "Invoice")
    goods = {float(line["Amount"]) for line in document["Line"] if line["DetailType"] == "SalesItemLineDetail"}
    assert goods == amounts
    assert (document["TotalAmt"] * 100, document["TxnTaxDetail"]["TotalTax"] * 100) == (TOTAL, 210)
    assert document.get("Balance", 0) == 0


def test_the_line_of_a_discount_takes_it_from_the_syncs_discount_account(books):
    books.run([order()], a_sync(["invoice"], more="lines: {discounts: line}\n"))
    item = next(one for one in books.documents("Item") if one["Name"] == "Discount")
    assert (item["Type"], item["IncomeAccountRef"]["name"]) == ("Service", "Discounts given")


def test_where_quickbooks_takes_no_negative_line_the_order_is_refused_whole(books):
    books.sandbox.company.switches.change({"negative_lines": False})
    result = books.run([order()], a_sync(["invoice"], more="lines: {discounts: line}\n"))
    assert "Negative amounts" in result.loaded[0].reason
    assert books.documents("Invoice") == []


def test_750_lines_with_tax_arrive(books):
    lines = tuple(a_line(str(number), tax=1, gross=100 + number) for number in range(750))
    result = books.run([order(lines=lines)], a_sync(["invoice"]))
    assert result.reasons() == []
    (invoice,) = books.documents("Invoice")
    assert len([line for line in invoice["Line"] if line["DetailType"] == "SalesItemLineDetail"]) == 750
    assert invoice["TotalAmt"] * 100 == sum(line.total for line in lines)


def test_a_bundle_as_one_line_has_the_money_of_its_parts(books):
    box = a_line("box", sku="BOX", gross=2_000)
    cup = msgspec.structs.replace(a_line("cup", sku="CUP", gross=501), parent_line_id="box")
    books.run([order(lines=(box, cup))], a_sync(["invoice"], more="lines: {bundles: one}\n"))
    (invoice,) = books.documents("Invoice")
    goods = [line for line in invoice["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    assert [(line["SalesItemLineDetail"]["ItemRef"]["name"], float(line["Amount"])) for line in goods] == [("BOX", 25.01)]

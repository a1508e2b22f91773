"""Loading, over real HTTP: the life of an order, and that no order costs another."""

from decimal import Decimal

from order_sync import quickbooks
from order_sync.orders import Address
from order_sync.quickbooks.marks import mark_of
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping

TOTAL = Decimal("47.65")


def pending(number="1001", **changes):
    return an_order(number=number, **changes)


def shipped(number="1001", **changes):
    return an_order(number=number, shipped=SHIPPED, **changes)


def paid(number="1001", **changes):
    return shipped(number, payments=[a_payment(4_765, f"pay-{number}")], **changes)


def test_a_pending_order_becomes_an_accepted_sales_order(books):
    result = books.run([pending()], invoice_held_by="Only fulfilled orders")
    estimate = books.document("Estimate", "1001")
    assert (estimate["TxnStatus"], estimate["TotalAmt"], estimate["TxnTaxDetail"]["TotalTax"]) == (
        "Accepted",
        TOTAL,
        Decimal("2.65"),
    )
    assert mark_of(estimate["PrivateNote"]) == result.planned[0].records[0].hash
    assert books.counts() == (1, 0, 0)
    assert result.outcomes() == [("sales_order", "confirmed")]
    assert result.differences == []


def test_a_paid_order_that_ships_gets_an_invoice_and_a_payment_and_its_sales_order_is_closed(books):
    books.run([pending()], invoice_held_by="Only fulfilled orders")
    result = books.run([paid()])
    invoice = books.document("Invoice", "1001")
    assert (invoice["TotalAmt"], invoice["Balance"]) == (TOTAL, 0)
    assert books.document("Estimate", "1001")["TxnStatus"] == "Closed"
    assert {"TxnId": books.document("Estimate", "1001")["Id"], "TxnType": "Estimate"} in invoice["LinkedTxn"]
    assert result.outcomes() == [("invoice", "confirmed"), ("payment", "confirmed")]
    assert result.differences == []


def test_an_order_first_seen_shipped_and_paid_gets_all_three_in_one_run(books):
    result = books.run([paid()])
    assert books.counts() == (1, 1, 1)
    assert books.document("Estimate", "1001")["TxnStatus"] == "Closed"
    assert books.document("Invoice", "1001")["Balance"] == 0
    assert result.differences == []


def test_an_order_paid_later_gets_only_the_payment(books):
    books.run([shipped()])
    assert books.document("Invoice", "1001")["Balance"] == TOTAL
    result = books.run([paid()])
    assert result.outcomes() == [("payment", "confirmed")]
    assert books.document("Invoice", "1001")["Balance"] == 0


def test_the_same_run_again_writes_nothing_and_reads_at_most_three_times(books):
    orders = [paid("1001"), shipped("1002")]
    books.run([*orders, pending("1003")], invoice_held_by=None)
    books.forget_calls()
    result = books.run([*orders, pending("1003")])
    calls = books.calls()
    assert (calls["writes"], calls["calls"] <= 3) == (0, True), calls
    assert result.outcomes() == []


def test_a_sales_receipt_sync_makes_one_document_for_a_paid_order(books):
    books.run([paid()], a_sync(["sales_receipt"]))
    receipt = books.document("SalesReceipt", "1001")
    assert (receipt["TotalAmt"], receipt["Balance"], books.counts()) == (TOTAL, 0, (0, 0, 0))


def test_an_edited_sales_order_gives_its_own_lines_to_the_invoice_and_the_rest_of_the_payment_stays_unapplied(books):
    books.run([pending()], invoice_held_by="Only fulfilled orders")
    books.person("edit_estimate", doc_number="1001", line=1, quantity=1, price="15.00", customer_id="3", tax="1.00")
    result = books.run([paid()])
    invoice = books.document("Invoice", "1001")
    (payment,) = books.documents("Payment")
    assert invoice["TotalAmt"] == Decimal("21.00")
    assert invoice["CustomerRef"]["value"] == payment["CustomerRef"]["value"] == "3"
    assert (invoice["Balance"], payment["TotalAmt"], payment["UnappliedAmt"]) == (0, TOTAL, Decimal("26.65"))
    assert [difference.code for difference in result.differences] == ["total_differs"]


def test_a_sales_order_that_is_gone_or_not_open_keeps_its_order_waiting(books):
    books.run([pending(n) for n in ("1", "2", "3")], invoice_held_by="Only fulfilled orders")
    for number, do in (("1", "delete"), ("2", "reject"), ("3", "close")):
        books.person(do, doc_number=number)
    result = books.run([paid(n) for n in ("1", "2", "3")])
    assert books.documents("Invoice") == []
    held = [row.held[0].code for row in result.planned]
    assert held == ["sales_order_missing", "sales_order_rejected", "sales_order_closed"]


def test_a_sales_order_edited_between_building_and_loading_waits_for_the_next_run(books):
    books.run([pending()], invoice_held_by="Only fulfilled orders")
    planned = books.plan([paid()])
    books.sleep(5)
    books.person("edit_estimate", doc_number="1001", line=1, quantity=1, price="15.00")
    (loaded,) = quickbooks.load(books.open(), a_sync(), planned)
    assert (loaded.code, books.documents("Invoice")) == ("sales_order_moved", [])
    books.run([paid()])
    assert len(books.documents("Invoice")) == 1


def test_a_sales_order_that_quickbooks_left_open_is_closed(books):
    books.sandbox.company.switches.estimate_after_invoice = "unchanged"
    result = books.run([paid(str(number)) for number in range(3)])
    assert {document["TxnStatus"] for document in books.documents("Estimate")} == {"Closed"}
    assert result.reasons() == []


def test_shipping_discount_and_tax_arrive_to_the_cent(books):
    lines = [
        a_line("1", quantity=3, gross=1_000, discount=333, tax=55),
        a_line("2", title="Tea", sku=None, gross=999),
        shipping(500, tax=41),
    ]
    books.run([shipped(lines=lines)])
    invoice = books.document("Invoice", "1001")
    assert invoice["TotalAmt"] == Decimal("22.62")
    details = {line["DetailType"]: line["Amount"] for line in invoice["Line"]}
    assert details["DiscountLineDetail"] == Decimal("3.33")


def test_one_bad_order_among_thirty_costs_only_itself(books):
    orders = [paid(str(number)) for number in range(30)]
    quickbooks.refresh_references(books.open())
    books.fault("bad_item", item=7, path="/batch", after=3)  # after items, customers and sales orders: an invoice
    result = books.run(orders)
    refused = [row for row in result.loaded if row.reason]
    assert len(refused) == 1
    assert "refused on request of a test" in refused[0].reason
    assert books.counts() == (30, 29, 29)
    books.run(orders)
    assert books.counts() == (30, 30, 30)


def test_an_order_in_a_period_that_was_closed_a_moment_ago_is_refused_by_quickbooks_with_what_to_do(books):
    books.run([shipped("1000")], a_sync(["invoice"]))  # the preferences are known for a day
    sandbox = books.sandbox.company.documents["Preferences"]["1"]
    sandbox["AccountingInfoPrefs"]["BookCloseDate"] = "2030-01-01"
    result = books.run([shipped()], a_sync(["invoice"]))
    assert result.outcomes() == [("invoice", "refused")]
    assert "Reopen the period" in result.loaded[0].remedy


def test_a_customer_who_is_also_a_vendor_gets_a_distinguishing_name_once(books):
    buyer = Address(name="Northgate Freight", line1="1 Test Street", city="Springfield")
    books.run([pending("1", bill_to=buyer)], invoice_held_by="x")
    books.run([pending("2", bill_to=buyer)], invoice_held_by="x")
    names = [one["DisplayName"] for one in books.documents("Customer") if "Northgate" in one["DisplayName"]]
    assert names == ["Northgate Freight (customer)"]
    assert len(books.documents("Estimate")) == 2


def test_a_customer_and_an_item_that_a_person_added_meanwhile_are_adopted(books):
    quickbooks.refresh_references(books.open())
    books.sandbox.company.add("Customer", {"DisplayName": "Ada Lockwood", "Active": True, "CurrencyRef": {"value": "USD"}})
    planned = books.plan([pending()], invoice_held_by="x")
    books.sandbox.company.add(
        "Item",
        {
            "Name": "MUG-BLUE",
            "FullyQualifiedName": "MUG-BLUE",
            "Active": True,
            "Type": "NonInventory",
            "Taxable": True,
            "IncomeAccountRef": {"value": "79"},
        },
    )
    (loaded,) = quickbooks.load(books.open(), a_sync(), planned)
    assert (loaded.reason, len(books.documents("Estimate"))) == ("", 1)
    assert len([one for one in books.documents("Customer") if one["DisplayName"] == "Ada Lockwood"]) == 1

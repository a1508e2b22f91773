"""Payments applied to invoices and credit memos, and the balances that follow."""

from decimal import Decimal

import pytest


@pytest.fixture
def invoice(books, bodies):
    return books.make("Invoice", bodies.form("100.00", DocNumber="W-1"))


def test_a_payment_takes_down_the_balance_and_links_both_ways(books, bodies, invoice):
    payment = books.make("Payment", bodies.payment("60.00", ("60.00", invoice, "Invoice")))
    assert payment["UnappliedAmt"] == 0
    assert payment["DepositToAccountRef"]["value"] == "4"
    notes = {note["value"]["Name"]: note["value"]["Value"] for note in payment["Line"][0]["LineEx"]["any"]}
    assert notes == {"txnId": invoice["Id"], "txnOpenBalance": "100.00", "txnReferenceNumber": "W-1"}
    paid = books.read("Invoice", invoice["Id"])
    assert paid["Balance"] == 40
    assert paid["LinkedTxn"] == [{"TxnId": payment["Id"], "TxnType": "Payment"}]
    assert books.read("Customer", "1")["Balance"] == 40


def test_a_second_payment_can_only_take_what_is_left(books, bodies, invoice):
    books.make("Payment", bodies.payment("60.00", ("60.00", invoice, "Invoice")))
    assert books.refused("Payment", bodies.payment("60.00", ("40.01", invoice, "Invoice")))["code"] == "6000"
    books.make("Payment", bodies.payment("60.00", ("40.00", invoice, "Invoice")))
    assert books.read("Invoice", invoice["Id"])["Balance"] == 0
    assert books.read("Customer", "1")["Balance"] == -20


def test_more_than_the_payment_cannot_be_applied(books, bodies, invoice):
    assert books.refused("Payment", bodies.payment("50.00", ("60.00", invoice, "Invoice")))["code"] == "6000"


def test_a_payment_without_lines_is_all_unapplied(books, bodies):
    assert books.make("Payment", bodies.payment("25.00"))["UnappliedAmt"] == 25
    assert books.read("Customer", "1")["Balance"] == -25


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"TotalAmt": None}, "2020"),
        ({"CustomerRef": None}, "2020"),
        ({"TotalAmt": -1}, "2140"),
        ({"PaymentRefNum": "x" * 22}, "2050"),
        ({"PaymentMethodRef": {"value": "99"}}, "2500"),
        ({"Line": [{"Amount": 1}]}, "2020"),
        ({"Line": [{"Amount": 1, "LinkedTxn": [{"TxnId": "999", "TxnType": "Invoice"}]}]}, "2500"),
        ({"Line": [{"Amount": 1, "LinkedTxn": [{"TxnId": "1", "TxnType": "Estimate"}]}]}, "620"),
    ],
)
def test_a_payment_that_breaks_a_rule_is_refused(books, bodies, change, code):
    assert books.refused("Payment", bodies.payment("5") | change)["code"] == code


def test_a_payment_of_another_customer_is_refused(books, bodies, invoice):
    assert books.refused("Payment", bodies.payment("5", ("5", invoice, "Invoice"), customer="2"))["code"] == "6000"


def test_a_customer_pays_for_a_sub_customer(books, bodies):
    job = books.make("Customer", {"DisplayName": "Aviary", "Job": True, "ParentRef": {"value": "1"}})
    invoice = books.make("Invoice", bodies.form(customer=job["Id"]))
    books.make("Payment", bodies.payment("35", ("35", invoice, "Invoice")))
    assert books.read("Customer", "1")["BalanceWithJobs"] == 0


def test_a_credit_memo_is_used_by_a_payment_of_zero(books, bodies, invoice):
    credit = books.make("CreditMemo", bodies.form("30.00"))
    assert (credit["Balance"], credit["RemainingCredit"]) == (30, 30)
    payment = books.make("Payment", bodies.payment("0", ("30.00", invoice, "Invoice"), ("30.00", credit, "CreditMemo")))
    assert (payment["TotalAmt"], payment["UnappliedAmt"]) == (0, 0)
    assert books.read("CreditMemo", credit["Id"])["RemainingCredit"] == 0
    assert books.read("Invoice", invoice["Id"])["Balance"] == 70


def test_lines_of_a_payment_are_changed_all_or_none(books, bodies, invoice):
    payment = books.make("Payment", bodies.payment("60.00", ("60.00", invoice, "Invoice")))
    noted = books.make("Payment", {"Id": payment["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "x"})
    assert noted["Line"][0]["Amount"] == 60
    emptied = books.make("Payment", {"Id": payment["Id"], "SyncToken": "1", "sparse": True, "Line": []})
    assert (emptied["UnappliedAmt"], emptied["Line"]) == (60, [])
    assert books.read("Invoice", invoice["Id"]) | {"MetaData": None} == invoice | {"MetaData": None}


def test_a_changed_payment_moves_the_balance_by_the_difference(books, bodies, invoice):
    payment = books.make("Payment", bodies.payment("60.00", ("60.00", invoice, "Invoice")))
    books.make("Payment", bodies.payment("100.00", ("100.00", invoice, "Invoice"), Id=payment["Id"], SyncToken="0"))
    assert books.read("Invoice", invoice["Id"])["Balance"] == 0


@pytest.mark.parametrize(
    "parameters", [{"operation": "delete"}, {"operation": "void"}, {"operation": "update", "include": "void"}]
)
def test_a_deleted_or_voided_payment_gives_the_balance_back(books, bodies, invoice, parameters):
    payment = books.make("Payment", bodies.payment("60.00", ("60.00", invoice, "Invoice")))
    books.make("Payment", {"Id": payment["Id"], "SyncToken": "0", "sparse": True}, **parameters)
    after = books.read("Invoice", invoice["Id"])
    assert (after["Balance"], after["LinkedTxn"]) == (100, [])


def test_a_voided_payment_is_worth_nothing(books, bodies, invoice):
    payment = books.make("Payment", bodies.payment("60.00", ("60.00", invoice, "Invoice")))
    voided = books.make("Payment", {"Id": payment["Id"], "SyncToken": "0"}, operation="void")
    assert (voided["TotalAmt"], voided["UnappliedAmt"], voided["PrivateNote"]) == (0, 0, "Voided")
    assert books.read("Customer", "1")["Balance"] == 100


def test_a_voided_invoice_leaves_its_payment_unapplied(books, bodies, invoice):
    payment = books.make("Payment", bodies.payment("60.00", ("60.00", invoice, "Invoice")))
    books.make("Invoice", {"Id": invoice["Id"], "SyncToken": "0"}, operation="void")
    after = books.read("Payment", payment["Id"])
    assert (after["UnappliedAmt"], after["Line"]) == (60, [])
    assert books.read("Customer", "1")["Balance"] == -60


def test_an_invoice_with_payments_is_not_deleted_unless_the_switch_says_so(books, bodies, invoice):
    payment = books.make("Payment", bodies.payment("60.00", ("60.00", invoice, "Invoice")))
    asked = {"Id": invoice["Id"], "SyncToken": "0"}
    assert books.refused("Invoice", asked, operation="delete")["code"] == "800"
    books.control("switches", paid_invoice_delete="unlinked")
    books.make("Invoice", asked, operation="delete")
    assert books.read("Payment", payment["Id"])["UnappliedAmt"] == 60


def test_an_invoice_cannot_fall_below_what_is_paid_nor_change_its_customer(books, bodies, invoice):
    books.make("Payment", bodies.payment("60.00", ("60.00", invoice, "Invoice")))
    asked = {"Id": invoice["Id"], "SyncToken": "0", "sparse": True}
    assert books.refused("Invoice", asked | {"Line": [bodies.line("59.99")]})["code"] == "6000"
    assert books.refused("Invoice", asked | {"CustomerRef": {"value": "2"}})["code"] == "6000"
    assert books.make("Invoice", asked | {"Line": [bodies.line("61.50")]})["Balance"] == Decimal("1.50")


def test_what_is_in_a_deposit_is_neither_voided_nor_deleted(books, bodies):
    payment = books.make("Payment", bodies.payment("60.00"))
    books.control("person", do="deposit", kind="Payment", id=payment["Id"])
    for operation in ("void", "delete"):
        asked = {"Id": payment["Id"], "SyncToken": "0"}
        assert books.refused("Payment", asked, operation=operation)["code"] == "6540"

"""Bank deposits and journal entries: what they take, what they make customers owe, what they protect."""

from decimal import Decimal

import pytest


def bank(*lines, account="35", **more):
    return {"DepositToAccountRef": {"value": account}, "Line": list(lines), **more}


def taken(document, kind, **more):
    return {"LinkedTxn": [{"TxnId": document["Id"], "TxnType": kind}], **more}


def other(amount, account="1"):
    return {"Amount": amount, "DetailType": "DepositLineDetail", "DepositLineDetail": {"AccountRef": {"value": account}}}


def side(posting, amount, account, **detail):
    detail = {"PostingType": posting, "AccountRef": {"value": account}, **detail}
    return {"Amount": amount, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}


def owed(amount, customer="2", posting="Debit"):
    other_side = {"Debit": "Credit", "Credit": "Debit"}[posting]
    who = {"Entity": {"Type": "Customer", "EntityRef": {"value": customer}}}
    return {"Line": [side(posting, amount, "84", **who), side(other_side, amount, "1")]}


@pytest.fixture
def payment(books, bodies):
    return books.make("Payment", bodies.payment("60.00"))


def test_a_deposit_takes_what_lies_in_undeposited_funds_and_other_money(books, bodies, payment):
    receipt = books.make("SalesReceipt", {"Line": [bodies.line("20.00")]})
    made = books.make("Deposit", bank(taken(payment, "Payment"), taken(receipt, "SalesReceipt"), other(3)))
    assert made["TotalAmt"] == 83
    link = [{"TxnId": made["Id"], "TxnType": "Deposit"}]
    assert books.read("SalesReceipt", receipt["Id"])["LinkedTxn"] == link
    after = books.read("Payment", payment["Id"])
    assert (after["LinkedTxn"], after["SyncToken"], after["MetaData"]) == (link, "0", payment["MetaData"])


def test_cash_back_comes_off_the_total(books):
    cash = {"AccountRef": {"value": "36"}, "Amount": "10"}
    assert books.make("Deposit", bank(other(25), CashBack=cash))["TotalAmt"] == 15


def test_a_form_is_deposited_once_whole_and_only_out_of_undeposited_funds(books, bodies, payment):
    assert books.refused("Deposit", bank(taken(payment, "Payment", Amount=59)))["code"] == "6000"
    elsewhere = books.make("Payment", bodies.payment("5", DepositToAccountRef={"value": "35"}))
    assert books.refused("Deposit", bank(taken(elsewhere, "Payment")))["code"] == "6000"
    books.make("Deposit", bank(taken(payment, "Payment")))
    assert books.refused("Deposit", bank(taken(payment, "Payment")))["code"] == "620"


def test_what_is_deposited_keeps_its_amount_until_the_deposit_goes(books, bodies, payment):
    deposit = books.make("Deposit", bank(taken(payment, "Payment")))
    change = {"Id": payment["Id"], "SyncToken": "0", "sparse": True, "CustomerRef": {"value": "1"}, "TotalAmt": "61"}
    assert books.refused("Payment", change)["code"] == "6540"
    noted = books.make("Payment", {"Id": payment["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "x"})
    assert noted["LinkedTxn"][0]["TxnId"] == deposit["Id"]
    books.make("Deposit", {"Id": deposit["Id"], "SyncToken": "0"}, operation="delete")
    assert books.read("Payment", payment["Id"])["LinkedTxn"] == []
    assert books.make("Payment", change | {"SyncToken": "1"})["TotalAmt"] == 61


def test_a_deposit_that_leaves_a_line_out_lets_its_form_go(books, payment):
    deposit = books.make("Deposit", bank(taken(payment, "Payment"), other(3)))
    changed = books.make("Deposit", {"Id": deposit["Id"], "SyncToken": "0", "sparse": True, "Line": [other(4)]})
    assert changed["TotalAmt"] == 4
    assert books.read("Payment", payment["Id"])["LinkedTxn"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"Line": [other(1)]}, "2020"),
        (bank(), "2020"),
        (bank(other(1), account="1"), "6430"),
        (bank(other(1, account="999")), "2500"),
        (bank({"Amount": 1, "DetailType": "DepositLineDetail"}), "2020"),
        (bank(taken({"Id": "1"}, "Invoice")), "620"),
        (bank(other(-1)), "6000"),
    ],
)
def test_a_deposit_that_breaks_a_rule_is_refused(books, body, code):
    assert books.refused("Deposit", body)["code"] == code


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "2020"),
        ([side("Debit", 5, "1")], "2250"),
        ([side("Debit", 5, "1"), side("Credit", 4, "35")], "2300"),
        ([side("Sideways", 5, "1"), side("Credit", 5, "35")], "2260"),
        ([side("Debit", -5, "1"), side("Credit", -5, "35")], "2290"),
        ([side("Debit", 5, "84"), side("Credit", 5, "1")], "6000"),
        ([side("Debit", 5, "1", TaxCodeRef={"value": "TAX"}), side("Credit", 5, "35")], "2270"),
        ([side("Debit", 5, "999"), side("Credit", 5, "35")], "2500"),
    ],
)
def test_a_journal_entry_that_breaks_a_rule_is_refused(books, lines, code):
    assert books.refused("JournalEntry", {"Line": lines})["code"] == code


@pytest.mark.parametrize(("posting", "balance"), [("Debit", 50), ("Credit", -50)])
def test_an_entry_on_receivables_is_owed_by_its_customer(books, posting, balance):
    made = books.make("JournalEntry", owed("50.00", posting=posting))
    assert made["TotalAmt"] == 50
    assert made["Line"][0]["JournalEntryLineDetail"]["Entity"]["EntityRef"]["name"] == "Blue Door Books"
    assert books.read("Customer", "2")["Balance"] == balance


def test_a_payment_settles_a_journal_entry_and_no_more_than_it_is(books, bodies):
    entry = books.make("JournalEntry", owed("50.00"))
    over = bodies.payment("60", ("50.01", entry, "JournalEntry"), customer="2")
    assert books.refused("Payment", over)["code"] == "6000"
    paid = books.make("Payment", bodies.payment("60", ("50", entry, "JournalEntry"), customer="2"))
    assert paid["UnappliedAmt"] == 10
    assert books.read("Customer", "2")["Balance"] == -10
    books.make("Payment", {"Id": paid["Id"], "SyncToken": "0"}, operation="void")
    assert books.read("Customer", "2")["Balance"] == 50


def test_a_credit_entry_pays_an_invoice_by_a_payment_of_zero(books, bodies):
    entry = books.make("JournalEntry", owed("30.00", posting="Credit"))
    invoice = books.make("Invoice", bodies.form("100.00", customer="2"))
    lines = (("30", invoice, "Invoice"), ("30", entry, "JournalEntry"))
    assert books.make("Payment", bodies.payment("0", *lines, customer="2"))["UnappliedAmt"] == 0
    assert books.read("Invoice", invoice["Id"])["Balance"] == 70
    assert books.read("Customer", "2")["Balance"] == Decimal(70)


def test_journal_numbers_collide_only_where_the_company_wants_to_be_warned(books):
    entry = {**owed("5"), "DocNumber": "J-1"}
    books.make("JournalEntry", entry)
    books.make("JournalEntry", entry)
    books.control("preferences", OtherPrefs={"NameValue": [{"Name": "WarnDuplicateJournalNumber", "Value": "true"}]})
    assert "TxnType=Journal Entry" in books.refused("JournalEntry", entry)["Detail"]
    books.make("JournalEntry", entry, include="allowduplicatedocnum")

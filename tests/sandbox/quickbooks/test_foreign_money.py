"""Documents in another currency: what they are worth at home, which rate they keep, what is gained or lost (section 2.6)."""

from decimal import Decimal

import pytest

USD, EUR = {"value": "USD"}, {"value": "EUR"}
BUYER, OTHER = "4", "5"  # one in US dollars, one in euros
CHECKING, UNDEPOSITED = "35", "4"


@pytest.fixture
def books(books):
    return books.company("ca")


def invoice(books, bodies, amount="100.00", **more):
    usual = {"CurrencyRef": USD, "ExchangeRate": "1.40", "GlobalTaxCalculation": "NotApplicable"}
    return books.make("Invoice", bodies.form(amount, customer=BUYER, **{**usual, **more}))


def paid(books, bodies, form, amount="100.00", **more):
    usual = {"CurrencyRef": USD, "ExchangeRate": "1.30"}
    return books.make("Payment", bodies.payment(amount, (amount, form, "Invoice"), customer=BUYER, **{**usual, **more}))


def balance(books, name):
    accounts = books.query(f"select * from Account where Name = '{name}'").get("Account", [{}])
    return accounts[0].get("CurrentBalance", 0)


def entries(books, kind, document):
    asked = {"kind": kind, "id": document["Id"], **books.of_realm}
    found = books.session.get(f"{books.sandbox.url}/_sandbox/ledger", params=asked, timeout=5).json()
    return {entry["account"]["name"]: Decimal(str(entry["home"])) for entry in found}


@pytest.mark.parametrize(("rate", "gain"), [("1.30", "10.00"), ("1.45", "-5.00"), ("1.40", None)])
def test_what_a_payment_brings_less_or_more_than_the_invoice_was_worth_is_a_loss_or_a_gain(books, bodies, rate, gain):
    form = invoice(books, bodies)
    assert (form["HomeTotalAmt"], form["HomeBalance"]) == (140, 140)
    payment = paid(books, bodies, form, ExchangeRate=rate)
    posted = entries(books, "Payment", payment)
    assert posted["Accounts Receivable (A/R) - USD"] == -140
    assert posted["Undeposited Funds"] == 100 * Decimal(rate)
    assert posted.get("Exchange Gain or Loss") == (None if gain is None else Decimal(gain))
    assert books.read("Invoice", form["Id"])["HomeBalance"] == 0
    assert balance(books, "Accounts Receivable (A/R) - USD") == 0


def test_a_document_keeps_its_rate_when_it_changes_and_when_the_days_rate_does(books, bodies):
    form = invoice(books, bodies)
    payment = paid(books, bodies, form)
    today = books.sandbox.company.clock.today().isoformat()
    books.make("ExchangeRate", {"SourceCurrencyCode": "USD", "AsOfDate": today, "Rate": "1.99"})
    kept = {"Id": payment["Id"], "SyncToken": "0", "CustomerRef": {"value": BUYER}, "TotalAmt": "120.00", "CurrencyRef": USD}
    payment = books.make("Payment", kept)
    assert (payment["ExchangeRate"], payment["UnappliedAmt"]) == (Decimal("1.3"), 20)
    now = books.read("Invoice", form["Id"])
    body = {**bodies.form("100.00", customer=BUYER), "GlobalTaxCalculation": "NotApplicable"}
    changed = books.make("Invoice", {**body, "Id": form["Id"], "SyncToken": now["SyncToken"], "CurrencyRef": USD})
    assert (changed["ExchangeRate"], changed["HomeTotalAmt"]) == (Decimal("1.4"), 140)
    assert invoice(books, bodies, ExchangeRate="")["ExchangeRate"] == Decimal("1.99")


def test_an_invoices_new_rate_changes_what_its_payment_gained(books, bodies):
    form = invoice(books, bodies)
    payment = paid(books, bodies, form)
    now = books.read("Invoice", form["Id"])["SyncToken"]
    books.make("Invoice", {"Id": form["Id"], "SyncToken": now, "sparse": True, "ExchangeRate": "1.20", "CurrencyRef": USD})
    assert entries(books, "Payment", payment)["Exchange Gain or Loss"] == -10
    assert balance(books, "Accounts Receivable (A/R) - USD") == 0


def test_what_was_received_is_deposited_at_the_rate_of_the_deposit(books, bodies):
    payment = paid(books, bodies, invoice(books, bodies))
    line = {"LinkedTxn": [{**bodies.link(payment, "Payment"), "TxnLineId": "0"}]}
    body = {"DepositToAccountRef": {"value": CHECKING}, "CurrencyRef": USD, "ExchangeRate": "1.35", "Line": [line]}
    posted = entries(books, "Deposit", books.make("Deposit", body))
    assert posted == {"Checking": 135, "Undeposited Funds": -130, "Exchange Gain or Loss": -5}


def test_currencies_are_not_mixed(books, bodies):
    payment = paid(books, bodies, invoice(books, bodies))
    line = {"LinkedTxn": [{**bodies.link(payment, "Payment"), "TxnLineId": "0"}]}
    home = {"DepositToAccountRef": {"value": CHECKING}, "CurrencyRef": {"value": "CAD"}, "Line": [line]}
    assert "another currency" in books.refused("Deposit", home)["Detail"]
    accounts = {account["CurrencyRef"]["value"]: account["Id"] for account in receivables(books)}
    of_another = bodies.payment("5", customer=BUYER, CurrencyRef=USD, ARAccountRef={"value": accounts["CAD"]})
    assert "same currency" in books.refused("Payment", of_another)["Detail"]
    assert "same currency" in books.refused("JournalEntry", owed(accounts["CAD"], BUYER, USD))["Detail"]
    assert "not in the currency" in books.refused("JournalEntry", owed(accounts["USD"], OTHER, USD))["Detail"]
    assert books.make("JournalEntry", owed(accounts["USD"], BUYER, USD))["TotalAmt"] == 5


def receivables(books):
    return books.query("select * from Account where AccountType = 'Accounts Receivable'")["Account"]


def owed(account, customer, currency):
    def side(posting, account, **more):
        detail = {"PostingType": posting, "AccountRef": {"value": account}, **more}
        return {"Amount": 5, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}

    entity = {"Entity": {"Type": "Customer", "EntityRef": {"value": customer}}}
    return {"CurrencyRef": currency, "Line": [side("Debit", account, **entity), side("Credit", "1")]}


def test_a_parents_payment_of_an_entry_is_booked_for_the_customer_who_owes_it(books, bodies):
    cad = {"value": "CAD"}
    child = books.make("Customer", {"DisplayName": "Branch", "Job": True, "ParentRef": {"value": "1"}, "CurrencyRef": cad})
    account = next(found["Id"] for found in receivables(books) if found["CurrencyRef"]["value"] == "CAD")
    entry = books.make("JournalEntry", owed(account, child["Id"], cad))
    books.make("Payment", bodies.payment("5", ("5", entry, "JournalEntry"), CurrencyRef=cad))
    assert [books.read("Customer", id)["Balance"] for id in ("1", child["Id"])] == [0, 0]

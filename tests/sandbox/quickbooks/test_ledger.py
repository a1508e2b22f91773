"""The ledger follows its documents, and says so when it does not."""

from decimal import Decimal

import pytest

from sandbox.quickbooks import seed
from sandbox.quickbooks.company import Company

SERVICES, UNDEPOSITED, OPENING, CHECKING, PRODUCTS, RECEIVABLE, TAX = 1, 4, 34, 35, 79, 84, 90


@pytest.fixture
def ledger(books):
    return books.sandbox.company.ledger


def balances(ledger, *accounts):
    return tuple(ledger.balance(account) for account in accounts)


def test_an_update_replaces_the_entries_a_void_makes_them_zero_a_delete_removes_them(books, bodies, ledger):
    invoice = books.make("Invoice", bodies.form("35.00", TxnTaxDetail={"TotalTax": "2.00"}))
    assert balances(ledger, RECEIVABLE, SERVICES, TAX) == (3700, -3500, -200)
    changed = bodies.form(Line=[bodies.line("40.00", item="11")], Id=invoice["Id"], SyncToken="0")
    invoice = books.make("Invoice", changed)
    assert balances(ledger, RECEIVABLE, SERVICES, PRODUCTS) == (100 * invoice["TotalAmt"], 0, -4000)
    named = {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"]}
    books.make("Invoice", named, operation="void")
    assert [entry.home for entry in ledger.entries("Invoice", invoice["Id"])] == [0, 0]
    named["SyncToken"] = "2"
    books.post("invoice", named, operation="delete")
    assert ledger.entries("Invoice", invoice["Id"]) == []
    assert ledger.drift() == []


def test_a_voided_invoice_gives_its_payment_back_as_credit(books, bodies, ledger):
    invoice = books.make("Invoice", bodies.form("35.00"))
    books.make("Payment", bodies.payment("35.00", ("35.00", invoice, "Invoice")))
    books.make("Invoice", {"Id": invoice["Id"], "SyncToken": "0"}, operation="void")
    assert balances(ledger, RECEIVABLE, UNDEPOSITED) == (-3500, 3500)
    assert books.read("Customer", "1")["Balance"] == -35


def test_an_items_new_account_concerns_later_documents_only(books, bodies, ledger):
    before = books.make("Invoice", bodies.form("35.00"))
    item = books.read("Item", "10")
    books.make("Item", {"Id": "10", "SyncToken": item["SyncToken"], "sparse": True, "IncomeAccountRef": {"value": "79"}})
    books.make("Invoice", bodies.form("20.00"))
    books.make("Payment", bodies.payment("35.00", ("35.00", before, "Invoice")))
    assert balances(ledger, SERVICES, PRODUCTS) == (-3500, -2000)
    assert ledger.drift() == []


def test_a_refused_write_leaves_no_entries(books, bodies, ledger):
    invoice = books.make("Invoice", bodies.form("35.00"))
    books.refused("Payment", bodies.payment("40.00", ("36.00", invoice, "Invoice")))
    assert balances(ledger, RECEIVABLE, UNDEPOSITED) == (3500, 0)
    assert ledger.drift() == []


def test_accounts_that_are_missing_are_made_and_go_again_with_a_refused_write(bodies):
    company = Company("1")
    seed.fill(company)
    for id in ("93", "90"):
        company.remove("Account", id)
    with pytest.raises(RuntimeError), company.atomic():
        shipping = company.ledger.chart.part("shipping")
        assert company.documents["Account"][str(shipping)]["Name"] == "Shipping Income"
        raise RuntimeError
    assert str(shipping) not in company.documents["Account"]
    assert str(company.ledger.chart.part("tax")) in company.documents["Account"]


def test_current_balances_come_from_the_ledger(books, bodies):
    child = books.make(
        "Account",
        {"Name": "Till", "AccountType": "Bank", "SubAccount": True, "ParentRef": {"value": "35"}},
    )
    books.make("SalesReceipt", bodies.form("30.00", DepositToAccountRef={"value": "35"}))
    books.make(
        "SalesReceipt", bodies.form("5.00", DepositToAccountRef={"value": child["Id"]}, TxnTaxDetail={"TotalTax": "1"})
    )
    parent = books.read("Account", "35")
    assert (parent["CurrentBalance"], parent["CurrentBalanceWithSubAccounts"]) == (30, 36)
    found = books.query("select * from Account where CurrentBalance > '29.00'")["Account"]
    assert [account["Name"] for account in found] == ["Checking"]


def test_how_the_balances_of_credit_and_income_accounts_look_is_switched(books, bodies):
    books.make("SalesReceipt", bodies.form("30.00", TxnTaxDetail={"TotalTax": "1"}))

    def shown():
        return [books.read("Account", id)["CurrentBalance"] for id in ("90", "1")]

    assert shown() == [-1, 0]
    books.control("switches", credit_accounts_shown="positive", earnings_shown=True)
    assert shown() == [1, 30]


def test_an_account_opens_with_its_balance_against_equity():
    company = Company("1")
    seed.fill(company)
    opening = {"OpeningBalance": Decimal("976.00"), "OpeningBalanceDate": "2026-01-01"}
    bank = {**company.documents["Account"]["35"], "Name": "Old bank", "FullyQualifiedName": "Old bank", **opening}
    loan = {**company.documents["Account"]["90"], "Name": "Loan", "FullyQualifiedName": "Loan", **opening}
    bank_id, loan_id = (int(company.add("Account", account)["Id"]) for account in (bank, loan))
    assert balances(company.ledger, bank_id, loan_id, OPENING) == (97600, -97600, 0)


@pytest.mark.parametrize(
    ("kind", "change", "found"),
    [
        ("Invoice", {"TxnDate": "2020-01-01"}, "not those of the document"),
        ("Invoice", {"CustomerRef": {"value": "2"}}, "not those of the document"),
        ("Payment", {"TotalAmt": Decimal(36)}, "not those of the document"),
        ("Payment", None, "is not there"),
    ],
)
def test_a_change_that_goes_past_the_ledger_is_found(books, bodies, ledger, kind, change, found):
    invoice = books.make("Invoice", bodies.form("35.00"))
    payment = books.make("Payment", bodies.payment("35.00", ("35.00", invoice, "Invoice")))
    id = {"Invoice": invoice, "Payment": payment}[kind]["Id"]
    documents = books.sandbox.company.documents[kind]
    if change is None:
        del documents[id]
    else:
        documents[id] = {**documents[id], **change}
    assert any(found in problem for problem in ledger.drift())


def test_a_balance_that_drifted_is_found(books, bodies, ledger):
    books.make("Invoice", bodies.form("35.00"))
    ledger._balances[RECEIVABLE] += 1
    assert [problem for problem in ledger.drift() if "84" in problem]


def test_the_control_api_shows_a_documents_entries_and_checks_the_ledger(books, bodies):
    invoice = books.make("Invoice", bodies.form("35.00"))

    def ask(**asked):
        return books.session.get(f"{books.sandbox.url}/_sandbox/ledger", params=asked, timeout=5).json()

    assert ask() == {"drift": []}
    first, second = ask(kind="Invoice", id=invoice["Id"])
    assert first == {
        "account": {"value": "84", "name": "Accounts Receivable (A/R)"},
        "home": 35.0,
        "foreign": 35.0,
        "entity": "1",
        "line": 0,
    }
    assert (second["account"]["name"], second["home"], second["line"]) == ("Services", -35.0, 1)

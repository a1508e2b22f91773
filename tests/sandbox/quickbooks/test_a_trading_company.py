"""The sample company us_trading: weeks of documents that hang together, and two foreign currencies."""

from decimal import Decimal

import pytest

from sandbox.quickbooks.intuit import Intuit

FORMS = ("Estimate", "Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "Deposit", "JournalEntry")


@pytest.fixture(scope="module")
def company():
    return Intuit(samples=("us_trading",)).first.company


def test_it_has_documents_of_every_kind_and_a_ledger_that_agrees(company):
    assert all(company.documents[kind] for kind in (*FORMS, "Attachable", "CompanyCurrency", "ExchangeRate"))
    assert company.ledger.drift() == []


def test_invoices_are_paid_part_paid_credited_and_open(company):
    balances = [invoice["Balance"] for invoice in company.documents["Invoice"].values()]
    assert balances == [0, Decimal("68.00"), 0, Decimal("40.50"), 35]
    assert sum(company.balance_of(customer) for customer in company.documents["Customer"]) == sum(balances) - 75


def test_quickbooks_gives_the_numbers(company):
    assert [invoice["DocNumber"] for invoice in company.documents["Invoice"].values()][:2] == ["1037", "1038"]


def test_its_foreign_currencies_have_todays_rate(company):
    assert [currency["Name"] for currency in company.documents["CompanyCurrency"].values()] == ["Canadian Dollar", "Euro"]
    assert {rate["AsOfDate"] for rate in company.documents["ExchangeRate"].values()} == {company.clock.today().isoformat()}


def test_a_reset_makes_the_same_company_again():
    intuit = Intuit(samples=("us_trading",))

    def forms():
        documents = intuit.first.company.documents
        return {kind: [(form["Id"], form.get("TotalAmt")) for form in documents[kind].values()] for kind in FORMS}

    before = forms()
    intuit.reset()
    assert forms() == before
    assert intuit.first.written() == []

"""Document numbers: whose they are, and when one is used."""

import pytest


@pytest.mark.parametrize("kind", ["Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"])
def test_a_used_number_is_refused_among_invoices_receipts_and_credits(books, bodies, kind):
    first = books.make("Invoice", bodies.form(DocNumber="W-1"))
    body = (
        bodies.form(DocNumber="W-1", DepositToAccountRef={"value": "35"})
        if kind == "RefundReceipt"
        else bodies.form(DocNumber="w-1")
    )
    error = books.refused(kind, body)
    assert error["code"] == "6140"
    assert error["Detail"].endswith(f"is assigned to TxnType=Invoice with TxnId={first['Id']}")
    assert books.make(kind, body, include="allowduplicatedocnum")["DocNumber"].lower() == "w-1"


def test_estimates_have_their_own_numbers(books, bodies):
    books.make("Invoice", bodies.form(DocNumber="W-1"))
    books.make("Estimate", bodies.form(DocNumber="W-1"))
    error = books.refused("Estimate", bodies.form(DocNumber="W-1"))
    assert (error["code"], "TxnType=Estimate" in error["Detail"]) == ("6140", True)


def test_a_receipts_type_is_named_as_people_see_it(books, bodies):
    books.make("SalesReceipt", bodies.form(DocNumber="W-1"))
    assert "TxnType=Sales Receipt with" in books.refused("Invoice", bodies.form(DocNumber="W-1"))["Detail"]


def test_a_deleted_documents_number_is_free_again(books, bodies):
    made = books.make("Invoice", bodies.form(DocNumber="W-1"))
    books.make("Invoice", made, operation="delete")
    assert books.make("Invoice", bodies.form(DocNumber="W-1"))["Id"] != made["Id"]


def test_without_custom_numbers_quickbooks_counts_and_accepts_duplicates(books, bodies):
    books.control("preferences", SalesFormsPrefs={"CustomTxnNumbers": False})
    assert books.make("Invoice", bodies.form())["DocNumber"] == "1037"
    assert books.make("Invoice", bodies.form(DocNumber="App_1000"))["DocNumber"] == "App_1000"
    assert books.make("SalesReceipt", bodies.form())["DocNumber"] == "App_1001"
    assert books.make("Invoice", bodies.form(DocNumber="App_1000"))["DocNumber"] == "App_1000"

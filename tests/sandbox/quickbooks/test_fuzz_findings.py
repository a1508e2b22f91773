"""What requests at random found in the sandbox, each once (bench/sandbox_fuzz.py)."""

import pytest


@pytest.mark.parametrize("method", ["PATCH", "HEAD", "OPTIONS", "TRACE"])
def test_a_method_that_quickbooks_does_not_have_was_answered_501_by_the_http_server_itself(method, books):
    answer = books.session.request(method, f"{books.base}/invoice/1", timeout=5)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/json"
    assert books.get("companyinfo/1").status_code == 200, "the connection is still of use"


def test_the_window_and_the_consent_page_answered_every_method(books):
    for path in ("/window", "/connect/oauth2"):
        assert books.session.put(books.sandbox.url + path, data="", timeout=5).status_code == 404


@pytest.mark.parametrize("subtype", ["SalesTaxPayable", "DiscountsRefundsGiven", "AccountsReceivable"])
def test_an_account_that_plays_a_part_in_the_books_made_inactive_was_reported_as_drift(subtype, books, bodies):
    discount = {"Amount": 5, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {"PercentBased": False}}
    taxed = bodies.form(TxnTaxDetail={"TotalTax": "2.00"})
    books.make("Invoice", {**taxed, "Line": [*taxed["Line"], discount]})
    for account in books.documents("Account"):
        if account["AccountSubType"] == subtype:
            named = {name: account[name] for name in ("Id", "SyncToken")}
            books.make("Account", {**named, "sparse": True, "Active": False})
    drift = books.session.get(f"{books.sandbox.url}/_sandbox/ledger", timeout=5).json()
    assert drift == {"drift": []}

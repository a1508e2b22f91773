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


def test_a_custom_field_without_its_definition_was_a_server_error(books, bodies):
    error = books.refused("Invoice", bodies.form(CustomField=[{"Type": "StringType", "StringValue": "x"}]))
    assert (error["code"], error["element"]) == ("2020", "DefinitionId")


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_beyond_the_calendar_in_quickbooks_zone_was_a_server_error(moment, books):
    assert books.get("cdc", entities="Invoice", changedSince=moment).status_code == 400
    query = f"select * from Invoice where MetaData.LastUpdatedTime > '{moment}'"
    assert books.get("query", query=query).status_code == 400


def test_an_invoice_on_the_last_days_of_the_calendar_was_a_server_error(books, bodies):
    assert books.make("Invoice", bodies.form(TxnDate="9999-12-31"))["DueDate"] == "9999-12-31"


@pytest.mark.parametrize("kind", ["Account", "Customer", "Class"])
def test_an_object_below_itself_was_taken_and_could_not_be_shown(kind, books):
    name = "DisplayName" if kind == "Customer" else "Name"
    body = {name: "Above", **({"AccountType": "Bank"} if kind == "Account" else {})}
    above = books.make(kind, body)
    flag = {"Account": "SubAccount", "Customer": "Job", "Class": "SubClass"}[kind]
    below = books.make(kind, {**body, name: "Below", flag: True, "ParentRef": {"value": above["Id"]}})
    for parent in (above, below):
        change = {"Id": above["Id"], "SyncToken": above["SyncToken"], "sparse": True, flag: True}
        assert books.refused(kind, {**change, "ParentRef": {"value": parent["Id"]}})["code"] == "900"
    assert books.read(kind, above["Id"])[name] == "Above"


def test_a_category_on_a_line_without_a_tax_code_was_a_server_error(books, bodies):
    category = books.make("Item", {"Name": "Shelf", "Type": "Category"})
    made = books.make("Invoice", bodies.form(Line=[bodies.line("5.00", category["Id"])]))
    assert made["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "NON"}


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("OtherPrefs", "NameValue", [{"a": 1}]),
        ("OtherPrefs", "NameValue", [[]]),
        ("SalesFormsPrefs", "CustomField", [None, "x"]),
        ("SalesFormsPrefs", "CustomField", [{"CustomField": "x"}]),
        ("SalesFormsPrefs", "DefaultTerms", {"value": []}),
        ("TaxPrefs", "TaxGroupCodeRef", {"value": {}}),
        ("AccountingInfoPrefs", "BookCloseDate", [1]),
        ("CurrencyPrefs", "HomeCurrency", ""),
    ],
)
def test_preferences_of_another_shape_were_kept_and_broke_later_calls(section, name, value, books, bodies):
    token = books.get("preferences").json()["Preferences"]["SyncToken"]
    books.post("preferences", {"SyncToken": token, section: {name: value}})
    books.session.post(f"{books.sandbox.url}/_sandbox/preferences", json={section: {name: value}}, timeout=5)
    lines = [
        {
            "Amount": 5,
            "DetailType": "JournalEntryLineDetail",
            "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account}},
        }
        for side, account in (("Debit", "35"), ("Credit", "79"))
    ]
    books.make("JournalEntry", {"Line": lines, "DocNumber": "1"})
    books.make("Invoice", bodies.form())
    assert books.get("preferences").status_code == 200


def test_a_rate_that_makes_an_amount_too_large_for_the_ledger_was_a_server_error(books, bodies):
    books.control("preferences", CurrencyPrefs={"MultiCurrencyEnabled": True})
    euro = books.make("Customer", {"DisplayName": "Euro", "CurrencyRef": {"value": "EUR"}})
    form = bodies.form("99999999.00", euro["Id"], CurrencyRef={"value": "EUR"}, ExchangeRate=12345678901)
    assert books.refused("Invoice", form)["code"] == "6000"


def test_a_deposited_payment_that_changed_its_customer_left_the_deposit_with_the_old_one(books, bodies):
    payment = books.make("Payment", bodies.payment("5.00"))
    taken = {"Amount": 5, "LinkedTxn": [bodies.link(payment, "Payment")]}
    books.make("Deposit", {"DepositToAccountRef": {"value": "35"}, "Line": [taken]})
    payment = books.read("Payment", payment["Id"])
    change = {"Id": payment["Id"], "SyncToken": payment["SyncToken"], "sparse": True}
    books.make("Payment", {**change, "CustomerRef": {"value": "2"}})
    drift = books.session.get(f"{books.sandbox.url}/_sandbox/ledger", timeout=5).json()
    assert drift == {"drift": []}


def test_what_is_owed_on_an_account_that_is_no_longer_a_receivable_broke_the_aging(books, bodies):
    other = books.make("Account", {"Name": "Other A/R", "AccountType": "Accounts Receivable"})
    invoice = books.make("Invoice", bodies.form("35.00"))
    paid = bodies.payment("35.00", ("35.00", invoice, "Invoice"), ARAccountRef={"value": other["Id"]})
    books.make("Payment", paid)
    change = {"Id": other["Id"], "SyncToken": other["SyncToken"], "sparse": True}
    books.make("Account", {**change, "AccountType": "Bank", "AccountSubType": "Checking"})
    assert books.get("reports/AgedReceivableDetail", date_macro="all").status_code == 200

"""The query language: dialects, paging, inactive objects, refusals."""

import pytest


def ids(response, kind="Customer"):
    return [found["Id"] for found in response.get(kind, [])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("select * from Customer where DisplayName = 'Blue Door Books'", ["2"]),
        ("SELECT * FROM customer WHERE displayname = 'BLUE DOOR BOOKS'", ["2"]),
        (r"select * from Customer where DisplayName = 'Amy\'s Bird Sanctuary'", ["1"]),
        ("select * from Customer where DisplayName LIKE '%x%Cycles'", []),
        ("select * from Customer where DisplayName like 'd%cycles'", ["4"]),
        ("select * from Customer where Id IN ('1', '3', '99')", ["1", "3"]),
        ("select * from Customer where Id = 2", ["2"]),
        ("select *, DisplayName from Customer ORDERBY DisplayName DESC MAXRESULTS 2", ["5", "4"]),
        ("select * from Customer ORDER BY Id STARTPOSITION 2 MAXRESULTS 2", ["2", "3"]),
        ("select * from Customer MAXRESULTS 2 STARTPOSITION 4", ["4", "5"]),
        ("select * from Customer where Active = true and Id in ('5')", ["5"]),
        ("select * from Customer where Balance > '0'", []),
        ("select * from Customer where MetaData.CreateTime > '2020-01-01T00:00:00Z' maxresults 1", ["1"]),
        ("select * from Customer where MetaData.LastUpdatedTime < '2020-01-01'", []),
        ("select * from Customer where CompanyName = ' ' and Id = '1'", ["1"]),
    ],
)
def test_real_clients_dialects_are_understood(books, text, found):
    assert ids(books.query(text)) == found


def test_a_query_may_be_posted_as_text(books):
    answer = books.session.post(
        f"{books.base}/query",
        data="select * from Customer where Id = '1'",
        headers={"Content-Type": "application/text"},
        timeout=5,
    )
    assert ids(answer.json()["QueryResponse"]) == ["1"]


def test_the_answer_says_where_the_page_starts_and_how_many_came(books):
    response = books.query("select * from Customer startposition 4 maxresults 50")
    assert (response["startPosition"], response["maxResults"]) == (4, 2)
    assert "totalCount" not in response


def test_no_rows_is_an_empty_response_and_a_count_is_a_total(books):
    assert books.query("select * from Customer where Id = '99'") == {}
    assert books.query("select count(*) from Customer") == {"totalCount": 5}


def test_a_page_has_a_hundred_rows_unless_asked_and_a_thousand_at_most(books, bodies):
    for start in range(0, 120, 30):
        books.batch(
            *({"bId": str(n), "operation": "create", "Estimate": bodies.form(DocNumber=f"E{start + n}")} for n in range(30))
        )
    assert len(books.query("select * from Estimate")["Estimate"]) == 100
    assert len(books.query("select * from Estimate maxresults 1000")["Estimate"]) == 120
    assert len(books.query("select * from Estimate startposition 101")["Estimate"]) == 20


def test_documents_are_found_by_number_customer_date_and_amount(books, bodies):
    made = books.make("Invoice", bodies.form("20.00", DocNumber="W-7", TxnDate="2026-03-01"))
    books.make("Invoice", bodies.form("20.01", DocNumber="W-8", TxnDate="2026-03-02"))
    for condition in (
        "DocNumber in ('W-7', 'W-9')",
        "CustomerRef = '1' and TxnDate = '2026-03-01'",
        "TotalAmt < '20.01'",
        "Balance <= 20",
        "TxnDate < '2026-03-02' and TxnDate >= '2026-03-01'",
    ):
        assert ids(books.query(f"select * from Invoice where {condition}"), "Invoice") == [made["Id"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "4000"),
        ("select", "4000"),
        ("select * from Customer where Id = '1' or Id = '2'", "4000"),
        ("select * from Customer where Id != '1'", "4000"),
        ("select Id from Customer", "4000"),
        ("select * from Customer group by Id", "4000"),
        ("select * from Customer where DisplayName = 'open", "4000"),
        ("select * from Customer maxresults ten", "4000"),
        ("select * from Customers", "4001"),
        ("select * from SalesOrder", "4001"),
        ("select * from Customer where Colour = 'red'", "4001"),
        ("select * from Customer where Id > '1'", "4001"),
        ("select * from Customer where Id like '1%'", "4001"),
        ("select * from Customer startposition 0", "4001"),
        ("select * from Customer maxresults 1001", "4001"),
        ("select * from Customer where Balance > 'much'", "4001"),
        ("select * from Customer where MetaData.CreateTime > 'soon'", "4001"),
        ("select * from Invoice where PrivateNote = 'x'", "4001"),
        ("select * from Invoice where Line = 'x'", "4001"),
    ],
)
def test_what_is_not_the_language_is_refused(books, text, code):
    answer = books.get("query", query=text)
    assert answer.status_code == 400
    assert answer.json()["Fault"]["Error"][0]["code"] == code


def test_start_position_zero_is_refused_in_quickbooks_words(books):
    error = books.get("query", query="select * from Customer startposition 0").json()["Fault"]["Error"][0]
    assert error["Detail"] == "QueryValidationError: value 0 is too small. Min allowed value is 1"


def test_every_seeded_list_answers(books):
    for kind in ("Account", "Item", "Class", "Department", "Term", "PaymentMethod", "TaxCode", "CompanyInfo", "Preferences"):
        assert books.query(f"select * from {kind}")[kind], kind


def test_the_seeded_accounts_are_those_of_the_sample_company(books):
    accounts = {found["Name"]: found["Id"] for found in books.query("select * from Account")["Account"]}
    assert (accounts["Undeposited Funds"], accounts["Discounts given"], accounts["Services"]) == ("4", "86", "1")
    assert {
        "Checking",
        "PayPal Bank",
        "Gift cards",
        "Accounts Receivable (A/R)",
        "Sales of Product Income",
    } <= accounts.keys()


def changes(books, since="2026-01-01T00:00:00Z", entities="Invoice,Customer"):
    return books.get("cdc", entities=entities, changedSince=since)


def test_change_data_capture_reports_what_was_made_changed_and_deleted(books, bodies):
    books.control("clock", seconds=3600)
    since = books.session.get(f"{books.sandbox.url}/_sandbox/clock").json()["now"]
    books.sandbox.world.oauth.reset()
    books.sign_in(books.sandbox.refresh_token)
    kept, gone = books.make("Invoice", bodies.form()), books.make("Invoice", bodies.form())
    books.make("Invoice", gone, operation="delete")
    books.make("Customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False})
    invoices, customers = changes(books, since).json()["CDCResponse"][0]["QueryResponse"]
    assert {found["Id"]: found.get("status") for found in invoices["Invoice"]} == {kept["Id"]: None, gone["Id"]: "Deleted"}
    assert (invoices["startPosition"], invoices["maxResults"]) == (1, 2)
    assert [found["Active"] for found in customers["Customer"]] == [False]


def test_no_changes_is_one_empty_response(books):
    assert changes(books, "2096-01-01T00:00:00Z").json()["CDCResponse"] == [{"QueryResponse": [{}]}]


def test_changes_older_than_the_look_back_are_not_reported(books):
    books.control("clock", seconds=31 * 86400)
    books.sandbox.world.oauth.reset()
    books.sign_in(books.sandbox.refresh_token)
    assert changes(books, "2020-01-01T00:00:00Z").json()["CDCResponse"] == [{"QueryResponse": [{}]}]


@pytest.mark.parametrize("asked", [{"entities": "TaxCode"}, {"entities": "Nothing"}, {"since": "soon"}, {"entities": ""}])
def test_change_data_capture_refuses_what_it_does_not_cover(books, asked):
    assert changes(books, **asked).status_code == 400

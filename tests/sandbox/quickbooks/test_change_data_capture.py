"""Change data capture sentence by sentence (reference section 4.5), beside test_queries.py."""

import pytest

from sandbox.quickbooks.documents import Options, write

SINCE = "2026-01-01T00:00:00Z"


def asked(books, entities, since=SINCE):
    return books.get("cdc", entities=entities, changedSince=since)


def parts(books, entities, since=SINCE):
    (answer,) = asked(books, entities, since).json()["CDCResponse"]
    return answer["QueryResponse"]


def test_each_entity_has_its_own_part_with_its_own_count(books, bodies):
    estimate = books.make("Estimate", bodies.form())
    books.make("Payment", bodies.payment("5"))
    first, second = parts(books, "estimate, Payment")
    assert [row["Id"] for row in first["Estimate"]] == [estimate["Id"]]
    assert (first["startPosition"], first["maxResults"]) == (1, 1)
    assert (len(second["Payment"]), second["maxResults"]) == (1, 1)


def test_a_thousand_objects_come_at_most_the_oldest_changes_first(books, bodies):
    with books.sandbox.intuit.lock:
        for number in range(1010):
            write(books.sandbox.company, "Estimate", bodies.form("1.00", DocNumber=f"E{number}"), Options())
    (part,) = parts(books, "Estimate,Invoice")
    assert (len(part["Estimate"]), part["maxResults"]) == (1000, 1000)
    assert part["Estimate"][0]["DocNumber"] == "E0"


def test_a_deleted_transaction_is_a_stub(books, bodies):
    made = books.make("Invoice", bodies.form())
    books.make("Invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    (part,) = parts(books, "Invoice")
    (stub,) = part["Invoice"]
    assert (stub["status"], stub["Id"], stub["domain"]) == ("Deleted", made["Id"], "QBO")
    assert stub["MetaData"]["LastUpdatedTime"]
    assert "Line" not in stub


@pytest.mark.parametrize(("kind", "changed"), [("Estimate", True), ("SalesReceipt", False)])
def test_a_link_from_another_document_is_a_change_of_an_estimate_not_of_a_receipt(books, bodies, kind, changed):
    made = books.make(kind, bodies.form())
    books.control("clock", seconds=10)
    since = books.session.get(f"{books.sandbox.url}/_sandbox/clock", timeout=5).json()["now"]
    if kind == "Estimate":
        books.make("Invoice", bodies.form(LinkedTxn=[bodies.link(made, kind)]))
    else:
        taken = {"Amount": 35, "LinkedTxn": [{**bodies.link(made, kind), "TxnLineId": "0"}]}
        books.make("Deposit", {"DepositToAccountRef": {"value": "35"}, "Line": [taken]})
    assert (parts(books, kind, since) != [{}]) == changed
    assert books.read(kind, made["Id"])["SyncToken"] == "0"


def test_the_look_back_is_thirty_days_or_as_the_switch_says(books, bodies):
    books.make("Invoice", bodies.form())
    books.control("clock", seconds=31 * 86_400)
    books.sandbox.world.oauth.reset()
    books.sign_in(books.sandbox.refresh_token)
    assert parts(books, "Invoice", "2011-10-10T09:00:00-07:00") == [{}]
    books.control("switches", cdc_days=36_500)
    assert parts(books, "Invoice", "2011-10-10T09:00:00-07:00") != [{}]


@pytest.mark.parametrize(
    ("entities", "since", "code"),
    [
        ("TaxAgency", SINCE, "5030"),
        ("TaxCode", SINCE, "5030"),
        ("TaxRate", SINCE, "5030"),
        ("JournalCode", SINCE, "2000"),
        ("Invoice,Teapot", SINCE, "2000"),
        ("Invoice", "yesterday", "2060"),
        ("", SINCE, "2020"),
        ("Invoice", "", "2020"),
    ],
)
def test_what_it_does_not_cover_is_refused(books, entities, since, code):
    answer = asked(books, entities, since)
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, code)

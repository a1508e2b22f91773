"""Batches and request ids sentence by sentence (reference sections 3.1, 3.2 and 4.1), beside test_batches.py."""

import pytest


def create(number, kind, body, **more):
    return {"bId": str(number), "operation": "create", kind: body, **more}


def code(item):
    return item["Fault"]["Error"][0]["code"]


def test_the_answer_is_200_though_every_item_failed_and_each_says_why(books, bodies):
    items = [create(n, "Invoice", bodies.form(customer="999")) for n in range(3)]
    answers = books.batch(*items)
    assert [code(answers[str(n)]) for n in range(3)] == ["2500"] * 3
    assert {answer["Fault"]["type"] for answer in answers.values()} == {"ValidationFault"}


def test_a_deleted_item_answers_its_id_and_status(books, bodies):
    made = books.make("Invoice", bodies.form())
    answers = books.batch({"bId": "d", "operation": "delete", "Invoice": {"Id": made["Id"], "SyncToken": "0"}})
    assert answers["d"] == {"Invoice": {"status": "Deleted", "domain": "QBO", "Id": made["Id"]}, "bId": "d"}


def test_a_query_item_answers_as_a_query(books):
    answers = books.batch({"bId": "q", "Query": "select * from Customer where Id in ('1', '2')"})
    assert {name: answers["q"]["QueryResponse"][name] for name in ("startPosition", "maxResults")} == {
        "startPosition": 1,
        "maxResults": 2,
    }


@pytest.mark.parametrize("kind", ["429", "401", "500"])
def test_what_strikes_the_whole_batch_answers_no_items_and_writes_none(books, bodies, kind):
    books.control("faults", kind=kind)
    answer = books.post("batch", {"BatchItemRequest": [create(1, "Invoice", bodies.form())]})
    assert answer.status_code == int(kind)
    assert "BatchItemResponse" not in answer.json()
    assert books.documents("Invoice") == []


def test_a_body_that_is_no_json_is_refused_as_a_whole(books):
    headers = {"Content-Type": "application/json"}
    answer = books.session.post(f"{books.base}/batch", data='{"BatchItemRequest": [', headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, "2010")


@pytest.mark.parametrize(
    "item",
    [
        {"operation": "void", "Invoice": {"Id": "145", "SyncToken": "0"}},
        {"operation": "send", "Invoice": {"Id": "145"}},
        {"operation": "merge", "Invoice": {"Id": "145", "SyncToken": "0"}},
        {"operation": "revert", "Invoice": {"Id": "145", "SyncToken": "0"}},
        {"CDCQuery": {"Entities": "Invoice", "ChangedSince": "2026-01-01"}},
        {"ReportQuery": "TrialBalance"},
    ],
)
def test_operations_that_only_the_schema_lists_are_the_items_own_fault(books, bodies, item):
    made = books.make("Invoice", bodies.form())
    assert made["Id"] == "145"
    assert code(books.batch({"bId": "1", **item})["1"]) == "500"


def test_void_send_and_changes_work_in_a_batch_where_the_switch_says_so(books, bodies):
    books.control("switches", batch_runs_all=True)
    made = [books.make("Invoice", bodies.form(BillEmail={"Address": "a@example.com"})) for _ in range(2)]
    answers = books.batch(
        {"bId": "v", "operation": "void", "Invoice": {"Id": made[0]["Id"], "SyncToken": "0"}},
        {"bId": "s", "operation": "send", "Invoice": {"Id": made[1]["Id"]}},
        {"bId": "c", "CDCQuery": {"Entities": "Invoice", "ChangedSince": "2026-01-01"}},
    )
    assert answers["v"]["Invoice"]["TotalAmt"] == 0
    assert answers["s"]["Invoice"]["EmailStatus"] == "EmailSent"
    assert len(answers["c"]["CDCResponse"][0]["QueryResponse"][0]["Invoice"]) == 2


def test_a_batch_answers_a_thousand_objects_at_most_in_all(books):
    books.control("switches", batch_objects_most=9)
    ask = "select * from Customer"
    answers = books.batch(*({"bId": str(n), "Query": ask} for n in range(2)))
    assert len(answers["0"]["QueryResponse"]["Customer"]) == 5
    assert code(answers["1"]) == "10100"


def test_a_request_id_belongs_to_one_company(books, bodies):
    other = books.company("us")
    first = books.make("Invoice", bodies.form("1.00"), requestid="r1")
    second = other.make("Invoice", bodies.form("2.00"), requestid="r1")
    assert (first["TotalAmt"], second["TotalAmt"]) == (1, 2)


def test_every_kind_of_write_is_replayed(books, bodies):
    made = books.make("Invoice", bodies.form(BillEmail={"Address": "a@example.com"}))
    sent = [books.post(f"invoice/{made['Id']}/send", {}, requestid="s").json() for _ in range(2)]
    assert sent[0] == sent[1]
    rate = {"TaxRateName": "New", "RateValue": 5, "TaxAgencyId": 1, "TaxApplicableOn": "Sales"}
    codes = [books.post("taxservice/taxcode", {"TaxCode": "N", "TaxRateDetails": [rate]}, requestid="t") for _ in range(2)]
    assert codes[0].json() == codes[1].json()
    now = {"Id": made["Id"], "SyncToken": sent[0]["Invoice"]["SyncToken"]}
    gone = [books.post("invoice", now, operation="delete", requestid="d").json() for _ in range(2)]
    assert gone[0] == gone[1]
    assert gone[0]["Invoice"]["status"] == "Deleted"

"""Batches and request ids: independent items, replays, limits."""

import pytest


def create(number, kind, body, **more):
    return {"bId": str(number), "operation": "create", kind: body, **more}


def code(item):
    return item["Fault"]["Error"][0]["code"]


def test_every_item_has_its_own_outcome(books, bodies):
    made = books.make("Invoice", bodies.form(DocNumber="W-1"))
    answers = books.batch(
        create("new", "Invoice", bodies.form(DocNumber="W-2")),
        create("same", "Invoice", bodies.form(DocNumber="W-1")),
        create("wrong", "Invoice", bodies.form(Colour="red")),
        {
            "bId": "note",
            "operation": "update",
            "Invoice": {"Id": made["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "x"},
        },
        {"bId": "ask", "Query": "select * from Customer where Id = '1'"},
        {"bId": "gone", "operation": "delete", "Invoice": {"Id": "999", "SyncToken": "0"}},
    )
    assert answers["new"]["Invoice"]["DocNumber"] == "W-2"
    assert code(answers["same"]) == "6140"
    assert answers["same"]["Fault"]["type"] == "ValidationFault"
    assert code(answers["wrong"]) == "2010"
    assert answers["note"]["Invoice"]["PrivateNote"] == "x"
    assert answers["ask"]["QueryResponse"]["maxResults"] == 1
    assert code(answers["gone"]) == "610"


def test_items_do_not_see_each_others_creations(books, bodies):
    customer_id = books.make("Customer", {"DisplayName": "First"})["Id"]
    next_id = str(int(customer_id) + 1)
    answers = books.batch(
        create(1, "Customer", {"DisplayName": "Second"}),
        create(2, "Invoice", bodies.form(customer=next_id)),
        {"bId": "3", "Query": f"select * from Customer where Id = '{next_id}'"},
    )
    assert answers["1"]["Customer"]["Id"] == next_id
    assert code(answers["2"]) == "2500"
    assert answers["3"]["QueryResponse"] == {}
    assert books.make("Invoice", bodies.form(customer=next_id))["CustomerRef"]["name"] == "Second"


def test_names_and_numbers_are_unique_inside_a_batch_too(books, bodies):
    answers = books.batch(
        *(create(n, "Customer", {"DisplayName": "Twin"}) for n in (1, 2)),
        *(create(n, "Invoice", bodies.form(DocNumber="W-1")) for n in (3, 4)),
    )
    assert [code(answers[n]) for n in ("2", "4")] == ["6240", "6140"]


def test_an_estimate_is_linked_once_inside_a_batch_too(books, bodies):
    estimate = books.make("Estimate", bodies.form())
    linked = bodies.form(LinkedTxn=[bodies.link(estimate, "Estimate")])
    answers = books.batch(create(1, "Invoice", linked), create(2, "Invoice", linked))
    assert code(answers["2"]) == "620"


def test_options_void_and_allow_a_used_number(books, bodies):
    made = books.make("Invoice", bodies.form(DocNumber="W-1"))
    answers = books.batch(
        create(1, "Invoice", bodies.form(DocNumber="W-1"), optionsData="allowduplicatedocnum"),
        {"bId": "2", "operation": "update", "optionsData": "void", "Invoice": {"Id": made["Id"], "SyncToken": "0"}},
    )
    assert answers["1"]["Invoice"]["DocNumber"] == "W-1"
    assert answers["2"]["Invoice"]["TotalAmt"] == 0


def test_thirty_items_are_the_most(books, bodies):
    items = [create(n, "Customer", {"DisplayName": f"Customer {n}"}) for n in range(31)]
    answer = books.post("batch", {"BatchItemRequest": items})
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, "1040")
    assert "BatchItemResponse" not in answer.json()
    assert len(books.documents("Customer")) == 5
    assert len(books.batch(*items[:30])) == 30


@pytest.mark.parametrize(
    ("body", "refused_with"),
    [
        ({}, "2020"),
        ({"BatchItemRequest": []}, "2020"),
        ({"BatchItemRequest": [{"bId": "1", "operation": "create", "SalesOrder": {}}]}, "2010"),
        ({"BatchItemRequest": [{"bId": "1", "operation": "create", "Customer": {"DisplayName": "x"}}], "extra": 1}, "2010"),
    ],
)
def test_a_batch_that_is_none_is_refused_as_a_whole(books, body, refused_with):
    answer = books.post("batch", body)
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, refused_with)


def test_an_unknown_operation_is_the_items_own_fault(books):
    answers = books.batch({"bId": "1", "operation": "merge", "Customer": {"Id": "1"}})
    assert code(answers["1"]) == "500"


def test_a_write_that_comes_again_answers_as_the_first_time(books, bodies):
    first = books.post("invoice", bodies.form(DocNumber="W-1"), requestid="r1").json()
    second = books.post("invoice", bodies.form("99.00", DocNumber="W-2"), requestid="r1").json()
    assert second == first
    assert len(books.documents("Invoice")) == 1
    assert (books.calls()["writes"], books.calls()["replayed"]) == (1, 1)


def test_a_refused_write_may_be_sent_again_under_its_id_unless_the_switch_says_not(books, bodies):
    assert books.refused("Invoice", bodies.form(customer="999"), requestid="r1")["code"] == "2500"
    assert books.make("Invoice", bodies.form(), requestid="r1")["TotalAmt"] == 35
    books.control("switches", replay_refusals=True)
    assert books.refused("Invoice", bodies.form(customer="999"), requestid="r2")["code"] == "2500"
    assert books.refused("Invoice", bodies.form(), requestid="r2")["code"] == "2500"


def test_a_batch_that_comes_again_writes_nothing(books, bodies):
    items = [create(n, "Invoice", bodies.form(DocNumber=f"W-{n}")) for n in range(3)]
    first = books.batch(*items, requestid="b1")
    assert books.batch(*items, requestid="b1") == first
    assert len(books.documents("Invoice")) == 3
    assert books.calls()["writes"] == 3


def test_another_item_id_under_the_same_request_id_is_a_new_request(books, bodies):
    books.batch(create("a", "Invoice", bodies.form()), requestid="b1")
    books.batch(create("b", "Invoice", bodies.form()), requestid="b1")
    assert len(books.documents("Invoice")) == 2


def test_a_request_id_has_fifty_characters_at_most(books, bodies):
    assert books.post("invoice", bodies.form(), requestid="x" * 50).status_code == 200
    assert books.refused("Invoice", bodies.form(), requestid="x" * 51)["code"] == "2130"


def test_in_a_batch_it_has_thirty_six_and_an_item_id_ten(books, bodies):
    item = create("0123456789", "Invoice", bodies.form())
    assert "Invoice" in books.batch(item, requestid="x" * 36)["0123456789"]
    assert books.post("batch", {"BatchItemRequest": [item]}, requestid="x" * 37).status_code == 400
    long = create("a" * 36, "Invoice", bodies.form())
    error = books.batch(long, requestid="y" * 32)["a" * 36]["Fault"]["Error"][0]
    assert (error["code"], "which is 68 characters" in error["Detail"]) == ("6000", True)
    assert "Invoice" in books.batch(long)["a" * 36], "without a request id any item id will do"


def test_request_ids_are_remembered_as_long_as_the_switch_says(books, bodies):
    books.control("switches", replay_seconds=60)
    books.post("invoice", bodies.form(), requestid="r1")
    books.control("clock", seconds=61)
    books.post("invoice", bodies.form(), requestid="r1")
    assert len(books.documents("Invoice")) == 2


def test_another_request_under_a_used_id_is_answered_as_the_first_or_refused_by_a_switch(books, bodies):
    items = [create(n, "Invoice", bodies.form(n + 1)) for n in range(2)]
    first = books.batch(*items, requestid="b1")
    others = [create(n, "Invoice", bodies.form(n + 5)) for n in range(2)]
    assert books.batch(*others, requestid="b1") == first
    books.control("switches", request_id_reused="refused")
    assert [code(answer) for answer in books.batch(*others, requestid="b1").values()] == ["600", "600"]
    assert books.batch(*items, requestid="b1") == first
    assert len(books.documents("Invoice")) == 2

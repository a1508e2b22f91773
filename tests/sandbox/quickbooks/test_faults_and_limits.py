"""Faults that can be switched on, Intuit's limits, and the counts of calls."""

import time

import pytest
import requests


@pytest.mark.parametrize(
    ("kind", "status", "written"),
    [("429", 429, 0), ("500", 500, 0), ("503", 503, 0), ("401", 401, 0), ("html", 502, 0), ("504", 504, 1)],
)
def test_a_fault_strikes_once_and_then_all_is_well(books, bodies, kind, status, written):
    books.control("faults", kind=kind)
    assert books.post("invoice", bodies.form()).status_code == status
    assert len(books.documents("Invoice")) == written
    assert books.post("invoice", bodies.form()).status_code == 200


def test_being_throttled_looks_as_intuit_answers(books):
    books.control("faults", kind="429")
    answer = books.get("preferences")
    error = answer.json()["Fault"]
    assert error["type"] == "SERVICE"
    assert error["Error"][0]["code"] == "3001"
    assert error["Error"][0]["Message"] == "message=ThrottleExceeded; errorCode=003001; statusCode=429"
    assert error["Error"][0]["Detail"] == "The request limit was reached.  Try again later"
    assert "Retry-After" not in answer.headers


@pytest.mark.parametrize(("kind", "written"), [("cut_before_commit", 0), ("cut_after_commit", 1)])
def test_a_lost_answer_is_made_good_by_the_same_request_id(books, bodies, kind, written):
    books.control("faults", kind=kind, path="/invoice")
    with pytest.raises(requests.ConnectionError):
        books.post("invoice", bodies.form(), requestid="r1")
    assert len(books.documents("Invoice")) == written
    assert books.post("invoice", bodies.form(), requestid="r1").status_code == 200
    assert len(books.documents("Invoice")) == 1


def items(bodies, count):
    return [{"bId": str(n), "operation": "create", "Invoice": bodies.form(DocNumber=f"W-{n}")} for n in range(count)]


def test_a_batch_cut_in_the_middle_is_completed_by_the_same_request_id(books, bodies):
    books.control("faults", kind="cut_mid_batch")
    batch = items(bodies, 6)
    with pytest.raises(requests.ConnectionError):
        books.batch(*batch, requestid="b1")
    assert len(books.documents("Invoice")) == 3
    assert all("Invoice" in answer for answer in books.batch(*batch, requestid="b1").values())
    assert len(books.documents("Invoice")) == 6


def test_one_bad_item_leaves_the_others(books, bodies):
    books.control("faults", kind="bad_item", item=1, code="610")
    answers = books.batch(*items(bodies, 3))
    assert [name for name, answer in answers.items() if "Fault" in answer] == ["1"]
    assert answers["1"]["Fault"]["Error"][0]["code"] == "610"


def test_a_shuffled_batch_answers_in_another_order(books, bodies):
    books.control("faults", kind="shuffle")
    answers = books.batch(*items(bodies, 10))
    assert sorted(answers) == [str(n) for n in range(10)]
    assert list(answers) != sorted(answers)
    assert all(answers[str(n)]["Invoice"]["DocNumber"] == f"W-{n}" for n in range(10))


def test_a_lost_item_was_written_all_the_same(books, bodies):
    books.control("faults", kind="lost_item", item=2)
    assert sorted(books.batch(*items(bodies, 4))) == ["0", "1", "3"]
    assert len(books.documents("Invoice")) == 4


def test_a_slow_answer_is_late(books):
    books.control("faults", kind="slow", seconds=0.2)
    started = time.monotonic()
    assert books.get("preferences").status_code == 200
    assert time.monotonic() - started >= 0.2


def test_a_fault_can_wait_for_its_path_and_its_turn_and_strike_more_than_once(books, bodies):
    books.control("faults", kind="500", path="/batch", after=1, count=2)
    statuses = [books.post("batch", {"BatchItemRequest": items(bodies, 1)}).status_code for _ in range(4)]
    assert statuses == [200, 500, 500, 200]


def test_a_lost_token_answer_leaves_the_app_without_a_token(books, sandbox):
    books.control("reset")
    books.control("faults", kind="cut_after_commit", path="tokens")
    with pytest.raises(requests.ConnectionError):
        books.token(sandbox.refresh_token)
    assert books.token(sandbox.refresh_token).json()["error"] == "invalid_grant"


def test_an_unknown_fault_is_refused_with_the_list(sandbox):
    answer = requests.post(f"{sandbox.url}/_sandbox/faults", json={"kind": "gremlin"}, timeout=5)
    assert answer.status_code == 400
    assert "cut_after_commit" in answer.json()["error"]


def test_limits_are_off_by_default(books):
    assert {books.get("preferences").status_code for _ in range(15)} == {200}


def test_forty_batches_a_minute_are_the_most(books, sandbox):
    books.control("switches", throttles=True, retry_after=True)
    query = {"BatchItemRequest": [{"bId": "1", "Query": "select count(*) from Customer"}]}
    for _ in range(40):
        assert books.post("batch", query).status_code == 200
        books.control("clock", seconds=0.2)
    refused = books.post("batch", query)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert books.get("preferences").status_code == 200, "other calls have room left"
    books.control("clock", seconds=61)
    assert books.post("batch", query).status_code == 200
    assert books.calls()["throttled"] == 1


def test_ten_requests_a_second_are_the_most(books, monkeypatch):
    books.control("switches", throttles=True)
    clock = books.sandbox.world.clock
    still = clock.seconds()
    monkeypatch.setattr(clock, "seconds", lambda: still)
    assert [books.get("customer/1").status_code for _ in range(12)] == [200] * 10 + [429] * 2
    monkeypatch.setattr(clock, "seconds", lambda: still + 1)
    assert books.get("customer/1").status_code == 200


def test_calls_are_counted_by_what_they_cost(books, bodies):
    books.control("calls/reset")
    books.batch(
        *items(bodies, 3), {"bId": "q", "Query": "select * from Customer"}, {"bId": "w", "operation": "create", "Item": {}}
    )
    books.make("Customer", {"DisplayName": "Ada"})
    books.query("select * from Customer")
    books.get("customer/1")
    books.get("cdc", entities="Customer", changedSince="2026-01-01")
    counts = books.calls()
    assert {name: count for name, count in counts.items() if count} == {
        "batches": 1,
        "singles": 1,
        "reads": 3,
        "metered": 4,
        "writes": 4,
        "items": 5,
        "batch_queries": 1,
        "refused": 1,
        "calls": 5,
    }


def test_answers_carry_intuits_headers(books):
    headers = books.get("preferences").headers
    assert headers["intuit_tid"]
    assert headers["Content-Type"] == "application/json;charset=utf-8"
    assert "Qbo-Version" in headers
    refused = books.get("customer/999").headers
    assert refused["Content-Type"] == "application/json"
    assert "Qbo-Version" not in refused

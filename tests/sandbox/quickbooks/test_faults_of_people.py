"""Faults at a rate, and faults that change the company just before a request."""

import pytest
import requests


def update(books, document, kind="Invoice"):
    body = {"Id": document["Id"], "SyncToken": document["SyncToken"], "sparse": True, "DocNumber": "W-2"}
    return books.post(kind.lower(), body)


def code(answer):
    return answer.json()["Fault"]["Error"][0]["code"]


@pytest.mark.parametrize(("kind", "expected"), [("person_edits", "5010"), ("person_deletes", "610")])
def test_a_person_works_on_a_document_between_two_calls(books, bodies, kind, expected):
    invoice = books.make("Invoice", bodies.form(DocNumber="W-1"))
    books.control("faults", kind=kind)
    assert code(update(books, invoice)) == expected


def test_a_person_edits_what_a_batch_item_names(books, bodies):
    invoice = books.make("Invoice", bodies.form(DocNumber="W-1"))
    books.control("faults", kind="person_edits", path="/batch")
    item = {"bId": "1", "operation": "delete", "Invoice": {"Id": invoice["Id"], "SyncToken": "0"}}
    assert books.batch(item)["1"]["Fault"]["Error"][0]["code"] == "5010"


def test_a_closed_period_appears(books, bodies):
    books.make("Invoice", bodies.form())
    books.control("faults", kind="closed_period")
    assert code(books.post("invoice", bodies.form())) == "6200"


def test_the_subscription_ends_in_mid_run(books, bodies):
    books.control("faults", kind="subscription_ends", after=1)
    books.make("Invoice", bodies.form())
    assert code(books.post("invoice", bodies.form())) == "6190"
    assert books.get("preferences").status_code == 200


def test_access_tokens_go_stale_for_good(books):
    books.control("faults", kind="expired_token")
    assert [books.get("preferences").status_code for _ in range(2)] == [401, 401]


def test_a_rate_strikes_its_share_the_same_for_the_same_seed(books):
    seen = []
    for _ in range(2):
        books.control("faults", kind="503", rate=0.3, seed=7, path="/preferences")
        seen.append([books.get("preferences").status_code for _ in range(100)])
        requests.delete(f"{books.sandbox.url}/_sandbox/faults", timeout=5)
    assert seen[0] == seen[1]
    assert 15 < seen[0].count(503) < 45


def test_a_fault_can_be_kept_to_one_company(books):
    second = books.control("companies", sample="uk")
    books.control("faults", kind="503", rate=1, realm=second["realm"])
    assert books.get("preferences").status_code == 200


def test_two_apps_have_limits_of_their_own_and_share_the_companys(books):
    app = books.control("apps", name="Another")[1]
    books.control("throttle", batches_a_minute_of_an_app=2, batches_a_minute=3, requests_a_second_of_an_app=0)
    books.control("switches", throttles=True)
    query = {"BatchItemRequest": [{"bId": "1", "Query": "select count(*) from Customer"}]}
    assert [books.post("batch", query).status_code for _ in range(3)] == [200, 200, 429]
    tokens = books.session.post(
        f"{books.sandbox.url}/oauth2/v1/tokens/bearer",
        auth=(app["client_id"], app["client_secret"]),
        data={"grant_type": "refresh_token", "refresh_token": app["refresh_tokens"][books.sandbox.realm]},
        timeout=5,
    ).json()
    books.session.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    assert [books.post("batch", query).status_code for _ in range(2)] == [200, 429]

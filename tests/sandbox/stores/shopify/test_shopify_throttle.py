import pytest
import requests

from sandbox.stores.server import running
from sandbox.stores.shopify.throttle import Bucket


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_bucket_empties_and_fills_again_up_to_its_size(clock):
    bucket = Bucket(restore=50, size=100, clock=clock)
    assert bucket.take(80)
    assert not bucket.take(80)
    clock.now = 1.2
    assert bucket.take(80)
    clock.now = 1000
    assert bucket.available == 100


def test_what_a_query_did_not_use_comes_back(clock):
    bucket = Bucket(restore=50, size=100, clock=clock)
    bucket.take(80)
    bucket.give_back(70)
    assert bucket.available == 90


def ask(stores, query, **variables):
    return requests.post(
        f"{stores.shopify_url}/admin/api/2026-10/graphql.json",
        json={"query": query, "variables": variables},
        headers={"X-Shopify-Access-Token": "sandbox-shopify-token"},
        timeout=10,
    )


def test_an_empty_bucket_throttles_at_http_200_and_recovers(clock, orders_page):
    with running(orders=30, bucket=Bucket(restore=100, size=200, clock=clock)) as stores:
        stores_answers = [ask(stores, orders_page, first=25, q="") for _ in range(12)]
        throttled = next(answer for answer in stores_answers if "errors" in answer.json())
        body = throttled.json()
        assert throttled.status_code == 200
        assert "data" not in body
        assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
        cost = body["extensions"]["cost"]
        assert cost["requestedQueryCost"] > cost["throttleStatus"]["currentlyAvailable"]
        clock.now += (cost["requestedQueryCost"] - cost["throttleStatus"]["currentlyAvailable"]) / 100
        assert "errors" not in ask(stores, orders_page, first=25, q="").json()


def test_every_answer_says_what_it_cost(quiet_shopify, orders_page):
    body = quiet_shopify(orders_page, first=10, q="")
    cost = body["extensions"]["cost"]
    assert 0 < cost["actualQueryCost"] <= cost["requestedQueryCost"]
    assert cost["throttleStatus"]["maximumAvailable"] == 2000.0
    larger = quiet_shopify(orders_page, first=25, q="")["extensions"]["cost"]
    assert larger["requestedQueryCost"] > cost["requestedQueryCost"]


def test_a_query_that_costs_too_much_is_refused_for_good(quiet_shopify, orders_page):
    error = quiet_shopify(orders_page, first=250, q="")["errors"][0]["extensions"]
    assert error["code"] == "MAX_COST_EXCEEDED"
    assert error["cost"] > error["maxCost"] == 1000


def test_page_sizes_count_in_variables_defaults_and_fragments_alike(quiet_shopify):
    written = "{ orders(first: 50) { nodes { id customer { id } } } }"
    given = "query Q($n: Int = 50) { ...all } fragment all on Query { orders(first: $n) { nodes { id customer { id } } } }"
    costs = [quiet_shopify(query)["extensions"]["cost"]["requestedQueryCost"] for query in (written, given)]
    assert costs[0] == costs[1]

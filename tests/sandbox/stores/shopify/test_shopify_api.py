import pytest
import requests

from sandbox.stores.seeding import Plan
from sandbox.stores.server import running
from sandbox.stores.shopify.schema import ShopSettings


def post(stores, body, version="2026-10", token="sandbox-shopify-token"):
    headers = {"X-Shopify-Access-Token": token} if token else {}
    return requests.post(f"{stores.shopify_url}/admin/api/{version}/graphql.json", json=body, headers=headers, timeout=10)


def test_both_queries_of_the_reference_are_answered_in_full(quiet_shopify, orders_page, ledger):
    body = quiet_shopify(orders_page, first=25, q="financial_status:paid")
    assert "errors" not in body
    order = body["data"]["orders"]["nodes"][0]
    answer = quiet_shopify(ledger, id=order["id"])
    assert "errors" not in answer
    assert answer["data"]["order"]["updatedAt"] == order["updatedAt"]
    assert answer["data"]["order"]["agreements"]["nodes"][0]["__typename"] == "OrderAgreement"


@pytest.mark.parametrize("token", [None, "wrong"])
def test_without_the_token_there_is_no_answer(quiet_stores, token):
    answer = post(quiet_stores, {"query": "{ shop { name } }"}, token=token)
    assert answer.status_code == 401
    assert "Invalid API key or access token" in answer.json()["errors"]


@pytest.mark.parametrize(("asked", "served"), [("2026-10", "2026-10"), ("2026-01", "2026-01"), ("2023-04", "2026-01")])
def test_an_expired_version_is_served_by_the_oldest_that_is_supported(quiet_stores, asked, served):
    answer = post(quiet_stores, {"query": "{ shop { name } }"}, version=asked)
    assert answer.headers["X-Shopify-Api-Version"] == served


def test_the_shop_says_its_zone_and_currency(quiet_shopify):
    shop = quiet_shopify("{ shop { ianaTimezone currencyCode name } }")["data"]["shop"]
    assert shop == {"ianaTimezone": "America/Los_Angeles", "currencyCode": "USD", "name": "Larch & Loom"}


def test_an_unknown_field_is_an_error_without_data(quiet_shopify):
    body = quiet_shopify("{ orders(first: 1) { nodes { id colour } } }")
    assert "data" not in body
    assert body["errors"][0]["extensions"] == {"code": "undefinedField", "typeName": "Order", "fieldName": "colour"}


@pytest.mark.parametrize(
    "query", ["{", "{ orders(first: 1, colour: 2) { nodes { id } } }", "{ shop { name", "mutation { x }"]
)
def test_a_query_that_is_none_is_an_error(quiet_shopify, query):
    assert quiet_shopify(query)["errors"]


@pytest.mark.parametrize("body", [{}, [], {"query": 1, "variables": 2}, "query"])
def test_a_body_that_is_no_call_is_refused(quiet_stores, body):
    assert post(quiet_stores, body).status_code in (200, 400)
    assert post(quiet_stores, body).json()["errors"]


def test_aliases_variables_and_fragments_work(quiet_shopify):
    query = """
    query Two($q: String) { paid: ordersCount(query: $q) { ...both } all: ordersCount { ...both } }
    fragment both on Count { count }
    """
    data = quiet_shopify(query, q="financial_status:paid")["data"]
    assert 0 < data["paid"]["count"] < data["all"]["count"] == 50


def test_a_count_is_capped_unless_the_cap_is_taken_off(quiet_shopify):
    query = "query Count($limit: Int) { ordersCount(limit: $limit) { count precision } }"
    assert quiet_shopify(query, limit=20)["data"]["ordersCount"] == {"count": 20, "precision": "AT_LEAST"}
    assert quiet_shopify(query, limit=None)["data"]["ordersCount"] == {"count": 50, "precision": "EXACT"}


def test_an_order_that_is_not_there_is_null(quiet_shopify):
    assert quiet_shopify('{ order(id: "gid://shopify/Order/1") { id } }')["data"] == {"order": None}


def test_several_orders_can_be_asked_for_by_id(quiet_shopify):
    ids = [node["id"] for node in quiet_shopify("{ orders(first: 3) { nodes { id } } }")["data"]["orders"]["nodes"]]
    query = "query Some($ids: [ID!]!) { nodes(ids: $ids) { id ... on Order { name } } }"
    nodes = quiet_shopify(query, ids=[*ids, "gid://shopify/Order/1"])["data"]["nodes"]
    assert [node and node["id"] for node in nodes] == [*ids, None]


def test_search_warnings_come_with_the_answer(quiet_shopify):
    body = quiet_shopify('{ orders(first: 1, query: "colour:red") { nodes { id } } }')
    assert body["extensions"]["search"][0]["warnings"][0]["field"] == "colour"


def test_without_the_scope_for_all_orders_those_older_than_60_days_are_just_absent():
    plan = Plan(orders=60, days=120)
    with running(plan=plan, shop=ShopSettings(read_all_orders=False)) as stores:
        count = post(stores, {"query": "{ ordersCount { count } }"}).json()["data"]["ordersCount"]["count"]
    assert 25 < count < 35


def test_a_wrong_path_or_method_is_not_found(quiet_stores):
    assert requests.get(f"{quiet_stores.shopify_url}/admin/api/2026-10/graphql.json", timeout=5).status_code == 404
    assert requests.post(f"{quiet_stores.shopify_url}/admin/api/2026-10/orders.json", json={}, timeout=5).status_code == 404

import base64
import json

import pytest

PAGE = """query Page($first: Int!, $after: String, $q: String) {
  orders(first: $first, after: $after, query: $q, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor } nodes { id updatedAt }
  }
}"""


def pages(shopify, size, q=""):
    after = None
    while True:
        page = shopify(PAGE, first=size, after=after, q=q)["data"]["orders"]
        yield page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def test_pages_give_every_order_once_in_the_order_of_its_update(quiet_shopify):
    nodes = [node for page in pages(quiet_shopify, 7) for node in page]
    assert len({node["id"] for node in nodes}) == len(nodes) == 50
    assert [node["updatedAt"] for node in nodes] == sorted(node["updatedAt"] for node in nodes)


def test_orders_of_the_same_second_are_not_lost_between_pages(stores, shopify, tell):
    tell("step", {})
    tell("reset", {"orders": 40})
    moment = stores.world.now()
    for order in stores.world.orders_of("shopify"):
        order.updated_at = moment.replace(microsecond=0)
    assert len({node["id"] for page in pages(shopify, 9) for node in page}) == 40


def test_an_order_touched_while_paging_comes_later_or_twice_but_always(shopify, tell):
    everyone = {order["order_id"] for order in tell("orders?store=shopify")}
    tell("mutate", {"every": 2})
    seen = [node for page in pages(shopify, 5) for node in page]
    tell("mutate", {"every": 0})
    assert {node["id"].rpartition("/")[2] for node in seen} == everyone
    assert len(seen) > len(everyone), "some order moved behind the cursor and was given again"
    assert len({(node["id"], node["updatedAt"]) for node in seen}) == len(seen), "each version once"


def test_a_cursor_holds_the_last_id_and_sort_value(quiet_shopify):
    page = quiet_shopify(PAGE, first=3)["data"]["orders"]
    cursor = json.loads(base64.b64decode(page["pageInfo"]["endCursor"]))
    assert str(cursor["last_id"]) == page["nodes"][-1]["id"].rpartition("/")[2]
    assert cursor["last_value"] % 1000 == 0


@pytest.mark.parametrize("first", [251, -1, None])
def test_a_page_larger_than_250_is_an_error(quiet_shopify, first):
    query = "query Page($first: Int) { orders(first: $first) { nodes { id } } }"
    body = quiet_shopify(query, first=first)
    assert body["errors"]
    assert body.get("data") is None


def test_a_cursor_that_is_none_is_an_error(quiet_shopify):
    assert quiet_shopify(PAGE, first=3, after="page-two")["errors"][0]["message"].startswith("Invalid cursor")


def test_nested_connections_have_pages_of_their_own(quiet_shopify):
    query = """query Lines($id: ID!, $after: String) { order(id: $id) { lineItems(first: 1, after: $after) {
        pageInfo { hasNextPage endCursor } nodes { id } } } }"""
    found = quiet_shopify("{ orders(first: 50) { nodes { id lineItems(first: 50) { nodes { id } } } } }")
    order = max(found["data"]["orders"]["nodes"], key=lambda node: len(node["lineItems"]["nodes"]))
    lines, after, more = [], None, True
    while more:
        page = quiet_shopify(query, id=order["id"], after=after)["data"]["order"]["lineItems"]
        lines += page["nodes"]
        more, after = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
    assert lines == order["lineItems"]["nodes"]
    assert len(lines) > 1


def test_other_sort_keys_and_the_reverse_order(quiet_shopify):
    query = "query Sorted($key: OrderSortKeys) { orders(first: 50, sortKey: $key, reverse: true) { nodes { number } } }"
    for key in ("ID", "ORDER_NUMBER", "CREATED_AT", "PROCESSED_AT"):
        numbers = [node["number"] for node in quiet_shopify(query, key=key)["data"]["orders"]["nodes"]]
        assert numbers == sorted(numbers, reverse=True)

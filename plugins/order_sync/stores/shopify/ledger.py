"""Completes an order with what the page of orders does not hold (reference section 1.8).

That is line items and sales agreements beyond the first few, and what was in each shipment where there are several.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from order_sync.stores.shopify.api import ShopifyApi
from order_sync.stores.shopify.queries import LEDGER, MORE_LINE_ITEMS, SHIPPED_LINES

Node = dict[str, Any]


class MovedWhileRead(Exception):
    """The order changed between two of its parts: they do not belong together."""


def complete(api: ShopifyApi, node: Node) -> Node:
    """The order with all its line items and agreements; itself where the page held them all. Raises MovedWhileRead."""
    items, agreements = node["lineItems"], node["agreements"]
    whole = dict(node)
    if items["pageInfo"]["hasNextPage"]:
        further = _further_items(api, node, items["pageInfo"]["endCursor"])
        whole["lineItems"] = {**items, "nodes": [*items["nodes"], *further]}
    if any(connection["pageInfo"]["hasNextPage"] for connection in (agreements, *(a["sales"] for a in agreements["nodes"]))):
        whole["agreements"] = {**agreements, "nodes": _all_agreements(api, node)}
    sent = [each for each in node["fulfillments"] if each["status"] == "SUCCESS"]
    if len(sent) > 1 or (sent and node["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED"):
        whole["fulfillments"] = [{**each, "lines": _shipped(api, node, each["id"])} for each in sent]
    return whole


def _shipped(api: ShopifyApi, node: Node, fulfillment_id: str) -> list[Node]:
    """What was in one shipment."""
    found: list[Node] = []
    after: str | None = None
    more = True
    while more:
        part = api.data(SHIPPED_LINES, {"id": fulfillment_id, "after": after}).get("fulfillment")
        if not isinstance(part, dict) or part["order"]["updatedAt"] != node["updatedAt"]:
            raise MovedWhileRead
        connection = part["fulfillmentLineItems"]
        found += connection["nodes"]
        more, after = connection["pageInfo"]["hasNextPage"], connection["pageInfo"]["endCursor"]
    return found


def _further_items(api: ShopifyApi, node: Node, after: str | None) -> list[Node]:
    found: list[Node] = []
    more = True
    while more:
        connection = _part(api, MORE_LINE_ITEMS, node, {"after": after})["lineItems"]
        found += connection["nodes"]
        more, after = connection["pageInfo"]["hasNextPage"], connection["pageInfo"]["endCursor"]
    return found


def _all_agreements(api: ShopifyApi, node: Node) -> list[Node]:
    """Every agreement with every sale, read anew: one agreement after the other, page by page of its sales."""
    found: list[Node] = []
    after: str | None = None
    more = True
    while more:
        agreement: Node | None = None
        sales_after: str | None = None
        while True:
            variables = {"after": after, "salesAfter": sales_after}
            connection = _part(api, LEDGER, node, variables)["agreements"]
            if not connection["nodes"]:
                return found
            part = connection["nodes"][0]
            sales = part["sales"]
            earlier = agreement["sales"]["nodes"] if agreement else []
            agreement = {**part, "sales": {**sales, "nodes": [*earlier, *sales["nodes"]]}}
            if not sales["pageInfo"]["hasNextPage"]:
                break
            sales_after = sales["pageInfo"]["endCursor"]
        found.append(agreement)
        more, after = connection["pageInfo"]["hasNextPage"], connection["pageInfo"]["endCursor"]
    return found


def _part(api: ShopifyApi, query: str, node: Node, variables: Mapping[str, object]) -> Node:
    order = api.data(query, {"id": node["id"], **variables}).get("order")
    if not isinstance(order, dict) or order["updatedAt"] != node["updatedAt"]:
        raise MovedWhileRead
    return order

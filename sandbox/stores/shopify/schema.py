"""The executable schema and the roots of a query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from graphql import GraphQLEnumType, GraphQLResolveInfo, GraphQLSchema, build_schema

from sandbox.stores.shopify.money_view import gid
from sandbox.stores.shopify.order import ShopifyOrder
from sandbox.stores.shopify.order_view import order_object
from sandbox.stores.shopify.paging import Key, connection
from sandbox.stores.shopify.sale_types import SDL
from sandbox.stores.shopify.search import Search
from sandbox.stores.shopify.search_fields import compile_query


@dataclass(frozen=True)
class ShopSettings:
    """The shop itself. `read_all_orders` False: orders older than 60 days are just absent (reference section 1.1)."""

    name: str = "Larch & Loom"
    domain: str = "larch-and-loom.myshopify.com"
    time_zone: str = "America/Los_Angeles"
    currency: str = "USD"
    read_all_orders: bool = True


@dataclass
class Context:
    """What the resolvers see of the shop, and what they leave behind: warnings of the search, pages of orders given out."""

    shop: ShopSettings
    orders: Sequence[ShopifyOrder]
    now: datetime
    searches: list[dict[str, Any]] = field(default_factory=list)
    pages: int = 0

    def visible(self) -> list[ShopifyOrder]:
        if self.shop.read_all_orders:
            return list(self.orders)
        first = self.now - timedelta(days=60)
        return [order for order in self.orders if order.draft.placed_at >= first]

    def found(self, query: str | None, path: str) -> list[ShopifyOrder]:
        """The orders that a search finds; its warnings go to `searches`."""
        search = Search(ZoneInfo(self.shop.time_zone), self.now)
        test = compile_query(query, search)
        if search.warnings:
            self.searches.append({"path": [path], "query": query, "warnings": search.warnings})
        return [order for order in self.visible() if test(order)]


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


_SORT_VALUES: dict[str, Callable[[ShopifyOrder], Any]] = {
    "CREATED_AT": lambda order: _epoch(order.draft.placed_at),
    "PROCESSED_AT": lambda order: _epoch(order.draft.placed_at),
    "UPDATED_AT": lambda order: _epoch(order.updated_at),
    "CURRENT_TOTAL_PRICE": lambda order: order.stated_current,
    "TOTAL_PRICE": lambda order: order.stated_total,
    "TOTAL_ITEMS_QUANTITY": lambda order: sum(sold.quantity for sold in order.goods),
    "CUSTOMER_NAME": lambda order: order.draft.buyer.last,
    "DESTINATION": lambda order: order.draft.buyer.region.city,
    "FINANCIAL_STATUS": lambda order: order.financial,
    "FULFILLMENT_STATUS": lambda order: order.fulfillment,
    "ORDER_NUMBER": lambda order: int(order.draft.number),
    "PO_NUMBER": lambda order: order.draft.po_number or "",
    "ID": lambda order: order.order_id,
    "RELEVANCE": lambda _order: 0,
}


def _orders(
    _root: Any,
    info: GraphQLResolveInfo[Any],
    first: int | None = None,
    after: str | None = None,
    query: str | None = None,
    sortKey: str = "PROCESSED_AT",
    reverse: bool = False,
) -> dict[str, Any]:
    context: Context = info.context
    value = _SORT_VALUES[sortKey]
    found = context.found(query, "orders")
    context.pages += 1
    return connection(found, lambda order: Key(value(order), order.order_id), order_object, first, after, reverse)


def _orders_count(
    _root: Any, info: GraphQLResolveInfo[Any], query: str | None = None, limit: int | None = 10_000
) -> dict[str, Any]:
    count = len(info.context.found(query, "ordersCount"))
    if limit is not None and count > limit:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": count, "precision": "EXACT"}


def _node(_root: Any, info: GraphQLResolveInfo[Any], id: str) -> dict[str, Any] | None:
    return next((order_object(order) for order in info.context.visible() if gid("Order", order.order_id) == id), None)


def _nodes(_root: Any, info: GraphQLResolveInfo[Any], ids: Sequence[str]) -> list[dict[str, Any] | None]:
    return [_node(_root, info, each) for each in ids]


def _shop(_root: Any, info: GraphQLResolveInfo[Any]) -> dict[str, Any]:
    shop: ShopSettings = info.context.shop
    return {
        "__typename": "Shop",
        "id": gid("Shop", 1),
        "name": shop.name,
        "myshopifyDomain": shop.domain,
        "ianaTimezone": shop.time_zone,
        "currencyCode": shop.currency,
    }


def _fulfillment(_root: Any, info: GraphQLResolveInfo[Any], id: str) -> dict[str, Any] | None:
    for order in info.context.visible():
        if any(gid("Fulfillment", each.fulfillment_id) == id for each in order.fulfillments):
            shown: list[dict[str, Any]] = order_object(order)["fulfillments"](None)
            return next(each for each in shown if each["id"] == id)
    return None


_ROOTS: dict[str, Callable[..., Any]] = {
    "shop": _shop,
    "order": _node,
    "node": _node,
    "fulfillment": _fulfillment,
    "nodes": _nodes,
    "orders": _orders,
    "ordersCount": _orders_count,
}


@lru_cache(maxsize=1)
def executable_schema() -> GraphQLSchema:
    """Built once a process."""
    text = Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8")
    schema = build_schema(text + SDL)
    roots = schema.query_type.fields if schema.query_type else {}
    for name, resolve in _ROOTS.items():
        roots[name].resolve = resolve
    return schema


def fulfillment_words() -> list[str]:
    """Every value of `displayFulfillmentStatus` that the schema can answer."""
    words = executable_schema().type_map["OrderDisplayFulfillmentStatus"]
    return list(words.values) if isinstance(words, GraphQLEnumType) else []

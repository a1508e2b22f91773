"""One pass over a Shopify shop's orders: pages by keyset, what is cut completed, what moved meanwhile read again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from order_sync.errors import SettingsError, Unavailable
from order_sync.orders import Order, UnreadableOrder
from order_sync.stores.selecting import is_selected, missing_numbers
from order_sync.stores.shopify.api import QueryTooCostly, ShopifyApi
from order_sync.stores.shopify.ids import short_id
from order_sync.stores.shopify.ledger import MovedWhileRead, complete
from order_sync.stores.shopify.normal_order import normal_order
from order_sync.stores.shopify.queries import ORDERS_PAGE, SHOP
from order_sync.stores.shopify.search import Search, search_for, searches
from order_sync.stores.unreadable import read_order
from order_sync.syncs import Selection

PAGE_ORDERS = 25  # reference section 1.10; shrinks where Shopify finds it too costly
REREADS = 3
VISIBLE_DAYS = 60  # what an app without read_all_orders sees (reference section 1.1)

log = logging.getLogger(__name__)


class ShopifyStore:
    """A shop that orders can be read from (the contract is `order_sync.stores.Store`)."""

    def __init__(self, api: ShopifyApi, shop: str, now: Callable[[], datetime]) -> None:
        self._api = api
        self._shop = shop
        self._now = now
        self._page_orders = PAGE_ORDERS
        self._time_zone: str | None = None

    @property
    def calls(self) -> int:
        return self._api.calls

    def time_zone(self) -> str:
        if self._time_zone is None:
            name = str((self._api.data(SHOP, {}).get("shop") or {}).get("ianaTimezone") or "")
            try:
                ZoneInfo(name)
            except (LookupError, ValueError, OSError) as error:
                raise SettingsError(
                    f"{self._shop} says that its time zone is “{name}”, which is not known here.",
                    remedy="Choose another time zone in Shopify under Settings, General.",
                ) from error
            self._time_zone = name
        return self._time_zone

    def orders(self, selection: Selection) -> Iterator[Order | UnreadableOrder]:
        delivered: set[str] = set()
        numbers: list[str] = []
        oldest: datetime | None = None
        for search in searches(selection):
            for node in self._nodes(search):
                order = self._read(node)
                if order.order_id in delivered:
                    continue  # it changed while we paged, and came again
                if isinstance(order, Order):
                    oldest = min(oldest or order.created_at, order.created_at)
                    if not is_selected(order, selection):
                        continue
                delivered.add(order.order_id)
                numbers += [order.number] if selection.numbers else []
                yield order
        for number in missing_numbers(selection, numbers):
            log.warning("%s has no order with the number %s.", self._shop, number)
        self._warn_of_hidden_orders(selection, oldest)

    def _nodes(self, search: Search) -> Iterator[dict[str, Any]]:
        after: str | None = None
        while True:
            page = self._page(search, after)
            yield from page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def _page(self, search: Search, after: str | None) -> dict[str, Any]:
        while True:
            variables = {"first": self._page_orders, "after": after, "q": search.text or None, "sort": search.sort}
            try:
                data = self._api.data(ORDERS_PAGE, variables)
            except QueryTooCostly as error:
                if self._page_orders == 1:
                    raise
                # a little less than its share: the cost has a part that does not shrink with the page
                self._page_orders = max(1, min(int(self._page_orders * error.share * 0.9), self._page_orders - 1))
                continue
            page = data.get("orders")
            if not isinstance(page, dict) or not page.keys() >= {"nodes", "pageInfo"}:
                raise Unavailable(f"{self._shop} gave a page without orders.", remedy="Try again later.")
            return page

    def _read(self, node: dict[str, Any]) -> Order | UnreadableOrder:
        """The order as one consistent whole: what moved while its parts were read is read again."""
        order_id, number = short_id(node.get("id")), str(node.get("name") or "").removeprefix("#")
        zone = self.time_zone()
        fresh: dict[str, Any] | None = node
        for _ in range(REREADS):
            if fresh is None:
                break
            try:
                whole = partial(self._whole_order, fresh, zone)
                return read_order(whole, store=self._shop, order_id=order_id, number=number)
            except MovedWhileRead:
                fresh = next(self._nodes(search_for(order_id)), None)
        return UnreadableOrder(
            store=self._shop,
            order_id=order_id,
            number=number,
            reason=f"Order {number} kept changing in the store while it was read.",
            remedy="Nothing to do: the next run reads it again.",
        )

    def _whole_order(self, node: dict[str, Any], zone: str) -> Order:
        return normal_order(complete(self._api, node), store=self._shop, time_zone=zone)

    def _warn_of_hidden_orders(self, selection: Selection, oldest: datetime | None) -> None:
        """An app without read_all_orders is not told that older orders are kept from it."""
        edge = self._now() - timedelta(days=VISIBLE_DAYS)
        if selection.placed is None or selection.placed.start >= edge - timedelta(days=1):
            return
        if oldest is None or abs(oldest - edge) <= timedelta(days=1):
            log.warning(
                "%s showed no order older than %d days. If there should be some, give the app the scope read_all_orders.",
                self._shop,
                VISIBLE_DAYS,
            )

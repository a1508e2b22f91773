"""One pass over a WooCommerce site's orders.

WooCommerce pages by offset, so a row that leaves the filter meanwhile would hide another. Hence only first pages are read:
each begins one second before the last row of the one before, and what comes twice is dropped (reference section 2.2).
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

from order_sync.errors import Unavailable
from order_sync.orders import Order, UnreadableOrder
from order_sync.stores.moments import SECOND, read_moment
from order_sync.stores.plain_text import plain_text
from order_sync.stores.selecting import is_selected, missing_numbers, plain_number
from order_sync.stores.unreadable import read_order
from order_sync.stores.woocommerce.api import MOST_ROWS, Row, WooCommerceApi
from order_sync.stores.woocommerce.filters import Walk, further_params, walk_of
from order_sync.stores.woocommerce.ids import plain_id
from order_sync.stores.woocommerce.normal_order import normal_order
from order_sync.stores.woocommerce.site_zone import site_zone
from order_sync.stores.woocommerce.statuses import wanted_slugs
from order_sync.syncs import Selection

REREADS = 3

log = logging.getLogger(__name__)


class WooCommerceStore:
    """A site that orders can be read from (the contract is `order_sync.stores.Store`)."""

    def __init__(self, api: WooCommerceApi, shop: str, test_gateways: frozenset[str], now: Callable[[], datetime]) -> None:
        self._api = api
        self._shop = shop
        self._test_gateways = test_gateways
        self._now = now
        self._time_zone: str | None = None
        self._slugs: frozenset[str] | None = None
        self._slugs_were_asked = False

    @property
    def calls(self) -> int:
        return self._api.calls

    def time_zone(self) -> str:
        if self._time_zone is None:
            self._time_zone = site_zone(self._api.site(), self._shop)
        return self._time_zone

    def orders(self, selection: Selection) -> Iterator[Order | UnreadableOrder]:
        delivered: set[str] = set()
        numbers: list[str] = []
        for row in self._rows(selection):
            order_id = plain_id(row.get("id"))
            if order_id in delivered:
                continue
            order = self._read(row)
            if isinstance(order, UnreadableOrder) or is_selected(order, selection):
                delivered.add(order_id)
                numbers += [order.number] if selection.numbers else []
                yield order
        for number in missing_numbers(selection, numbers):
            log.warning("%s has no order with the number %s.", self._shop, number)

    def _rows(self, selection: Selection) -> Iterator[Row]:
        if selection.order_ids:
            return self._by_id(selection.order_ids)
        if selection.numbers:
            return self._by_number(selection.numbers)
        if any(span is not None and span.start >= span.end for span in (selection.updated, selection.placed)):
            return iter(())
        params = further_params(selection)
        if selection.asked or selection.history:
            slugs = wanted_slugs(selection.asked, history=selection.history, listed=self._known_slugs())
            if not slugs:
                return iter(())
            params["status"] = ",".join(slugs)
        return self._walk(walk_of(selection, self._now()), params)

    def _walk(self, walk: Walk, params: Mapping[str, str]) -> Iterator[Row]:
        anchor = walk.first_anchor
        while True:
            rows, is_full = self._api.orders({**params, **walk.params(anchor)})
            yield from rows
            if not is_full:
                return
            next_anchor = self._last_moment(rows, walk) - SECOND
            if next_anchor <= anchor:
                # a whole page within one second: that second is read to its end, then left behind
                yield from self._crowded_second(walk, params, anchor)
                next_anchor = anchor + SECOND
            anchor = next_anchor

    def _crowded_second(self, walk: Walk, params: Mapping[str, str], anchor: datetime) -> Iterator[Row]:
        """Every order of the second after the anchor, by pages; from the first again until a round brings nothing new."""
        seen: set[str] = set()
        while True:
            before = len(seen)
            for page in itertools.count(1):
                second = walk.params(anchor, until=anchor + 2 * SECOND)
                rows, is_full = self._api.orders({**params, **second, "page": str(page)})
                yield from rows
                seen.update(plain_id(row.get("id")) for row in rows)
                if not is_full:
                    break
            if len(seen) == before:
                return

    def _last_moment(self, rows: list[Row], walk: Walk) -> datetime:
        try:
            return max(read_moment(row[walk.field]) for row in rows if row.get(walk.field))
        except (ValueError, TypeError) as error:
            raise Unavailable(f"{self._shop} gave orders without times.", remedy="Try again later.") from error

    def _by_id(self, order_ids: tuple[str, ...]) -> Iterator[Row]:
        whole = [order_id for order_id in order_ids if order_id.isascii() and order_id.isdigit()]
        for at in range(0, len(whole), MOST_ROWS):
            wanted = whole[at : at + MOST_ROWS]
            for page in itertools.count(1):
                params = {"include": ",".join(wanted), "status": "any", "orderby": "id", "order": "asc", "page": str(page)}
                rows, is_full = self._api.orders(params)
                yield from rows
                if not is_full or len(wanted) <= len(rows):
                    break

    def _by_number(self, numbers: tuple[str, ...]) -> Iterator[Row]:
        """A number is the order's id unless a plug-in changed it; what is not found so is searched for."""
        missing = {plain_number(number): number.strip().removeprefix("#").strip() for number in numbers}
        for row in self._by_id(tuple(missing)):
            if missing.pop(plain_number(plain_text(row.get("number"))), None):
                yield row
        for number, as_written in missing.items():
            rows, _ = self._api.orders({"search": as_written, "status": "any", "orderby": "id", "order": "desc"})
            yield from (row for row in rows if plain_number(plain_text(row.get("number"))) == number)

    def _known_slugs(self) -> frozenset[str] | None:
        if not self._slugs_were_asked:
            self._slugs = self._api.status_slugs()
            self._slugs_were_asked = True
        return self._slugs

    def _read(self, row: Row) -> Order | UnreadableOrder:
        """The order with its refunds, as one consistent whole: where the two do not belong together, both are read again."""
        order_id = plain_id(row.get("id"))
        number = plain_text(row.get("number")) or order_id
        zone = self.time_zone()
        for _ in range(REREADS):
            refunds = self._api.refunds(order_id) if row.get("refunds") else []
            if {plain_id(r.get("id")) for r in refunds} == {plain_id(r.get("id")) for r in row.get("refunds") or ()}:
                whole = partial(
                    normal_order, row, refunds, store=self._shop, time_zone=zone, test_gateways=self._test_gateways
                )
                return read_order(whole, store=self._shop, order_id=order_id, number=number)
            row = self._api.order(order_id)
        return UnreadableOrder(
            store=self._shop,
            order_id=order_id,
            number=number,
            reason=f"Order {number} and its refunds did not agree when they were read.",
            remedy="Wait for the next run; if it stays, look for a deleted refund in WooCommerce.",
        )

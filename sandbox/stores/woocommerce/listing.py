"""Lists of orders and refunds: which rows, in which order, which page (reference section 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sandbox.stores.wire import Request
from sandbox.stores.woocommerce import parameters
from sandbox.stores.woocommerce.order import WooOrder
from sandbox.stores.woocommerce.site import SiteSettings

Row = TypeVar("Row")

CORE_STATUSES = ("pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft")
_NEVER_IN_ANY = ("trash", "auto-draft")
_SORTS = ("date", "id", "include", "title", "slug", "modified")


@dataclass(frozen=True)
class Bounds:
    """Both exclusive; naive, in the column that is compared: the site's own time, or UTC with `dates_are_gmt`."""

    after: datetime | None
    before: datetime | None
    zone: ZoneInfo
    gmt: bool

    def hold(self, at: datetime) -> bool:
        column = at.astimezone(timezone.utc if self.gmt else self.zone).replace(tzinfo=None)
        after_ok = self.after is None or column > self.after
        return after_ok and (self.before is None or column < self.before)


def bounds(request: Request, zone: ZoneInfo, prefix: str = "") -> Bounds:
    """`after` and `before`, or with a prefix `modified_after` and `modified_before`."""
    return Bounds(
        parameters.moment(request, f"{prefix}after", zone),
        parameters.moment(request, f"{prefix}before", zone),
        zone,
        parameters.flag(request, "dates_are_gmt"),
    )


def found_orders(request: Request, orders: Sequence[WooOrder], site: SiteSettings) -> list[WooOrder]:
    """The orders that the parameters ask for, sorted; raises InvalidParameter."""
    zone = ZoneInfo(site.time_zone)
    tests = [
        _status_test(request, site),
        _number_test(request),
        _search_test(request),
    ]
    created, modified = bounds(request, zone), bounds(request, zone, "modified_")
    found = [
        order
        for order in orders
        if created.hold(order.draft.placed_at) and modified.hold(order.updated_at) and all(test(order) for test in tests)
    ]
    return _sorted(request, found)


def _status_test(request: Request, site: SiteSettings) -> Callable[[WooOrder], bool]:
    allowed = ("any", "trash", *CORE_STATUSES, "auto-draft", *site.custom_statuses)
    wanted = parameters.words(request, "status", allowed) or ["any"]
    hidden = (*_NEVER_IN_ANY, "checkout-draft") if site.any_hides_drafts else _NEVER_IN_ANY
    if "any" in wanted:
        return lambda order: order.status not in hidden or order.status in wanted
    return lambda order: order.status in wanted


def _number_test(request: Request) -> Callable[[WooOrder], bool]:
    include, exclude = parameters.numbers(request, "include"), parameters.numbers(request, "exclude")
    customer = parameters.whole(request, "customer", -1, 0)
    return lambda order: (
        (not include or order.order_id in include)
        and order.order_id not in exclude
        and (customer < 0 or order.draft.buyer.number == customer)
    )


def _search_test(request: Request) -> Callable[[WooOrder], bool]:
    """Anywhere in the number, the buyer's name and email, or the names of the products: it may find more than was meant."""
    text = (request.one("search") or "").lower()
    if not text:
        return lambda _order: True

    def test(order: WooOrder) -> bool:
        buyer = order.draft.buyer
        places = (order.draft.number, buyer.name, buyer.email, *(line.product.title for line in order.priced.lines))
        return any(text in place.lower() for place in places)

    return test


def _sorted(request: Request, orders: Sequence[WooOrder]) -> list[WooOrder]:
    by = parameters.choice(request, "orderby", "date", _SORTS)
    descending = parameters.choice(request, "order", "desc", ("asc", "desc")) == "desc"
    include = parameters.numbers(request, "include")
    keys: dict[str, Callable[[WooOrder], Any]] = {
        "date": lambda order: (order.draft.placed_at, order.order_id),
        "modified": lambda order: (order.updated_at, order.order_id),
    }
    if by == "include" and include:
        return sorted(orders, key=lambda order: include.index(order.order_id))
    return sorted(orders, key=keys.get(by, lambda order: order.order_id), reverse=descending)


def page_of(request: Request, rows: Sequence[Row]) -> tuple[list[Row], dict[str, str]]:
    """One page and the headers that tell of the others; a page beyond the end is empty."""
    size = parameters.whole(request, "per_page", 10, 1, 100)
    page = parameters.whole(request, "page", 1, 1)
    start = parameters.whole(request, "offset", (page - 1) * size, 0)
    pages = -(-len(rows) // size)
    headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
    links = [_link(request, page - 1, "prev")] if page > 1 else []
    links += [_link(request, page + 1, "next")] if page < pages else []
    if links:
        headers["Link"] = ", ".join(links)
    return list(rows[start : start + size]), headers


def _link(request: Request, page: int, relation: str) -> str:
    query = [(name, value) for name, values in request.query.items() if name != "page" for value in values]
    host = request.headers.get("host", "127.0.0.1")
    return f'<http://{host}{request.path}?{urlencode([*query, ("page", page)])}>; rel="{relation}"'

"""WooCommerce's endpoints, under /wp-json/."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.stores.wire import Answer, Request, json_answer
from sandbox.stores.woocommerce import parameters
from sandbox.stores.woocommerce.listing import CORE_STATUSES, bounds, found_orders, page_of
from sandbox.stores.woocommerce.order import Refund, WooOrder
from sandbox.stores.woocommerce.order_view import OrderView
from sandbox.stores.woocommerce.parameters import InvalidParameter
from sandbox.stores.woocommerce.site import SiteSettings
from sandbox.stores.world import World

KEY = "ck_sandbox"
SECRET = "cs_sandbox"

_ROOT = "/wp-json/wc/v3"


def _error(status: int, code: str, message: str, **more: Any) -> Answer:
    return json_answer({"code": code, "message": message, "data": {"status": status, **more}}, status=status)


class WooApi:
    """Answers requests out of the world's WooCommerce orders."""

    store = "woocommerce"

    def __init__(self, world: World, site: SiteSettings) -> None:
        self._world = world
        self._site = site
        self._zone = ZoneInfo(site.time_zone)
        self._routes: tuple[tuple[re.Pattern[str], Callable[..., Answer]], ...] = (
            (re.compile("/orders"), self._orders),
            (re.compile(r"/orders/(\d+)"), self._order),
            (re.compile(r"/orders/(\d+)/refunds"), self._order_refunds),
            (re.compile("/refunds"), self._refunds),
            (re.compile("/reports/orders/totals"), self._totals),
            (re.compile("/settings/general"), self._general),
            (re.compile(r"/settings/general/(\w+)"), self._setting),
        )

    def operation_of(self, request: Request) -> str:
        """What the request is counted as: GET /orders/{id}."""
        path = re.sub(r"\d+", "{id}", request.path.removeprefix(_ROOT)) if request.path.startswith(_ROOT) else request.path
        return f"{request.method} {path}"

    def throttled(self, retry_after: float | None = None) -> Answer:
        """What a host or firewall says; WooCommerce itself has no limit (reference section 2.4)."""
        answer = _error(429, "too_many_requests", "Too many requests.")
        return answer if retry_after is None else answer.with_header("Retry-After", f"{retry_after:g}")

    def answer(self, request: Request) -> Answer:
        path = request.path.rstrip("/")
        if path == "/wp-json" and request.method == "GET":
            return self._index()
        for pattern, handler in self._routes:
            match = pattern.fullmatch(path.removeprefix(_ROOT)) if path.startswith(_ROOT) else None
            if match and request.method == "GET":
                return self._refused(request) or self._checked(handler, request, *match.groups())
        return _error(404, "rest_no_route", "No route was found matching the URL and request method.")

    def _checked(self, handler: Callable[..., Answer], request: Request, *groups: str) -> Answer:
        try:
            return handler(request, *groups)
        except InvalidParameter as wrong:
            details = {"code": "rest_invalid_param", "message": wrong.reason, "data": None}
            return _error(
                400,
                "rest_invalid_param",
                f"Invalid parameter(s): {wrong.name}",
                params={wrong.name: wrong.reason},
                details={wrong.name: details},
            )

    def _refused(self, request: Request) -> Answer | None:
        given = _credentials(request)
        if given is None:
            return _error(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        if given[0] != KEY:
            return _error(401, "woocommerce_rest_authentication_error", "Consumer key is invalid.")
        if given[1] != SECRET:
            return _error(401, "woocommerce_rest_authentication_error", "Consumer secret is invalid.")
        return None

    def _all(self) -> list[WooOrder]:
        return [order for order in self._world.orders_of(self.store) if isinstance(order, WooOrder)]

    def _view(self, request: Request) -> OrderView:
        return OrderView(self._zone, parameters.whole(request, "dp", 2, 0, 6))

    def _orders(self, request: Request) -> Answer:
        view = self._view(request)
        rows, headers = page_of(request, found_orders(request, self._all(), self._site))
        answer = json_answer([view.order(order) for order in rows], headers=headers)
        self._world.page_given(self.store)
        return answer

    def _find(self, order_id: str) -> WooOrder | None:
        return next((order for order in self._all() if order.order_id == int(order_id)), None)

    def _order(self, request: Request, order_id: str) -> Answer:
        order = self._find(order_id)
        return json_answer(self._view(request).order(order)) if order else _unknown_order()

    def _order_refunds(self, request: Request, order_id: str) -> Answer:
        order = self._find(order_id)
        return self._refund_page(request, [order]) if order else _unknown_order()

    def _refunds(self, request: Request) -> Answer:
        return self._refund_page(request, self._all())

    def _refund_page(self, request: Request, orders: Sequence[WooOrder]) -> Answer:
        """Newest first, unless `order=asc`."""
        view, span = self._view(request), bounds(request, self._zone)
        rows = [(refund, order) for order in orders for refund in order.refunds if span.hold(refund.at)]
        descending = parameters.choice(request, "order", "desc", ("asc", "desc")) == "desc"
        page, headers = page_of(request, sorted(rows, key=_refund_place, reverse=descending))
        return json_answer([view.refund(refund, order) for refund, order in page], headers=headers)

    def _totals(self, _request: Request) -> Answer:
        counts = Counter(order.status for order in self._all())
        slugs = (*CORE_STATUSES, *self._site.custom_statuses)
        return json_answer(
            [{"slug": slug, "name": slug.replace("-", " ").capitalize(), "total": counts[slug]} for slug in slugs]
        )

    def _settings(self) -> dict[str, Any]:
        return {
            "woocommerce_default_country": "US:NY",
            "woocommerce_calc_taxes": "yes",
            "woocommerce_currency": self._site.currency,
            "woocommerce_price_num_decimals": "2",
        }

    def _general(self, _request: Request) -> Answer:
        return json_answer([_setting(name, value) for name, value in self._settings().items()])

    def _setting(self, _request: Request, name: str) -> Answer:
        value = self._settings().get(name)
        if value is None:
            return _error(404, "rest_setting_setting_invalid", "Invalid setting.")
        return json_answer(_setting(name, value))

    def _index(self) -> Answer:
        """WordPress' own index, open to everyone; the only place that names the site's zone."""
        offset = datetime.now(self._zone).utcoffset()
        return json_answer(
            {
                "name": self._site.name,
                "description": "",
                "url": "https://outlet.example.com",
                "home": "https://outlet.example.com",
                "gmt_offset": offset.total_seconds() / 3600 if offset else 0,
                "timezone_string": self._site.time_zone,
                "namespaces": ["wp/v2", "wc/v1", "wc/v2", "wc/v3"],
                "authentication": {},
                "routes": {},
            }
        )


def _refund_place(row: tuple[Refund, WooOrder]) -> tuple[datetime, int]:
    return row[0].at, row[0].refund_id


def _unknown_order() -> Answer:
    return _error(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")


def _setting(name: str, value: str) -> dict[str, Any]:
    label = name.removeprefix("woocommerce_").replace("_", " ").capitalize()
    return {"id": name, "label": label, "type": "text", "default": "", "value": value, "group_id": "general"}


def _credentials(request: Request) -> tuple[str, str] | None:
    """Key and secret of the Authorization header, or of the query string."""
    header = request.headers.get("authorization", "")
    if header.lower().startswith("basic "):
        try:
            key, _, secret = base64.b64decode(header[6:]).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return key, secret
    key_in_query, secret_in_query = request.one("consumer_key"), request.one("consumer_secret")
    return (key_in_query, secret_in_query) if key_in_query and secret_in_query else None

"""WooCommerce's REST calls, as patient as hosts and plug-ins make it necessary (reference sections 2.1 to 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from order_sync.errors import TerminalError, Unavailable
from order_sync.stores.session import StoreSession

MOST_ROWS = 100  # a page, WooCommerce's own limit
FEWEST_ROWS = 10
DECIMALS = "6"  # amounts as the store keeps them; at the shop's own decimals a line's tax can be a cent off (section 2.6)

Row = dict[str, Any]


class WooCommerceApi:
    """One site's REST API. Pages get smaller while the site is too weak for large ones."""

    def __init__(self, session: StoreSession, *, host: str, key: str, secret: str) -> None:
        self._session = session
        self._host = host
        self._login = (key, secret)
        self._rows = MOST_ROWS

    @property
    def calls(self) -> int:
        return self._session.calls

    def order(self, order_id: str) -> Row:
        content = self._get(f"orders/{order_id}", {"dp": DECIMALS})
        if not isinstance(content, dict):
            raise self._not_promised()
        return content

    def orders(self, params: Mapping[str, str]) -> tuple[list[Row], bool]:
        """One page of orders, and whether it was full: then there may be more."""

        def once() -> tuple[list[Row], bool]:
            rows = self._rows
            try:
                content = self._once("orders", {**params, "per_page": str(rows), "dp": DECIMALS})
                page = self._rows_of(content)
            except Unavailable:
                self._rows = max(FEWEST_ROWS, rows // 2)
                raise
            return page, len(page) >= rows

        return self._session.patiently(once)

    def refunds(self, order_id: str) -> list[Row]:
        """All refunds of an order; more than a page of them is beyond what a shop does."""
        return self._rows_of(self._get(f"orders/{order_id}/refunds", {"per_page": str(MOST_ROWS), "dp": DECIMALS}))

    def status_slugs(self) -> frozenset[str] | None:
        """Every order status that the site knows, those of plug-ins included; None where the key may not ask."""
        try:
            rows = self._rows_of(self._get("reports/orders/totals", {}))
        except TerminalError:
            return None
        return frozenset(str(row["slug"]) for row in rows if row.get("slug"))

    def site(self) -> Row:
        """What the site says of itself. Asked without the key, which is only good for WooCommerce's own addresses."""
        content = self._session.patiently(lambda: self._session.ask("GET", f"{self._host}/wp-json/").content)
        if not isinstance(content, dict):
            raise self._not_promised()
        return content

    def _get(self, path: str, params: Mapping[str, str]) -> Any:
        return self._session.patiently(lambda: self._once(path, params))

    def _once(self, path: str, params: Mapping[str, str]) -> Any:
        return self._session.ask("GET", f"{self._host}/wp-json/wc/v3/{path}", params=params, login=self._login).content

    def _rows_of(self, content: Any) -> list[Row]:
        if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
            raise self._not_promised()
        return content

    def _not_promised(self) -> Unavailable:
        return Unavailable(f"{self._session.shop} answered in another form than promised.", remedy="Try again later.")

"""Shopify's GraphQL calls: what an answer's `errors` mean, and the points a query costs (reference sections 1.1, 1.5)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from order_sync.errors import CredentialsError, OrderSyncError, TerminalError, Throttled, Unavailable
from order_sync.stores.session import EXCERPT, StoreSession

API_VERSION = "2026-10"

log = logging.getLogger(__name__)


class QueryTooCostly(TerminalError):
    """One query asks for more points than Shopify ever gives to one (`share`: the part of it that would be allowed)."""

    def __init__(self, message: str, *, remedy: str, share: float) -> None:
        super().__init__(message, remedy=remedy)
        self.share = share


class ShopifyApi:
    """One shop's GraphQL endpoint. An answer with `errors` is never taken, whatever data it holds."""

    def __init__(self, session: StoreSession, *, host: str, token: str, version: str) -> None:
        self._session = session
        self._address = f"{host}/admin/api/{version}/graphql.json"
        self._token = token
        self._version = version
        self._version_was_said = False
        self._last_cost: dict[str, Any] = {}

    @property
    def calls(self) -> int:
        return self._session.calls

    def data(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """The answer's data. Waits while Shopify throttles.

        Raises QueryTooCostly, CredentialsError, TerminalError, or a TransientError when patience ends.
        """
        self._wait_for_points()
        return self._session.patiently(lambda: self._once(query, variables))

    def _once(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        answer = self._session.ask(
            "POST",
            self._address,
            body={"query": query, "variables": variables},
            headers={"X-Shopify-Access-Token": self._token},
        )
        self._note_version(answer.headers.get("X-Shopify-Api-Version"))
        content = answer.content
        if not isinstance(content, dict):
            raise Unavailable(f"{self._session.shop} gave an answer without data.", remedy="Try again later.")
        self._last_cost = _cost(content)
        if errors := content.get("errors"):
            raise self._fault(errors)
        data = content.get("data")
        if not isinstance(data, dict):
            raise Unavailable(f"{self._session.shop} gave an answer without data.", remedy="Try again later.")
        return data

    def _fault(self, errors: Any) -> OrderSyncError:
        """The gravest of the errors, as ours."""
        rows = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
        by_code = {str((row.get("extensions") or {}).get("code", "")): row for row in rows}
        shop = self._session.shop
        said = "; ".join(str(row.get("message", "")) for row in rows)[:EXCERPT] or str(errors)[:EXCERPT]
        if "ACCESS_DENIED" in by_code:
            return CredentialsError(
                f"{shop} does not show everything to this app ({said}).",
                remedy="Give the app read_orders, read_all_orders, read_customers and access to protected customer data.",
            )
        if "MAX_COST_EXCEEDED" in by_code:
            details = by_code["MAX_COST_EXCEEDED"].get("extensions") or {}
            share = float(details.get("maxCost") or 1) / float(details.get("cost") or 2)
            return QueryTooCostly(
                f"{shop} refuses a query as too large.", remedy="Report this with the shop's plan.", share=share
            )
        if "THROTTLED" in by_code:
            return Throttled(f"{shop} asks to wait.", remedy="Try again later.", retry_after=points_wait(self._last_cost))
        if "INTERNAL_SERVER_ERROR" in by_code:
            return Unavailable(f"{shop} has a fault of its own ({said}).", remedy="Try again later.")
        return TerminalError(
            f"{shop} did not accept the question ({said}).",
            remedy=f"Check that the connection's API version ({self._version}) is one that Shopify still supports.",
        )

    def _wait_for_points(self) -> None:
        throttle = self._last_cost.get("throttleStatus") or {}
        if float(throttle.get("currentlyAvailable", 1)) < float(self._last_cost.get("requestedQueryCost") or 0):
            self._session.pause(points_wait(self._last_cost))
            self._last_cost = {}

    def _note_version(self, served: str | None) -> None:
        if served and served != self._version and not self._version_was_said:
            self._version_was_said = True
            log.warning(
                "%s answers in API version %s, not %s: the older one has ended. Set api_version in the connection.",
                self._session.shop,
                served,
                self._version,
            )


def points_wait(cost: dict[str, Any]) -> float:
    """Seconds until the bucket holds what the query asks for; at least half a second (reference section 1.5)."""
    throttle = cost.get("throttleStatus") or {}
    missing = float(cost.get("requestedQueryCost") or 0) - float(throttle.get("currentlyAvailable") or 0)
    return max(0.5, missing / float(throttle.get("restoreRate") or 50))


def _cost(content: dict[str, Any]) -> dict[str, Any]:
    extensions = content.get("extensions")
    cost = extensions.get("cost") if isinstance(extensions, dict) else None
    return cost if isinstance(cost, dict) else {}

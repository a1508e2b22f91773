"""How often each store was called, and for what."""

from __future__ import annotations

from collections import Counter
from typing import Any


class Calls:
    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {"shopify": Counter(), "woocommerce": Counter()}

    def count(self, store: str, operation: str) -> None:
        self._counts[store][operation] += 1

    def reset(self) -> None:
        for counter in self._counts.values():
            counter.clear()

    def summary(self) -> dict[str, Any]:
        """{"shopify": {"calls": 3, "operations": {"OrdersPage": 2, ...}}, ...}"""
        return {
            store: {"calls": sum(counter.values()), "operations": dict(counter)} for store, counter in self._counts.items()
        }

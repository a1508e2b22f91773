"""Shopify's amounts: decimal strings in a bag of two currencies; we book the shop's own (reference section 1.7)."""

from __future__ import annotations

from typing import Any

from order_sync.errors import OrderProblem
from order_sync.money import to_minor


def amount(bag: dict[str, Any] | None, currency: str) -> int:
    """Minor units of the shop's currency; 0 for null. Raises OrderProblem for another currency or a broken amount."""
    if bag is None:
        return 0
    money = bag["shopMoney"]
    if money["currencyCode"] != currency:
        raise OrderProblem(
            f"The store gave an amount in {money['currencyCode']} for an order in {currency}.",
            remedy="Compare the order's currency with the shop's in the store.",
        )
    return to_minor(money["amount"], currency)

"""Amounts, ids and times as Shopify writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.stores.buyers import TaxRate
from sandbox.stores.money import half_up, major


def amount(cents: int) -> str:
    """With as few decimals as it takes, but one at least: "43.0", "885.95", "0.0" (reference section 8)."""
    text = str(major(cents))
    return text[:-1] if text.endswith("0") else text


class Bag:
    """Makes MoneyBags: the amount in the shop's currency, and in the buyer's at a fixed rate."""

    def __init__(self, currency: str, presentment: tuple[str, Decimal] | None) -> None:
        self.currency = currency
        self._presentment = presentment or (currency, Decimal(1))

    def __call__(self, cents: int) -> dict[str, Any]:
        currency, rate = self._presentment
        return {
            "shopMoney": self.money(cents),
            "presentmentMoney": {"amount": amount(int(half_up(cents * rate, Decimal(1)))), "currencyCode": currency},
        }

    def money(self, cents: int) -> dict[str, Any]:
        """A MoneyV2 in the shop's currency."""
        return {"amount": amount(cents), "currencyCode": self.currency}


def gid(kind: str, number: int) -> str:
    """Shopify's global id: gid://shopify/Order/123."""
    return f"gid://shopify/{kind}/{number}"


def moment(at: datetime | None) -> str | None:
    """ISO in UTC with Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def tax_lines(shares: Sequence[tuple[TaxRate, int]], bag: Bag) -> list[dict[str, Any]]:
    """TaxLine objects of (rate, cents)."""
    return [tax_line(rate, cents, bag) for rate, cents in shares]


def tax_line(rate: TaxRate, cents: int, bag: Bag) -> dict[str, Any]:
    return {
        "title": rate.title,
        "rate": float(rate.rate),
        "ratePercentage": float(rate.rate * 100),
        "priceSet": bag(cents),
        "channelLiable": False,
        "source": "Shopify",
    }

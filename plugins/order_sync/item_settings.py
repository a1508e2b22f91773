"""Which item a line is booked under, and what a sync does where QuickBooks does not have it."""

from __future__ import annotations

from typing import Literal

from order_sync.settings_file import Settings


class ItemSettings(Settings):
    when_missing: Literal["create", "hold"] = "create"
    income_account: str = "Sales of Product Income"
    shipping: str = "Shipping"
    handling: str = "Handling"
    wrapping: str = "Gift wrapping"
    fee: str = "Fee"
    tip: str = "Tip"
    duty: str = "Duty"
    rounding: str = "Rounding"
    adjustment: str = "Adjustment"
    gift_card_sold: str = "Gift card"
    gift_card_account: str = "Gift cards"  # a liability: a card sold is owed, not earned
    without_sku: str | None = None  # the item for lines without SKU; None: an item named as the line

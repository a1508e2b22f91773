"""How an order's lines stand in its documents."""

from __future__ import annotations

from typing import Literal

from order_sync.settings_file import Settings


class LineSettings(Settings):
    # document: QuickBooks' own discount, below the lines; price: each line at what was paid for it; line: one negative
    # line, whose acceptance by QuickBooks is not documented (reference section 2.4)
    discounts: Literal["document", "price", "line"] = "document"
    discount_item: str = "Discount"  # of that line; made with the sync's discount account
    bundles: Literal["parts", "one"] = "parts"  # a store's bundle: its parts as the store lists them, or one line for all

"""Which number a document bears, and what a sync does where QuickBooks cannot take it."""

from __future__ import annotations

from typing import Literal

import pydantic

from order_sync.settings_file import Settings


class NumberSettings(Settings):
    by: Literal["order", "quickbooks"] = "order"  # the order's own number, or QuickBooks' next with the order's in the memo
    too_long: Literal["quarantine", "shorten"] = "quarantine"  # more than 21 characters
    taken: Literal["refuse", "suffix"] = "refuse"  # by a document that did not come from here: 1001-2

    @pydantic.model_validator(mode="after")
    def _what_is_said_is_used(self) -> NumberSettings:
        if self.by == "quickbooks" and (self.too_long, self.taken) != ("quarantine", "refuse"):
            raise ValueError("QuickBooks' own numbers are never too long or taken: too_long and taken are for by: order")
        return self

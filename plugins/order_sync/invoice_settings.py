"""When an order's invoices are made, and what stands on them: a sync's settings."""

from __future__ import annotations

from typing import Literal

import pydantic

from order_sync.settings_file import Settings


class InvoiceSettings(Settings):
    per: Literal["order", "shipment"] = "order"  # one invoice for all of the order, or one for each shipment
    date: Literal["shipped", "placed"] = "shipped"  # the day on which the last of its lines shipped, or the order was placed
    due_days: int | None = pydantic.Field(default=None, ge=0, le=999)  # where neither store nor rule gives terms
    email: Literal["never", "to_send"] = "never"  # whether QuickBooks lists it among those to be sent to the customer

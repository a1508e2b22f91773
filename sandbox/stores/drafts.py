"""An order as it was placed: what both stores are given, before they price it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sandbox.stores.baskets import ZERO, Basket
from sandbox.stores.buyers import Buyer
from sandbox.stores.fates import Fate
from sandbox.stores.gateways import Gateway


@dataclass(frozen=True)
class Draft:
    """`total_error` is added to every total that the store states; `odd_status` is its status word until it is shipped."""

    order_id: int
    number: str
    fate: Fate
    placed_at: datetime
    buyer: Buyer
    basket: Basket
    gateway: Gateway
    currency: str = "USD"
    presentment: tuple[str, Decimal] | None = None  # (currency, how much of it one unit of `currency` is)
    total_error: Decimal = ZERO
    odd_status: str | None = None
    note: str = ""
    po_number: str | None = None

"""An order in a store: what every store can be told to do with it, and what the controls show of it."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from sandbox.stores.catalogue import Product
from sandbox.stores.drafts import Draft
from sandbox.stores.fates import LIVES
from sandbox.stores.gateways import Gateway


class NotPossible(Exception):
    """What was asked for cannot be done to this order; the text says why."""


@dataclass(frozen=True)
class LineChange:
    """A new quantity for a line that is there (`line_id`), or a new line of `product`."""

    quantity: int
    line_id: int | None = None
    product: Product | None = None


@dataclass(frozen=True)
class RefundRequest:
    """Units of lines given back, and the money that goes with them; `amount` None: exactly what the lines are worth."""

    units: tuple[tuple[int, int], ...] = ()  # (line id, quantity)
    shipping: bool = False
    amount: Decimal | None = None
    reason: str = ""


class Order(ABC):
    """Times are aware UTC, whole seconds. Every deed moves `updated_at` strictly forward."""

    store: ClassVar[str]

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.updated_at = draft.placed_at
        self.paid_at: datetime | None = None
        self.fulfilled_at: datetime | None = None
        self.cancelled_at: datetime | None = None
        self.stepped = False
        self._numbers = itertools.count(draft.order_id * 1000 + 1)

    @property
    def order_id(self) -> int:
        return self.draft.order_id

    def next_id(self) -> int:
        """A fresh id for a part of this order."""
        return next(self._numbers)

    def touch(self, at: datetime) -> datetime:
        """Marks a change at `at`, or one second after the last one if that is later; answers that moment."""
        moment = max(at.replace(microsecond=0), self.updated_at + timedelta(seconds=1))
        self.updated_at = moment
        return moment

    @property
    @abstractmethod
    def total(self) -> Decimal:
        """What the store says the order is worth now."""

    @property
    @abstractmethod
    def paid(self) -> Decimal:
        """Money taken so far, before refunds."""

    @property
    @abstractmethod
    def payments(self) -> int:
        """How many times money was taken."""

    @property
    @abstractmethod
    def financial(self) -> str:
        """The payment status in the store's own word."""

    @property
    @abstractmethod
    def fulfillment(self) -> str:
        """The shipping status in the store's own word."""

    @abstractmethod
    def pay(self, at: datetime, gateway: Gateway | None = None, amount: Decimal | None = None) -> None:
        """Takes `amount` (None: all that is open) by `gateway` (None: the order's own)."""

    @abstractmethod
    def ship(self, at: datetime, units: Sequence[tuple[int, int]] = ()) -> None:
        """Ships `units` (line id, quantity), or all that is left."""

    @abstractmethod
    def cancel(self, at: datetime) -> None:
        """Cancels the order; money taken is given back."""

    @abstractmethod
    def edit(self, at: datetime, changes: Sequence[LineChange]) -> None:
        """Changes lines after the sale."""

    @abstractmethod
    def refund(self, at: datetime, request: RefundRequest) -> None:
        """Takes goods back, gives money back."""

    @abstractmethod
    def line_ids(self) -> list[dict[str, Any]]:
        """The lines as the controls name them: line_id, sku, title, quantity."""

    def step(self, at: datetime) -> bool:
        """One step along the fate, over by `at`; False where nothing is left to do."""
        deeds = () if self.stepped else LIVES[self.draft.fate].step
        self.stepped = True
        for left, deed in zip(reversed(range(len(deeds))), deeds, strict=True):
            moment = at - timedelta(seconds=left)
            with suppress(NotPossible):  # somebody did it already, or cancelled the order
                self.pay(moment) if deed == "pay" else self.ship(moment)
        return bool(deeds)

    def summary(self) -> dict[str, Any]:
        """What the controls tell of the order, as plain JSON."""
        life = LIVES[self.draft.fate]
        return {
            "store": self.store,
            "order_id": str(self.order_id),
            "number": self.draft.number,
            "fate": self.draft.fate.value,
            "total": str(self.total),
            "paid": str(self.paid),
            "payments": self.payments,
            "currency": self.draft.currency,
            "financial": self.financial,
            "fulfillment": self.fulfillment,
            "placed_at": self.draft.placed_at.isoformat(),
            "updated_at": self.updated_at.isoformat(),
            "gateway": self.draft.gateway.key,
            "lines": self.line_ids(),
            "expect": dict(life.expect),
            "expect_now": dict(life.expect if self.stepped else life.expect_first),
        }

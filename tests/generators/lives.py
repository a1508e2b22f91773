"""Whole lives of orders: paid, edited, refunded, returned, exchanged in any sequence, as a store would tell of each moment.

A life is a list of the order's versions, oldest first. The shop keeps its own books of it: what is open never goes below
nothing for long, since what is owed to the buyer is given back in the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import msgspec

from order_sync.orders import Event, EventKind, Line, LineKind, Order, Payment, PaymentKind, PaymentMethod, Tax
from tests.generators.orders import PLACED, SHIPPED, a_payment, an_order

HOURS_OF_A_DEED = 40
_SKUS = ("MUG-BLUE", "TEE-RED", "CUP", "LAMP")
_TENDERS = ((PaymentMethod.card, "cards"), (PaymentMethod.wallet, "paypal"), (PaymentMethod.gift_card, "gift_card"))
_TAX = Tax(name="State tax", amount=0)


@dataclass(frozen=True)
class Left:
    """What is left of a line that was sold."""

    line_id: str
    kind: LineKind
    sku: str
    quantity: int
    gross: int
    discount: int
    tax: int

    @property
    def value(self) -> int:
        return self.gross - self.discount + self.tax

    def share(self, units: int) -> Left:
        """So many units of it; the last ones take what is left."""
        parts = (amount * units // self.quantity for amount in (self.gross, self.discount, self.tax))
        return Left(self.line_id, self.kind, self.sku, units, *parts)

    def row(self, row_id: str, sign: int = 1) -> Line:
        tax = sign * self.tax
        return Line(
            line_id=row_id,
            kind=self.kind,
            title=f"Product {self.sku}",
            sku=self.sku if self.kind is LineKind.product else None,
            quantity=Decimal(sign * self.quantity),
            gross=sign * self.gross,
            discount=sign * self.discount,
            net=sign * (self.gross - self.discount),
            tax=tax,
            total=sign * self.value,
            taxes=(msgspec.structs.replace(_TAX, amount=tax),) if tax else (),
            source_line_id=self.line_id,
        )


@dataclass
class Shop:
    """One order in a shop, and what can happen to it. Amounts in minor units."""

    random: Random
    number: str
    start: datetime = PLACED
    sold: list[Line] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    adjusted: int = 0  # what refunds without lines took off
    hours: int = 0
    ids: int = 0

    def order(self) -> Order:
        return an_order(
            number=self.number,
            lines=self.sold,
            events=self.events,
            payments=self.payments,
            shipped=max(SHIPPED, self.start),
            placed_at=self.start,
            updated_at=self.start + timedelta(hours=self.hours),
        )

    @property
    def current(self) -> int:
        return sum(line.value for line in self.left) - self.adjusted

    @property
    def held(self) -> int:
        return sum(payment.amount for payment in self.payments)

    @property
    def due(self) -> int:
        return self.current - self.held

    def live(self, deeds: int) -> list[Order]:
        """The versions of the order: as placed, and after each of its deeds; in the end nothing is owed to the buyer."""
        self.left = [self.new_line() for _ in range(self.random.randint(1, 3))]
        self.sold = [line.row(self.new_id()) for line in self.left]
        versions = [self.order()]
        possible: list[Callable[[], None]] = [
            self.pay, self.pay, self.take_back, self.take_back, self.exchange, self.add, self.take_off, self.allow,
            self.give_back,
        ]  # fmt: skip
        for deed in range(1, deeds + 1):
            self.hours = deed * HOURS_OF_A_DEED
            self.random.choice(possible)()
            versions.append(self.order())
        self.hours = (deeds + 1) * HOURS_OF_A_DEED
        self.give_back()
        return [*versions, self.order()]

    # Deeds

    def pay(self) -> None:
        if self.due > 0:
            amount = self.due if self.random.random() < 0.6 else self.random.randint(1, self.due)
            method, gateway = self.random.choice(_TENDERS)
            paid = a_payment(amount, self.new_id(), at=self.now(), method=method, gateway=gateway, label=gateway)
            self.payments.append(paid)

    def take_back(self) -> None:
        """A refund or return of some lines; the money goes back with it, later, or as store credit."""
        rows = self.rows_back()
        if rows:
            kind = self.random.choice((EventKind.refund, EventKind.return_))
            self.happened(kind, rows)
            if self.random.random() < 0.7:
                self.give_back()

    def exchange(self) -> None:
        rows = self.rows_back()
        fresh = self.new_line()
        self.left.append(fresh)
        self.happened(EventKind.return_, [*rows, fresh.row(self.new_id())])

    def add(self) -> None:
        fresh = self.new_line()
        self.left.append(fresh)
        self.happened(EventKind.edit, [fresh.row(self.new_id())])

    def take_off(self) -> None:
        rows = self.rows_back()
        if rows:
            self.happened(EventKind.edit, rows)

    def allow(self) -> None:
        """A refund of an amount alone."""
        most = min(self.held, self.current)
        if most > 1 and self.due <= 0:
            amount = self.random.randint(1, most // 2)
            self.adjusted += amount
            row = Left(self.new_id(), LineKind.adjustment, "", 1, amount, 0, 0).row(self.new_id(), -1)
            self.happened(EventKind.refund, [row])
            self.give_back()

    def give_back(self) -> None:
        """All that is owed to the buyer, by one tender or two."""
        owed = -self.due
        parts = [owed] if owed < 2 or self.random.random() < 0.7 else [owed // 3, owed - owed // 3]
        for part in parts:
            if part > 0:
                method, gateway = self.random.choice((*_TENDERS[:2], (PaymentMethod.store_credit, "store_credit")))
                refund_id = self.events[-1].refund_id if self.events and self.random.random() < 0.5 else None
                self.payments.append(
                    a_payment(
                        -part, self.new_id(), at=self.now(), method=method, gateway=gateway, label=gateway,
                        kind=PaymentKind.refund, refund_id=refund_id,
                    )
                )  # fmt: skip

    # Parts of deeds

    def rows_back(self) -> list[Line]:
        """Some units of some lines, as far as refunds without lines have left something of the order."""
        rows = []
        for place, line in enumerate(self.left):
            units = self.random.randint(0, line.quantity)
            if units and line.share(units).value <= self.current:
                share = line.share(units)
                rows.append(share.row(self.new_id(), -1))
                rest = {
                    name: getattr(line, name) - getattr(share, name) for name in ("quantity", "gross", "discount", "tax")
                }
                self.left[place] = replace(line, **rest)
        return rows

    def happened(self, kind: EventKind, rows: list[Line]) -> None:
        event_id = self.new_id()
        refund_id = event_id if kind in (EventKind.refund, EventKind.return_) else None
        self.events.append(Event(event_id=event_id, kind=kind, at=self.now(), lines=tuple(rows), refund_id=refund_id))

    def new_line(self) -> Left:
        quantity = self.random.randint(1, 4)
        gross = self.random.randint(1, 30_000)
        discount = self.random.choice((0, 0, gross // 7, gross // 2))
        tax = self.random.choice((0, (gross - discount) // 12))
        kind = self.random.choice((LineKind.product, LineKind.product, LineKind.product, LineKind.shipping))
        units = 1 if kind is LineKind.shipping else quantity
        return Left(self.new_id(), kind, self.random.choice(_SKUS), units, gross, discount, tax)

    def new_id(self) -> str:
        self.ids += 1
        return f"{self.number}-{self.ids}"

    def now(self) -> datetime:
        self.hours += 5
        return self.start + timedelta(hours=self.hours)


def a_life(random: Random, number: str = "1001", deeds: int = 6, start: datetime = PLACED) -> list[Order]:
    """Version by version; all that happens in a deed happens within HOURS_OF_A_DEED of `start` and the earlier ones."""
    return Shop(random, number, start).live(deeds)

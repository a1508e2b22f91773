"""Many orders that are edited, shipped in parts, paid and cancelled in any sequence, while answers are lost on the way."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest

from order_sync.errors import TransientError
from order_sync.orders import FulfillmentState, Lifecycle, Shipment, ShippedLine
from tests.generators.companies import a_sync
from tests.generators.orders import PAID, SHIPPED, a_line, a_payment, an_edit, an_order, shipping

ORDERS = 12
FAULTS = ("cut_after_commit", "cut_mid_batch", "504", "lost_item")
SETTINGS = (
    "invoices: {per: shipment}\npayments: {before_invoice: unapplied}",
    "invoices: {per: shipment}",
    "payments: {before_invoice: unapplied}",
)


class Life:
    """One order, and what may still happen to it."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.number, self.chance = str(number), chance
        self.lines = [self.a_line(place) for place in range(chance.randint(1, 3))]
        self.lines.append(shipping(chance.randint(0, 999)))
        self.events, self.payments, self.shipments = [], [], []
        self.is_cancelled = self.is_done = False

    def a_line(self, place):
        pieces, gross, tax = self.chance.randint(1, 5), self.chance.randint(0, 9_999), self.chance.randint(0, 99)
        source = f"{self.number}-{place}"
        return a_line(
            str(place), title=f"Thing {place}", sku=f"T-{place}", quantity=pieces, gross=gross, tax=tax, source=source
        )

    def order(self):
        states = (FulfillmentState.unfulfilled, FulfillmentState.partial)
        return an_order(
            number=self.number,
            lines=self.lines,
            events=self.events,
            payments=self.payments,
            shipments=tuple(self.shipments),
            fulfillment_state=FulfillmentState.fulfilled if self.is_done else states[bool(self.shipments)],
            lifecycle=Lifecycle.cancelled if self.is_cancelled else Lifecycle.open,
        )

    def goes_on(self) -> None:
        if self.is_cancelled:
            return
        deed = self.chance.choice(["pay", "pay", "ship", "ship", "edit", "cancel", "nothing"])
        moment = SHIPPED + timedelta(hours=len(self.shipments) + len(self.payments))
        if deed == "pay":
            self.payments.append(
                a_payment(self.chance.randint(1, 9_999), f"pay-{self.number}-{len(self.payments)}", at=PAID)
            )
        elif deed == "ship" and not self.is_done:
            line = self.chance.choice(self.lines[:-1])
            rows = (ShippedLine(source_line_id=line.line_id, quantity=Decimal(self.chance.randint(1, 3))),)
            self.shipments.append(Shipment(shipment_id=f"s-{self.number}-{len(self.shipments)}", at=moment, lines=rows))
        elif deed == "edit" and not self.shipments:
            extra = a_line("new", title="Extra", sku="EXTRA", gross=500, source=f"x-{len(self.events)}")
            self.events.append(an_edit(extra, 1, gross=self.chance.randint(1, 999), event_id=f"e-{len(self.events)}"))
        elif deed == "cancel" and not (self.payments or self.shipments):
            self.is_cancelled = True

    def ends(self) -> None:
        if not self.is_cancelled:
            moment = SHIPPED + timedelta(days=30)
            self.shipments.append(Shipment(shipment_id=f"s-{self.number}-last", at=moment))
            self.is_done = True


@pytest.mark.parametrize("seed", range(3))
def test_in_the_end_invoices_are_the_order_balances_what_is_not_paid_and_nothing_is_there_twice(books, seed):
    chance = random.Random(seed)
    sync = a_sync(more=SETTINGS[seed % len(SETTINGS)])
    lives = [Life(1000 + number, chance) for number in range(ORDERS)]
    hold = {} if "shipment" in SETTINGS[seed % len(SETTINGS)] else {"invoice_held_by": "Only fulfilled orders"}
    for _ in range(5):
        with suppress(TransientError):  # a run that cannot read ends there; the next one goes on
            books.run([life.order() for life in lives], sync, **hold)
        for life in lives:
            life.goes_on()
        if chance.random() < 0.6:
            books.fault(chance.choice(FAULTS), count=chance.choice([1, 4]), path="/batch", after=chance.randint(0, 2))
    books.sandbox.world.faults.clear()
    for life in lives:
        life.ends()
    for _ in range(6):
        last = books.run([life.order() for life in lives], sync)
    assert (last.loaded, last.differences) == ([], [])
    for life in lives:
        order = life.order()
        numbers = {order.number, *(f"{order.number}-{place}" for place in range(2, 9))}
        invoices = [one for one in books.documents("Invoice") if one["DocNumber"] in numbers]
        (estimate,) = [one for one in books.documents("Estimate") if one["DocNumber"] == order.number]
        if life.is_cancelled:
            assert (invoices, estimate["TxnStatus"]) == ([], "Rejected")
            continue
        paid = sum(payment.amount for payment in order.payments)
        assert sum(one["TotalAmt"] for one in invoices) * 100 == order.totals.current
        assert sum(one["TxnTaxDetail"]["TotalTax"] for one in invoices) * 100 == order.totals.tax
        assert sum(one["Balance"] for one in invoices) * 100 == max(0, order.totals.current - paid)
        assert estimate["TxnStatus"] == "Closed"
    payments = [life.order().payments for life in lives]
    assert len(books.documents("Payment")) == sum(map(len, payments))

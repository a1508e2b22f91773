"""Orders for tests: plain builders for examples, and a strategy of valid orders for laws. All names are invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st

from order_sync.orders import (
    Address,
    Customer,
    Event,
    EventKind,
    FulfillmentState,
    Lifecycle,
    Line,
    LineKind,
    Order,
    Payment,
    PaymentKind,
    PaymentMethod,
    PaymentState,
    PaymentStatus,
    Shipment,
    StoreTotals,
    Tax,
)

PLACED = datetime(2026, 3, 2, 15, 0, tzinfo=timezone.utc)
SHIPPED = datetime(2026, 3, 5, 18, 0, tzinfo=timezone.utc)
PAID = datetime(2026, 3, 3, 9, 0, tzinfo=timezone.utc)
ADA = Address(name="Ada Lockwood", line1="12 Test Street", city="Springfield", region="IL", postal_code="62701")


def a_line(
    line_id: str = "1",
    *,
    title: str = "Blue mug",
    sku: str | None = "MUG-BLUE",
    quantity: str | int | Decimal = 1,
    gross: int = 2_000,
    discount: int = 0,
    tax: int = 0,
    kind: LineKind = LineKind.product,
    source: str | None = None,
) -> Line:
    """One sold line that adds up; money in minor units."""
    net = gross - discount
    return Line(
        line_id=line_id,
        kind=kind,
        title=title,
        sku=sku,
        quantity=Decimal(quantity),
        gross=gross,
        discount=discount,
        net=net,
        tax=tax,
        total=net + tax,
        taxes=(Tax(name="State tax", amount=tax),) if tax else (),
        source_line_id=source,
    )


def shipping(amount: int = 500, *, discount: int = 0, tax: int = 0) -> Line:
    return a_line("ship", title="Parcel", sku=None, gross=amount, discount=discount, tax=tax, kind=LineKind.shipping)


def a_payment(
    amount: int,
    payment_id: str = "pay-1",
    *,
    at: datetime = PAID,
    gateway: str = "cards",
    label: str = "Card",
    method: PaymentMethod = PaymentMethod.card,
    kind: PaymentKind = PaymentKind.sale,
    reference: str | None = "ch_1",
    **more: Any,
) -> Payment:
    """Money that moved: positive in, negative out."""
    return Payment(
        payment_id=payment_id,
        kind=kind,
        status=PaymentStatus.ok,
        method=method,
        gateway=gateway,
        gateway_label=label,
        amount=amount,
        moves_money=kind in (PaymentKind.sale, PaymentKind.capture, PaymentKind.refund, PaymentKind.change),
        at=at,
        reference=reference,
        **more,
    )


def an_order(
    *,
    number: str = "1001",
    lines: Sequence[Line] | None = None,
    payments: Sequence[Payment] = (),
    shipped: datetime | None = None,
    events: Sequence[Event] = (),
    **changes: Any,
) -> Order:
    """A pending order of two mugs with shipping and tax (47.65 USD); `events` follow the sale, totals the parts."""
    sold = (a_line(quantity=2, gross=4_000, tax=265), shipping()) if lines is None else tuple(lines)
    sale = Event(event_id=f"sale-{number}", kind=EventKind.sale, at=PLACED, lines=sold)
    everything = [line for event in (sale, *events) for line in event.lines]
    booked = [line for event in (sale, *events) if event.kind in (EventKind.sale, EventKind.edit) for line in event.lines]
    paid = sum(payment.amount for payment in payments if payment.moves_money and payment.amount > 0)
    given_back = -sum(payment.amount for payment in payments if payment.moves_money and payment.amount < 0)
    original = sum(line.total for line in sold)
    fields: dict[str, Any] = {
        "platform": "shopify",
        "store": "mugs",
        "order_id": f"id-{number}",
        "number": number,
        "name": f"#{number}",
        "created_at": PLACED,
        "placed_at": PLACED,
        "updated_at": shipped or PLACED,
        "time_zone": "America/Chicago",
        "currency": "USD",
        "lifecycle": Lifecycle.open,
        "payment_state": PaymentState.paid if paid and paid >= original else PaymentState.pending,
        "fulfillment_state": FulfillmentState.fulfilled if shipped else FulfillmentState.unfulfilled,
        "customer": Customer(customer_id="c-1", name="Ada Lockwood", email="ada@example.com", phone="555-0101"),
        "bill_to": ADA,
        "ship_to": ADA,
        "events": (sale, *events),
        "payments": tuple(payments),
        "shipments": (Shipment(shipment_id="s-1", at=shipped),) if shipped else (),
        "totals": StoreTotals(
            original=original,
            current=sum(line.total for line in everything),
            tax=sum(line.tax for line in booked),
            paid=paid,
            refunded=given_back,
        ),
    }
    return Order(**(fields | changes))


def a_refund(line: Line, event_id: str = "refund-1", at: datetime = SHIPPED) -> Event:
    """The whole line given back."""
    back = Line(
        line_id=f"back-{line.line_id}",
        kind=line.kind,
        title=line.title,
        sku=line.sku,
        quantity=-line.quantity,
        gross=-line.gross,
        discount=-line.discount,
        net=-line.net,
        tax=-line.tax,
        total=-line.total,
        taxes=tuple(Tax(name=tax.name, amount=-tax.amount) for tax in line.taxes),
        source_line_id=line.line_id,
    )
    return Event(event_id=event_id, kind=EventKind.refund, at=at, lines=(back,))


def an_edit(
    line: Line, quantity: int, *, gross: int, tax: int = 0, discount: int = 0, event_id: str = "edit-1", at: datetime = PAID
) -> Event:
    """So many pieces more (or fewer) of a line, as a store that keeps a ledger of edits gives them."""
    change = msgspec.structs.replace(
        a_line(f"{event_id}-{line.line_id}", quantity=quantity, gross=gross, tax=tax, discount=discount),
        source_line_id=line.source_line_id,
        title=line.title,
        sku=line.sku,
        kind=line.kind,
    )
    return Event(event_id=event_id, kind=EventKind.edit, at=at, lines=(change,))


_AMOUNTS = st.integers(min_value=0, max_value=5_000_000)
_WHOLE = st.integers(min_value=0, max_value=5_000).map(Decimal)
_FRACTIONS = st.decimals(min_value="0.00001", max_value=5_000, places=5)
_TITLES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=120)


@st.composite
def lines(draw: st.DrawFn, line_id: str = "1") -> Line:
    """A sold line that adds up: any kind, any quantity, reduced by some, all or none of its amount."""
    kind = draw(st.sampled_from([LineKind.product, LineKind.product, LineKind.shipping, LineKind.fee, LineKind.tip]))
    gross = draw(_AMOUNTS)
    return a_line(
        line_id,
        title=draw(_TITLES),
        sku=draw(st.none() | st.sampled_from(["MUG-BLUE", "mug-blue", "TEE:RED", "A" * 120])),
        quantity=draw(st.one_of(_WHOLE, _FRACTIONS)),
        gross=gross,
        discount=draw(st.sampled_from([0, 0, gross // 3, gross])),
        tax=draw(st.sampled_from([0, gross // 12])),
        kind=kind,
    )


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """A valid order: one to six lines, none to three payments of any size, shipped or not."""
    count = draw(st.integers(min_value=1, max_value=6))
    sold = [draw(lines(str(number))) for number in range(count)]
    amounts = draw(st.lists(st.integers(min_value=1, max_value=10_000_000), max_size=3))
    paid = [a_payment(amount, f"pay-{n}", at=PAID + timedelta(hours=n)) for n, amount in enumerate(amounts)]
    return an_order(lines=sold, payments=paid, shipped=draw(st.none() | st.just(SHIPPED)))

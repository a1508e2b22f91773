"""Puts the order of an example together from what is said of it, so that its parts add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

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
    PaymentState,
    RawStatus,
    ReturnState,
    Shipment,
    StoreTotals,
    Terms,
)
from order_sync.rules.example_given import Given, Values, moment, name_of
from order_sync.rules.example_money import payments as payments_of
from order_sync.rules.example_sale import sold_lines
from order_sync.rules.fields import CUSTOM, find_field
from order_sync.rules.where import Where

_FULFILLMENT = {state.value: state for state in FulfillmentState} | {"partially_fulfilled": FulfillmentState.partial}


def build(
    said: Values, lines: Sequence[Values], payments: Sequence[Values], *, placed: date, store: str, where: Where
) -> Order:
    """The order with these values. What cannot be together is not found here: read the order back."""
    given = Given(said, placed, where)
    sold = sold_lines(given, lines)
    total = sum(line.total for line in sold)
    state, money, refunded = payments_of(given, payments, total)
    attributes, parts = _texts(given)
    placed_at = moment(given.placed)
    given_back = _refund(refunded, placed_at)
    moved = sum(payment.amount for payment in money if payment.moves_money)
    shipments = _shipments(given)
    order = {
        "platform": "example", "store": store, "order_id": "example", "number": "1001", "name": "#1001",
        "created_at": placed_at, "placed_at": placed_at, "updated_at": placed_at, "time_zone": "UTC",
        "payment_state": state, **_states(given, bool(shipments)), **_heading(given, state, money),
        "events": (Event(event_id="sale", kind=EventKind.sale, at=placed_at, lines=tuple(sold)), *given_back),
        "payments": tuple(money), "shipments": shipments,
        "totals": StoreTotals(
            original=total,
            current=total - refunded,
            tax=sum(line.tax for line in sold),
            paid=moved + refunded,
            refunded=refunded,
            discount=sum(line.discount for line in sold),
            shipping=sum(line.net for line in sold if line.kind is LineKind.shipping),
        ),
    }  # fmt: skip
    return Order(**(order | attributes | parts))


def _refund(amount: int, at: datetime) -> tuple[Event, ...]:
    if not amount:
        return ()
    line = Line(
        line_id="refund", kind=LineKind.adjustment, title="Refund", quantity=Decimal(-1), gross=-amount, net=-amount,
        total=-amount,
    )  # fmt: skip
    return (Event(event_id="refund", kind=EventKind.refund, at=at, lines=(line,)),)


def _states(given: Given, has_shipped: bool) -> dict[str, Any]:
    """Lifecycle, how far it is shipped, and whether anything came back."""
    words = [name_of(word) for word in given.all("order status")]
    shipped = FulfillmentState.fulfilled if has_shipped else FulfillmentState.unfulfilled
    life = Lifecycle.cancelled if "date cancelled" in given.said else Lifecycle.open
    shipped = next((_FULFILLMENT[word] for word in words if word in _FULFILLMENT), shipped)
    life = next((Lifecycle[word] for word in words if word in ("cancelled", "draft")), life)
    said = given.one("fulfillment status")
    return {
        "lifecycle": life,
        "fulfillment_state": shipped if said is None else _FULFILLMENT[name_of(said)],
        "return_state": ReturnState[name_of(given.one("return status") or "none")],
    }


def _shipments(given: Given) -> tuple[Shipment, ...]:
    carriers, tracking = given.all("carrier"), given.all("tracking number")
    day = given.day("date shipped")
    if not (carriers or tracking or day):
        return ()
    at = moment(day or given.placed)
    return tuple(
        Shipment(
            shipment_id=str(number),
            at=at,
            carrier=str(carriers[number]) if number < len(carriers) else None,
            tracking=tuple(str(one) for one in tracking) if number == 0 else (),
        )
        for number in range(max(len(carriers), 1))
    )


def _heading(given: Given, state: PaymentState, payments: Sequence[Payment]) -> dict[str, Any]:
    """Dates, yes or no, and what else the order says of itself."""
    paid, cancelled = given.day("date paid"), given.day("date cancelled")
    words = [str(word) for word in given.all("store status")]
    number = str(given.one("order number") or "1001").removeprefix("#").strip()
    terms = given.one("terms")
    custom = {name.removeprefix(CUSTOM): str(values[0]) for name, values in given.said.items() if name.startswith(CUSTOM)}
    custom |= {f"field {place}": str(value) for place, value in enumerate(given.all("any custom field"), start=1)}
    last = max((one.at for one in payments if one.moves_money and one.amount > 0), default=None)
    return {
        "currency": given.currency,
        "number": number,
        "name": f"#{number}",
        "paid_at": moment(paid) if paid else last if state is PaymentState.paid else None,
        "cancelled_at": moment(cancelled) if cancelled else None,
        "is_test": given.yes("test order"),
        "tax_exempt": given.yes("tax exempt"),
        "prices_include_tax": given.yes("prices include tax"),
        "raw_status": RawStatus(**dict(zip(("order", "financial", "fulfillment", "returns"), words))),  # noqa: B905
        "tags": tuple(str(tag) for tag in given.all("tag")),
        "terms": Terms(name=str(terms)) if terms else None,
        "attributes": custom,
    }


def _texts(given: Given) -> tuple[dict[str, str], dict[str, Any]]:
    """The fields that are one text of the order; and those of its customer and addresses, as these."""
    own: dict[str, str] = {}
    parts: dict[str, dict[str, Any]] = {"customer": {"is_guest": given.yes("guest")}}
    for name, values in given.said.items():
        field = find_field(name)
        if field is None or not field.path or name == "currency":
            continue
        first, _, second = field.path.partition(".")
        if second:
            parts.setdefault(first, {})[second] = str(values[0])
        else:
            own[first] = str(values[0])
    kinds: dict[str, Any] = {"customer": Customer, "bill_to": Address, "ship_to": Address}
    return own, {name: kinds[name](**values) for name, values in parts.items()}

"""A WooCommerce order's JSON as a normalised order. Pure (reference sections 2.5, 2.6, 10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from order_sync.money import round_minor, to_decimal, to_minor
from order_sync.orders import (
    Address,
    Customer,
    Event,
    EventKind,
    FulfillmentState,
    Order,
    Payment,
    RawStatus,
    Shipment,
    StoreTotals,
)
from order_sync.stores.moments import read_moment, read_optional_moment
from order_sync.stores.payment_methods import woocommerce_method
from order_sync.stores.plain_text import plain_text, plain_texts
from order_sync.stores.woocommerce import statuses
from order_sync.stores.woocommerce.ids import plain_id
from order_sync.stores.woocommerce.lines import Row, exact_lines, is_public, settled_lines, tax_rates
from order_sync.stores.woocommerce.payments import gift_card_amounts, order_payments
from order_sync.stores.woocommerce.refunds import refund_event


def normal_order(row: Row, refunds: Sequence[Row], *, store: str, time_zone: str, test_gateways: frozenset[str]) -> Order:
    """`refunds`: those of the order, read with all decimals. Raises OrderProblem, or what unexpected JSON raises."""
    currency = str(row["currency"])
    slug = str(row["status"])
    meaning = statuses.MEANINGS.get(slug, statuses.UNKNOWN)
    totals, taken = _totals(row, currency, holds_money=meaning.holds_money)
    paid_at = read_optional_moment(row.get("date_paid_gmt")) if meaning.holds_money else None
    completed_at = read_optional_moment(row.get("date_completed_gmt"))
    fulfillment_state = statuses.fulfillment_state(slug, meaning, was_completed=completed_at is not None)
    created_at = read_moment(row["date_created_gmt"])
    gateway = str(row.get("payment_method") or "")
    is_test = gateway in test_gateways
    payment_state = statuses.payment_state(
        meaning, is_paid=paid_at is not None, total=totals.original, refunded=totals.refunded
    )
    payments = order_payments(
        row, refunds, state=payment_state, total=taken, paid_at=paid_at, currency=currency, is_test=is_test
    )
    number = plain_text(row["number"])
    return Order(
        platform="woocommerce",
        store=store,
        order_id=plain_id(row["id"]),
        number=number.removeprefix("#").strip(),
        name=number,
        created_at=created_at,
        placed_at=created_at,
        updated_at=read_moment(row["date_modified_gmt"]),
        time_zone=time_zone,
        currency=currency,
        lifecycle=meaning.lifecycle,
        payment_state=payment_state,
        fulfillment_state=fulfillment_state,
        raw_status=RawStatus(order=slug, financial=slug, fulfillment=slug),
        paid_at=paid_at,
        # cancelled_at stays empty: WooCommerce keeps no such time, and the time of update moves when somebody only looks
        closed_at=completed_at,
        is_test=is_test,
        prices_include_tax=bool(row.get("prices_include_tax")),
        channel=plain_text(row.get("created_via")),
        note=plain_text(row.get("customer_note")) or None,
        external_ref=plain_text(row.get("order_key")) or None,
        attributes=plain_texts({meta["key"]: meta["value"] for meta in row.get("meta_data") or () if is_public(meta)}),
        customer=_customer(row),
        bill_to=_address(row.get("billing")),
        ship_to=_address(row.get("shipping")),
        events=(_sale(row, totals, currency, created_at), *_refund_events(row, refunds, currency)),
        payments=payments,
        shipments=_shipments(row, fulfillment_state, completed_at, created_at),
        totals=totals,
        warnings=tuple(_warnings(slug, gateway, payments)),
    )


def _totals(row: Row, currency: str, *, holds_money: bool) -> tuple[StoreTotals, int]:
    """What the store says, and what of it the gateway takes: a gift-card plug-in has lowered `total` by the cards."""
    taken = to_minor(row["total"], currency)
    cards = sum(gift_card_amounts(row, currency))
    refunded = -sum(round_minor(to_decimal(refund["total"]), currency) for refund in row.get("refunds") or ())
    is_paid = holds_money and bool(row.get("date_paid_gmt"))
    totals = StoreTotals(
        original=taken + cards,
        current=taken + cards - refunded,
        # unrounded where the shop rounds its tax at the subtotal
        tax=round_minor(to_decimal(row["total_tax"]), currency),
        paid=taken + cards if is_paid else 0,
        refunded=refunded if is_paid else 0,
        discount=round_minor(to_decimal(row["discount_total"]), currency),
        shipping=round_minor(to_decimal(row["shipping_total"]), currency),
    )
    return totals, taken


def _sale(row: Row, totals: StoreTotals, currency: str, at: datetime) -> Event:
    coupons = tuple(plain_text(coupon["code"]) for coupon in row.get("coupon_lines") or ())
    lines = settled_lines(
        exact_lines(row, tax_rates(row)),
        net=totals.original - totals.tax,
        tax=totals.tax,
        discount=totals.discount,
        currency=currency,
        coupons=coupons,
    )
    return Event(event_id="sale", kind=EventKind.sale, at=at, lines=lines)


def _refund_events(row: Row, refunds: Sequence[Row], currency: str) -> tuple[Event, ...]:
    events = [refund_event(refund, tax_rates(row), currency) for refund in refunds]
    return tuple(sorted(events, key=lambda event: (event.at, event.event_id)))


def _shipments(
    row: Row, state: FulfillmentState, completed_at: datetime | None, created_at: datetime
) -> tuple[Shipment, ...]:
    """One for a completed order: WooCommerce knows no shipments of its own. Imported orders may lack the time."""
    if state is not FulfillmentState.fulfilled:
        return ()
    at = completed_at or read_optional_moment(row.get("date_paid_gmt")) or created_at
    return (Shipment(shipment_id="completed", at=at),)


def _customer(row: Row) -> Customer:
    billing: dict[str, Any] = row.get("billing") or {}
    shipping: dict[str, Any] = row.get("shipping") or {}
    customer_id = plain_id(row.get("customer_id"))
    is_guest = customer_id in ("", "0")
    return Customer(
        customer_id=None if is_guest else customer_id,
        name=_person(billing) or _person(shipping),
        company=plain_text(billing.get("company") or shipping.get("company")),
        email=plain_text(billing.get("email")),
        phone=plain_text(billing.get("phone")),
        is_guest=is_guest,
    )


def _person(row: dict[str, Any]) -> str:
    return plain_text(f"{row.get('first_name') or ''} {row.get('last_name') or ''}")


def _address(row: dict[str, Any] | None) -> Address | None:
    """None where every field is empty, as in an order for a download."""
    if not row:
        return None
    address = Address(
        name=_person(row),
        company=plain_text(row.get("company")),
        line1=plain_text(row.get("address_1")),
        line2=plain_text(row.get("address_2")),
        city=plain_text(row.get("city")),
        region=plain_text(row.get("state")),
        postal_code=plain_text(row.get("postcode")),
        country=plain_text(row.get("country")),
        phone=plain_text(row.get("phone")),
    )
    return address if address != Address() else None


def _warnings(slug: str, gateway: str, payments: Sequence[Payment]) -> list[str]:
    warnings = []
    if slug not in statuses.MEANINGS:
        warnings.append(f"The store's order status “{slug}” is not known here.")
    if payments and gateway and woocommerce_method(gateway) is None:
        warnings.append(f"The payment method “{gateway}” is not known here.")
    return warnings

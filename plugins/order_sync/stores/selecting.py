"""The test that every order passes before it is delivered, whatever the store's own filters let through. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from order_sync.orders import (
    FulfillmentState,
    Lifecycle,
    Order,
    PaymentState,
    Status,
    statuses_of,
)
from order_sync.syncs import Selection, Span


def is_selected(order: Order, selection: Selection) -> bool:
    """True where every part of the selection takes the order. Spans are half-open: their end is not part of them."""
    return (
        _in(order.updated_at, selection.updated)
        and _in(order.placed_at, selection.placed)
        and (not selection.numbers or plain_number(order.number) in {plain_number(n) for n in selection.numbers})
        and (not selection.order_ids or order.order_id in selection.order_ids)
        and (not selection.asked or _has_status(order, selection.asked))
        and not (selection.history and _never_became_a_sale(order))
    )


def plain_number(number: str) -> str:
    """An order number as it is compared: without the sign and the spaces that people put before it."""
    return number.strip().removeprefix("#").strip().casefold()


def missing_numbers(selection: Selection, found: Collection[str]) -> tuple[str, ...]:
    """The order numbers that were asked for and are not among those found, as they were written."""
    known = {plain_number(number) for number in found}
    return tuple(number for number in selection.numbers if plain_number(number) not in known)


def _in(moment: datetime, span: Span | None) -> bool:
    return span is None or span.start <= moment < span.end


def _has_status(order: Order, statuses: tuple[Status, ...]) -> bool:
    if order.lifecycle is Lifecycle.draft:
        return Status.draft in statuses
    # An order whose words are unknown may be one of those asked for: it is delivered, and quarantined with its reason.
    return bool(statuses_of(order) & set(statuses)) or has_unknown_status(order)


def has_unknown_status(order: Order) -> bool:
    return (
        order.lifecycle is Lifecycle.unknown
        or order.payment_state is PaymentState.unknown
        or order.fulfillment_state is FulfillmentState.unknown
    )


def _never_became_a_sale(order: Order) -> bool:
    if order.lifecycle is Lifecycle.draft or order.payment_state is PaymentState.failed:
        return True
    was_paid = any(payment.moves_money for payment in order.payments)
    was_shipped = bool(order.shipments) or order.fulfillment_state in (FulfillmentState.partial, FulfillmentState.fulfilled)
    return order.lifecycle is Lifecycle.cancelled and not was_paid and not was_shipped

"""Shopify's words for an order's state, as ours (reference section 1.4). New words come with new API versions."""

from __future__ import annotations

from typing import Any, TypeVar

from order_sync.orders import FulfillmentState, Lifecycle, PaymentState, RawStatus, ReturnState, Word

_PAYMENT = {
    "PENDING": PaymentState.pending,
    "AUTHORIZED": PaymentState.authorized,
    "EXPIRED": PaymentState.expired,
    "PARTIALLY_PAID": PaymentState.partially_paid,
    "PAID": PaymentState.paid,
    "PARTIALLY_REFUNDED": PaymentState.partially_refunded,
    "REFUNDED": PaymentState.refunded,
    "VOIDED": PaymentState.voided,
}
_FULFILLMENT = {
    "UNFULFILLED": FulfillmentState.unfulfilled,
    "OPEN": FulfillmentState.unfulfilled,
    "RESTOCKED": FulfillmentState.unfulfilled,
    "REQUEST_DECLINED": FulfillmentState.unfulfilled,
    "IN_PROGRESS": FulfillmentState.in_progress,
    "PENDING_FULFILLMENT": FulfillmentState.in_progress,
    "PARTIALLY_FULFILLED": FulfillmentState.partial,
    "FULFILLED": FulfillmentState.fulfilled,
    "FULFILLMENT_NOT_REQUIRED": FulfillmentState.not_required,
    "ON_HOLD": FulfillmentState.on_hold,
    "SCHEDULED": FulfillmentState.scheduled,
}
_RETURN = {
    "NO_RETURN": ReturnState.none,
    "RETURN_REQUESTED": ReturnState.requested,
    "IN_PROGRESS": ReturnState.in_progress,
    "INSPECTION_COMPLETE": ReturnState.in_progress,
    "RETURNED": ReturnState.returned,
    "RETURN_FAILED": ReturnState.failed,
}

State = TypeVar("State", bound=Word)


def lifecycle(node: dict[str, Any]) -> Lifecycle:
    if node["cancelledAt"]:
        return Lifecycle.cancelled
    return Lifecycle.closed if node["closed"] or node["closedAt"] else Lifecycle.open


def payment_state(node: dict[str, Any], *, total: int) -> tuple[PaymentState, list[str]]:
    """The state, and a warning where Shopify's word is new to us. An order of 0.00 without a word owes nothing."""
    word = node["displayFinancialStatus"]
    if word is None and total == 0:
        return PaymentState.none_due, []
    return _known(_PAYMENT, word, PaymentState.unknown, "payment status")


def fulfillment_state(node: dict[str, Any]) -> tuple[FulfillmentState, list[str]]:
    return _known(_FULFILLMENT, node["displayFulfillmentStatus"], FulfillmentState.unknown, "fulfillment status")


def return_state(node: dict[str, Any]) -> tuple[ReturnState, list[str]]:
    return _known(_RETURN, node["returnStatus"] or "NO_RETURN", ReturnState.unknown, "return status")


def raw_status(node: dict[str, Any]) -> RawStatus:
    return RawStatus(
        order="cancelled" if node["cancelledAt"] else "closed" if node["closed"] else "open",
        financial=str(node["displayFinancialStatus"] or ""),
        fulfillment=str(node["displayFulfillmentStatus"] or ""),
        returns=str(node["returnStatus"] or ""),
    )


def _known(table: dict[str, State], word: object, unknown: State, name: str) -> tuple[State, list[str]]:
    state = table.get(str(word or ""))
    return (state, []) if state else (unknown, [f"The store's {name} “{word or ''}” is not known here."])

"""What keeps a whole order out of the books before any document is thought of."""

from __future__ import annotations

from collections.abc import Iterable

from order_sync.invariants import problems
from order_sync.money import show
from order_sync.orders import EventKind, Lifecycle, Order, PaymentKind, Problem
from order_sync.records.reasons import held, problem
from order_sync.records.record import CompanyState, Held, Posted
from order_sync.syncs import RecordKind

_OVER = {
    Lifecycle.cancelled: "was cancelled in the store",
    Lifecycle.deleted: "was deleted in the store",
    Lifecycle.draft: "is only a draft in the store",
}
_BILLS = (RecordKind.invoice, RecordKind.sales_receipt)


def obstacles(order: Order, posted: Iterable[Posted], state: CompanyState) -> tuple[Problem, ...]:
    """Why the order must be quarantined; empty where its documents may be built."""
    broken = problems(order)
    if broken:
        return broken
    found = _of_an_order_that_is_over(order, posted) if order.lifecycle in _OVER else _of_what_is_not_booked(order)
    if order.currency != state.home_currency and not state.multi_currency:
        found = (*found, problem("currency_not_used", currency=order.currency, home=state.home_currency))
    return found


def nothing_to_book(order: Order, posted: Iterable[Posted], number: str) -> Held | None:
    """Why an order that is cancelled, deleted or a draft makes no documents; None for every other order."""
    if order.lifecycle not in _OVER:
        return None
    lifecycle = _OVER[order.lifecycle]
    if _confirmed(posted, RecordKind.sales_order):
        return held(RecordKind.sales_order, "sales_order_left", lifecycle=lifecycle, number=number)
    return held(RecordKind.sales_order, "nothing_to_book", lifecycle=lifecycle)


def _of_an_order_that_is_over(order: Order, posted: Iterable[Posted]) -> tuple[Problem, ...]:
    lifecycle = _OVER[order.lifecycle]
    if _confirmed(posted, *_BILLS):
        return (problem("cancelled_after_posting", lifecycle=lifecycle),)
    kept = sum(payment.amount for payment in order.payments if payment.moves_money)
    return (problem("cancelled_with_money", lifecycle=lifecycle, kept=show(kept, order.currency)),) if kept > 0 else ()


def _of_what_is_not_booked(order: Order) -> tuple[Problem, ...]:
    gives_back = any(event.kind in (EventKind.refund, EventKind.return_, EventKind.cancel) for event in order.events) or any(
        payment.moves_money and payment.kind is PaymentKind.refund for payment in order.payments
    )
    if gives_back:
        return (problem("refund_not_booked"),)
    takes_off = any(
        line.net < 0 or line.quantity < 0 for event in order.events if event.kind is EventKind.edit for line in event.lines
    )
    return (problem("edit_not_booked"),) if takes_off else ()


def _confirmed(posted: Iterable[Posted], *kinds: RecordKind) -> bool:
    return any(one.kind in kinds and one.state == "confirmed" for one in posted)

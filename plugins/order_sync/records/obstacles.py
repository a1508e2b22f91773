"""What keeps a whole order out of the books before any document is thought of."""

from __future__ import annotations

from collections.abc import Iterable

from order_sync.invariants import problems
from order_sync.money import show
from order_sync.orders import EventKind, Lifecycle, Order, PaymentKind, Problem
from order_sync.records.edited_lines import strays
from order_sync.records.reasons import problem
from order_sync.records.record import CompanyState, Posted
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
    found = _of_an_order_that_is_over(order, posted) if order.lifecycle in _OVER else _of_what_is_not_booked(order, posted)
    if order.currency != state.home_currency and not state.multi_currency:
        found = (*found, problem("currency_not_used", currency=order.currency, home=state.home_currency))
    return found


def nothing_to_book(order: Order) -> str | None:
    """What became of an order that is cancelled, deleted or a draft, and so makes no documents; None for every other."""
    return _OVER.get(order.lifecycle)


def _of_an_order_that_is_over(order: Order, posted: Iterable[Posted]) -> tuple[Problem, ...]:
    lifecycle = _OVER[order.lifecycle]
    if _confirmed(posted, *_BILLS):
        return (problem("cancelled_after_posting", lifecycle=lifecycle),)
    if _confirmed(posted, RecordKind.payment):  # booked before its invoice
        return (problem("cancelled_with_payment", lifecycle=lifecycle),)
    kept = sum(payment.amount for payment in order.payments if payment.moves_money)
    return (problem("cancelled_with_money", lifecycle=lifecycle, kept=show(kept, order.currency)),) if kept > 0 else ()


def _of_what_is_not_booked(order: Order, posted: Iterable[Posted]) -> tuple[Problem, ...]:
    gives_back = any(event.kind in (EventKind.refund, EventKind.return_, EventKind.cancel) for event in order.events) or any(
        payment.moves_money and payment.kind is PaymentKind.refund for payment in order.payments
    )
    if gives_back:
        return (problem("refund_not_booked"),)
    return _of_edits(order, posted)


def _of_edits(order: Order, posted: Iterable[Posted]) -> tuple[Problem, ...]:
    """An edit is booked by updating the open sales order; what is billed already is not made less here."""
    if stray := strays(order):
        return (problem("edit_not_booked", when=f"that was not on it (“{stray[0].title}”)"),)
    takes_off = any(line.net < 0 for event in order.events if event.kind is EventKind.edit for line in event.lines)
    billed = sum(one.total for one in posted if one.kind in _BILLS and one.state == "confirmed")
    if takes_off and billed > sum(line.total for line in order.sale_lines):
        return (problem("edit_not_booked", when="after it was invoiced"),)
    return ()


def _confirmed(posted: Iterable[Posted], *kinds: RecordKind) -> bool:
    return any(one.kind in kinds and one.state == "confirmed" for one in posted)

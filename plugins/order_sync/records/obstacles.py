"""What keeps a whole order out of the books before any document is thought of."""

from __future__ import annotations

from collections.abc import Iterable

from order_sync.invariants import problems
from order_sync.money import show
from order_sync.orders import EventKind, Lifecycle, Order, Problem
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
    found = _of_an_order_that_is_over(order, posted) if order.lifecycle in _OVER else ()
    if order.currency != state.home_currency and not state.multi_currency:
        found = (*found, problem("currency_not_used", currency=order.currency, home=state.home_currency))
    return found


def is_over(order: Order) -> bool:
    """Whether the order is cancelled, deleted or a draft."""
    return order.lifecycle in _OVER


def nothing_to_book(order: Order, posted: Iterable[Posted]) -> str | None:
    """What became of an order that is over and has no bill, and so makes no documents; None for every other."""
    return _OVER.get(order.lifecycle) if not _confirmed(posted, *_BILLS) else None


def _of_an_order_that_is_over(order: Order, posted: Iterable[Posted]) -> tuple[Problem, ...]:
    lifecycle, posted = _OVER[order.lifecycle], tuple(posted)
    bills = {one.source_id for one in posted if one.kind in _BILLS and one.state == "confirmed"}
    if order.lifecycle is Lifecycle.draft and bills:
        return (problem("draft_after_posting"),)
    if bills and bills.isdisjoint(event.event_id for event in order.events if event.kind is EventKind.sale):
        return (problem("cancelled_after_a_part", lifecycle=lifecycle),)
    if not bills and _confirmed(posted, RecordKind.payment):  # booked before its invoice
        return (problem("cancelled_with_payment", lifecycle=lifecycle),)
    kept = sum(payment.amount for payment in order.payments if payment.moves_money)
    return (problem("cancelled_with_money", lifecycle=lifecycle, kept=show(kept, order.currency)),) if kept > 0 else ()


def _confirmed(posted: Iterable[Posted], *kinds: RecordKind) -> bool:
    return any(one.kind in kinds and one.state == "confirmed" for one in posted)

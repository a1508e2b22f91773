"""The laws that an order must keep before it may be posted (reference store-order-apis, section 9.4, I1 to I9)."""

from __future__ import annotations

from collections import Counter

from order_sync.money import show
from order_sync.orders import EventKind, FulfillmentState, Lifecycle, LineKind, Order, PaymentState, Problem


def problems(order: Order) -> tuple[Problem, ...]:
    """Every law that the order breaks, in words for the bookkeeper; none: it may be posted."""
    return (
        *_unknown(order),
        *_lines_add_up(order),
        *_order_adds_up(order),
        *_money_adds_up(order),
        *_ids_are_unique(order),
    )


def _unknown(order: Order) -> list[Problem]:
    said = {
        "payment status": (order.payment_state is PaymentState.unknown, order.raw_status.financial),
        "fulfillment status": (order.fulfillment_state is FulfillmentState.unknown, order.raw_status.fulfillment),
        "order status": (order.lifecycle is Lifecycle.unknown, order.raw_status.order),
    }
    names = {word: name for name, (is_unknown, word) in said.items() if is_unknown}
    return [
        Problem(
            code="unknown_status",
            reason=f"The store gave the {name} “{word}”, which is not known here.",
            remedy="Give the order a standard status in the store; ask for the new status to be added.",
        )
        for word, name in names.items()
    ]


def _lines_add_up(order: Order) -> list[Problem]:
    return [
        Problem(
            code="line_does_not_add_up",
            reason=f"Line “{line.title}” does not add up: {show(line.gross, order.currency)} less discount "
            f"{show(line.discount, order.currency)} plus tax {show(line.tax, order.currency)} "
            f"is not {show(line.total, order.currency)}.",
            remedy="Correct the line in the store, then run this order again.",
        )
        for event in order.events
        for line in event.lines
        if line.net != line.gross - line.discount
        or line.total != line.net + line.tax
        or line.tax != sum(tax.amount for tax in line.taxes)
    ]


def _order_adds_up(order: Order) -> list[Problem]:
    sold = sum(line.total for e in order.events if e.kind is EventKind.sale for line in e.lines)
    now = sum(line.total for event in order.events for line in event.lines)
    tax = sum(line.tax for line in order.sale_lines)
    laws = [
        ("lines_do_not_add_up", "The lines add up to", sold, "the order's total is", order.totals.original),
        (
            "events_do_not_add_up",
            "Sales, edits and refunds add up to",
            now,
            "the store's present total is",
            order.totals.current,
        ),
        ("tax_does_not_add_up", "The lines' tax adds up to", tax, "the order's tax is", order.totals.tax),
    ]
    found = [
        Problem(
            code=code,
            reason=f"{what} {show(ours, order.currency)}, {truth} {show(theirs, order.currency)}.",
            remedy="Compare the order with its lines in the store; correct it there, then run this order again.",
        )
        for code, what, ours, truth, theirs in laws
        if ours != theirs
    ][:1]  # the first says where to look; the others mostly follow from it
    lines = sum(len(event.lines) for event in order.events)
    rounding = sum(abs(line.total) for event in order.events for line in event.lines if line.kind is LineKind.rounding)
    if rounding > lines:
        found.append(
            Problem(
                code="rounding_too_large",
                reason=f"Rounding of {show(rounding, order.currency)} is more than one unit a line.",
                remedy="Compare the order with its lines in the store.",
            )
        )
    return found


def _money_adds_up(order: Order) -> list[Problem]:
    moved = sum(payment.amount for payment in order.payments if payment.moves_money)
    said = order.totals.paid - order.totals.refunded
    found = []
    if moved != said:
        found.append(
            Problem(
                code="payments_do_not_add_up",
                reason=f"The payments add up to {show(moved, order.currency)}, the store says {show(said, order.currency)}.",
                remedy="Compare the order's payments in the store with the payment provider.",
            )
        )
    if order.totals.outstanding is not None and order.totals.current - moved != order.totals.outstanding:
        found.append(
            Problem(
                code="balance_does_not_add_up",
                reason=f"Total less payments is {show(order.totals.current - moved, order.currency)}, "
                f"the store says that {show(order.totals.outstanding, order.currency)} is open.",
                remedy="Compare the order's payments in the store with the payment provider.",
            )
        )
    return found


def _ids_are_unique(order: Order) -> list[Problem]:
    ids = Counter(
        [f"event {e.event_id}" for e in order.events]
        + [f"line {line.line_id} of event {e.event_id}" for e in order.events for line in e.lines]
        + [f"payment {p.payment_id}" for p in order.payments]
    )
    return [
        Problem(
            code="id_not_unique",
            reason=f"The store gave {name} twice.",
            remedy="Run this order again; report it if it stays.",
        )
        for name, count in ids.items()
        if count > 1
    ]

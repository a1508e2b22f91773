"""Tax that a marketplace pays to the state itself: neither owed by the merchant nor paid to him.

It is left out of lines, totals and payments alike, so that the order's laws hold without it: the document and its payment
come to the store's total less that tax (reference connex-features, feature 95).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from order_sync.orders import EventKind, Line, Order, Payment

_GIVEN_BACK = (EventKind.refund, EventKind.return_, EventKind.cancel)


def remitted_tax(order: Order) -> int:
    """What the channel remits of the order's tax, in minor units, refunds of it taken off."""
    return sum(_remitted(line) for event in order.events for line in event.lines)


def without_channel_tax(order: Order) -> Order:
    """The order as if that tax had never been charged."""
    if not any(_remitted(line) for event in order.events for line in event.lines):
        return order
    events = tuple(
        msgspec.structs.replace(event, lines=tuple(_without(line) for line in event.lines)) for event in order.events
    )
    sold = sum(_remitted(line) for line in order.sale_lines)
    at_first = sum(_remitted(line) for event in order.events if event.kind is EventKind.sale for line in event.lines)
    given_back = -sum(_remitted(line) for event in order.events if event.kind in _GIVEN_BACK for line in event.lines)
    payments = _less(_less(order.payments, sold, 1), given_back, -1)
    paid, refunded = (
        sum(payment.amount for payment in order.payments if payment.moves_money and payment.amount * sign > 0)
        - sum(payment.amount for payment in payments if payment.moves_money and payment.amount * sign > 0)
        for sign in (1, -1)
    )
    totals = order.totals
    now = totals.current - remitted_tax(order)
    outstanding = totals.outstanding
    return msgspec.structs.replace(
        order,
        events=events,
        payments=payments,
        totals=msgspec.structs.replace(
            totals,
            original=totals.original - at_first,
            current=now,
            tax=totals.tax - sold,
            paid=totals.paid - paid,
            refunded=totals.refunded + refunded,
            outstanding=None if outstanding is None else outstanding - remitted_tax(order) + paid + refunded,
        ),
    )


def _remitted(line: Line) -> int:
    return sum(tax.amount for tax in line.taxes if tax.remitted_by_channel)


def _without(line: Line) -> Line:
    tax = line.tax - _remitted(line)
    return msgspec.structs.replace(
        line, tax=tax, total=line.net + tax, taxes=tuple(tax for tax in line.taxes if not tax.remitted_by_channel)
    )


def _less(payments: Sequence[Payment], tax: int, sign: int) -> tuple[Payment, ...]:
    """The payments in (`sign` 1) or out (-1) without the tax, which is taken from the last of them first."""
    left, made = tax, []
    for payment in reversed(payments):
        share = 0
        if payment.moves_money and payment.amount * sign > 0:
            share = min(left, payment.amount * sign)
            left -= share
        made.append(payment if not share else msgspec.structs.replace(payment, amount=payment.amount - sign * share))
    return tuple(reversed(made))

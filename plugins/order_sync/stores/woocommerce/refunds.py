"""WooCommerce's refunds as events. Pure (reference sections 2.5, 9.5)."""

from __future__ import annotations

from decimal import Decimal

from order_sync.money import round_minor, to_decimal
from order_sync.orders import Event, EventKind, Line, LineKind
from order_sync.stores.moments import read_moment
from order_sync.stores.plain_text import plain_text
from order_sync.stores.woocommerce.ids import plain_id
from order_sync.stores.woocommerce.lines import ExactLine, Row, exact_lines, settled_lines


def refund_event(refund: Row, rates: Row, currency: str) -> Event:
    """One refund with its lines, negative. What the lines do not explain of its amount is one adjustment without tax."""
    refund_id = plain_id(refund["id"])
    amount = -round_minor(abs(to_decimal(refund["amount"])), currency)
    exact = tuple(line for line in exact_lines(refund, rates) if line.net or line.tax)
    tax = round_minor(sum((line.tax for line in exact), Decimal(0)), currency)
    explained = round_minor(sum((line.net + line.tax for line in exact), Decimal(0)), currency)
    rest = amount - explained
    if abs(rest) <= len(exact):  # no more than rounding
        explained, rest = amount, 0
    lines = settled_lines(exact, net=explained - tax, tax=tax, discount=_discount(exact, currency), currency=currency)
    return Event(
        event_id=f"refund:{refund_id}",
        kind=EventKind.refund,
        at=read_moment(refund["date_created_gmt"]),
        lines=(*lines, _adjustment(refund_id, rest)) if rest else lines,
        reason=plain_text(refund.get("reason")) or None,
        refund_id=refund_id,
    )


def _discount(exact: tuple[ExactLine, ...], currency: str) -> int:
    return round_minor(sum((line.before_discount - line.net for line in exact), Decimal(0)), currency)


def _adjustment(refund_id: str, amount: int) -> Line:
    return Line(
        line_id=f"adjustment:{refund_id}",
        kind=LineKind.adjustment,
        title="Adjustment",
        quantity=Decimal(-1 if amount < 0 else 1),
        gross=amount,
        net=amount,
        total=amount,
        taxable=False,
    )

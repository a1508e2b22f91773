"""What a rule looks at, beside the order."""

from __future__ import annotations

from order_sync.orders import Word
from order_sync.rules.fields import Level
from order_sync.rules.rule import Rule


class Looks(Word):
    """In its conditions, and for its values."""

    order = "order"
    lines = "lines"
    payments = "payments"
    both = "lines and payments"


_LOOKS = {
    frozenset[Level](): Looks.order,
    frozenset([Level.line]): Looks.lines,
    frozenset([Level.payment]): Looks.payments,
}


def looks_at(rule: Rule) -> Looks:
    return _LOOKS.get(rule.levels - {Level.order}, Looks.both)

"""What the contents of an order, a line or a payment meet: which comparisons of rules hold for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from order_sync.orders import Line, Order, Payment
from order_sync.rules.looks import Looks

Check = Callable[[Order, "Line | None", "Payment | None"], bool]


class Row(NamedTuple):
    """A rule that asks for exactly this content, as a map's row does; `check` is what else it asks for."""

    place: int  # of the rule
    looks: Looks
    check: Check | None


Rows = tuple[Row, ...]

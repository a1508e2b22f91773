"""What a field's content meets: which comparisons of rules hold for it."""

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


# What a content meets. First a mask: a bit for each alternative that is looked up by masks, set where nothing that it asks
# of this field fails. Then the rows. A plain tuple, since it is taken apart some twenty times an order.
Met = tuple[int, tuple[Row, ...]]

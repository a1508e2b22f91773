"""What a field's content meets: which comparisons of rules hold for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from order_sync.orders import Line, Order, Payment

Check = Callable[[Order, "Line | None", "Payment | None"], bool]


class Row(NamedTuple):
    """A rule that asks for exactly this content, as a map's row does; `check` is what else it asks for."""

    place: int  # of the rule
    check: Check | None


class Met(NamedTuple):
    """`mask`: a bit for each alternative that is looked up by masks, set where nothing that it asks of this field fails."""

    mask: int
    rows: tuple[Row, ...] = ()

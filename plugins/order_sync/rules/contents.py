"""What fields hold, read for many orders, lines or payments at once, as the index's tables look it up.

A field that is one text gives that text, or None. An amount gives its minor units. A field that is worked out and has one
value at most gives it, or None. Any other gives all its values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from order_sync.orders import Order
from order_sync.rules.fields import Field

# Takes orders, lines or payments, as the field is of, and the order of each; gives a content for each of them.
Contents = Callable[[Sequence[Any], Sequence[Order]], Iterable[Any]]


def contents_of(field: Field) -> Contents:
    """How the contents of a field are read."""
    if field.path:
        return _texts(field.path)
    if field.minor is not None:
        minor = field.minor
        return lambda targets, _orders: map(minor, targets)
    if field.one is not None:
        one = field.one
        return lambda targets, orders: map(one, targets, orders)
    read = field.read
    return lambda targets, orders: map(tuple, map(read, targets, orders))


def _texts(path: str) -> Contents:
    part, _, text = path.rpartition(".")
    get = attrgetter(text)
    if not part:
        return lambda targets, _orders: map(get, targets)
    get_part = attrgetter(part)
    return lambda targets, _orders: [None if part is None else get(part) for part in map(get_part, targets)]


def values_of(content: Any) -> tuple[Any, ...]:
    """The values of a field that gives no amount, from its content."""
    return content if type(content) is tuple else (content,)

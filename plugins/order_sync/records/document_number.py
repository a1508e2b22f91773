"""An order's number as its documents bear it: at most 21 characters, no two orders alike."""

from __future__ import annotations

import hashlib

from order_sync.number_settings import NumberSettings
from order_sync.orders import Order
from order_sync.records import fields
from order_sync.records.reasons import Unbookable, problem

_DIGITS = 6  # of the hash: with the end of the number, two orders of a shop do not meet in it


def whole_number(order: Order, prefix: str) -> str:
    """The prefix and the order's number; raises Unbookable where it has none."""
    if not order.number.strip():
        raise Unbookable(problem("number_missing"))
    return prefix + order.number.strip()


def document_number(order: Order, prefix: str, settings: NumberSettings) -> str:
    """The whole number, or by setting its end after a short hash of the whole."""
    number = whole_number(order, prefix)
    if len(number) <= fields.DOCUMENT_NUMBER or settings.by == "quickbooks":
        return number
    if settings.too_long == "quarantine":
        raise Unbookable(problem("number_too_long", number=number, longest=str(fields.DOCUMENT_NUMBER)))
    digest = hashlib.sha256(number.encode()).hexdigest()[:_DIGITS]
    return f"{digest}-{number[-(fields.DOCUMENT_NUMBER - _DIGITS - 1) :]}"

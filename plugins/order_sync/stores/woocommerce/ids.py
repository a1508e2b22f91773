"""WooCommerce's ids."""

from __future__ import annotations

from decimal import Decimal


def plain_id(value: object) -> str:
    """An id as text, whether it came as 727, "727" or 727.0; "" for null."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return str(int(value))
    return "" if value is None else str(value)

"""Exact amounts: Decimals of the currency's major unit, or ints of its minor unit (every currency here has two decimals)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MILLIONTH = Decimal("0.000001")


def half_up(value: Decimal, unit: Decimal = CENT) -> Decimal:
    """Rounded to whole `unit`s, halves away from zero."""
    return value.quantize(unit, rounding=ROUND_HALF_UP)


def minor(value: Decimal) -> int:
    """Decimal('12.50') -> 1250; an amount finer than a cent is rounded half-up."""
    return int(half_up(value).scaleb(2))


def major(cents: int) -> Decimal:
    """1250 -> Decimal('12.50')."""
    return Decimal(cents).scaleb(-2)


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Cuts `total` into whole units in proportion to `weights` (none below zero); they add up to `total`.

    Every share is rounded down, and what is left over is given one by one from the first that has a weight
    (Shopify: reference section 1.8). 1000 over three equal weights -> 334, 333, 333.
    """
    whole = sum(weights)
    if not whole:
        if total:
            raise ValueError(f"{total} cannot be given to nobody")
        return (0,) * len(weights)
    sign, amount = (-1, -total) if total < 0 else (1, total)
    shares = [amount * weight // whole for weight in weights]
    left = amount - sum(shares)
    for row, weight in enumerate(weights):
        if left and weight:
            shares[row] += 1
            left -= 1
    return tuple(sign * share for share in shares)

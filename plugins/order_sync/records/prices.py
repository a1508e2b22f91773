"""Law 1: an amount that QuickBooks accepts as quantity times unit price, to the cent.

QuickBooks refuses a line whose amount is not quantity times unit price, rounded half-up to the cent (reference section 2.4).
The amount is the store's and never changes; so a price is looked for that gives it.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from order_sync.money import minor_digits, round_minor, to_major

PRICE_DECIMALS = 5  # QuickBooks: an amount, a price and a quantity have at most five decimals (reference section 2.1)

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)  # more digits than 15 of an amount times 15 of a quantity


class PricedPart(NamedTuple):
    """What is sent of a line: `amount` (minor units) is `quantity` times `unit_price` (major units), rounded half-up."""

    quantity: Decimal
    unit_price: Decimal
    amount: int


def priced_parts(quantity: Decimal, amount: int, currency: str) -> tuple[PricedPart, ...]:
    """One part, or two of whole quantities whose unit prices differ by one minor unit; empty where neither is possible.

    `amount` is in minor units of `currency` and not negative; the parts' quantities and amounts add up to the line's own.
    """
    if not _can_be_sent(quantity):
        return ()
    price = unit_price(quantity, amount, currency)
    if price is not None:
        return (PricedPart(quantity, price, amount),)
    return _two_parts(quantity, amount, currency)


def as_one_piece(amount: int, currency: str) -> PricedPart:
    """The whole amount as quantity 1; the true quantity then has to be said in words."""
    return PricedPart(Decimal(1), to_major(amount, currency), amount)


def unit_price(quantity: Decimal, amount: int, currency: str) -> Decimal | None:
    """The price with the fewest decimals, five at most, that gives the amount; None where there is none."""
    if quantity <= 0:
        return Decimal(0) if amount == 0 else None
    if quantity == 1:
        return to_major(amount, currency)
    exact = _EXACT.divide(to_major(amount, currency), quantity)
    for decimals in range(minor_digits(currency), PRICE_DECIMALS + 1):
        step = Decimal(1).scaleb(-decimals)
        below = exact.quantize(step, rounding=ROUND_FLOOR, context=_EXACT)
        for price in sorted((below, below + step), key=lambda price: abs(price - exact)):
            if amount_of(quantity, price, currency) == amount:
                return price
    return None


def amount_of(quantity: Decimal, price: Decimal, currency: str) -> int:
    """Quantity times unit price as QuickBooks rounds it: half-up, in minor units."""
    return round_minor(_EXACT.multiply(quantity, price), currency)


def _can_be_sent(quantity: Decimal) -> bool:
    return quantity >= 0 and quantity == quantity.quantize(Decimal(1).scaleb(-PRICE_DECIMALS), context=_EXACT)


def _two_parts(quantity: Decimal, amount: int, currency: str) -> tuple[PricedPart, ...]:
    if quantity <= 0 or quantity != quantity.to_integral_value():
        return ()
    lower, dearer = divmod(amount, int(quantity))
    parts = ((int(quantity) - dearer, lower), (dearer, lower + 1))
    return tuple(PricedPart(Decimal(count), to_major(price, currency), count * price) for count, price in parts)

"""Money as integer minor units (cents), and nothing else.

A store's amount is read from its own string into minor units; a float never appears.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from order_sync.errors import OrderProblem

# ISO 4217: the currencies whose minor unit is not a hundredth.
_DIGITS = dict.fromkeys(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ],
    0,
) | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)

LARGEST = 10**15 - 1  # QuickBooks: an amount has at most 15 digits (reference section 2.1)


def minor_digits(currency: str) -> int:
    """How many decimals the currency has: 2 for USD, 0 for JPY, 3 for KWD."""
    return _DIGITS.get(currency.upper(), 2)


def to_decimal(text: str | int | Decimal) -> Decimal:
    """A number as the store wrote it. A float is refused: it has lost the cent already."""
    if isinstance(text, float):
        raise TypeError("money never passes through a float; read it with parse_float=Decimal")
    try:
        value = Decimal(str(text).strip())
    except InvalidOperation:
        raise OrderProblem(f"“{text}” is not an amount.", remedy="Correct it in the store.") from None
    if not value.is_finite():
        raise OrderProblem(f"“{text}” is not an amount.", remedy="Correct it in the store.")
    return value


@lru_cache(maxsize=50_000, typed=True)  # typed: 1.0 equals 1, and must be refused all the same
def to_minor(text: str | int | Decimal, currency: str) -> int:
    """'12.50' USD -> 1250. An amount finer than the minor unit is refused; `spread` is for those."""
    scaled = to_decimal(text).scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value() or abs(scaled) > LARGEST:
        raise OrderProblem(
            f"{text} {currency} is not a whole number of the currency's smallest unit.",
            remedy="Correct the amount in the store.",
        )
    return int(scaled)


def round_minor(value: Decimal, currency: str) -> int:
    """Half-up to the minor unit, as QuickBooks rounds (reference section 2.4)."""
    return int(value.scaleb(minor_digits(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@lru_cache(maxsize=50_000)
def to_major(minor: int, currency: str) -> Decimal:
    """1250 USD -> Decimal('12.50'), with exactly the currency's decimals."""
    return Decimal(minor).scaleb(-minor_digits(currency))


def show(minor: int, currency: str) -> str:
    """1234567 USD -> '12,345.67 USD', for people."""
    return f"{to_major(minor, currency):,} {currency}"


def spread(exact: Sequence[Decimal], total: int, currency: str) -> tuple[int, ...]:
    """Rounds exact amounts to minor units so that they add up to `total`, by largest remainder; ties go to the first.

    Raises OrderProblem when the amounts and the total are further apart than one minor unit a row.
    """
    scaled = [value.scaleb(minor_digits(currency)) for value in exact]
    floors = [int(value.to_integral_value(rounding=ROUND_FLOOR)) for value in scaled]
    missing = total - sum(floors)
    if abs(Decimal(total) - sum(scaled, Decimal(0))) > len(scaled):
        raise OrderProblem(
            f"The lines add up to {sum(exact, Decimal(0))}, the order says {to_major(total, currency)} {currency}.",
            remedy="Compare the order with its lines in the store.",
        )
    by_remainder = sorted(range(len(scaled)), key=lambda row: (floors[row] - scaled[row], row))
    whole, extra = divmod(missing, len(scaled)) if scaled else (0, 0)
    shares = [floor + whole for floor in floors]
    for row in by_remainder[:extra]:
        shares[row] += 1
    return tuple(shares)

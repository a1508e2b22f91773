"""Exact numbers: amounts in and out of JSON as Decimals, never floats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

CENT = Decimal("0.01")
ZERO = Decimal(0)


def cents(value: Decimal) -> Decimal:
    """Half-up to two decimals, as QuickBooks rounds (reference section 2.4)."""
    return value.quantize(CENT, ROUND_HALF_UP)


def exact(value: Any) -> Decimal | None:
    """A JSON number or numeric string as a Decimal; None when it is no finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        return None
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def decimal_of(minor_units: int) -> Decimal:
    """1234 -> 12.34"""
    return Decimal(minor_units).scaleb(-2)


def grouped(value: Decimal) -> str:
    """1861.07 -> 1,861.07, as amounts appear in QuickBooks' error texts."""
    return f"{value:,.2f}"


def plain(value: Decimal) -> Decimal:
    """Prices, quantities and percents are given back without trailing zeros: 75, 4.5."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def as_json(value: Any) -> str:
    """JSON text; a Decimal keeps its digits (amounts have two decimals), but zero is a bare 0 (reference section 4.3)."""
    written = WRITTEN.get(value.__class__)
    return written(value) if written else _other_json(value)


def _object_json(value: dict[str, Any]) -> str:
    find = WRITTEN.get
    return "{" + ",".join([f"{quoted(key)}:{find(item.__class__, _other_json)(item)}" for key, item in value.items()]) + "}"


def _list_json(value: Iterable[Any]) -> str:
    find = WRITTEN.get
    return "[" + ",".join([find(item.__class__, _other_json)(item) for item in value]) + "]"


def _decimal_json(value: Decimal) -> str:
    return f"{value:f}" if value else "0"


def _other_json(value: Any) -> str:
    """What is of a class of its own: an object of JSON by what it is made from."""
    return next((write(value) for kind, write in WRITTEN.items() if isinstance(value, kind)), str(value))


WRITTEN: dict[type, Callable[[Any], str]] = {
    str: quoted,
    Decimal: _decimal_json,
    dict: _object_json,
    list: _list_json,
    tuple: _list_json,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): lambda _: "null",
    int: str,
}

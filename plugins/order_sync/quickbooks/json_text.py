"""JSON to and from QuickBooks without a float: an amount keeps every digit it was written with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode = msgspec.json.Decoder(float_hook=Decimal).decode


def to_json(value: Any) -> bytes:
    """Compact JSON; a Decimal becomes a number with exactly its digits."""
    return _encode(value)


def from_json(content: bytes) -> Any:
    """The value, with every broken number as a Decimal; raises ValueError where it is not JSON."""
    return _decode(content)


def as_decimal(value: Any) -> Decimal:
    """A number of QuickBooks', also one that a file turned into text; 0 where there is none."""
    return Decimal(str(value)) if value not in (None, "") else Decimal(0)

"""What the documents after an order's bill have in common: their numbers, and lines that are a part of a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

import msgspec

from order_sync.orders import Line
from order_sync.records import fields
from order_sync.records.fields import cut
from order_sync.records.record import RecordLine
from order_sync.records.reversals import is_part
from order_sync.records.sale import Sale
from order_sync.syncs import RecordKind


class Letter(str, Enum):
    """What stands between an order's number and the count of its documents of one sort: 1001-R2."""

    added = "A"  # an invoice of what was sold after the bill
    credit = "C"  # a credit memo of what was taken back and not paid
    refund = "R"  # a refund receipt: money given back
    store_credit = "S"  # something given back as store credit or on a gift card
    tender = "G"  # a credit memo of a gift card or store credit used


def numbers(sale: Sale, letter: Letter, kind: RecordKind, source_ids: Sequence[str]) -> dict[str, str]:
    """The document numbers by source id, counted in this order; one in the books keeps its own, and none has two owners."""
    keys = {source_id: sale.key(kind, source_id) for source_id in source_ids}
    known = {one.key: one.document_number for one in sale.known.values() if one.document_number}
    found: dict[str, str] = {}
    used = set(known.values())
    for place, (source_id, key) in enumerate(keys.items(), start=1):
        number = known.get(key)
        while number is None or (key not in known and number in used):
            number = _numbered(sale.document_number, letter, place)
            place += 1
        used.add(number)
        found[source_id] = number
    return found


def lines_of(sale: Sale, kind: RecordKind, lines: Iterable[Line]) -> dict[str, Any]:
    """The fields of a document of these lines. Of a line that is cut, the first part has the quantity, the rest none."""
    lines = tuple(lines)
    shared = sale.as_lines(kind, lines)
    parts = {line.line_id for line in lines if is_part(line)}
    return {**shared, "lines": tuple(_amount_alone(line) if line.source_id in parts else line for line in shared["lines"])}


def _amount_alone(line: RecordLine) -> RecordLine:
    description = cut(f"{line.description} (rest of its amount)", fields.DESCRIPTION, "", lambda _: None)
    return msgspec.structs.replace(line, quantity=None, unit_price=None, description=description)


def _numbered(number: str, letter: Letter, place: int) -> str:
    """The number's end where all of it does not fit: there orders differ."""
    suffix = f"-{letter.value}{place}"
    return number[-(fields.DOCUMENT_NUMBER - len(suffix)) :] + suffix

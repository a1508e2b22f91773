"""What a document says, without what QuickBooks adds by itself; numbers compare as numbers, references by their ids."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

_encode = msgspec.json.Encoder(order="deterministic").encode
_SHIPPING = ("SHIPPING_ITEM_ID", "GRATUITY_ITEM_ID")
# What QuickBooks moves by itself, or what is no content: states, sums, links, its own notes.
_NOT_CONTENT = frozenset(
    (
        "Id", "SyncToken", "MetaData", "domain", "sparse", "status", "LinkedTxn", "TxnStatus", "PrintStatus", "EmailStatus",
        "DeliveryInfo", "Balance", "HomeBalance", "TotalAmt", "HomeTotalAmt", "UnappliedAmt", "InvoiceLink", "TxnSource",
    )
)  # fmt: skip
_ADDED = frozenset(("Id", "LineNum", "LinkedTxn", "LineEx", "Lat", "Long", "name", "type", "TaxLine"))


def content_of(entity: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that say something, plain. A payment says its amount; to what it is applied is QuickBooks' to move."""
    found = {name: plain(name, value) for name, value in document.items() if name not in _NOT_CONTENT}
    if entity == "Payment":
        found.pop("Line", None)
        if "TotalAmt" in document:
            found["TotalAmt"] = plain("TotalAmt", document["TotalAmt"])
    return {name: value for name, value in found.items() if value or value is False}


def hashes_of(entity: str, document: Mapping[str, Any]) -> dict[str, str]:
    """A short hash of each of these fields."""
    return {name: hash_of(value) for name, value in content_of(entity, document).items()}


def hash_of(value: Any) -> str:
    """Of a plain value."""
    return hashlib.blake2b(_encode(value), digest_size=4).hexdigest()


def plain(name: str, value: Any) -> Any:
    """A value as it is compared: texts trimmed, numbers as their shortest text, lines in one order, no additions."""
    if isinstance(value, str):
        return value.strip() if "\r" not in value else value.replace("\r\n", "\n").strip()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if name == "CustomField":
        return {str(one.get("DefinitionId")): str(one["StringValue"]) for one in value or () if one.get("StringValue")}
    if isinstance(value, dict):
        parts = [(key, plain(key, part)) for key, part in value.items() if key not in _ADDED]
        return {key: part for key, part in parts if part or part is False}
    if isinstance(value, (list, tuple)):
        return [plain("", part) for part in (sorted_lines(value) if name == "Line" else value)]
    return value


def sorted_lines(lines: Any) -> list[Mapping[str, Any]]:
    """Lines of goods, then shipping, then discounts; without the subtotals, which QuickBooks makes itself."""
    return sorted((line for line in lines or () if line.get("DetailType") != "SubTotalLineDetail"), key=line_group)


def line_group(line: Mapping[str, Any]) -> int:
    if line.get("DetailType") == "DiscountLineDetail":
        return 2
    item = ((line.get("SalesItemLineDetail") or {}).get("ItemRef") or {}).get("value")
    return 1 if item in _SHIPPING else 0

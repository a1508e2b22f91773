"""Differences as people read them: names for ids, words for QuickBooks' fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from order_sync.quickbooks.company import Company
from order_sync.quickbooks.differences import Difference
from order_sync.quickbooks.documents import Document
from order_sync.quickbooks.lookups import name_to_be_made
from order_sync.quickbooks.marks import without_mark
from order_sync.records.resynced import FieldChange

_LISTS = {"SalesTermRef": "Term"}
_FIELDS = {
    "TxnDate": "date",
    "DocNumber": "number",
    "PrivateNote": "memo",
    "CustomerMemo": "customer message",
    "CustomerRef": "customer",
    "BillAddr": "billing address",
    "ShipAddr": "shipping address",
    "BillEmail": "e-mail",
    "TxnTaxDetail": "tax",
    "SalesTermRef": "terms",
    "DueDate": "due date",
    "ClassRef": "class",
    "DepartmentRef": "location",
    "CustomField": "custom field",
    "PaymentMethodRef": "payment method",
    "PaymentRefNum": "payment reference",
    "DepositToAccountRef": "deposit account",
    "TotalAmt": "amount",
    "Line": "line",
    "Amount": "amount",
    "ItemRef": "item",
    "Qty": "quantity",
    "UnitPrice": "unit price",
    "Description": "description",
    "TaxCodeRef": "tax code",
    "DiscountAccountRef": "discount account",
}


def _amount(text: str) -> str:
    """With at least two decimals, as QuickBooks shows it."""
    value = Decimal(text)
    return f"{value:.2f}" if value == round(value, 2) else text


_TEXTS: Mapping[str, Callable[[str], str]] = {
    "PrivateNote": without_mark,
    **dict.fromkeys(("Amount", "TotalTax", "TotalAmt"), _amount),
}
_WORKED_OUT = {"DueDate": "by the new terms"}  # what QuickBooks does where it is not told
_UNSAID = ("SalesItemLineDetail", "DiscountLineDetail", "TotalTax", "value", "Address")


class ShownValues:
    """Turns one document's differences into texts; names are looked up in the mirror, each once."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._known: dict[tuple[str, str], str] = {}

    def changes(self, found: Iterable[Difference], standing: Document) -> tuple[FieldChange, ...]:
        names = dict(_names_in(standing))
        return tuple(
            FieldChange(
                field=_field(one.path, standing),
                before=self._shown(one.path[-1], one.standing, names),
                after=self._shown(one.path[-1], one.wanted, names) or _WORKED_OUT.get(one.path[-1], ""),
            )
            for one in found
        )

    def _shown(self, field: str, value: Any, names: Mapping[tuple[str, str], str]) -> str:
        if value in (None, "", {}, []):
            return ""
        if not isinstance(value, Mapping):
            return _TEXTS.get(field, str)(str(value))
        if "value" in value:
            return self._name(field, str(value["value"]), names) if field.endswith("Ref") else str(value["value"])
        if "DetailType" in value:
            return self._line(value, names)
        return ", ".join(self._shown(name, part, names) for name, part in value.items())

    def _line(self, line: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> str:
        detail = line.get("SalesItemLineDetail") or {}
        what = (
            self._shown("ItemRef", detail.get("ItemRef"), names)
            or str(line["DetailType"]).removesuffix("LineDetail").lower()
        )
        said = (
            what,
            f"“{line['Description']}”" if line.get("Description") else "",
            f"× {detail['Qty']}" if "Qty" in detail else "",
        )
        return " ".join((*filter(None, said), self._shown("Amount", line.get("Amount"), names)))

    def _name(self, field: str, id_: str, names: Mapping[tuple[str, str], str]) -> str:
        new = name_to_be_made(id_)
        if new is not None:
            return f"{new} (new in QuickBooks)"
        place = (field, id_)
        if place not in self._known:
            kind = "Account" if field.endswith("AccountRef") else _LISTS.get(field, field.removesuffix("Ref"))
            row = self._company.ledger.references.by_ids(self._company.realm, kind, [id_]).get(id_)
            self._known[place] = row.name if row else ""
        return self._known[place] or names.get(place) or id_


def _field(path: Sequence[str], standing: Document) -> str:
    """A field's name for people: “line 2 unit price”."""
    if path[0] == "CustomField":
        names = {
            str(one.get("DefinitionId")): str(one.get("Name")) for one in standing.get(path[0]) or () if one.get("Name")
        }
        path = [path[0], *(names.get(part, part) for part in path[1:])]
    return " ".join(_FIELDS.get(part, part) for part in path if part not in _UNSAID)


def _names_in(value: Any) -> Iterator[tuple[tuple[str, str], str]]:
    """The names that QuickBooks gave with a document's references, by field and id."""
    parts: Iterable[tuple[str, Any]] = value.items() if isinstance(value, Mapping) else ()
    for name, part in parts:
        if name.endswith("Ref") and isinstance(part, Mapping) and part.get("name"):
            yield (name, str(part.get("value"))), str(part["name"])
        elif isinstance(part, Mapping):
            yield from _names_in(part)
        elif isinstance(part, list):
            for one in part:
                yield from _names_in(one)

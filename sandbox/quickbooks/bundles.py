"""Bundles: items of type Group, which a form's line names and QuickBooks spells out (reference section 2.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import business, missing_parameters, refusal
from sandbox.quickbooks.money import cents, plain
from sandbox.quickbooks.references import lookup

Line = dict[str, Any]


def members(company: Company, line: Line) -> list[Line]:
    """The lines of a bundle's members: those of the request where it spells them out, else each item at its own price."""
    detail = line.get("GroupLineDetail", {})
    if "GroupItemRef" not in detail:
        raise missing_parameters("GroupItemRef")
    item = lookup(company, "Item", detail["GroupItemRef"]["value"])
    if item["Type"] != "Group":
        raise business(f"The item {item['Name']} is not a bundle.")
    if detail.get("Line"):
        return [{name: value for name, value in member.items() if name != "LineNum"} for member in detail["Line"]]
    quantity = detail.setdefault("Quantity", Decimal(1))
    if quantity <= 0:
        raise refusal("2160", f"Quantity of a bundle should be more than 0. Supplied value:{quantity}", "Quantity")
    return [_member(company, part, quantity) for part in item["ItemGroupDetail"]["ItemGroupLine"]]


def _member(company: Company, part: Line, bundle_quantity: Decimal) -> Line:
    item = lookup(company, "Item", part["ItemRef"]["value"])
    quantity = plain(part.get("Qty", Decimal(1)) * bundle_quantity)
    price = Decimal(item.get("UnitPrice", 0))
    reference = {"value": item["Id"], "name": item["FullyQualifiedName"]}
    detail: Line = {"ItemRef": reference, "Qty": quantity, "UnitPrice": price}
    found: Line = {"Amount": cents(quantity * price), "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    return {"Description": item["Description"], **found} if "Description" in item else found

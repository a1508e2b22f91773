"""Lists that are trees: sub-customers, sub-items, sub-accounts, sub-classes, sub-locations (reference section 2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.quickbooks.company import PEOPLE, Company, Document
from sandbox.quickbooks.errors import refusal

SUB_FLAG = {
    "Customer": "Job",
    "Item": "SubItem",
    "Account": "SubAccount",
    "Class": "SubClass",
    "Department": "SubDepartment",
}
DEEPEST = 5


def place_in_tree(company: Company, kind: str, values: dict[str, Any], own: str | None) -> None:
    """Sets name, level and flag of an object that may stand below another of its kind; `own` is its Id, if it has one."""
    flag = SUB_FLAG[kind]
    name = values["DisplayName" if kind in PEOPLE else "Name"]
    parent_reference = values.get("ParentRef")
    if values.get(flag) and not parent_reference:
        raise refusal("6150", f"ParentRef is required when {flag} is true", "ParentRef")
    values[flag] = bool(parent_reference)
    if not parent_reference:
        values["FullyQualifiedName"] = name
        values.pop("Level", None)
        if _height(company, kind, own) >= DEEPEST:
            raise refusal("6180", f"At most {DEEPEST} levels are supported", "ParentRef")
        return
    parent = _parent(company, kind, values, own)
    values["FullyQualifiedName"] = f"{parent['FullyQualifiedName']}:{name}"
    values["Level"] = parent.get("Level", 0) + 1
    if values["Level"] + _height(company, kind, own) >= DEEPEST:
        raise refusal("6180", f"At most {DEEPEST} levels are supported", "ParentRef")


def _parent(company: Company, kind: str, values: dict[str, Any], own: str | None) -> Document:
    """700 where there is no such parent, or an account is of another type than its parent; 900 for one's own child."""
    id = values["ParentRef"]["value"]
    parent = company.find(kind, id)
    if parent is None:
        raise refusal("700", f"Parent Reference Invalid : {kind} element id {id} not found", "ParentRef")
    if own is not None and own in (id, *_ancestors(company, kind, id)):
        raise refusal("900", f"{kind} {own} cannot be its own parent or child", "ParentRef")
    if kind == "Account" and parent["AccountType"] != values["AccountType"]:
        text = (
            f"Parent Reference Invalid : an account of type {values['AccountType']} cannot be below {parent['AccountType']}"
        )
        raise refusal("700", text, "ParentRef")
    return parent


def _ancestors(company: Company, kind: str, id: str) -> Iterator[str]:
    while (found := company.documents[kind][id].get("ParentRef")) is not None:
        id = found["value"]
        yield id


def _height(company: Company, kind: str, own: str | None) -> int:
    """How many levels stand below an object."""
    below = company.children_of(kind, own) if own else []
    return max((1 + _height(company, kind, child) for child in below), default=0)


def carry_down(company: Company, kind: str, parent: Document) -> None:
    """A parent's new name or level goes on to its children (that their SyncToken stays is an assumption)."""
    for id in company.children_of(kind, parent["Id"]):
        child = company.documents[kind][id]
        name = f"{parent['FullyQualifiedName']}:{child['DisplayName' if kind in PEOPLE else 'Name']}"
        level = parent.get("Level", 0) + 1
        if (child["FullyQualifiedName"], child.get("Level")) != (name, level):
            changed = {**child, "FullyQualifiedName": name, "Level": level}
            carry_down(company, kind, company.replace(kind, child, changed, bump=False))

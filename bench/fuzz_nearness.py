"""Brings generated requests nearer to a company's books: ids that exist, newest versions, and now and then a nasty value.

Of bodies that are generated from the description alone nearly all are refused at the first reference; what breaks books lies
behind that.
"""

from __future__ import annotations

import copy
import random
from typing import Any

from bench.fuzz_plain import PlainBodies

Documents = dict[str, list[dict[str, Any]]]
KIND_OF_REFERENCE = {
    "ItemRef": ["Item"],
    "GroupItemRef": ["Item"],
    "AgencyRef": ["TaxAgency"],
    "TaxRateRef": ["TaxRate"],
    "SalesTermRef": ["Term"],
    "PrefVendorRef": ["Vendor"],
    "ParentRef": ["Customer", "Item", "Account", "Class"],
    "Entity": ["Customer", "Vendor", "Employee"],
    "EntityRef": ["Customer", "Vendor", "Employee", "Invoice"],
}
BY_ENDING = {
    "CustomerRef": "Customer",
    "AccountRef": "Account",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
    "PaymentMethodRef": "PaymentMethod",
    "TaxCodeRef": "TaxCode",
    "CurrencyRef": "CompanyCurrency",
}
NASTY: list[Any] = [
    *[None, True, False, "", " ", "0", 0, -1, 1, -0.01, 10**30, -(10**30), 1e308, 5e-324, "1e999", "NaN", "-Infinity"],
    *["0001-01-01", "9999-12-31", "2024-02-30", "\u0661\u0662", "\u0000", "\u202e", "a" * 5000, "'; --", "%s%n", "<b>"],
    *["../..", "\ud83d", float("nan"), [], {}, [None], [[]], [{}], [{"a": 1}]],
    *[{"value": None}, {"value": {}}, {"value": []}, {"value": "0"}, {"value": "-1"}],
]
FORMS = ("Invoice", "CreditMemo", "Payment", "Estimate", "SalesReceipt", "JournalEntry")


class Nearness:
    """Changes requests for one company; the same `chance` makes the same changes of the same requests."""

    def __init__(self, documents: Documents, chance: random.Random) -> None:
        active = {
            kind: [one for one in found if one.get("Active", True) and "Id" in one] for kind, found in documents.items()
        }
        self.documents = {kind: found for kind, found in active.items() if found}
        self.chance = chance
        self.plain = PlainBodies(self.documents, chance)

    def id_of(self, *kinds: str) -> str | None:
        one = self.one_of(*kinds)
        return str(one.get("Code") or one.get("Id", "")) if one else None

    def one_of(self, *kinds: str) -> dict[str, Any] | None:
        known = [kind for kind in kinds if kind in self.documents]
        return self.chance.choice(self.documents[self.chance.choice(known)]) if known else None

    def body(self, kind: str, body: Any) -> Any:
        """A body for the kind: of what is there, or something new of what there is."""
        if not isinstance(body, dict):
            return body
        near = self._object(body)
        share = self.chance.choice([0.05, 0.1, 0.3, 1])
        near = {name: value for name, value in near.items() if self.chance.random() < share}
        one = self.one_of(kind) if self.chance.random() < 0.4 else None
        if one is None:
            near = {name: value for name, value in near.items() if name not in ("Id", "SyncToken", "sparse")}
            near = {**near, **self.plain.body(kind)} if self.chance.random() < 0.7 else {**self.plain.body(kind), **near}
        else:
            identity = {name: one[name] for name in ("Id", "SyncToken") if name in one}  # a currency's rate has no Id
            identity["sparse"] = self.chance.random() < 0.7
            plain = self.plain.body(kind) if self.chance.random() < 0.3 else {}
            read = one if self.chance.random() < 0.5 else {}  # as a client does that sends back what it has read
            near = {**read, **plain, **near, **identity}
        if self.chance.random() < 0.2:
            near = copy.deepcopy(near)
            self._spoil(near)
        return near

    def asked(self, query: dict[str, Any], body: Any) -> None:
        """Takes away what would refuse the request before its body is looked at, most of the time."""
        if self.chance.random() < 0.9:
            query.pop("requestid", None)
        if self.chance.random() < 0.7:
            names_one = isinstance(body, dict) and "Id" in body
            query.pop("operation", None)
            query.pop("include", None)
            if names_one and self.chance.random() < 0.3:
                query["operation"] = self.chance.choice(["delete", "void", "update"])

    def batch(self, body: Any) -> Any:
        if not isinstance(body, dict) or not isinstance(body.get("BatchItemRequest"), list):
            return body
        items = [self._item(item) if isinstance(item, dict) else item for item in body["BatchItemRequest"]]
        return {**body, "BatchItemRequest": items}

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        """With one entity at most, and a query that finds something."""
        kinds = [name for name in item if name in self.documents]
        kept = {name: value for name, value in item.items() if name not in kinds[1:]}
        near = {name: self.body(name, value) if name in kinds else value for name, value in kept.items()}
        if kinds:
            near.pop("Query", None)
            near.setdefault("operation", self.chance.choice(["create", "update", "delete"]))
        elif "Query" in near:
            near["Query"] = self.chance.choice([f"select * from {kind}" for kind in self.documents])  # noqa: S608 (no database)
        return near

    def _object(self, body: dict[str, Any]) -> dict[str, Any]:
        near = {name: self._value(name, value) for name, value in body.items() if self._is_there(name)}
        if "TxnId" in near and (
            one := self.one_of("Invoice", "CreditMemo", "Payment", "Estimate", "SalesReceipt", "JournalEntry")
        ):
            kinds = [kind for kind, found in self.documents.items() if one in found]
            near.update(TxnId=one["Id"], TxnType=kinds[0])
        if "UnitPrice" in near and "Qty" in near and self.chance.random() < 0.7:
            del near["Qty"], near["UnitPrice"]
        if "DetailType" in near:
            near = self._line(near)
        return near

    def _line(self, line: dict[str, Any]) -> dict[str, Any]:
        """With the detail that its type says, most of the time."""
        type = line["DetailType"]
        details = [name for name in line if str(name).endswith("Detail") and name != type]
        if details and self.chance.random() < 0.8:
            line = {name: value for name, value in line.items() if name not in details}
        if str(type) in ("SalesItemLineDetail", "DepositLineDetail", "JournalEntryLineDetail"):
            line.setdefault(str(type), {})
            line.setdefault("Amount", self.chance.choice([0, 1, "10.01", 99.99]))
            detail = line[str(type)]
            wanted = {"SalesItemLineDetail": "ItemRef"}.get(str(type), "AccountRef")
            if isinstance(detail, dict) and wanted not in detail:
                detail[wanted] = {"value": self.id_of("Item" if wanted == "ItemRef" else "Account")}
        return line

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._object(item) if isinstance(item, dict) else item for item in value]
        if not isinstance(value, dict):
            return (
                self.chance.choice([1, "10.00", 25.5, "0.01"]) if name == "Amount" and self.chance.random() < 0.5 else value
            )
        kinds = _kinds_of(name)
        if "value" in value and kinds and self.chance.random() < 0.9:
            return {"value": self.id_of(*kinds) or value["value"]}
        return self._object(value)

    def _is_there(self, name: str) -> bool:
        """False for a reference to a kind of which the company has none, mostly."""
        if not name.endswith("Ref") or self.chance.random() < 0.05:
            return True
        kinds = _kinds_of(name)
        return any(kind in self.documents for kind in kinds)

    def _spoil(self, body: dict[str, Any]) -> None:
        """Puts a nasty value somewhere in the body."""
        places: list[tuple[Any, Any]] = []

        def visit(node: Any) -> None:
            for key, value in node.items() if isinstance(node, dict) else enumerate(node):
                places.append((node, key))
                if isinstance(value, (dict, list)):
                    visit(value)

        visit(body)
        if places:
            node, key = self.chance.choice(places)
            node[key] = self.chance.choice(NASTY)


def _kinds_of(reference: str) -> list[str]:
    return KIND_OF_REFERENCE.get(reference) or [kind for ending, kind in BY_ENDING.items() if reference.endswith(ending)]

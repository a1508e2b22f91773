"""One company's books in memory: its documents by kind, what was deleted, and the indexes that its rules need.

A stored document is never changed in place: `_set` swaps it for another, keeps the indexes right and can be taken back.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.clock import Clock
from sandbox.quickbooks.fields import KINDS, TRANSACTIONS
from sandbox.quickbooks.money import ZERO
from sandbox.quickbooks.switches import Switches

Document = dict[str, Any]
PEOPLE = ("Customer", "Vendor", "Employee")
NUMBER_SEQUENCE = {
    "Estimate": "Estimate",
    **dict.fromkeys(("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"), "Sales"),
    "JournalEntry": "JournalEntry",
}
OWES = {"Invoice": ("Balance", 1), "CreditMemo": ("RemainingCredit", -1), "Payment": ("UnappliedAmt", -1)}


# What a document keeps for the sandbox's own reckoning, and the API does not show.
HIDDEN = {"JournalEntry": ("Receivable", "Owed", "LinkedTxn"), "ExchangeRate": ("Id", "sparse")}


def name_group(kind: str) -> str:
    """Customers, vendors and employees share one space of names."""
    return "people" if kind in PEOPLE else kind


def name_of(kind: str, document: Mapping[str, Any]) -> str:
    if kind in PEOPLE or kind == "TaxAgency":
        return str(document["DisplayName"])
    return str(document.get("FullyQualifiedName") or document.get("Name", ""))


def _without_null(value: Any) -> Any:
    return {name: item for name, item in value.items() if item is not None} if isinstance(value, dict) else value


@dataclass(frozen=True)
class Removed:
    """A deleted transaction, for change data capture."""

    kind: str
    id: str
    stamp: str


class Company:
    def __init__(self, realm: str, clock: Clock | None = None) -> None:
        self.realm = realm
        self.lock = threading.RLock()
        self.clock = clock or Clock()
        self.switches = Switches()
        self.clear()

    def clear(self) -> None:
        """No documents at all; seed.py fills it."""
        self.documents: dict[str, dict[str, Document]] = {kind: {} for kind in KINDS}
        self.removed: list[Removed] = []
        self.last_numbers: dict[str, str] = {"Estimate": "1000", "Sales": "1036"}
        self._names: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        self._numbers: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        self._balances: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._children: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._last_ids: defaultdict[str, int] = defaultdict(int)
        self._undo: list[tuple[str, str, Document | None]] | None = None
        self._hidden: set[tuple[str, str]] | None = None

    # -- reading

    def find(self, kind: str, id: str) -> Document | None:
        """The stored document; None when there is none, or when the batch at work has just made it."""
        if self._hidden is not None and (kind, id) in self._hidden:
            return None
        return self.documents[kind].get(id)

    def all(self, kind: str) -> list[Document]:
        return [
            document for id, document in self.documents[kind].items() if not (self._hidden and (kind, id) in self._hidden)
        ]

    def shown(self, kind: str, document: Document) -> Document:
        """The document as the API answers it: a customer's balance is derived; a preference without a value is left out."""
        if kind == "Preferences":
            return {name: _without_null(value) for name, value in document.items()}
        if kind != "Customer":
            hidden = HIDDEN.get(kind)
            return {name: value for name, value in document.items() if name not in hidden} if hidden else document
        own = self._balances[document["Id"]]
        return {**document, "Balance": own, "BalanceWithJobs": self._with_jobs(document["Id"])}

    def balance_of(self, customer_id: str) -> Decimal:
        return self._balances[customer_id]

    def children_of(self, kind: str, id: str) -> list[str]:
        return sorted(self._children[kind, id], key=int)

    def named(self, kind: str, name: str) -> set[tuple[str, str]]:
        """(kind, id) of those that bear the name, in any case of letters."""
        return self._names[name_group(kind), name.casefold()]

    def numbered(self, kind: str, number: str) -> set[tuple[str, str]]:
        """(kind, id) of the documents of the same number sequence that bear the number."""
        return self._numbers[NUMBER_SEQUENCE[kind], number.casefold()]

    def preference(self, section: str, name: str) -> Any:
        return self.documents["Preferences"]["1"][section].get(name)

    @property
    def home_currency(self) -> str:
        return str(self.preference("CurrencyPrefs", "HomeCurrency")["value"])

    @property
    def is_us(self) -> bool:
        return bool(self.documents["CompanyInfo"]["1"].get("Country") == "US")

    @property
    def multi_currency(self) -> bool:
        return bool(self.preference("CurrencyPrefs", "MultiCurrencyEnabled"))

    # -- writing

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All of it is written, or, when an exception leaves the block, nothing."""
        assert self._undo is None, "one operation at a time"
        numbers, ids, removed = dict(self.last_numbers), self._last_ids.copy(), len(self.removed)
        self._undo = []
        try:
            yield
        except BaseException:
            done, self._undo = self._undo, None
            for kind, id, before in reversed(done):
                self._set(kind, id, before)
            self.last_numbers, self._last_ids = numbers, ids
            del self.removed[removed:]
            raise
        finally:
            self._undo = None

    @contextmanager
    def hiding_new(self) -> Iterator[None]:
        """What is made inside the block stays invisible in it: a batch's items are independent (reference section 3.1)."""
        self._hidden = set()
        try:
            yield
        finally:
            self._hidden = None

    def add(self, kind: str, values: Mapping[str, Any], id: str | None = None) -> Document:
        """A new document with its Id, SyncToken 0 and MetaData."""
        stamp = self.clock.stamp()
        document = {
            **values,
            "domain": "QBO",
            "sparse": False,
            "Id": id or self._new_id(kind),
            "SyncToken": "0",
            "MetaData": {"CreateTime": stamp, "LastUpdatedTime": stamp},
        }
        if id is not None:
            sequence = self._id_sequence(kind)
            self._last_ids[sequence] = max(self._last_ids[sequence], int(id) if id.isdigit() else 0)
        self._set(kind, document["Id"], document)
        if self._hidden is not None:
            self._hidden.add((kind, document["Id"]))
        return document

    def start_ids(self, sequence: str, first: int) -> None:
        """The next Id of a sequence: "transactions", "people", or the kind of another list."""
        self._last_ids[sequence] = first - 1

    def replace(self, kind: str, before: Document, values: Mapping[str, Any], bump: bool = True) -> Document:
        """Another version of a document; `bump` raises its SyncToken. LastUpdatedTime moves either way."""
        document = {
            **values,
            "domain": "QBO",
            "sparse": False,
            "Id": before["Id"],
            "SyncToken": str(int(before["SyncToken"]) + bump),
            "MetaData": {**before["MetaData"], "LastUpdatedTime": self.clock.stamp()},
        }
        self._set(kind, before["Id"], document)
        return document

    def put(self, kind: str, document: Document) -> None:
        """The document as it is given, SyncToken and MetaData included."""
        self._set(kind, document["Id"], document)

    def remove(self, kind: str, id: str) -> None:
        self._set(kind, id, None)
        self.removed.append(Removed(kind, id, self.clock.stamp()))

    # -- inside

    def _set(self, kind: str, id: str, document: Document | None) -> None:
        before = self.documents[kind].get(id)
        if self._undo is not None:
            self._undo.append((kind, id, before))
        if before is not None:
            self._index(kind, before, -1)
        if document is None:
            self.documents[kind].pop(id, None)
        else:
            self.documents[kind][id] = document
            self._index(kind, document, 1)

    def _index(self, kind: str, document: Document, sign: int) -> None:
        mark = (kind, document["Id"])
        places = []
        if kind in TRANSACTIONS:
            if document.get("DocNumber"):
                places.append(self._numbers[NUMBER_SEQUENCE[kind], document["DocNumber"].casefold()])
            if kind in OWES:
                field, direction = OWES[kind]
                self._balances[document["CustomerRef"]["value"]] += sign * direction * document.get(field, ZERO)
            for customer, owed in document.get("Owed", {}).items():
                self._balances[customer] += sign * owed
        elif kind not in ("CompanyInfo", "Preferences", "ExchangeRate", "Attachable"):
            places.append(self._names[name_group(kind), name_of(kind, document).casefold()])
        for place in places:
            (place.add if sign > 0 else place.discard)(mark)
        if "ParentRef" in document:
            family = self._children[kind, document["ParentRef"]["value"]]
            (family.add if sign > 0 else family.discard)(document["Id"])

    def _with_jobs(self, customer_id: str) -> Decimal:
        jobs = (self._with_jobs(id) for id in self._children["Customer", customer_id])
        return self._balances[customer_id] + sum(jobs, ZERO)

    def _new_id(self, kind: str) -> str:
        sequence = self._id_sequence(kind)
        self._last_ids[sequence] += 1
        return str(self._last_ids[sequence])

    @staticmethod
    def _id_sequence(kind: str) -> str:
        return "transactions" if kind in TRANSACTIONS else name_group(kind)

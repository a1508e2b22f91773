"""One company's books in memory: its documents by kind, what was deleted, and the indexes that its rules need.

A stored document is never changed in place: `_set` swaps it for another, keeps the indexes right and can be taken back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sandbox.quickbooks.account_balances import account_balances
from sandbox.quickbooks.clock import Clock
from sandbox.quickbooks.fields import KINDS, LISTS, TRANSACTIONS
from sandbox.quickbooks.ledger import Ledger
from sandbox.quickbooks.listing import Listing
from sandbox.quickbooks.marks import Mark, Marks
from sandbox.quickbooks.money import ZERO, decimal_of
from sandbox.quickbooks.shared_parts import SharedParts
from sandbox.quickbooks.switches import Switches
from sandbox.quickbooks.value_index import ValueIndex, ValueIndexes

Document = dict[str, Any]
PEOPLE = ("Customer", "Vendor", "Employee")
NUMBER_SEQUENCE = {
    "Estimate": "Estimate",
    **dict.fromkeys(("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"), "Sales"),
    "JournalEntry": "JournalEntry",
}


# What a document keeps for the sandbox's own reckoning, and the API does not show.
HIDDEN = {"JournalEntry": ("LinkedTxn",), "ExchangeRate": ("Id", "sparse")}


def name_group(kind: str) -> str:
    """Customers, vendors and employees share one space of names."""
    return "people" if kind in PEOPLE else kind


def name_of(kind: str, document: Mapping[str, Any]) -> str:
    if kind in PEOPLE or kind == "TaxAgency":
        return str(document["DisplayName"])
    return str(document.get("FullyQualifiedName") or document.get("Name", ""))


def stamp_of(document: Document) -> str:
    """LastUpdatedTime; all of one offset, so that they sort as text."""
    return str(document["MetaData"]["LastUpdatedTime"])


def _without_null(value: Any) -> Any:
    return {name: item for name, item in value.items() if item is not None} if isinstance(value, dict) else value


class Change(NamedTuple):
    """One document before and after a write; None where there is none."""

    kind: str
    id: str
    before: Document | None
    after: Document | None


@dataclass(frozen=True)
class Removed:
    """A deleted transaction, for change data capture."""

    kind: str
    id: str
    stamp: str


class Company:
    def __init__(self, realm: str, clock: Clock | None = None) -> None:
        self.realm = realm
        self.clock = clock or Clock()
        self.switches = Switches()
        self.fresh: list[Change] | None = None  # a list: what is written is noted here, for those who carry it further
        self.generation = 0  # how often everything was replaced
        self.clear()

    def clear(self) -> None:
        """No documents at all; seed.py fills it."""
        self.generation += 1
        self.documents: dict[str, dict[str, Document]] = {kind: {} for kind in KINDS}
        self.removed: list[Removed] = []
        self.last_numbers: dict[str, str] = {"Estimate": "1000", "Sales": "1036"}
        self._names: defaultdict[str, Marks] = defaultdict(Marks)
        self._numbers: defaultdict[str, Marks] = defaultdict(Marks)
        self._listed = {kind: Listing() for kind in KINDS}
        self._active = {kind: Listing() for kind in LISTS}
        self._values = {kind: ValueIndexes() for kind in KINDS}
        self._children: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._last_ids: defaultdict[str, int] = defaultdict(int)
        self._undo: list[tuple[str, str, Document | None]] | None = None
        self._hidden: defaultdict[str, set[str]] | None = None
        self._parts = SharedParts()
        self._stamps: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        if self.fresh is not None:
            self.fresh.clear()
        self.ledger = Ledger(self)

    # -- reading

    def find(self, kind: str, id: str) -> Document | None:
        """The stored document; None when there is none, or when the batch at work has just made it."""
        if self._hidden and id in self._hidden.get(kind, ()):
            return None
        return self.documents[kind].get(id)

    def hidden(self, kind: str) -> set[str]:
        """The ids that the batch at work has just made."""
        return self._hidden.get(kind, set()) if self._hidden else set()

    def count(self, kind: str, only_active: bool = False) -> int:
        listing = self.listing(kind, only_active)
        return len(listing) - sum(id in listing for id in self.hidden(kind))

    def listing(self, kind: str, only_active: bool = False) -> Listing:
        """The ids in their order, those that the batch at work has made included."""
        return self._active[kind] if only_active and kind in LISTS else self._listed[kind]

    def value_index(self, kind: str, name: str) -> ValueIndex | None:
        """Which documents have which value of the property; None where going through them is as good."""
        return self._values[kind].of(name, self.documents[kind])

    def writes_since(self, kind: str, stamp: str) -> int:
        """How often documents of the kind were written at or after the time; at least as many as `changed_since` gives."""
        return len(self._stamps[kind]) - bisect_left(self._stamps[kind], (stamp, ""))

    def changed_since(self, kind: str, stamp: str) -> Iterator[Document]:
        """What was written at or after the time, each once, oldest change first."""
        stamps, seen = self._stamps[kind], set()
        for place in range(bisect_left(stamps, (stamp, "")), len(stamps)):
            written, id = stamps[place]
            document = self.documents[kind].get(id)
            if document is not None and stamp_of(document) == written and id not in seen:
                seen.add(id)
                yield document

    def removed_since(self, kind: str, stamp: str) -> list[Removed]:
        start = bisect_left(self.removed, stamp, key=lambda removed: removed.stamp)
        return [removed for removed in self.removed[start:] if removed.kind == kind]

    def shown(self, kind: str, document: Document) -> Document:
        """The document as the API answers it: balances come from the ledger; a preference without a value is left out."""
        if kind == "Preferences":
            return {name: _without_null(value) for name, value in document.items()}
        if kind == "Account":
            return {**document, **account_balances(self, document)}
        if kind != "Customer":
            hidden = HIDDEN.get(kind)
            return {name: value for name, value in document.items() if name not in hidden} if hidden else document
        own = self.balance_of(document["Id"])
        return {**document, "Balance": own, "BalanceWithJobs": self._with_jobs(document["Id"])}

    def balance_of(self, customer_id: str) -> Decimal:
        """What a customer owes, less credits, in the customer's currency."""
        return decimal_of(self.ledger.owed(int(customer_id)))

    def children_of(self, kind: str, id: str) -> list[str]:
        return sorted(self._children[kind, id], key=int)

    def named(self, kind: str, name: str) -> set[Mark]:
        """(kind, id) of those that bear the name, in any case of letters."""
        return self._names[name_group(kind)].of(name.casefold())

    def numbered(self, kind: str, number: str) -> set[Mark]:
        """(kind, id) of the documents of the same number sequence that bear the number."""
        return self._numbers[NUMBER_SEQUENCE[kind]].of(number.casefold())

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
        fresh = len(self.fresh or ())
        self._undo = []
        self.ledger.begin()
        try:
            yield
        except BaseException:
            done, self._undo = self._undo, None
            self.ledger.take_back()
            for kind, id, before in reversed(done):
                self._set(kind, id, before)
            if self.fresh is not None:
                del self.fresh[fresh:]
            self.last_numbers, self._last_ids = numbers, ids
            del self.removed[removed:]
            raise
        finally:
            self._undo = None
            self.ledger.end()

    @contextmanager
    def hiding_new(self) -> Iterator[None]:
        """What is made inside the block stays invisible in it: a batch's items are independent (reference section 3.1)."""
        self._hidden = defaultdict(set)
        try:
            yield
        finally:
            self._hidden = None

    def add(self, kind: str, values: Mapping[str, Any], id: str | None = None) -> Document:
        """A new document with its Id, SyncToken 0 and MetaData."""
        stamp = self.clock.stamp()
        document = self._parts.of(
            {
                **values,
                "domain": "QBO",
                "sparse": False,
                "Id": id or self._new_id(kind),
                "SyncToken": "0",
                "MetaData": {"CreateTime": stamp, "LastUpdatedTime": stamp},
            }
        )
        if id is not None:
            sequence = self._id_sequence(kind)
            self._last_ids[sequence] = max(self._last_ids[sequence], int(id) if id.isdigit() else 0)
        self._set(kind, document["Id"], document)
        if self._hidden is not None:
            self._hidden[kind].add(document["Id"])
        return document

    def put_in(self, kind: str, documents: Iterable[Document]) -> None:
        """Stored documents of an earlier time, into an empty kind."""
        for document in documents:
            self._set(kind, document["Id"], self._parts.of(document))
        self._stamps[kind] = sorted((stamp_of(document), id) for id, document in self.documents[kind].items())

    def last_ids(self) -> dict[str, int]:
        return dict(self._last_ids)

    def start_ids(self, sequence: str, first: int) -> None:
        """The next Id of a sequence: "transactions", "people", or the kind of another list."""
        self._last_ids[sequence] = first - 1

    def replace(self, kind: str, before: Document, values: Mapping[str, Any], bump: bool = True) -> Document:
        """Another version of a document; `bump` raises its SyncToken. LastUpdatedTime moves either way."""
        document = self._parts.of(
            {
                **values,
                "domain": "QBO",
                "sparse": False,
                "Id": before["Id"],
                "SyncToken": str(int(before["SyncToken"]) + bump),
                "MetaData": {**before["MetaData"], "LastUpdatedTime": self.clock.stamp()},
            }
        )
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
        self._note(Change(kind, id, before, document))
        if before is not None:
            self._index(kind, before, -1)
        if document is None:
            self.documents[kind].pop(id, None)
        else:
            self.documents[kind][id] = document
            self._index(kind, document, 1)
        self._values[kind].put(id, before, document)
        if before is None or document is None:
            self._listed[kind].put(id, document is not None)
        if kind in LISTS:
            self._active[kind].put(id, document is not None and document.get("Active") is not False)
        self.ledger.record(kind, id, before, document)

    def _note(self, change: Change) -> None:
        """For change data capture, and for those who carry a change further."""
        if self.fresh is not None:
            self.fresh.append(change)
        stamps = self._stamps[change.kind]
        if change.after is not None and (not stamps or stamp_of(change.after) >= stamps[-1][0]):
            stamps.append((stamp_of(change.after), change.id))

    def _index(self, kind: str, document: Document, sign: int) -> None:
        mark = (kind, document["Id"])
        if kind in TRANSACTIONS:
            if document.get("DocNumber"):
                self._numbers[NUMBER_SEQUENCE[kind]].put(document["DocNumber"].casefold(), mark, sign > 0)
        elif kind not in ("CompanyInfo", "Preferences", "ExchangeRate", "Attachable"):
            self._names[name_group(kind)].put(name_of(kind, document).casefold(), mark, sign > 0)
        if "ParentRef" in document:
            family = self._children[kind, document["ParentRef"]["value"]]
            (family.add if sign > 0 else family.discard)(document["Id"])

    def _with_jobs(self, customer_id: str) -> Decimal:
        jobs = (self._with_jobs(id) for id in self._children["Customer", customer_id])
        return self.balance_of(customer_id) + sum(jobs, ZERO)

    def _new_id(self, kind: str) -> str:
        sequence = self._id_sequence(kind)
        self._last_ids[sequence] += 1
        return str(self._last_ids[sequence])

    @staticmethod
    def _id_sequence(kind: str) -> str:
        return "transactions" if kind in TRANSACTIONS else name_group(kind)

"""The general ledger behind a company: derived from its documents at every write, so that it cannot say anything else.

Entries are kept one flat array of integers a document (about 200 bytes), sums by account and day and by customer beside
them. A document's entries stay as they were posted until something that they are made from changes: an item's new income
account or cost concerns later documents only. So they are kept with the documents, in snapshots and in a state file.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.quickbooks.chart import PARTS, Chart, Stock
from sandbox.quickbooks.entries import Document, Entry
from sandbox.quickbooks.errors import business
from sandbox.quickbooks.postings import BASIS, OPENINGS, POSTINGS, day_of, entries_of

if TYPE_CHECKING:
    from sandbox.quickbooks.company import Company

WIDTH = len(Entry._fields)
FORMS = ("Invoice", "CreditMemo", "JournalEntry")  # what a payment settles: its entries depend on them
RECEIVED = ("Payment", "SalesReceipt", "RefundReceipt")  # what a deposit takes: its entries depend on them


class Ledger:
    def __init__(self, company: Company) -> None:
        self.chart = Chart(company)
        self._company = company
        # of each document: the day, then the fields of each entry
        self._kept: dict[str, dict[str, array[int]]] = {kind: {} for kind in POSTINGS}
        self._days: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        self._balances: defaultdict[int, int] = defaultdict(int)
        self._owed: defaultdict[int, int] = defaultdict(int)  # by customer, in the customer's currency
        self._undo: list[tuple[str, str, array[int] | None]] | None = None
        self._still = False
        self.fresh: set[tuple[str, str]] | None = None  # a set: what changes is noted here, for those who keep the entries

    # -- reading; all amounts in minor units, debits positive

    def balance(self, account: int) -> int:
        """In the home currency."""
        return self._balances[account]

    def owed(self, customer: int) -> int:
        """What a customer owes, less credits, in the customer's currency."""
        return self._owed[customer]

    def days(self, account: int) -> dict[int, int]:
        """What changed the account, by day (an ordinal)."""
        return self._days.get(account, {})

    def accounts(self) -> list[int]:
        return list(self._days)

    def day(self, kind: str, id: str) -> int:
        return self._kept[kind][id][0]

    def entries(self, kind: str, id: str) -> list[Entry]:
        """The entries of a document; none for one that does not post."""
        kept = self._kept.get(kind, {}).get(id)
        return _entries(kept) if kept is not None else []

    def posted(self) -> Iterator[tuple[str, str, int, list[Entry]]]:
        """(kind, id, day, entries) of every document that posts."""
        for kind, documents in self._kept.items():
            for id, kept in documents.items():
                yield kind, id, kept[0], _entries(kept)

    def kept(self, kind: str, id: str) -> bytes | None:
        """A document's day and entries, for `restore`; None for one that has none."""
        kept = self._kept.get(kind, {}).get(id)
        return None if kept is None else kept.tobytes()

    def all_kept(self) -> dict[tuple[str, str], bytes]:
        """Those of every document that posts."""
        return {(kind, id): kept.tobytes() for kind, documents in self._kept.items() for id, kept in documents.items()}

    # -- writing

    @contextmanager
    def restore(self, entries: Mapping[tuple[str, str], bytes]) -> Iterator[None]:
        """Into an empty ledger: documents are put back in the block, and what they had posted is taken from `entries`."""
        self._still = True
        yield
        self._still = False
        for (kind, id), kept in entries.items():
            self._put(kind, id, array("q", kept))

    def record(self, kind: str, id: str, before: Document | None, document: Document | None) -> None:
        """Follows one change of the books: `document` stands in place of `before`; None is none."""
        if kind in OPENINGS:
            self.chart.forget()
            if kind == "Account" and before and document and before["AccountType"] != document["AccountType"]:
                self._owed = self._owed_again()
        if kind not in POSTINGS or self._still:
            return
        old = self._kept[kind].get(id)
        if document is None:
            self._put(kind, id, None)
        elif before is None or (kind not in OPENINGS and (old is None or _moved(before, document))):
            self._put(kind, id, self._derived(kind, document, self.chart))
        if kind in FORMS and (
            kind == "JournalEntry" or self._company.multi_currency or _customer(before) != _customer(document)
        ):
            self._rederive("Payment", before, document)
        if kind in RECEIVED and before and document and _moved(before, document):
            self._rederive("Deposit", before, document)

    def begin(self) -> None:
        self._undo = []

    def take_back(self) -> None:
        """Puts back what was kept at `begin`, then stands still until `end`, while the documents are put back too."""
        done, self._undo = self._undo or [], None
        for kind, id, kept in reversed(done):
            self._put(kind, id, kept)
        self._still = True

    def end(self) -> None:
        self._undo, self._still = None, False

    # -- checking

    def drift(self) -> list[str]:
        """What is wrong with the ledger, each in a sentence; nothing, unless the sandbox has a bug.

        Every document's entries are made again, with the accounts and costs of their day, and all sums are added up again.
        """
        found = []
        days: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        for kind, id, day, entries in self.posted():
            if sum(entry.home for entry in entries):
                found.append(f"{kind} {id} is not balanced")
            document = self._company.documents[kind].get(id)
            if document is None:
                found.append(f"{kind} {id} has entries but is not there")
            elif kind not in OPENINGS and not self._agrees(kind, document, day, entries):
                found.append(f"the entries of {kind} {id} are not those of the document")
            for entry in entries:
                days[entry.account][day] += entry.home
        found += [
            f"{kind} {id} has no entries"
            for kind in POSTINGS
            if kind not in OPENINGS
            for id in self._company.documents.get(kind, {})
            if id not in self._kept[kind]
        ]
        for account in {*days, *self._days}:
            sums = (_without_zero(days[account]), _without_zero(self._days[account]))
            if sums[0] != sums[1] or self._balances[account] != sum(sums[0].values()):
                found.append(f"the balance of account {account} is not the sum of its entries")
        if sum(self._balances.values()):
            found.append("debits and credits differ in all")
        if _without_zero(self._owed) != _without_zero(self._owed_again()):
            found.append("what customers owe is not the sum of the entries on receivables")
        return found

    # -- inside

    def _agrees(self, kind: str, document: Document, day: int, entries: list[Entry]) -> bool:
        """Whether a document's entries are those that it would make again, on the accounts that played their parts then."""
        again = entries_of(kind, document, Pinned(self._company, entries))
        if len(again) != len(entries) or day_of(kind, document) != day:
            return False
        played: dict[int, int] = {}
        for kept, made in zip(entries, again, strict=True):
            account = made.account if made.account > 0 else played.setdefault(made.account, kept.account)
            if kept != made._replace(account=account):
                return False
        return True

    def _derived(self, kind: str, document: Document, chart: Chart) -> array[int] | None:
        entries = entries_of(kind, document, chart)
        if not entries and kind in OPENINGS:
            return None
        kept = array("q", [day_of(kind, document)])
        for entry in entries:
            try:
                kept.extend(entry)
            except OverflowError:
                raise business(f"The amount is too large in {self.chart.home_currency}.") from None
        return kept

    def _put(self, kind: str, id: str, kept: array[int] | None) -> None:
        before = self._kept[kind].get(id)
        if self._undo is not None:
            self._undo.append((kind, id, before))
        if self.fresh is not None:
            self.fresh.add((kind, id))
        if before is not None:
            self._add(before, -1)
        if kept is None:
            self._kept[kind].pop(id, None)
        else:
            self._kept[kind][id] = kept
            self._add(kept, 1)

    def _add(self, kept: array[int], sign: int) -> None:
        day = kept[0]
        for entry in _entries(kept):
            self._balances[entry.account] += sign * entry.home
            self._days[entry.account][day] += sign * entry.home
            if entry.entity and self.chart.is_receivable(entry.account):
                self._owed[entry.entity] += sign * entry.foreign

    def _owed_again(self) -> defaultdict[int, int]:
        owed: defaultdict[int, int] = defaultdict(int)
        for _, _, _, entries in self.posted():
            for entry in entries:
                if entry.entity and self.chart.is_receivable(entry.account):
                    owed[entry.entity] += entry.foreign
        return owed

    def _rederive(self, kind: str, before: Document | None, document: Document | None) -> None:
        """The entries of the payments or deposits that a form is linked to, anew.

        Its customers, its rate and the order of its payments decide what each of them settles, for whom; the account and the
        rate of what was received decide what a deposit takes away.
        """
        links = [link for form in (before, document) if form for link in form.get("LinkedTxn", [])]
        for id in {link["TxnId"] for link in links if link["TxnType"] == kind}:
            found = self._company.documents[kind].get(id)
            if found is not None:
                self._put(kind, id, self._derived(kind, found, self.chart))


class Pinned(Chart):
    """A chart as it was when a document was posted: accounts and costs of items are those of its entries.

    Which accounts played the parts of PARTS then is not kept with a document, and may have changed: numbers below 0 stand
    for them, one for each part.
    """

    def __init__(self, company: Company, entries: list[Entry]) -> None:
        super().__init__(company)
        self._lines: defaultdict[int, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._lines[entry.line].append(entry)

    def receivable(self, currency: str) -> int:  # noqa: ARG002
        return -1 - len(PARTS)

    def income(self, item_id: str, line: int) -> int:
        kept = self._lines[line]
        return kept[0].account if kept else super().income(item_id, line)

    def stock(self, item_id: str, quantity: Decimal, line: int) -> Stock | None:  # noqa: ARG002
        _income, *cost = self._lines[line] or (None,)
        if len(cost) != 2:
            return None
        expense, asset = cost
        return Stock(asset.account, expense.account, abs(expense.home) if quantity > 0 else -abs(expense.home))

    def part(self, name: str) -> int:
        return -1 - list(PARTS).index(name)


def _entries(kept: array[int]) -> list[Entry]:
    values = kept.tolist()
    return [Entry(*values[at : at + WIDTH]) for at in range(1, len(values), WIDTH)]


def _moved(before: Document, document: Document) -> bool:
    for name in BASIS:
        old, new = before.get(name), document.get(name)
        if old is not new and old != new:
            return True
    return False


def _customer(document: Document | None) -> str | None:
    return document["CustomerRef"]["value"] if document and "CustomerRef" in document else None


def _without_zero(sums: dict[int, int]) -> dict[int, int]:
    return {day: amount for day, amount in sums.items() if amount}

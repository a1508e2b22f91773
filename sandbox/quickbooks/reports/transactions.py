"""A transaction as reports list it: its columns, whatever the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.entries import Entry, flat_lines
from sandbox.quickbooks.reports.account_sums import natural
from sandbox.quickbooks.reports.layout import Cell, cell, money

TYPE_NAMES = {
    "SalesReceipt": "Sales Receipt",
    "CreditMemo": "Credit Memo",
    "RefundReceipt": "Refund",
    "JournalEntry": "Journal Entry",
    "Item": "Inventory Starting Value",
    "Account": "Journal Entry",  # of an opening balance
}
SPLIT = "-Split-"


@dataclass(frozen=True)
class Shown:
    """One entry of a document, or a whole document by its main entry."""

    company: Company
    kind: str
    id: str
    day: int
    entries: list[Entry]
    entry: Entry
    running: int = 0  # the account's balance after it, in the account's own sense
    posts: bool = True

    @property
    def document(self) -> Document:
        return self.company.documents[self.kind][self.id]

    @property
    def amount(self) -> int:
        """In the account's own sense."""
        return natural(self.company.documents["Account"][str(self.entry.account)]) * self.entry.home

    @property
    def line(self) -> dict[str, Any]:
        return next((line for place, line in flat_lines(self.document) if place == self.entry.line), {})

    @property
    def item(self) -> dict[str, Any]:
        found: dict[str, Any] = self.line.get("SalesItemLineDetail", {})
        return found


def split_account(entries: list[Entry], entry: Entry) -> int | None:
    """The account on the other side: of a line it is the document's main one; None where there are several."""
    if entry is not entries[0]:
        return entries[0].account
    others = {other.account for other in entries[1:]}
    return others.pop() if len(others) == 1 else None


def _account(shown: Shown, id: int | None) -> Cell:
    found = shown.company.documents["Account"].get(str(id), {}) if id is not None else {}
    return cell(found["FullyQualifiedName"], found["Id"]) if found else cell(SPLIT, "")


def _name(shown: Shown) -> Cell:
    for kind in ("Customer", "Vendor", "Employee"):
        found = shown.company.documents[kind].get(str(shown.entry.entity))
        if found:
            return cell(str(found.get("FullyQualifiedName") or found["DisplayName"]), found["Id"])
    return cell("", "")


def _memo(shown: Shown) -> Cell:
    text = shown.line.get("Description", "") if shown.entry.line else shown.document.get("PrivateNote", "")
    return cell(str(text))


def _number(shown: Shown) -> Cell:
    return cell(str(shown.document.get("DocNumber") or shown.document.get("PaymentRefNum", "")))


def _type(shown: Shown) -> Cell:
    return cell(TYPE_NAMES.get(shown.kind, shown.kind), shown.id)


def _reference(name: str) -> Callable[[Shown], Cell]:
    def read(shown: Shown) -> Cell:
        found = shown.document.get(name, {})
        return cell(found.get("name", ""), found.get("value", ""))

    return read


COLUMNS: dict[str, tuple[str, Callable[[Shown], Cell]]] = {
    "tx_date": ("Date", lambda shown: cell(date.fromordinal(shown.day).isoformat())),
    "txn_type": ("Transaction Type", _type),
    "doc_num": ("Num", _number),
    "is_no_post": ("Posting", lambda shown: cell("Yes" if shown.posts else "No")),
    "name": ("Name", _name),
    "cust_name": ("Customer", _name),
    "dept_name": ("Department", _reference("DepartmentRef")),
    "memo": ("Memo/Description", _memo),
    "account_name": ("Account", lambda shown: _account(shown, shown.entry.account)),
    "split_acc": ("Split", lambda shown: _account(shown, split_account(shown.entries, shown.entry))),
    "other_account": ("Split", lambda shown: _account(shown, split_account(shown.entries, shown.entry))),
    "due_date": ("Due Date", lambda shown: cell(str(shown.document.get("DueDate", "")))),
    "pmt_mthd": ("Payment Method", _reference("PaymentMethodRef")),
    "term_name": ("Terms", _reference("SalesTermRef")),
    "cust_msg": ("Customer Message", lambda shown: cell(shown.document.get("CustomerMemo", {}).get("value", ""))),
    "tracking_num": ("Tracking Num", lambda shown: cell(str(shown.document.get("TrackingNum", "")))),
    "create_date": ("Create Date", lambda shown: cell(shown.document["MetaData"]["CreateTime"])),
    "last_mod_date": ("Last Modified", lambda shown: cell(shown.document["MetaData"]["LastUpdatedTime"])),
    "item_name": ("Product/Service", lambda shown: cell(shown.item.get("ItemRef", {}).get("name", ""))),
    "quantity": ("Qty", lambda shown: cell(str(shown.item.get("Qty", "")))),
    "rate": ("Rate", lambda shown: cell(str(shown.item.get("UnitPrice", "")))),
    "debt_amt": ("Debit", lambda shown: cell(money(shown.entry.home) if shown.entry.home > 0 else "")),
    "credit_amt": ("Credit", lambda shown: cell(money(-shown.entry.home) if shown.entry.home < 0 else "")),
    "subt_nat_amount": ("Amount", lambda shown: cell(money(shown.amount))),
    "rbal_nat_amount": ("Balance", lambda shown: cell(money(shown.running))),
}
# In a company with multicurrency amounts in the home currency have names of their own, and the plain names stay empty.
HOME_NAMES = {
    "debt_home_amt": "debt_amt",
    "credit_home_amt": "credit_amt",
    "subt_nat_home_amount": "subt_nat_amount",
    "rbal_nat_home_amount": "rbal_nat_amount",
}
AMOUNTS = frozenset(HOME_NAMES.values())


def column_of(key: str) -> tuple[str, Callable[[Shown], Cell]]:
    return COLUMNS[HOME_NAMES.get(key, key)]


def value_of(key: str, shown: Shown) -> Cell:
    if key in AMOUNTS and shown.company.multi_currency:
        return cell("")
    return column_of(key)[1](shown)

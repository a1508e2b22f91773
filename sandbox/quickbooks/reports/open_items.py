"""What is open of every document on a receivables account, at the end of a day. The sum is that account's balance."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.settlements import settled


class OpenItem(NamedTuple):
    kind: str
    id: str
    entity: int
    day: int
    due: int
    amount: int  # minor units of the home currency, as posted
    open: int


def open_items(company: Company, last_day: int, settled_until: int) -> list[OpenItem]:
    """Documents up to `last_day`, less what payments up to `settled_until` settle; those with nothing open are left out."""
    ledger = company.ledger
    posted: dict[tuple[str, str, int], int] = {}
    days: dict[tuple[str, str, int], int] = {}
    for kind, id, day, entries in ledger.posted():
        if day > last_day:
            continue
        for entry in entries:
            if entry.entity and ledger.chart.is_receivable(entry.account):
                key = (kind, id, entry.entity)
                posted[key], days[key] = posted.get(key, 0) + entry.home, day
    left = dict(posted)
    for id, payment in company.documents["Payment"].items():
        if ledger.day("Payment", id) > min(last_day, settled_until):
            continue
        for form in settled(payment, ledger.chart):
            target, source = (form.kind, form.id, form.entity), ("Payment", id, form.entity)
            if target in left and source in left:  # not where the account of one of them is no longer a receivable
                left[target] -= form.home
                left[source] += form.home
    return [
        OpenItem(*key, days[key], _due(company, key, days[key]), posted[key], amount)
        for key, amount in left.items()
        if amount
    ]


def _due(company: Company, key: tuple[str, str, int], day: int) -> int:
    """A credit or a payment has no due date: it ages from its own (the reference does not say)."""
    document: dict[str, Any] = company.documents[key[0]][key[1]]
    return date.fromisoformat(document["DueDate"]).toordinal() if "DueDate" in document and key[0] == "Invoice" else day

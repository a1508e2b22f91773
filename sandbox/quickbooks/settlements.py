"""What payments settle of invoices, credit memos and journal entries, in their own currency and at their own rate."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from sandbox.quickbooks.chart import Chart
from sandbox.quickbooks.entries import ONE, Document, Entry, at_rate, entity_of, flat_lines, id_of, in_home, minor, rate_of


class Settled(NamedTuple):
    """What a payment takes off one form; a credit's amounts are negative: it is used up."""

    kind: str
    id: str
    entity: int
    foreign: int
    home: int  # at the form's own rate


def settled(payment: Document, chart: Chart) -> list[Settled]:
    """What a payment settles, form by form."""
    found = []
    for line in payment.get("Line", []):
        for link in line.get("LinkedTxn", []):
            kind, id = link["TxnType"], link["TxnId"]
            form = chart.document(kind, id) or {}
            owner = _owner(kind, form, payment, chart)
            whole, whole_home = _claim(kind, form, owner, chart)
            sign = -1 if whole < 0 or kind == "CreditMemo" else 1
            amount, rate = minor(line["Amount"]), rate_of(form)
            earlier = 0 if rate == ONE else _settled_before(kind, form, owner, payment, chart)
            parts = (_at_home(part, rate, abs(whole), abs(whole_home)) for part in (earlier + amount, earlier))
            found.append(Settled(kind, id, owner, sign * amount, sign * (next(parts) - next(parts))))
    return found


def journal(document: Document, chart: Chart) -> list[Entry]:  # noqa: ARG001
    """The entries of a journal entry, in the order of its lines."""
    rate, entries = rate_of(document), []
    for posting_type, sign in (("Debit", 1), ("Credit", -1)):
        lines = [
            (place, line["JournalEntryLineDetail"], minor(line["Amount"]))
            for place, line in flat_lines(document)
            if line.get("JournalEntryLineDetail", {}).get("PostingType") == posting_type
        ]
        for (place, detail, amount), home in zip(lines, in_home((amount for _, _, amount in lines), rate), strict=True):
            entity = id_of(detail.get("Entity", {}).get("EntityRef"))
            entries.append(Entry(int(detail["AccountRef"]["value"]), sign * home, sign * amount, entity, place))
    return sorted(entries, key=lambda entry: entry.line)


def _at_home(part: int, rate: Decimal, whole: int, whole_at_home: int) -> int:
    """A part of a claim in home currency; all of it is what was posted, to the cent."""
    return whole_at_home if part == whole else at_rate(part, rate)


def _claim(kind: str, form: Document, owner: int, chart: Chart) -> tuple[int, int]:
    """(foreign, home): what a form put on the receivables of its owner."""
    if kind == "JournalEntry":
        mine = [entry for entry in journal(form, chart) if entry.entity == owner and chart.is_receivable(entry.account)]
        return sum(entry.foreign for entry in mine), sum(entry.home for entry in mine)
    side, rate = (-1 if kind == "CreditMemo" else 1), rate_of(form)
    total = minor(form.get("TotalAmt", 0))
    paid = min(minor(form.get("Deposit") or 0), total)
    return side * (total - paid), side * (at_rate(total, rate) - at_rate(paid, rate))


def _owner(kind: str, form: Document, payment: Document, chart: Chart) -> int:
    if kind == "JournalEntry":
        return chart.debtor(form, str(entity_of(payment)))
    return entity_of(form) or entity_of(payment)


def _settled_before(kind: str, form: Document, owner: int, payment: Document, chart: Chart) -> int:
    """What the payments linked before this one took off a form: so the last one takes the last cent in home currency."""
    taken = 0
    for link in form.get("LinkedTxn", []):
        if link["TxnType"] == "Payment":
            if link["TxnId"] == payment["Id"]:
                break
            other = chart.document("Payment", link["TxnId"]) or {}
            if _owner(kind, form, other, chart) != owner:
                continue
            for line in other.get("Line", []):
                targets = [(target["TxnType"], target["TxnId"]) for target in line.get("LinkedTxn", [])]
                taken += minor(line["Amount"]) if (kind, form["Id"]) in targets else 0
    return taken

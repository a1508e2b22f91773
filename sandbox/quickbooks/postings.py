"""Document kind -> ledger entries: one table, POSTINGS. A kind that is not in it, an Estimate say, does not post.

Sources: QuickBooks' own rules as reference sections 2.3 to 2.7 tell them. Credits stay in A/R until used, so a payment takes
its whole amount off A/R, whatever of it is applied. Invoices and credit memos are settled at their own exchange rate;
what differs from the payment's rate is exchange gain or loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, NamedTuple

from sandbox.quickbooks.chart import Chart

Document = dict[str, Any]
ONE = Decimal(1)


class Entry(NamedTuple):
    """Amounts in minor units, debits positive. A document's first entry is the one that it is listed under."""

    account: int
    home: int  # in the company's currency
    foreign: int  # in the document's
    entity: int = 0  # the customer or other name that it concerns
    line: int = 0  # the place of the line that it comes from; 0: the document itself


class Settled(NamedTuple):
    """What a payment takes off one form; a credit memo's amounts are negative: it is used up."""

    kind: str
    id: str
    entity: int
    foreign: int
    home: int  # at the form's own rate


class Unbalanced(Exception):
    """Debits and credits of a document differ: its totals were computed wrongly."""


def entries_of(kind: str, document: Document, chart: Chart) -> list[Entry]:
    """The entries of a document, balanced in the home currency. Raises Unbalanced."""
    entries = POSTINGS[kind](document, chart)
    short = sum(entry.home for entry in entries)
    if short:
        raise Unbalanced(f"{kind} {document.get('Id')}: debits less credits are {short} minor units")
    return entries


def day_of(kind: str, document: Document) -> int:
    """The day that a document posts on, as an ordinal."""
    return date.fromisoformat(document[DAY_FIELD.get(kind, "TxnDate")]).toordinal()


def minor(amount: Any) -> int:
    return int((Decimal(amount) * 100).to_integral_value(ROUND_HALF_UP))


def rate_of(document: Document) -> Decimal:
    return Decimal(document.get("ExchangeRate") or ONE)


def at_rate(foreign: int, rate: Decimal) -> int:
    """Half-up, away from zero."""
    return foreign if rate == ONE else int((foreign * rate).to_integral_value(ROUND_HALF_UP))


def in_home(foreign: Iterable[int], rate: Decimal) -> list[int]:
    """Amounts at a rate, so rounded that their sum is that of the whole at the rate."""
    homes, so_far, home_so_far = [], 0, 0
    for amount in foreign:
        so_far += amount
        homes.append(at_rate(so_far, rate) - home_so_far)
        home_so_far += homes[-1]
    return homes


def flat_lines(document: Document) -> Iterator[tuple[int, dict[str, Any]]]:
    """(place, line), the lines inside a bundle in the bundle's place in turn."""
    place = 0
    for line in document.get("Line", []):
        for inner in line.get("GroupLineDetail", {}).get("Line", [line]):
            place += 1
            yield place, inner


def settled(payment: Document, chart: Chart) -> list[Settled]:
    """What a payment settles, form by form."""
    found = []
    for line in payment.get("Line", []):
        for link in line.get("LinkedTxn", []):
            kind, id = link["TxnType"], link["TxnId"]
            form = chart.document(kind, id) or {}
            entity = _entity(form) or _entity(payment)
            sign = -1 if kind == "CreditMemo" else 1
            amount = minor(line["Amount"])
            rate = rate_of(form)
            earlier = 0 if rate == ONE else _settled_before(form, kind, payment, chart)
            home = at_rate(earlier + amount, rate) - at_rate(earlier, rate)
            found.append(Settled(kind, id, entity, sign * amount, sign * home))
    return found


def _settled_before(form: Document, kind: str, payment: Document, chart: Chart) -> int:
    """What the payments linked before this one took off a form: so the last one takes the last cent in home currency."""
    taken = 0
    for link in form.get("LinkedTxn", []):
        if link["TxnType"] == "Payment":
            if link["TxnId"] == payment["Id"]:
                break
            other = chart.document("Payment", link["TxnId"]) or {}
            for line in other.get("Line", []):
                targets = [(target["TxnType"], target["TxnId"]) for target in line.get("LinkedTxn", [])]
                taken += minor(line["Amount"]) if (kind, form["Id"]) in targets else 0
    return taken


def _form(document: Document, chart: Chart, money: Callable[[Document, Chart], int], side: int) -> list[Entry]:
    """A sale (`side` 1) or what takes one back (-1): money or a claim against income, discount, shipping and tax."""
    parts = [*_income(document, chart)]
    total, tax = minor(document["TotalAmt"]), minor(document.get("TxnTaxDetail", {}).get("TotalTax") or 0)
    if document.get("GlobalTaxCalculation") == "TaxInclusive" and sum(amount for _, amount, _ in parts) == total:
        parts = _without_tax(parts, tax)
    if tax:
        parts.append((chart.part("tax"), tax, 0))
    if sum(amount for _, amount, _ in parts) != total:
        raise Unbalanced(f"{document.get('Id')}: the lines and the tax do not add up to TotalAmt {document['TotalAmt']}")
    rate, entity = rate_of(document), _entity(document)
    homes = in_home((amount for _, amount, _ in parts), rate)
    paid = min(minor(document.get("Deposit") or 0), total)
    claimed = at_rate(total, rate) - at_rate(paid, rate)
    entries = [Entry(money(document, chart), side * claimed, side * (total - paid), entity)]
    if paid:
        entries.append(Entry(_money_account(document, chart), side * at_rate(paid, rate), side * paid, entity))
    for (account, amount, line), home in zip(parts, homes, strict=True):
        entries.append(Entry(account, -side * home, -side * amount, entity, line))
    return [*entries, *_cost(document, chart, side, entity)]


def _income(document: Document, chart: Chart) -> Iterator[tuple[int, int, int]]:
    """(account, amount, line): what is earned positive, what is taken off negative."""
    for place, line in flat_lines(document):
        detail = line.get("SalesItemLineDetail")
        if detail and "ItemRef" in detail and "Amount" in line:
            yield chart.income(detail["ItemRef"]["value"], place), minor(line["Amount"]), place
        elif "DiscountLineDetail" in line:
            account = line["DiscountLineDetail"].get("DiscountAccountRef")
            yield int(account["value"]) if account else chart.part("discount"), -minor(line.get("Amount", 0)), place


def _without_tax(parts: list[tuple[int, int, int]], tax: int) -> list[tuple[int, int, int]]:
    """Amounts that hold the tax, less their share of it."""
    whole = sum(amount for _, amount, _ in parts)
    shares = in_home((amount for _, amount, _ in parts), Decimal(tax) / whole if whole else ONE)
    return [(account, amount - share, line) for (account, amount, line), share in zip(parts, shares, strict=True)]


def _cost(document: Document, chart: Chart, side: int, entity: int) -> Iterator[Entry]:
    """What sold stock cost, in the home currency."""
    for place, line in flat_lines(document):
        detail = line.get("SalesItemLineDetail", {})
        if not detail.get("Qty") or "ItemRef" not in detail:
            continue
        stock = chart.stock(detail["ItemRef"]["value"], Decimal(detail["Qty"]), place)
        if stock:
            yield Entry(stock.expense, side * stock.cost, side * stock.cost, entity, place)
            yield Entry(stock.asset, -side * stock.cost, -side * stock.cost, entity, place)


def _payment(document: Document, chart: Chart) -> list[Entry]:
    """Money in, off the receivables of each customer whose forms it settles; what is over is the payer's credit."""
    total, rate = minor(document["TotalAmt"]), rate_of(document)
    off: dict[int, list[int]] = {_entity(document): [0, 0]}
    for form in settled(document, chart):
        foreign_and_home = off.setdefault(form.entity, [0, 0])
        foreign_and_home[0] += form.foreign
        foreign_and_home[1] += form.home
    over = total - sum(foreign for foreign, _ in off.values())
    off[_entity(document)][0] += over
    off[_entity(document)][1] += at_rate(over, rate)
    account = _receivable(document, chart)
    entries = [Entry(_money_account(document, chart), at_rate(total, rate), total, _entity(document))]
    entries += [Entry(account, -home, -foreign, entity) for entity, (foreign, home) in off.items()]
    return [*entries, *_exchange(entries, document, chart)]


def _deposit(document: Document, chart: Chart) -> list[Entry]:
    """Into the bank: what was received before, out of where it lay; other money, from its line's account."""
    rate, entries = rate_of(document), []
    for place, line in flat_lines(document):
        amount = minor(line["Amount"])
        detail = line.get("DepositLineDetail", {})
        for link in line.get("LinkedTxn", [])[:1]:
            received = chart.document(link["TxnType"], link["TxnId"]) or {}
            home = at_rate(amount, rate_of(received))
            entries.append(Entry(_money_account(received, chart), -home, -amount, _entity(received), place))
        if not line.get("LinkedTxn"):
            account = int(detail["AccountRef"]["value"]) if "AccountRef" in detail else chart.part("income")
            entries.append(Entry(account, -at_rate(amount, rate), -amount, _named(detail.get("Entity")), place))
    back = document.get("CashBack", {})
    kept = minor(back.get("Amount") or 0)
    bank = -sum(entry.foreign for entry in entries) - kept
    entries.insert(0, Entry(_money_account(document, chart), at_rate(bank, rate), bank))
    if kept:
        entries.append(Entry(int(back["AccountRef"]["value"]), at_rate(bank + kept, rate) - at_rate(bank, rate), kept))
    return [*entries, *_exchange(entries, document, chart)]


def _journal(document: Document, chart: Chart) -> list[Entry]:  # noqa: ARG001
    rate, entries = rate_of(document), []
    for posting_type, sign in (("Debit", 1), ("Credit", -1)):
        lines = [
            (place, line["JournalEntryLineDetail"], minor(line["Amount"]))
            for place, line in flat_lines(document)
            if line.get("JournalEntryLineDetail", {}).get("PostingType") == posting_type
        ]
        for (place, detail, amount), home in zip(lines, in_home((amount for _, _, amount in lines), rate), strict=True):
            entity = _named(detail.get("Entity", {}).get("EntityRef"))
            entries.append(Entry(int(detail["AccountRef"]["value"]), sign * home, sign * amount, entity, place))
    return sorted(entries, key=lambda entry: entry.line)


def _opening_stock(item: Document, chart: Chart) -> list[Entry]:
    """What a stocked item starts with, against opening balance equity."""
    stock = chart.stock(item["Id"], Decimal(item.get("QtyOnHand", 0)), 0)
    return _against_opening(stock.asset, stock.cost, chart) if stock and stock.cost else []


def _opening_balance(account: Document, chart: Chart) -> list[Entry]:
    """OpeningBalance is in the account's own sense: what is owed is positive for a liability."""
    value = minor(account.get("OpeningBalance") or 0)
    sign = 1 if account["Classification"] in ("Asset", "Expense") else -1
    return _against_opening(int(account["Id"]), sign * value, chart) if value else []


def _against_opening(account: int, value: int, chart: Chart) -> list[Entry]:
    return [Entry(account, value, value), Entry(chart.part("opening"), -value, -value)]


def _exchange(entries: list[Entry], document: Document, chart: Chart) -> Iterator[Entry]:
    """The difference of rates, where the document or what it settles is in another currency."""
    short = -sum(entry.home for entry in entries)
    foreign = document.get("CurrencyRef", {}).get("value", chart.home_currency) != chart.home_currency
    if short and (foreign or any(entry.home != entry.foreign for entry in entries)):
        yield Entry(chart.part("exchange"), short, 0)


def _receivable(document: Document, chart: Chart) -> int:
    named = document.get("ARAccountRef")
    return (
        int(named["value"]) if named else chart.receivable(document.get("CurrencyRef", {}).get("value", chart.home_currency))
    )


def _money_account(document: Document, chart: Chart) -> int:
    named = document.get("DepositToAccountRef")
    return int(named["value"]) if named else chart.part("undeposited")


def _entity(document: Document) -> int:
    return _named(document.get("CustomerRef"))


def _named(reference: dict[str, Any] | None) -> int:
    return int(reference["value"]) if reference else 0


Posting = Callable[[Document, Chart], list[Entry]]
POSTINGS: dict[str, Posting] = {
    "Invoice": partial(_form, money=_receivable, side=1),
    "CreditMemo": partial(_form, money=_receivable, side=-1),
    "SalesReceipt": partial(_form, money=_money_account, side=1),
    "RefundReceipt": partial(_form, money=_money_account, side=-1),
    "Payment": _payment,
    "Deposit": _deposit,
    "JournalEntry": _journal,
    "Item": _opening_stock,
    "Account": _opening_balance,
}
OPENINGS = ("Item", "Account")  # they post once, when they are made: later changes are other documents' work
DAY_FIELD = {"Item": "InvStartDate", "Account": "OpeningBalanceDate"}
# What entries are made from: a document in which none of it changes keeps the entries that it has.
BASIS = (
    "TxnDate",
    "Line",
    "TotalAmt",
    "TxnTaxDetail",
    "CustomerRef",
    "CurrencyRef",
    "ExchangeRate",
    "Deposit",
    "DepositToAccountRef",
    "ARAccountRef",
    "CashBack",
    "GlobalTaxCalculation",
)

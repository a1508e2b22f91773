"""Document kind -> ledger entries: one table, POSTINGS. A kind that is not in it, an Estimate say, does not post.

Sources: QuickBooks' own rules as reference sections 2.3 to 2.7 tell them. Credits stay in A/R until used, so a payment takes
its whole amount off A/R, whatever of it is applied. Invoices and credit memos are settled at their own exchange rate;
what differs from the payment's rate is exchange gain or loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from sandbox.quickbooks.chart import Chart
from sandbox.quickbooks.entries import (
    ONE,
    Document,
    Entry,
    at_rate,
    entity_of,
    flat_lines,
    id_of,
    in_home,
    minor,
    rate_of,
)
from sandbox.quickbooks.settlements import journal, settled


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
    rate, entity = rate_of(document), entity_of(document)
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
    off: dict[int, list[int]] = {entity_of(document): [0, 0]}
    for form in settled(document, chart):
        foreign_and_home = off.setdefault(form.entity, [0, 0])
        foreign_and_home[0] += form.foreign
        foreign_and_home[1] += form.home
    over = total - sum(foreign for foreign, _ in off.values())
    off[entity_of(document)][0] += over
    off[entity_of(document)][1] += at_rate(over, rate)
    account = _receivable(document, chart)
    entries = [Entry(_money_account(document, chart), at_rate(total, rate), total, entity_of(document))]
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
            entries.append(Entry(_money_account(received, chart), -home, -amount, entity_of(received), place))
        if not line.get("LinkedTxn"):
            account = int(detail["AccountRef"]["value"]) if "AccountRef" in detail else chart.part("income")
            entries.append(Entry(account, -at_rate(amount, rate), -amount, id_of(detail.get("Entity")), place))
    back = document.get("CashBack", {})
    kept = minor(back.get("Amount") or 0)
    bank = -sum(entry.foreign for entry in entries) - kept
    entries.insert(0, Entry(_money_account(document, chart), at_rate(bank, rate), bank))
    if kept:
        entries.append(Entry(int(back["AccountRef"]["value"]), at_rate(bank + kept, rate) - at_rate(bank, rate), kept))
    return [*entries, *_exchange(entries, document, chart)]


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


Posting = Callable[[Document, Chart], list[Entry]]
POSTINGS: dict[str, Posting] = {
    "Invoice": partial(_form, money=_receivable, side=1),
    "CreditMemo": partial(_form, money=_receivable, side=-1),
    "SalesReceipt": partial(_form, money=_money_account, side=1),
    "RefundReceipt": partial(_form, money=_money_account, side=-1),
    "Payment": _payment,
    "Deposit": _deposit,
    "JournalEntry": journal,
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

"""Sections of accounts, sub-accounts inside their parents; every amount is one a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sandbox.quickbooks.reports.account_sums import Account
from sandbox.quickbooks.reports.layout import Row, cell, cells, data, money, money_or_blank, section

Amounts = tuple[int, ...]  # minor units, one for each column


class Part(NamedTuple):
    rows: list[Row]
    total: Amounts  # in the accounts' own sense


def added(columns: int, amounts: Iterable[Amounts]) -> Amounts:
    return tuple(sum(column) for column in zip((0,) * columns, *amounts, strict=True))


def less(first: Amounts, second: Amounts) -> Amounts:
    return tuple(one - other for one, other in zip(first, second, strict=True))


def shown(amounts: Amounts) -> list[str]:
    return [money(amount) for amount in amounts]


def account_rows(accounts: list[Account], columns: int, amounts: Callable[[Account], Amounts]) -> Part:
    """Accounts that are not zero, each with its sub-accounts."""
    ids = {account["Id"] for account in accounts}
    children: dict[str | None, list[Account]] = {}
    for account in accounts:
        parent = account.get("ParentRef", {}).get("value")
        children.setdefault(parent if parent in ids else None, []).append(account)
    return _below(None, children, columns, amounts)


def account_section(title: str, part: Part, group: str, always: bool = False) -> list[Row]:
    """A section with its total; nothing, where there is nothing to show and it is not one that is always there."""
    if not part.rows and not always:
        return []
    blank = [""] * len(part.total)
    total = shown(part.total) if part.rows else blank
    return [section(part.rows, cells(title, *blank), cells(f"Total {title}", *total), group)]


def _below(
    parent: str | None, children: dict[str | None, list[Account]], columns: int, amounts: Callable[[Account], Amounts]
) -> Part:
    rows, totals = [], []
    for account in children.get(parent, []):
        own, inner = amounts(account), _below(account["Id"], children, columns, amounts)
        name = cell(account["Name"], account["Id"])
        together = added(columns, (own, inner.total))
        if inner.rows:
            summary = cells(f"Total {account['Name']}", *shown(together))
            rows.append(section(inner.rows, cells(name, *map(money_or_blank, own)), summary))
        elif any(own):
            rows.append(data(name, *map(money_or_blank, own)))
        totals.append(together)
    return Part(rows, added(columns, totals))

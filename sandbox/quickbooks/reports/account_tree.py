"""Sections of accounts, sub-accounts inside their parents."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sandbox.quickbooks.reports.account_sums import Account
from sandbox.quickbooks.reports.layout import Row, cell, cells, data, money, money_or_blank, section


class Part(NamedTuple):
    rows: list[Row]
    total: int  # minor units, in the accounts' own sense


Amount = Callable[[Account], int]


def account_rows(accounts: list[Account], amount: Amount) -> Part:
    """Accounts that are not zero, each with its sub-accounts."""
    ids = {account["Id"] for account in accounts}
    children: dict[str | None, list[Account]] = {}
    for account in accounts:
        parent = account.get("ParentRef", {}).get("value")
        children.setdefault(parent if parent in ids else None, []).append(account)
    return _below(None, children, amount)


def account_section(title: str, part: Part, group: str, always: bool = False) -> list[Row]:
    """A section with its total; nothing, where there is nothing to show and it is not one that is always there."""
    if not part.rows and not always:
        return []
    total = money(part.total) if part.rows else ""
    return [section(part.rows, cells(title, ""), cells(f"Total {title}", total), group)]


def _below(parent: str | None, children: dict[str | None, list[Account]], amount: Amount) -> Part:
    rows, total = [], 0
    for account in children.get(parent, []):
        own, inner = amount(account), _below(account["Id"], children, amount)
        name = cell(account["Name"], account["Id"])
        if inner.rows:
            summary = cells(f"Total {account['Name']}", money(own + inner.total))
            rows.append(section(inner.rows, cells(name, money_or_blank(own)), summary))
        elif own:
            rows.append(data(name, money(own)))
        total += own + inner.total
    return Part(rows, total)

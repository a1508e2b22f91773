"""GeneralLedger: for every account its balance before the period, its entries in it, and their sum."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from sandbox.quickbooks.entries import Entry
from sandbox.quickbooks.reports.account_sums import EARNINGS, Account, AccountSums, natural
from sandbox.quickbooks.reports.asked import Asked
from sandbox.quickbooks.reports.layout import Row, cell, cells, column, data, money, report, section
from sandbox.quickbooks.reports.transactions import HOME_NAMES, Shown, column_of, value_of

FIRST = ("tx_date", "txn_type", "doc_num", "name", "memo", "split_acc")
AMOUNT, BALANCE = ("subt_nat_amount", "subt_nat_home_amount"), ("rbal_nat_amount", "rbal_nat_home_amount")
MORE = ("cust_name", "account_name", "create_date", "last_mod_date", "item_name", "quantity", "rate", "due_date")
KNOWN = (*FIRST, *AMOUNT, *BALANCE, *MORE, "debt_amt", "credit_amt", *HOME_NAMES)


class Posted(NamedTuple):
    day: int
    kind: str
    id: str
    entries: list[Entry]
    entry: Entry


def general_ledger(asked: Asked) -> dict[str, Any]:
    asked.choice("summarize_column_by", "Total", "Total")
    company, customers = asked.company, asked.ids("customer")
    sums = AccountSums(company, customers)
    types = {type.strip().lower() for type in asked.text("account_type", asked.text("source_account_type")).split(",")}
    wanted = asked.ids("account")
    accounts = [
        account
        for account in sums.accounts
        if (wanted is None or int(account["Id"]) in wanted) and (types == {""} or _type_name(account) in types)
    ]
    home = company.multi_currency
    usual = (*FIRST, AMOUNT[home], BALANCE[home])
    keys = asked.columns(usual, KNOWN)
    posted = _posted(asked, customers)
    children: defaultdict[str | None, list[Account]] = defaultdict(list)
    ids = {account["Id"] for account in accounts}
    for account in accounts:
        parent = account.get("ParentRef", {}).get("value")
        children[parent if parent in ids else None].append(account)

    def below(parent: str | None) -> tuple[list[Row], int]:
        rows, total = [], 0
        for account in children[parent]:
            own, moved = _own_rows(asked, account, _opening(asked, sums, account), posted[int(account["Id"])], keys)
            inner, inner_total = below(account["Id"])
            if own or inner:
                header = cells(cell(account["Name"], account["Id"]), *[""] * (len(keys) - 1))
                busy = bool(posted[int(account["Id"])]) or bool(inner_total)
                summary = [money(moved + inner_total) if busy and key in AMOUNT else "" for key in keys[1:]]
                rows.append(section([*own, *inner], header, cells(f"Total for {account['Name']}", *summary)))
            total += moved + inner_total
        return rows, total

    rows, _ = below(None)
    columns = [column(column_of(key)[0], key) for key in keys]
    return report(asked, columns, rows, bool(rows), ReportBasis="Accrual")


def _posted(asked: Asked, customers: set[int] | None) -> defaultdict[int, list[Posted]]:
    found: defaultdict[int, list[Posted]] = defaultdict(list)
    for kind, id, day, entries in asked.company.ledger.posted():
        if asked.first_day <= day <= asked.last_day:
            for entry in entries:
                if customers is None or entry.entity in customers:
                    found[entry.account].append(Posted(day, kind, id, entries, entry))
    for rows in found.values():
        rows.sort(key=lambda row: (row.day, int(row.id), row.entry.line))
    return found


def _opening(asked: Asked, sums: AccountSums, account: Account) -> int:
    """The balance before the period; income and expense begin anew with the fiscal year."""
    if asked.first_day <= 1:
        return 0
    if account["Classification"] in EARNINGS and sums.fiscal_year(asked.first_day) == asked.first_day:
        return 0
    if int(account["Id"]) == sums.retained:
        year = sums.fiscal_year(asked.first_day)
        return natural(account) * (sums.between(sums.retained, 1, asked.first_day - 1) + sums.earned(1, year - 1))
    return natural(account) * sums.balance(account, asked.first_day - 1)


def _own_rows(asked: Asked, account: Account, opening: int, posted: list[Posted], keys: list[str]) -> tuple[list[Row], int]:
    """The account's rows, without sub-accounts, and what they moved."""
    rows: list[Row] = []
    if opening:
        rows.append(data("Beginning Balance", *[money(opening) if key in BALANCE else "" for key in keys[1:]]))
    running = opening
    for row in posted:
        running += natural(account) * row.entry.home
        shown = Shown(asked.company, row.kind, row.id, row.day, row.entries, row.entry, running)
        rows.append(data(*[value_of(key, shown) for key in keys]))
    return rows, running - opening


def _type_name(account: Account) -> str:
    """ "Other Current Asset" is asked for as OtherCurrentAsset, "Accounts Receivable" as AccountsReceivable."""
    return str(account["AccountType"]).replace(" ", "").lower()

"""TransactionList: every document of the period, those that do not post too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Document
from sandbox.quickbooks.entries import Entry, minor
from sandbox.quickbooks.fields import TRANSACTIONS
from sandbox.quickbooks.money import exact
from sandbox.quickbooks.postings import POSTINGS, day_of, entries_of
from sandbox.quickbooks.reports.asked import Asked
from sandbox.quickbooks.reports.layout import Row, cells, column, data, money, report, section
from sandbox.quickbooks.reports.transactions import HOME_NAMES, Shown, column_of, value_of

AMOUNT = "subt_nat_home_amount"  # under this name even without multicurrency, as in Intuit's sample
USUAL = (
    "tx_date",
    "txn_type",
    "doc_num",
    "is_no_post",
    "name",
    "dept_name",
    "memo",
    "account_name",
    "other_account",
    AMOUNT,
)
MORE = ("due_date", "pmt_mthd", "term_name", "cust_msg", "tracking_num", "create_date", "last_mod_date", *HOME_NAMES)
TYPE_OF = {"ReceivePayment": "Payment", "CreditRefund": "RefundReceipt"}  # the other types are kinds
GROUPS = {
    "Customer": "name",
    "Name": "name",
    "Account": "account_name",
    "Transaction Type": "txn_type",
    "Location": "dept_name",
    "Payment Method": "pmt_mthd",
}


def transaction_list(asked: Asked) -> dict[str, Any]:
    tracked = asked.company.preference("AccountingInfoPrefs", "TrackDepartments")
    usual = [key for key in USUAL if key != "dept_name" or tracked]
    keys = asked.columns(usual, (*USUAL, *MORE))
    order = asked.choice("sort_by", "tx_date", *USUAL, *MORE)
    down = asked.choice("sort_order", "ascend", "ascend", "descend") == "descend"
    found = sorted(_found(asked), key=lambda shown: (shown.day, int(shown.id)))
    found.sort(key=lambda shown: _order(order, shown), reverse=down)
    rows = _grouped(asked, found, keys)
    columns = [column(column_of(key)[0], key) for key in keys]
    return report(asked, columns, rows, bool(found))


def _order(key: str, shown: Shown) -> Any:
    return shown.amount if key == AMOUNT else value_of(key, shown)["value"]


def _grouped(asked: Asked, found: list[Shown], keys: list[str]) -> list[Row]:
    by = asked.choice("group_by", "None", "None", *GROUPS)
    if by == "None":
        return [_row(shown, keys) for shown in found]
    groups: dict[tuple[str, str], list[Shown]] = {}
    for shown in found:
        name = value_of(GROUPS[by], shown)
        id = "" if by == "Transaction Type" else name.get("id", "")
        groups.setdefault((name["value"], id), []).append(shown)
    rows = []
    for (title, id), inner in sorted(groups.items(), key=lambda group: group[0]):
        named = {"value": title or "Not Specified", **({"id": id} if id else {})}
        total = money(sum(shown.amount for shown in inner))
        summary = [total if key == AMOUNT else "" for key in keys[1:]]
        header = cells(named, *[""] * (len(keys) - 1))
        rows.append(section([_row(shown, keys) for shown in inner], header, cells(f"Total for {named['value']}", *summary)))
    return rows


def _row(shown: Shown, keys: list[str]) -> Row:
    return data(*[value_of(key, shown) for key in keys])


def _found(asked: Asked) -> Iterator[Shown]:
    company = asked.company
    type = asked.text("transaction_type")
    kinds = [kind for kind in {**dict.fromkeys(TRANSACTIONS), **POSTINGS} if kind not in ("Item", "Account")]
    for kind in kinds:
        if type and TYPE_OF.get(type, type).lower() != kind.lower():
            continue
        for id, document in company.documents.get(kind, {}).items():
            day = day_of(kind, document)
            if not (asked.first_day <= day <= asked.last_day and _wanted(asked, kind, document)):
                continue
            entries = company.ledger.entries(kind, id) if kind in POSTINGS else _as_if_posted(asked, document)
            if entries:
                yield Shown(company, kind, id, day, entries, entries[0], posts=kind in POSTINGS)


def _as_if_posted(asked: Asked, estimate: Document) -> list[Entry]:
    """An estimate is listed by the accounts that its invoice would post to."""
    return entries_of("Invoice", estimate, asked.company.ledger.chart)


def _wanted(asked: Asked, kind: str, document: Document) -> bool:
    checks = (
        _one_of(asked, "customer", document.get("CustomerRef")),
        _one_of(asked, "name", document.get("CustomerRef")),
        _one_of(asked, "department", document.get("DepartmentRef")),
        _one_of(asked, "term", document.get("SalesTermRef")),
        asked.text("docnum") in ("", document.get("DocNumber")),
        _amount(asked, document),
        _paid(asked, kind, document),
        _within(asked, "due", document.get("DueDate")),
        _within(asked, "create", document["MetaData"]["CreateTime"]),
        _within(asked, "mod", document["MetaData"]["LastUpdatedTime"]),
    )
    return all(checks)


def _one_of(asked: Asked, name: str, reference: dict[str, str] | None) -> bool:
    wanted = asked.ids(name)
    return wanted is None or (reference is not None and int(reference["value"]) in wanted)


def _amount(asked: Asked, document: Document) -> bool:
    wanted = exact(asked.text("bothamount", "0")) or Decimal(0)
    return not wanted or minor(wanted) == minor(document.get("TotalAmt", 0))


def _paid(asked: Asked, kind: str, document: Document) -> bool:
    """Paid and unpaid are said of invoices; other documents are shown with All only."""
    wanted = asked.choice("arpaid", "All", "All", "Paid", "Unpaid")
    return wanted == "All" or (kind == "Invoice" and (wanted == "Paid") == (not document["Balance"]))


def _within(asked: Asked, field: str, time: str | None) -> bool:
    first, last = asked.day(f"start_{field}date"), asked.day(f"end_{field}date")
    if first is None and last is None:
        return True
    day = date.fromisoformat(time[:10]) if time else None
    return day is not None and (first is None or day >= first) and (last is None or day <= last)

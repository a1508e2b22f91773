"""What a query may search, and how a document's value is compared with a query's text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from sandbox.quickbooks.clock import COMPANY_ZONE
from sandbox.quickbooks.entity_fields import ENTITY
from sandbox.quickbooks.errors import refusal
from sandbox.quickbooks.fields import FIELDS
from sandbox.quickbooks.readers import amount, day, dropped, flag, number, percent

TIMES = ("MetaData.CreateTime", "MetaData.LastUpdatedTime")
Reads = Callable[[Any, str], Any]


def _read_by(*readers: Reads) -> frozenset[str]:
    """The properties of any kind that one of the readers reads."""
    return frozenset(name for table in FIELDS.values() for name, reader in table.items() if reader in readers)


DATES = _read_by(day)
FLAGS = _read_by(flag) | {"TaxGroup"}
NUMBERS = _read_by(number, amount, percent) | {
    "TotalAmt",
    "HomeTotalAmt",
    "Balance",
    "HomeBalance",
    "BalanceWithJobs",
    "UnappliedAmt",
    "RemainingCredit",
    "CurrentBalance",
    "CurrentBalanceWithSubAccounts",
    "Level",
    "Size",
    *(name for name, reader in FIELDS["Term"].items() if getattr(reader, "whole", False)),
}
# Structures and free notes; that PrivateNote cannot be searched is an assumption on the safe side.
NOT_SEARCHABLE = frozenset(
    [
        "Line",
        "LinkedTxn",
        "TxnTaxDetail",
        "CustomField",
        "CreditCardPayment",
        "PrivateNote",
        "CustomerMemo",
        "BillAddr",
        "ShipAddr",
        "ShipFromAddr",
        "MetaData",
        "sparse",
    ]
)
WITHOUT_DEPARTMENT = ("Invoice", "SalesReceipt", "JournalEntry")  # their DepartmentRef is reported as not queryable
READ_ONLY_KINDS = {
    "CustomerType": ("Id", "Name", "Active"),
    "TaxCode": ("Id", "Name", "Active", "Description", "Taxable", "TaxGroup"),
    "TaxRate": ("Id", "Name", "AgencyRef", "Active", "Description"),
    "CompanyInfo": ("Id", "CompanyName", "LegalName", "Country"),
    "Preferences": ("Id",),
}
COMPUTED = {
    "Customer": ("Balance", "BalanceWithJobs", "FullyQualifiedName", "Level"),
    "Item": ("FullyQualifiedName", "Level"),
    "Account": ("FullyQualifiedName", "Classification", "CurrentBalance"),
    "Deposit": ("TotalAmt",),
    "JournalEntry": ("TotalAmt",),
    "Class": ("FullyQualifiedName",),
    "Department": ("FullyQualifiedName",),
    "CreditMemo": ("TotalAmt", "Balance", "RemainingCredit"),
    "Payment": ("TotalAmt", "UnappliedAmt"),
    **dict.fromkeys(("Estimate", "Invoice", "SalesReceipt", "RefundReceipt"), ("TotalAmt", "Balance")),
}


@cache
def searchable(kind: str) -> dict[str, str]:
    """Lower-case name -> name of every property that a query on `kind` may use.

    What QuickBooks' schema has and this sandbox does not keep may be asked for too: nothing has it.
    """
    if kind in READ_ONLY_KINDS:
        names = {*READ_ONLY_KINDS[kind]}
    else:
        names = (set(FIELDS[kind]) | set(COMPUTED.get(kind, ()))) - _closed(kind)
    return {name.lower(): name for name in (*names, *TIMES)}


@cache
def not_queryable(kind: str) -> dict[str, str]:
    """Lower-case name -> name of the properties that `kind` has, and a query may not use."""
    return {name.lower(): name for name in _closed(kind)} if kind not in READ_ONLY_KINDS else {}


def _closed(kind: str) -> set[str]:
    entity = {name for name, reader in ENTITY.items() if reader is dropped}
    return {*NOT_SEARCHABLE, *entity, *(("DepartmentRef",) if kind in WITHOUT_DEPARTMENT else ())}


def value_of(document: dict[str, Any], name: str) -> Any:
    """A property's value; a reference's is the id it holds, an e-mail's its address."""
    if name in TIMES:
        return document["MetaData"][name.partition(".")[2]]
    value = document.get(name)
    if isinstance(value, dict):
        return value.get("value", value.get("Address", value.get("FreeFormNumber", value.get("URI"))))
    return value


def literal(token: str) -> str:
    """A query's value without its quotes and backslashes."""
    if not token.startswith("'"):
        return token
    written, characters = "", iter(token[1:-1])
    for character in characters:
        written += next(characters) if character == "\\" else character
    return written


def is_text(name: str) -> bool:
    return name not in (*TIMES, *DATES, *FLAGS, *NUMBERS)


def side_of(name: str, wanted: str, today: date) -> Any:
    """A query's text in the type of the property. Raises 4001 when it is none of that type."""
    if wanted.upper() == "CURRENT_DATE":
        wanted = today.isoformat()
    try:
        return SIDES[_sort_of(name)](wanted)
    except (ValueError, ArithmeticError):
        text = f"QueryValidationError: {wanted} is not a valid {_sort_of(name)} for property {name}"
        raise refusal("4001", text) from None


def side_of_value(name: str, value: Any) -> Any:
    """A document's value, to be compared with a query's side."""
    sort = _sort_of(name)
    return SIDES[sort](value) if sort in ("time", "text") else value


def _sort_of(name: str) -> str:
    names = {"time": TIMES, "date": DATES, "boolean": FLAGS, "number": NUMBERS}
    return next((sort for sort, known in names.items() if name in known), "text")


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def moment(text: str) -> datetime:
    """An ISO 8601 time, aware; without an offset it is in QuickBooks' own zone. Raises ValueError."""
    if len(text) <= 10:
        return datetime.combine(date.fromisoformat(text), time(), COMPANY_ZONE)
    # Python 3.10 reads neither Z nor fractions of other than three or six digits.
    head, dot, tail = text.replace("Z", "+00:00").replace(" ", "+").partition(".")
    if dot:
        digits = tail[: len(tail) - len(tail.lstrip("0123456789"))]
        tail = tail[len(digits) :]
        head += f".{digits:0<6.6}" + tail
    found = datetime.fromisoformat(head)
    try:
        return found.astimezone(COMPANY_ZONE) if found.tzinfo else found.replace(tzinfo=COMPANY_ZONE)
    except OverflowError:
        raise ValueError(f"{text} is beyond the years that a calendar has") from None


SIDES: dict[str, Callable[[Any], Any]] = {
    "time": moment,
    "date": lambda text: date.fromisoformat(text[:10]).isoformat(),
    "boolean": _boolean,
    "number": Decimal,
    "text": lambda text: str(text).casefold(),
}

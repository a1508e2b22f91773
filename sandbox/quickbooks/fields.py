"""The properties of every kind: what a request may carry, how each is read, how long it may be.

A property of QuickBooks' schema that is not in a kind's table is refused with 2010.
"""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.errors import missing_parameters, not_found, refusal
from sandbox.quickbooks.form_fields import FORM_FIELDS
from sandbox.quickbooks.list_fields import LIST_FIELDS
from sandbox.quickbooks.other_fields import OTHER_FIELDS
from sandbox.quickbooks.posting_fields import POSTING_FIELDS
from sandbox.quickbooks.readers import ABSENT, Reader, record

FIELDS = {**LIST_FIELDS, **FORM_FIELDS, **POSTING_FIELDS, **OTHER_FIELDS}
READERS: dict[str, Reader] = {kind: record(kind, table) for kind, table in FIELDS.items()}
LISTS = tuple(LIST_FIELDS)
SALES_FORMS = ("Estimate", "Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt")
TRANSACTIONS = (*SALES_FORMS, "Payment", "Deposit", "JournalEntry")
READ_ONLY = ("CustomerType", "TaxCode", "TaxRate", "Preferences")  # or with a way of their own to be written
KINDS = (*LISTS, *TRANSACTIONS, *OTHER_FIELDS, *READ_ONLY)
KIND_OF_PATH = {kind.lower(): kind for kind in KINDS}


def read_request(kind: str, body: Any) -> dict[str, Any]:
    """The clean values of a request for `kind`; absent ones are left out."""
    if not isinstance(body, dict):
        raise refusal("2010", f"Property Name:{kind} specified is unsupported or invalid")
    clean: dict[str, Any] = READERS[kind](body, kind)
    return clean


def read_id(body: Any) -> str:
    """The Id of the object to read, change or delete: digits only."""
    found = body.get("Id") if isinstance(body, dict) else None
    if found in ABSENT:
        raise missing_parameters("Id")
    return checked_id(str(found))


def checked_id(found: str) -> str:
    if not (found.isascii() and found.isdigit()):
        raise refusal("2030", f"Id should be a valid number. Supplied value:{found}", "Id")
    if len(found) > 18:
        raise not_found()
    return found

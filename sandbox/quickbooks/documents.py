"""One write to the books: create, full or sparse update, delete, void. All of it happens, or none of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.quickbooks import attachments, deposits, journal_entries, lists, payments, sales
from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.company_info import update_company_info
from sandbox.quickbooks.deposited import check_not_deposited
from sandbox.quickbooks.errors import Problem, Refusal, not_found, refusal, stale, unsupported_operation
from sandbox.quickbooks.exchange_rates import home_amounts, set_rate
from sandbox.quickbooks.fields import FIELDS, LISTS, TRANSACTIONS, checked_id, read_id, read_request
from sandbox.quickbooks.lines import emptied
from sandbox.quickbooks.links import unlink_estimate, unlink_forms
from sandbox.quickbooks.money import ZERO
from sandbox.quickbooks.periods import check_open
from sandbox.quickbooks.preferences import update_preferences
from sandbox.quickbooks.readers import ABSENT
from sandbox.quickbooks.sales import Asked

VOIDABLE = ("Invoice", "Payment", "SalesReceipt")
DELETABLE = (*TRANSACTIONS, "Attachable")
NOT_UPDATED = ("TaxAgency",)  # its page has no update
ALONE: dict[str, Callable[[Company, Any], Document]] = {  # written in one way only, whatever operation is named
    "Preferences": update_preferences,
    "CompanyInfo": update_company_info,
    "ExchangeRate": set_rate,
}
CREATE: dict[str, Callable[[Company, Asked], Document]] = {
    "Payment": payments.create,
    "Deposit": deposits.create,
    "JournalEntry": journal_entries.create,
    "Attachable": attachments.create,
}
UPDATE: dict[str, Callable[[Company, Document, Asked], Document]] = {
    "Payment": payments.update,
    "Deposit": deposits.update,
    "JournalEntry": journal_entries.update,
    "Attachable": attachments.update,
}
RELEASE: dict[str, Callable[[Company, Document], None]] = {"Payment": payments.release, "Deposit": deposits.release}
WRITES = ("create", "update", "delete", "void")


@dataclass(frozen=True)
class Options:
    """How a write was asked for: query parameters of a single call, or a batch item's operation and optionsData."""

    operation: str | None = None  # None: create, or update where the body names an Id
    duplicates_allowed: bool = False
    void: bool = False


def read(company: Company, kind: str, id: str) -> Document:
    found = company.find(kind, checked_id(id))
    if found is None:
        raise not_found()
    return company.shown(kind, found)


def write(company: Company, kind: str, body: Any, options: Options) -> Document:
    """The document as the API answers it. Raises Refusal; then nothing has changed."""
    check_subscribed(company)
    operation = "void" if options.void else options.operation or ("update" if _names_id(body) else "create")
    if operation not in WRITES or kind not in (*FIELDS, "Preferences"):
        raise unsupported_operation(f"{operation} {kind}")
    with company.atomic():
        return company.shown(kind, _perform(company, kind, operation, body, options))


def check_subscribed(company: Company) -> None:
    if company.switches.subscription_ended:
        text = "Invalid Company Status : Subscription period has ended or canceled or there was a billing problem."
        raise Refusal(Problem("6190", text), status=int(company.switches.subscription_ended_status))


def _names_id(body: Any) -> bool:
    return isinstance(body, dict) and body.get("Id") not in (*ABSENT, 0, "0")


def _perform(company: Company, kind: str, operation: str, body: Any, options: Options) -> Document:
    if kind in ALONE:
        if operation not in ("create", "update"):
            raise unsupported_operation(f"{operation} {kind}")
        return ALONE[kind](company, body)
    if operation == "create":
        clean = _without_identity(read_request(kind, body))
        if kind in LISTS:
            return lists.create(company, kind, clean)
        asked = Asked(clean, duplicates_allowed=options.duplicates_allowed)
        return CREATE[kind](company, asked) if kind in CREATE else sales.create(company, kind, asked)
    if operation == "void" and kind not in VOIDABLE:
        raise unsupported_operation(f"void {kind}")
    before = _current(company, kind, body, token_needed=not (kind == "Attachable" and operation == "delete"))
    if operation == "update":
        return _update(company, kind, before, body, options)
    if kind not in DELETABLE:
        raise unsupported_operation(f"{operation} {kind}: a list object is made inactive instead")
    check_open(company, None, before)
    check_not_deposited(before)
    return _delete(company, kind, before) if operation == "delete" else _void(company, kind, before)


def _current(company: Company, kind: str, body: Any, token_needed: bool = True) -> Document:
    """The document that the request is about, provided it knows its newest version.

    An attachment is deleted without a SyncToken (recorded).
    """
    before = company.find(kind, checked_id(read_id(body)))
    if before is None:
        raise not_found()
    token = body.get("SyncToken")
    if token in ABSENT and not token_needed:
        return before
    if token in ABSENT:
        raise refusal("2020", "Required parameter SyncToken is missing in the request", "SyncToken")
    if str(token) != before["SyncToken"]:
        raise stale()
    return before


def _update(company: Company, kind: str, before: Document, body: Any, options: Options) -> Document:
    if kind in NOT_UPDATED:
        raise unsupported_operation(f"update {kind}")
    clean = read_request(kind, body)
    sparse = clean.get("sparse", False)
    clean = _without_identity(clean)
    if kind in LISTS:
        return lists.update(company, kind, before, clean, sparse)
    asked = Asked(clean, sparse, options.duplicates_allowed)
    if kind in UPDATE:
        return UPDATE[kind](company, before, asked)
    return sales.update(company, kind, before, asked)


def _without_identity(clean: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in clean.items() if name not in ("Id", "SyncToken", "sparse")}


def _delete(company: Company, kind: str, before: Document) -> Document:
    if kind in RELEASE:
        RELEASE[kind](company, before)
    elif any(link["TxnType"] == "Payment" for link in before.get("LinkedTxn", [])):
        if company.switches.paid_invoice_delete == "refused":
            raise refusal("800", f"The {kind} has payments applied to it: unlink them first")
        payments.release_form(company, kind, before)
    if kind == "Estimate":
        unlink_forms(company, before)
    unlink_estimate(company, before)
    company.remove(kind, before["Id"])
    return {"status": "Deleted", "domain": "QBO", "Id": before["Id"]}


def _void(company: Company, kind: str, before: Document) -> Document:
    """Amounts become 0, the note says Voided, links are cleared (recorded for an invoice)."""
    if kind == "Payment":
        payments.release(company, before)
        empty = {**before, "TotalAmt": ZERO, "UnappliedAmt": ZERO, "Line": [], "PrivateNote": "Voided"}
        return company.replace(kind, before, {**empty, **home_amounts(empty)})
    payments.release_form(company, kind, before)
    unlink_estimate(company, before)
    empty = {
        **before,
        "Line": emptied(before["Line"]),
        "TotalAmt": ZERO,
        "Balance": ZERO,
        "PrivateNote": "Voided",
        "LinkedTxn": [],
    }
    if "TxnTaxDetail" in before:
        empty["TxnTaxDetail"] = {"TotalTax": ZERO}
    if before.get("Deposit"):
        empty["Deposit"] = ZERO
    return company.replace(kind, before, {**empty, **home_amounts(empty)})

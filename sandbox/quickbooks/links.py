"""Links between an estimate and the invoice or receipt made from it (reference section 1.3)."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import business, refusal
from sandbox.quickbooks.references import lookup

LINKABLE = ("Pending", "Accepted")
WRITABLE = frozenset({"Estimate"})
KNOWN = WRITABLE | {
    "Payment",
    "Invoice",
    "CreditMemo",
    "Deposit",
    "SalesReceipt",
    "RefundReceipt",
    "TimeActivity",
    "ReimburseCharge",
}


def wanted_estimate(
    company: Company, sent: list[dict[str, str]], kind: str, customer_id: str | None, own_id: str | None
) -> str | None:
    """The id of the estimate that a request links to; None if it names none, or one whose link is dropped in silence.

    Only pending and accepted estimates can be named: others are ignored, not refused (XSD). Refused: an unknown one (2500),
    one that is already linked (620), one of another customer (6000), more than one (620).
    """
    for link in sent:
        if link.get("TxnType") not in KNOWN:
            raise refusal("2170", f"{link.get('TxnType')} is not a value of TxnType", "LinkedTxn")
    ids = [link.get("TxnId", "") for link in sent if link["TxnType"] in WRITABLE]
    if not ids:
        return None
    if len(ids) > 1:
        raise refusal("620", "Txn ID cannot be linked : only one estimate can be linked to a transaction", "LinkedTxn")
    estimate = lookup(company, "Estimate", ids[0])
    linked_to = estimate.get("LinkedTxn", [])
    if any(link["TxnId"] == own_id and link["TxnType"] == kind for link in linked_to):
        return ids[0] if estimate["CustomerRef"]["value"] == customer_id else _other_customer()
    if linked_to:
        raise refusal(
            "620", f"Txn ID cannot be linked : estimate {ids[0]} is already linked to another transaction", "LinkedTxn"
        )
    if estimate["TxnStatus"] not in LINKABLE:
        return None
    if estimate["CustomerRef"]["value"] != customer_id:
        _other_customer()
    return ids[0]


def link_estimate(company: Company, estimate_id: str, kind: str, document_id: str) -> None:
    """Closes the estimate: no new SyncToken, but a new LastUpdatedTime (recorded)."""
    estimate = company.documents["Estimate"][estimate_id]
    if estimate.get("LinkedTxn"):
        return
    status = company.switches.estimate_after_invoice
    changed = {**estimate, "LinkedTxn": [{"TxnId": document_id, "TxnType": kind}]}
    if status != "unchanged":
        changed["TxnStatus"] = status
    company.replace("Estimate", estimate, changed, bump=False)


def unlink_estimate(company: Company, document: Document) -> None:
    """Takes a form's link away from its estimate, whose status stays unless the switch reopens it (unknown 1)."""
    for link in document.get("LinkedTxn", []):
        estimate = company.documents["Estimate"].get(link["TxnId"]) if link["TxnType"] == "Estimate" else None
        if estimate:
            changed: dict[str, Any] = {name: value for name, value in estimate.items() if name != "LinkedTxn"}
            if company.switches.estimate_reopens:
                changed["TxnStatus"] = "Pending"
            company.replace("Estimate", estimate, changed, bump=False)


def unlink_forms(company: Company, estimate: Document) -> None:
    """Takes a deleted estimate out of the forms that named it."""
    for link in estimate.get("LinkedTxn", []):
        form = company.documents[link["TxnType"]].get(link["TxnId"])
        if form:
            kept = [
                other for other in form["LinkedTxn"] if (other["TxnType"], other["TxnId"]) != ("Estimate", estimate["Id"])
            ]
            company.replace(link["TxnType"], form, {**form, "LinkedTxn": kept}, bump=False)


def estimate_links(document: Document | None) -> list[dict[str, str]]:
    return [link for link in (document or {}).get("LinkedTxn", []) if link["TxnType"] in WRITABLE]


def _other_customer() -> Any:
    raise business("The linked estimate must be of the same customer.")

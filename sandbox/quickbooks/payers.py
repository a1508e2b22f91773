"""Who pays for whom: customers pay their own documents and those of their sub-customers (reference section 5.2, 6130)."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import refusal


def pays_for(company: Company, payer: str, owner: str | None) -> bool:
    """Whether `payer` is the owner or one of his parents."""
    while owner is not None and owner != payer:
        customer = company.documents["Customer"].get(owner, {})
        owner = customer.get("ParentRef", {}).get("value")
    return owner is not None


def check_payers(company: Company, customer_id: str, changed: dict[str, Any]) -> None:
    """6130 where a parent's payment lies on the customer's forms: then neither parent nor billing may change."""
    for kind in ("Invoice", "CreditMemo"):
        for form in company.documents[kind].values():
            if form["CustomerRef"]["value"] != customer_id:
                continue
            payments = (link["TxnId"] for link in form["LinkedTxn"] if link["TxnType"] == "Payment")
            if any(company.documents["Payment"][id]["CustomerRef"]["value"] != customer_id for id in payments):
                raise refusal(
                    "6130",
                    f"You can't change who this customer bills with: {kind} {form['Id']} is paid by its parent's payment",
                    "ParentRef" if "ParentRef" in changed else "BillWithParent",
                )

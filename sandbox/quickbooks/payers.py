"""Who pays for whom: customers pay their own documents and those of their sub-customers (reference section 5.2, 6130)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.quickbooks.errors import refusal

if TYPE_CHECKING:
    from sandbox.quickbooks.company import Company, Document


def pays_for(company: Company, payer: str, owner: str | None) -> bool:
    """Whether `payer` is the owner or one of his parents."""
    while owner is not None and owner != payer:
        customer = company.documents["Customer"].get(owner, {})
        owner = customer.get("ParentRef", {}).get("value")
    return owner is not None


def check_payers(company: Company, customer_id: str, changed: dict[str, Any]) -> None:
    """6130 where a parent's payment lies on the customer's forms: then neither parent nor billing may change."""
    for payment in company.documents["Payment"].values():
        if payment["CustomerRef"]["value"] == customer_id:
            continue
        for line in payment["Line"]:
            for link in line["LinkedTxn"]:
                if customer_id in _customers(company.documents[link["TxnType"]][link["TxnId"]]):
                    raise refusal(
                        "6130",
                        "You can't change who this customer bills with: "
                        f"{link['TxnType']} {link['TxnId']} is paid by its parent's payment",
                        "ParentRef" if "ParentRef" in changed else "BillWithParent",
                    )


def _customers(form: Document) -> set[str]:
    if "CustomerRef" in form:
        return {form["CustomerRef"]["value"]}
    details = (line.get("JournalEntryLineDetail", {}) for line in form["Line"])
    return {detail["Entity"]["EntityRef"]["value"] for detail in details if "Entity" in detail}

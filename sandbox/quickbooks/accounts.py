"""The accounts that a form falls back on where it names none."""

from __future__ import annotations

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import business


def usual_account(company: Company, subtype: str) -> dict[str, str]:
    """A reference to the company's first active account of a subtype. Raises 6000 where it has none."""
    for account in company.documents["Account"].values():
        if account["AccountSubType"] == subtype and account.get("Active", True):
            return {"value": account["Id"], "name": account["FullyQualifiedName"]}
    raise business(f"The company has no account of subtype {subtype}.")

"""An account's CurrentBalance, from the ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.quickbooks.money import decimal_of

if TYPE_CHECKING:
    from sandbox.quickbooks.company import Company

EARNINGS = ("Revenue", "Expense")
IN_CREDIT = ("Liability", "Equity", "Revenue")


def account_balances(company: Company, account: dict[str, Any]) -> dict[str, Decimal]:
    """CurrentBalance, alone and with sub-accounts. Its sign, and whether earnings have one, are switches: not documented."""
    shown = company.switches.earnings_shown or account["Classification"] not in EARNINGS
    sign = -1 if account["Classification"] in IN_CREDIT and company.switches.credit_accounts_shown == "positive" else 1
    own, family = company.ledger.balance(int(account["Id"])), _with_children(company, account["Id"])
    return {
        "CurrentBalance": decimal_of(sign * own * shown),
        "CurrentBalanceWithSubAccounts": decimal_of(sign * family * shown),
    }


def _with_children(company: Company, id: str) -> int:
    return company.ledger.balance(int(id)) + sum(
        _with_children(company, child) for child in company.children_of("Account", id)
    )

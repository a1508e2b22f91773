"""The accounts that postings go to: what an item names, or the account that plays a part in the books."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.quickbooks.journal_debts import debtor_of
from sandbox.quickbooks.money import cents

if TYPE_CHECKING:
    from sandbox.quickbooks.company import Company, Document


@dataclass(frozen=True)
class Part:
    """An account that QuickBooks keeps for its own use, and makes where a company has none."""

    name: str
    type: str
    subtype: str
    classification: str
    by_name: bool = False  # the subtype does not tell it from others
    also: tuple[str, ...] = ()  # other subtypes that play the part


PARTS = {
    "undeposited": Part("Undeposited Funds", "Other Current Asset", "UndepositedFunds", "Asset"),
    "tax": Part("Sales Tax Payable", "Other Current Liability", "SalesTaxPayable", "Liability", also=("GlobalTaxPayable",)),
    "shipping": Part("Shipping Income", "Income", "OtherPrimaryIncome", "Revenue", by_name=True),
    # Where a gratuity goes is a setting of QuickBooks' pages that the reference does not name: owed until paid out.
    "gratuity": Part("Gratuities Payable", "Other Current Liability", "OtherCurrentLiabilities", "Liability", by_name=True),
    "discount": Part("Discounts given", "Income", "DiscountsRefundsGiven", "Revenue"),
    "income": Part("Uncategorized Income", "Income", "SalesOfProductIncome", "Revenue", by_name=True),
    "opening": Part("Opening Balance Equity", "Equity", "OpeningBalanceEquity", "Equity"),
    "retained": Part("Retained Earnings", "Equity", "RetainedEarnings", "Equity"),
    "exchange": Part("Exchange Gain or Loss", "Other Expense", "ExchangeGainOrLoss", "Expense"),
}
SPECIAL = {"SHIPPING_ITEM_ID": "shipping", "GRATUITY_ITEM_ID": "gratuity"}
RECEIVABLE = "Accounts Receivable"


@dataclass(frozen=True)
class Stock:
    """Where stock that leaves takes its value from and to; `cost` is all of it, in minor units of the home currency."""

    asset: int
    expense: int
    cost: int


class Chart:
    """Accounts by id as numbers; what it has found it remembers until an account changes."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._found: dict[str, int] = {}

    def forget(self) -> None:
        self._found.clear()

    def part(self, name: str) -> int:
        if name not in self._found:
            self._found[name] = self._find(PARTS[name])
        return self._found[name]

    def receivable(self, currency: str) -> int:
        """The first A/R account in the currency, made where there is none, as QuickBooks does for a new currency."""
        key = f"receivable {currency}"
        if key not in self._found:
            own = [
                account
                for account in self._accounts()
                if account["AccountType"] == RECEIVABLE and account["CurrencyRef"]["value"] == currency
            ]
            ending = "" if currency == self._company.home_currency else f" - {currency}"
            part = Part(f"Accounts Receivable (A/R){ending}", RECEIVABLE, "AccountsReceivable", "Asset")
            self._found[key] = int(own[0]["Id"]) if own else self._make(part, currency)
        return self._found[key]

    def is_receivable(self, account: int) -> bool:
        found = self._company.documents["Account"].get(str(account))
        return found is not None and found["AccountType"] == RECEIVABLE

    def income(self, item_id: str, line: int) -> int:  # noqa: ARG002  (see ledger.Pinned)
        """Where the sale of an item is earned."""
        if item_id in SPECIAL:
            return self.part(SPECIAL[item_id])
        reference = self._item(item_id).get("IncomeAccountRef")
        return int(reference["value"]) if reference else self.part("income")

    def stock(self, item_id: str, quantity: Decimal, line: int) -> Stock | None:  # noqa: ARG002
        """What a quantity of an item is worth; None for an item whose stock is not tracked, or that cost nothing.

        QuickBooks reckons first in, first out. Nothing that buys stock posts here, so all of it cost its PurchaseCost.
        """
        item = self._item(item_id)
        if item.get("Type") != "Inventory" or not item.get("PurchaseCost"):
            return None
        cost = int(cents(Decimal(item["PurchaseCost"]) * quantity) * 100)
        return Stock(int(item["AssetAccountRef"]["value"]), int(item["ExpenseAccountRef"]["value"]), cost)

    def document(self, kind: str, id: str) -> Document | None:
        """Another document that a posting depends on; also one that the batch at work has just made."""
        return self._company.documents.get(kind, {}).get(id)

    @property
    def home_currency(self) -> str:
        return self._company.home_currency

    def debtor(self, entry: Document, payer: str) -> int:
        """The customer of a journal entry whose part of it the payer settles; the payer where there is none."""
        return int(debtor_of(self._company, entry, payer) or payer)

    def _item(self, item_id: str) -> dict[str, Any]:
        return self._company.documents["Item"].get(item_id, {})

    def _accounts(self) -> list[Document]:
        found = [account for account in self._company.documents["Account"].values() if account.get("Active", True)]
        return sorted(found, key=lambda account: int(account["Id"]))

    def _find(self, part: Part) -> int:
        playing = [account for account in self._accounts() if account["AccountSubType"] in (part.subtype, *part.also)]
        named = [account for account in playing or self._accounts() if account["Name"] == part.name]
        found = named or ([] if part.by_name else playing)
        return int(found[0]["Id"]) if found else self._make(part, self._company.home_currency)

    def _make(self, part: Part, currency: str) -> int:
        values = {
            "Name": part.name,
            "FullyQualifiedName": part.name,
            "Active": True,
            "SubAccount": False,
            "AccountType": part.type,
            "AccountSubType": part.subtype,
            "Classification": part.classification,
            "CurrencyRef": {"value": currency},
            "CurrentBalance": 0,
        }
        return int(self._company.add("Account", values)["Id"])

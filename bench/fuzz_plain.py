"""Plain bodies that a company would take: what generated properties are put upon, so that some of them reach the books."""

from __future__ import annotations

import random
from typing import Any

Body = dict[str, Any]
Documents = dict[str, list[Body]]
AMOUNTS = ["1.00", 10, 25.5, "0.01", 0, 99.99, "1234.56", -5]
MONEY = ("Payment", "SalesReceipt")


class PlainBodies:
    """Bodies for one company, which holds these documents."""

    def __init__(self, documents: Documents, chance: random.Random) -> None:
        self.documents = documents
        self.chance = chance

    def body(self, kind: str) -> Body:
        """An empty one where nothing is known of the kind."""
        make = {
            "Payment": self._payment,
            "Deposit": self._deposit,
            "JournalEntry": self._entry,
            "Account": lambda: {"Name": self._name(), "AccountType": self.chance.choice(["Bank", "Income", "Expense"])},
            "Item": lambda: {"Name": self._name(), "Type": "Service", "IncomeAccountRef": self._account("Income")},
            "Term": lambda: {"Name": self._name(), "DueDays": 15},
            "Attachable": lambda: {"Note": "seen"},
            **dict.fromkeys(("Customer", "Vendor", "Employee", "TaxAgency"), lambda: {"DisplayName": self._name()}),
            **dict.fromkeys(("Class", "Department", "PaymentMethod"), lambda: {"Name": self._name()}),
            **dict.fromkeys(("Estimate", "Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"), self._form),
        }.get(kind)
        made: Body = make() if make else {}
        if kind == "RefundReceipt":
            made["DepositToAccountRef"] = self._account("Bank")
        if kind == "Invoice" and self.chance.random() < 0.3 and (estimate := self._one("Estimate")):
            made.update(
                CustomerRef=estimate.get("CustomerRef"), LinkedTxn=[{"TxnId": estimate["Id"], "TxnType": "Estimate"}]
            )
        return made

    def _one(self, *kinds: str, **wanted: Any) -> Body | None:
        found = [
            one
            for kind in kinds
            for one in self.documents.get(kind, ())
            if all(one.get(name) == value for name, value in wanted.items())
        ]
        return self.chance.choice(found) if found else None

    def _reference(self, one: Body | None) -> Body:
        return {"value": one["Id"] if one else "1"}

    def _account(self, type: str) -> Body:
        return self._reference(self._one("Account", AccountType=type))

    def _name(self) -> str:
        return f"Name {self.chance.randrange(10**9)}"

    def _owned(self) -> Body:
        customer = self._one("Customer", Active=True)
        currency = {"CurrencyRef": {"value": customer["CurrencyRef"]["value"]}} if customer else {}
        return {"CustomerRef": self._reference(customer), **currency}

    def _form(self) -> Body:
        lines = [self._line() for _ in range(self.chance.randint(1, 3))]
        if self.chance.random() < 0.2:
            detail = {"PercentBased": True, "DiscountPercent": 10}
            lines.append({"DetailType": "DiscountLineDetail", "DiscountLineDetail": detail, "Amount": 1})
        rule = self.chance.choice(["TaxExcluded", "TaxInclusive", "NotApplicable"])
        tax = {"TxnTaxDetail": {"TotalTax": "1.07"}} if self.chance.random() < 0.2 else {}
        return {**self._owned(), "Line": lines, "GlobalTaxCalculation": rule, **tax}

    def _line(self) -> Body:
        item = self._one("Item")
        if item and item.get("Type") == "Group":
            return {
                "DetailType": "GroupLineDetail",
                "GroupLineDetail": {"GroupItemRef": self._reference(item), "Quantity": 2},
            }
        detail: Body = {"ItemRef": self._reference(item)}
        code = self._one("TaxCode", Id="TAX") or self._one("TaxCode")
        if code and self.chance.random() < 0.7:
            detail["TaxCodeRef"] = self._reference(code)
        amount = self.chance.choice(AMOUNTS)
        return {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}

    def _payment(self) -> Body:
        form = self._one("Invoice", "CreditMemo", "JournalEntry")
        if form is None or "CustomerRef" not in form:
            return {**self._owned(), "TotalAmt": 5}
        kind = next(kind for kind, found in self.documents.items() if form in found)
        amount = self.chance.choice([form.get("Balance", 1), "0.01", 5, 0])
        line = {"Amount": amount, "LinkedTxn": [{"TxnId": form["Id"], "TxnType": kind}]}
        total = self.chance.choice([amount, amount, 0, 10])
        return {"CustomerRef": form["CustomerRef"], "CurrencyRef": form["CurrencyRef"], "TotalAmt": total, "Line": [line]}

    def _deposit(self) -> Body:
        line: Body = {"Amount": self.chance.choice(AMOUNTS), "DetailType": "DepositLineDetail"}
        line["DepositLineDetail"] = {"AccountRef": self._account("Income")}
        if (money := self._one(*MONEY)) and self.chance.random() < 0.7:
            kind = next(kind for kind in MONEY if money in self.documents.get(kind, ()))
            line = {"Amount": money["TotalAmt"], "LinkedTxn": [{"TxnId": money["Id"], "TxnType": kind}]}
        home = self._one("Customer")
        return {"DepositToAccountRef": self._account("Bank"), "Line": [line], "CurrencyRef": (home or {}).get("CurrencyRef")}

    def _entry(self) -> Body:
        amount = self.chance.choice([1, "10.10", 0, 33.33])
        customer, receivables = self._one("Customer"), self._account("Accounts Receivable")
        entity = {"Type": "Customer", "EntityRef": self._reference(customer)}
        sides = [("Debit", receivables, {"Entity": entity}), ("Credit", self._account("Income"), {})]
        lines = [
            {
                "Amount": amount,
                "DetailType": "JournalEntryLineDetail",
                "JournalEntryLineDetail": {"PostingType": side, "AccountRef": account, **more},
            }
            for side, account, more in sides
        ]
        return {"Line": lines, "CurrencyRef": (customer or {}).get("CurrencyRef")}

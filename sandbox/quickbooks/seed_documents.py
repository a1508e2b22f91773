"""The documents of a company that has been trading for some weeks: each kind, made as a client would make it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.documents import Options, write

Body = dict[str, Any]
CASH, CHECK, CARD = "1", "2", "3"  # payment methods
CHECKING, SAVINGS, INCOME, COGS, STOCK = "35", "36", "79", "80", "81"  # accounts of seed.py
PEST_CONTROL, GARDEN_LIGHTS = "10", "11"  # its items
HOURLY, LIGHT = Decimal(35), Decimal("12.5")  # their prices


def fill_documents(company: Company) -> None:
    make = _Maker(company)
    make("Item", None, **_stocked_item(make.day(60)))
    asked = make("Estimate", 50, customer="1", Line=[_line(PEST_CONTROL, 2, HOURLY)])
    make("Estimate", 8, customer="2", Line=[_line(GARDEN_LIGHTS, 20, LIGHT)])
    paid = make("Invoice", 45, customer="1", Line=[_line(PEST_CONTROL, 2, HOURLY)], LinkedTxn=[_link(asked)])
    part_paid = make("Invoice", 40, customer="2", Line=[_line(GARDEN_LIGHTS, 8, LIGHT)])
    twice = make("Invoice", 35, customer="3", Line=[_line(PEST_CONTROL, 4, HOURLY)])
    credited = make("Invoice", 30, customer="4", Line=[_line(GARDEN_LIGHTS, 4, LIGHT)])
    make("Invoice", 5, customer="1", Line=[_line(PEST_CONTROL, 1, HOURLY)])
    credit = make("CreditMemo", 28, customer="4", Line=[_line(GARDEN_LIGHTS, 1, LIGHT)])
    banked = make("Payment", 25, customer="1", TotalAmt=paid["TotalAmt"], Line=_pays((paid, paid["TotalAmt"])))
    make("Payment", 24, customer="2", TotalAmt=40, Line=_pays((part_paid, 40)), method=CARD)
    make("Payment", 20, customer="3", TotalAmt=100, Line=_pays((twice, 100)), method=CASH)
    make("Payment", 12, customer="3", TotalAmt=40, Line=_pays((twice, 40)), method=CASH)
    make("Payment", 10, customer="4", TotalAmt=0, Line=_pays((credited, credit["TotalAmt"]), (credit, credit["TotalAmt"])))
    make("Payment", 3, customer="5", TotalAmt=75, method=CARD)
    make("SalesReceipt", 15, customer="5", Line=[_line(GARDEN_LIGHTS, 2, LIGHT)], method=CARD)
    make("RefundReceipt", 9, customer="5", Line=[_line(GARDEN_LIGHTS, 1, LIGHT)], DepositToAccountRef={"value": CHECKING})
    make("Deposit", 22, DepositToAccountRef={"value": CHECKING}, Line=[_banked(banked)])
    make("JournalEntry", 7, Line=[_posts("Debit", SAVINGS, 50), _posts("Credit", CHECKING, 50)])
    make("Attachable", None, Note="Rings twice at the side door", AttachableRef=[_beside(part_paid)])


class _Maker:
    """Writes one document, dated some days ago, and gives it."""

    def __init__(self, company: Company) -> None:
        self._company = company

    def day(self, days_ago: int) -> str:
        return (self._company.clock.today() - timedelta(days=days_ago)).isoformat()

    def __call__(
        self, kind: str, days_ago: int | None, *, customer: str | None = None, method: str | None = None, **body: Any
    ) -> Document:
        if days_ago is not None:
            body["TxnDate"] = self.day(days_ago)
        if customer:
            body["CustomerRef"] = {"value": customer}
        if method:
            body["PaymentMethodRef"] = {"value": method}
        return {**write(self._company, kind, body, Options()), "kind": kind}


def _stocked_item(since: str) -> Body:
    accounts = (("IncomeAccountRef", INCOME), ("ExpenseAccountRef", COGS), ("AssetAccountRef", STOCK))
    return {
        "Name": "Bird Feeder",
        "Type": "Inventory",
        "Sku": "BF-1",
        "UnitPrice": 18,
        "PurchaseCost": "7.5",
        "TrackQtyOnHand": True,
        "QtyOnHand": 25,
        "InvStartDate": since,
        **{name: {"value": account} for name, account in accounts},
    }


def _line(item: str, quantity: int, price: Decimal) -> Body:
    detail = {"ItemRef": {"value": item}, "Qty": quantity, "UnitPrice": price}
    return {"Amount": quantity * price, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}


def _link(document: Document) -> Body:
    return {"TxnId": document["Id"], "TxnType": document["kind"]}


def _pays(*applied: tuple[Document, Any]) -> list[Body]:
    return [{"Amount": amount, "LinkedTxn": [_link(document)]} for document, amount in applied]


def _banked(payment: Document) -> Body:
    return {"Amount": payment["TotalAmt"], "LinkedTxn": [{**_link(payment), "TxnLineId": "0"}]}


def _posts(side: str, account: str, amount: int) -> Body:
    detail = {"PostingType": side, "AccountRef": {"value": account}}
    return {"Amount": amount, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}


def _beside(document: Document) -> Body:
    return {"EntityRef": {"type": document["kind"], "value": document["Id"]}}

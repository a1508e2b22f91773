"""The sandbox company's books, as a person would look them up: an order's documents, and whether they hold together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import requests

CALL_SECONDS = 30

Document = Mapping[str, Any]


@dataclass(frozen=True)
class OrderBooks:
    """One order's documents, as QuickBooks shows them."""

    estimates: tuple[Document, ...] = ()
    invoices: tuple[Document, ...] = ()
    payments: tuple[Document, ...] = ()  # of money
    credits: tuple[Document, ...] = ()  # payments of nothing, each of which applies a credit memo: a gift card used
    receipts: tuple[Document, ...] = ()

    @property
    def kinds(self) -> list[str]:
        """The kinds of record that are there, each as often as it is there."""
        return (
            ["sales_order"] * len(self.estimates)
            + ["invoice"] * len(self.invoices)
            + ["payment"] * len(self.payments)
            + ["sales_receipt"] * len(self.receipts)
        )


@dataclass
class Books:
    """All documents of the company at one moment."""

    by_number: dict[str, OrderBooks] = field(default_factory=dict)
    documents: int = 0

    def of(self, number: str) -> OrderBooks:
        return self.by_number.get(number, OrderBooks())


def read_books(quickbooks_url: str) -> Books:
    """The books of the company in the sandbox; this reading is not metered."""
    found = {kind: _documents(quickbooks_url, kind) for kind in ("Estimate", "Invoice", "Payment", "SalesReceipt")}
    parts: dict[str, dict[str, list[Document]]] = defaultdict(lambda: defaultdict(list))
    invoice_numbers = {document["Id"]: document["DocNumber"] for document in found["Invoice"]}
    for kind in ("Estimate", "Invoice", "SalesReceipt"):
        for document in found[kind]:
            parts[document["DocNumber"]][kind].append(document)
    for payment in found["Payment"]:
        for invoice_id in links(payment, "Invoice"):
            parts[invoice_numbers[invoice_id]]["Payment" if amount(payment["TotalAmt"]) else "Credit"].append(payment)
    return Books(
        by_number={
            number: OrderBooks(
                tuple(kinds["Estimate"]),
                tuple(kinds["Invoice"]),
                tuple(kinds["Payment"]),
                tuple(kinds["Credit"]),
                tuple(kinds["SalesReceipt"]),
            )
            for number, kinds in parts.items()
        },
        documents=sum(len(documents) for documents in found.values()),
    )


def links(document: Document, kind: str) -> Iterator[str]:
    """The ids of the documents of one kind that this one is linked to, by itself or by its lines."""
    rows = [
        *document.get("LinkedTxn", ()),
        *(link for line in document.get("Line", ()) for link in line.get("LinkedTxn", ())),
    ]
    yield from dict.fromkeys(link["TxnId"] for link in rows if link["TxnType"] == kind)


def amount(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def faults(books: OrderBooks, order: Mapping[str, Any], expect: Mapping[str, Any]) -> list[str]:
    """What is wrong with an order's documents: kinds, totals to the cent, links, states and balances."""
    wanted = [kind for kind in expect["records"] for _ in range(order["payments"] if kind == "payment" else 1)]
    found = (
        [f"has {books.kinds or 'nothing'}, expected {wanted or 'nothing'}"] if sorted(books.kinds) != sorted(wanted) else []
    )
    edited = order["fate"] == "edited_in_quickbooks"
    for document in (*books.estimates, *books.invoices):
        if not edited and amount(document["TotalAmt"]) != Decimal(order["total"]):
            found.append(f"{document['DocNumber']}: QuickBooks says {document['TotalAmt']}, the store {order['total']}")
    for estimate, invoice in zip(books.estimates, books.invoices, strict=False):
        found += _pair_faults(estimate, invoice)
    if books.payments:
        found += _payment_faults(books, order)
    elif books.invoices and amount(books.invoices[0]["Balance"]) != amount(books.invoices[0]["TotalAmt"]):
        found.append("the invoice is not open in full")
    if (
        books.estimates
        and not books.invoices
        and not expect.get("waiting")
        and books.estimates[0]["TxnStatus"] != "Accepted"
    ):
        found.append(f"the sales order is {books.estimates[0]['TxnStatus']}, not Accepted")
    return found


def _pair_faults(estimate: Document, invoice: Document) -> list[str]:
    found = []
    if estimate["Id"] not in links(invoice, "Estimate") or invoice["Id"] not in links(estimate, "Invoice"):
        found.append("invoice and sales order are not linked")
    if estimate["TxnStatus"] not in ("Closed", "Converted"):
        found.append(f"the sales order is {estimate['TxnStatus']}, not closed")
    if amount(estimate["TotalAmt"]) != amount(invoice["TotalAmt"]):
        found.append(f"the invoice says {invoice['TotalAmt']}, its sales order {estimate['TotalAmt']}")
    if estimate["CustomerRef"]["value"] != invoice["CustomerRef"]["value"]:
        found.append("the invoice has another customer than its sales order")
    return found


def _payment_faults(books: OrderBooks, order: Mapping[str, Any]) -> list[str]:
    invoice = books.invoices[0]
    taken = sum((amount(payment["TotalAmt"]) for payment in books.payments), Decimal(0))
    credit = sum(
        (amount(line["Amount"]) for one in books.credits for line in one["Line"] if any(links(line, "Invoice"))), Decimal(0)
    )
    due = amount(invoice["TotalAmt"]) - credit
    applied = due - amount(invoice["Balance"])
    unapplied = sum((amount(payment["UnappliedAmt"]) for payment in books.payments), Decimal(0))
    found = []
    if taken != Decimal(order["paid"]):
        found.append(f"the payments are {taken}, the store took {order['paid']}")
    if applied + unapplied != taken or applied != min(taken, due):
        found.append(f"of {taken}, {applied} is applied and {unapplied} is not; the invoice says {invoice['TotalAmt']}")
    return found


def _documents(quickbooks_url: str, kind: str) -> list[Document]:
    answer = requests.get(f"{quickbooks_url}/_sandbox/documents", params={"kind": kind}, timeout=CALL_SECONDS)
    answer.raise_for_status()
    documents: list[Document] = answer.json()
    return documents

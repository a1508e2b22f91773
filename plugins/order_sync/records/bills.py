"""The order's bill, and its invoices as far as something can be applied to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from order_sync.records.record import Applied, Buyer, DocumentState, Record
from order_sync.records.sale import Made, Sale
from order_sync.syncs import RecordKind


@dataclass(frozen=True)
class MainBill:
    """The invoice or sales receipt of what was sold; of an order invoiced by shipment the invoice of the last one.

    `record`: made in this same run; None: it is in the books.
    """

    kind: RecordKind
    key: str
    buyer: Buyer
    record: Record | None = None

    @property
    def is_invoice(self) -> bool:
        return self.kind is RecordKind.invoice


@dataclass
class OpenBill:
    """An invoice of the order. `balance` in minor units, less what this run applies to it."""

    key: str
    balance: int


def main_bill(sale: Sale, made: Made) -> MainBill | None:
    """`made`: what this run makes of the bill; None: there is none, and nothing that follows a bill can be booked."""
    kinds = (RecordKind.sales_receipt, RecordKind.invoice)
    record = next((one for one in made.records if one.key in map(sale.key, kinds)), None)
    if record is not None:
        return MainBill(record.kind, record.key, record.buyer, record)
    for kind in kinds:
        if sale.is_posted(kind):
            return MainBill(kind, sale.key(kind), sale.buyer)
    return None


def is_gone(sale: Sale, bill: MainBill) -> bool:
    """Whether a person took the bill out of the books."""
    posted = sale.posted.get(bill.key)
    if bill.record is not None or posted is None:
        return False
    if posted.state == "missing" or not bill.is_invoice:
        return posted.state == "missing"
    state = sale.state.invoices.get(bill.key)  # None: not read, since nothing is to be applied to it
    return state is not None and state.state is DocumentState.missing


def open_bill(sale: Sale, key: str, record: Record | None) -> OpenBill | None:
    """The invoice with what is open of it in QuickBooks; None: it is not there."""
    if record is not None:
        return OpenBill(key, record.adopts.balance if record.adopts is not None else record.total)
    state = sale.state.invoices.get(key)
    return None if state is None or state.state is DocumentState.missing else OpenBill(key, state.balance)


def apply(amount: int, bills: Sequence[OpenBill]) -> tuple[Applied, ...]:
    """Takes an amount off what is open of the bills, the first one first; what is left of it goes to none."""
    found = []
    for bill in bills:
        part = min(amount, bill.balance)
        if part > 0:
            bill.balance -= part
            amount -= part
            found.append(Applied(bill.key, part))
    return tuple(found)

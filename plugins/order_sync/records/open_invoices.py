"""The order's invoices as far as something can be applied to them, in the order of shipping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from order_sync.records.part_invoices import part_sources
from order_sync.records.record import Applied, Buyer, DocumentState, Record
from order_sync.records.sale import Sale
from order_sync.syncs import RecordKind


@dataclass
class OpenInvoice:
    """`balance` in minor units, less what this run applies to it."""

    key: str
    balance: int
    buyer: Buyer


def open_invoices(sale: Sale, made: Sequence[Record]) -> list[OpenInvoice]:
    """Those in the books that are still there, then those that this run makes."""
    found = []
    for source_id in part_sources(sale):
        key = sale.key(RecordKind.invoice, source_id)
        state = sale.state.invoices.get(key)
        if sale.is_posted(RecordKind.invoice, source_id) and state is not None and state.state is not DocumentState.missing:
            found.append(OpenInvoice(key, state.balance, sale.buyer))
    new = (OpenInvoice(one.key, one.adopts.balance if one.adopts else one.total, one.buyer) for one in made)
    return [*found, *new]


def apply(amount: int, invoices: Sequence[OpenInvoice]) -> tuple[Applied, ...]:
    """Takes an amount off what is open of the invoices, the first one first; what is left of it goes to none."""
    found = []
    for invoice in invoices:
        part = min(amount, invoice.balance)
        if part > 0:
            invoice.balance -= part
            amount -= part
            found.append(Applied(invoice.key, part))
    return tuple(found)

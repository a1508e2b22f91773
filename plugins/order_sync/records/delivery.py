"""What an invoice says of terms and shipping: when it is due, what went out when and how, whether it is to be e-mailed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from order_sync.orders import Shipment
from order_sync.records import fields
from order_sync.records.fields import cut
from order_sync.records.sale import Sale
from order_sync.syncs import RecordKind


def delivery_of(sale: Sale, day: date, shipments: Sequence[Shipment]) -> dict[str, Any]:
    """The fields of an invoice dated `day` that is for these shipments. Terms that a rule gives win: QuickBooks counts."""
    order = sale.decision.order_for(RecordKind.invoice)
    by_terms = order.terms.due_days if order.terms is not None else None
    days = by_terms if by_terms is not None else sale.sync.invoices.due_days
    last = max(shipments, key=lambda shipment: (shipment.at, shipment.shipment_id), default=None)
    numbers = dict.fromkeys(number for shipment in shipments for number in shipment.tracking)
    has_address = bool(sale.buyer.email)
    to_be_sent = sale.sync.invoices.email == "to_send"
    if to_be_sent and not has_address:
        sale.note("The customer has no e-mail address: QuickBooks will not send the invoice.")
    return {
        "due_date": None if days is None or order.terms_name else day + timedelta(days=days),
        "ship_date": order.day(last.at) if last is not None else None,
        "carrier": cut((last.carrier or "") if last is not None else "", fields.CARRIER, "The carrier's name", sale.note),
        "tracking": cut(", ".join(numbers), fields.TRACKING, "The tracking number", sale.note),
        "to_be_sent": to_be_sent and has_address,
    }

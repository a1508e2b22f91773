"""What an invoice says of terms and shipping, as QuickBooks' own fields (reference sections 2.1 and 2.3)."""

from __future__ import annotations

from order_sync.quickbooks.reference_ids import Json
from order_sync.records.record import Record


def of_invoice(record: Record, body: Json) -> Json:
    """`body`: the invoice so far; one without an address for its bill cannot be listed for sending."""
    known: Json = {
        "DueDate": record.due_date.isoformat() if record.due_date else None,
        "ShipDate": record.ship_date.isoformat() if record.ship_date else None,
        "ShipMethodRef": {"value": record.carrier, "name": record.carrier} if record.carrier else None,
        "TrackingNum": record.tracking,
        "EmailStatus": "NeedToSend" if record.to_be_sent and "BillEmail" in body else None,
    }
    return {name: value for name, value in known.items() if value}

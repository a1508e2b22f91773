"""The source ids of single shipments' invoices. A store counts its events and its shipments apart, so they have a mark."""

from __future__ import annotations

_MARK = "shipment:"


def of_shipment(shipment_id: str) -> str:
    return _MARK + shipment_id


def is_of_shipment(source_id: str) -> bool:
    return source_id.startswith(_MARK)

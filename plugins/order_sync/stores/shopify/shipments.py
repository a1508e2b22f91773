"""Shopify's fulfillments as shipments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from order_sync.orders import Shipment, ShippedLine
from order_sync.stores.moments import read_moment
from order_sync.stores.plain_text import plain_text
from order_sync.stores.shopify.ids import short_id


def order_shipments(node: dict[str, Any]) -> tuple[Shipment, ...]:
    """Those that went out; cancelled and failed ones did not. Without lines: the only one, with all of the order."""
    return tuple(
        Shipment(
            shipment_id=short_id(row["id"]),
            at=read_moment(row["createdAt"]),
            carrier=next((plain_text(info["company"]) for info in row["trackingInfo"] if info["company"]), None),
            tracking=tuple(plain_text(info["number"]) for info in row["trackingInfo"] if info["number"]),
            lines=tuple(
                ShippedLine(source_line_id=short_id(line["lineItem"]["id"]), quantity=Decimal(line["quantity"]))
                for line in row.get("lines") or ()
                if line["quantity"]
            ),
        )
        for row in node["fulfillments"]
        if row["status"] == "SUCCESS"
    )

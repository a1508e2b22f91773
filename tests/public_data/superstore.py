"""The superstore's rows of sale as WooCommerce orders, and what their totals must be, computed apart from the product.

Of the data: one row a product sold, with its order, days, customer, product, quantity, discount (a share) and sales (what
was paid, with up to four decimals). One order has up to 14 rows. Nothing of it is kept here.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

Sold = Mapping[str, str]
Row = dict[str, Any]

_CENT, _KEPT = Decimal("0.01"), Decimal("0.000001")  # WooCommerce keeps six decimals a row
_NOON = timedelta(hours=17)  # in New York, as UTC


def read_sold(folder: Path) -> dict[str, list[Sold]]:
    """The rows of sale by order, in the order of the file."""
    orders: dict[str, list[Sold]] = defaultdict(list)
    with (folder / "superstore.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            orders[row["Order ID"]].append(row)
    return dict(orders)


def woocommerce_order(sold: list[Sold]) -> Row:
    """An order that was paid when placed and completed on the day it shipped, as `GET /orders` gives it."""
    first = sold[0]
    placed, shipped = _moment(first["Order Date"]), _moment(first["Ship Date"])
    lines = [_line(row) for row in sold]
    before, net = (sum(Decimal(line[name]) for line in lines) for name in ("subtotal", "total"))
    given, _, family = first["Customer Name"].rpartition(" ")
    who = {
        "first_name": given,
        "last_name": family,
        "city": first["City"],
        "state": first["State"],
        "postcode": first["Postal Code"],
        "country": "US",
    }
    return {
        "id": int(first["Row ID"]),
        "number": first["Order ID"],
        "status": "completed",
        "currency": "USD",
        "prices_include_tax": False,
        "date_created_gmt": placed,
        "date_modified_gmt": shipped,
        "date_paid_gmt": placed,
        "date_completed_gmt": shipped,
        "payment_method": "stripe",
        "payment_method_title": "Credit card",
        "transaction_id": f"ch_{first['Row ID']}",
        "customer_id": int(first["Customer ID"].rpartition("-")[2]),
        "billing": who,
        "shipping": who,
        "line_items": lines,
        "shipping_lines": [{"id": 1, "method_title": first["Ship Mode"], "total": "0.00", "total_tax": "0.00", "taxes": []}],
        "fee_lines": [],
        "tax_lines": [],
        "coupon_lines": [],
        "refunds": [],
        "discount_total": str(_cents(before - net)),
        "shipping_total": "0.00",
        "total_tax": "0.00",
        "total": str(_cents(net)),
    }


def _line(row: Sold) -> Row:
    net = Decimal(row["Sales"])
    before = (net / (1 - Decimal(row["Discount"]))).quantize(_KEPT)
    return {
        "id": int(row["Row ID"]),
        "name": row["Product Name"],
        "sku": row["Product ID"],
        "quantity": int(row["Quantity"]),
        "subtotal": str(before),
        "total": str(net),
        "total_tax": "0.00",
        "taxes": [],
    }


def _moment(day: str) -> str:
    return (datetime.fromisoformat(day).replace(tzinfo=timezone.utc) + _NOON).strftime("%Y-%m-%dT%H:%M:%S")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


def expected_cents(sold: Iterable[Sold]) -> int:
    """What an order comes to, in whole numbers alone: ten-thousandths added up, then half-up to the cent."""
    whole = 0
    for row in sold:
        major, _, minor = row["Sales"].partition(".")
        whole += int(major) * 10_000 + int(minor.ljust(4, "0"))
    return (whole + 50) // 100


def expected_of_customers(orders: Mapping[str, list[Sold]]) -> Counter[str]:
    """Cents by customer's name."""
    sums: Counter[str] = Counter()
    for sold in orders.values():
        sums[sold[0]["Customer Name"]] += expected_cents(sold)
    return sums

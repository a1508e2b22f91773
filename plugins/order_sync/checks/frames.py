"""Orders and records as the frames that the checks look at: one row each, money as whole minor units (Int64).

The columns are listed in docs/add-a-check.md; a suite can use them by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from order_sync.orders import EventKind, Order
from order_sync.records.customer_names import customer_name
from order_sync.records.prices import amount_of
from order_sync.records.record import PlannedOrder, Record
from order_sync.syncs import RecordKind

if TYPE_CHECKING:
    import pandas as pd

ORDER_COLUMNS = {
    "order_id": "str",
    "order_number": "str",
    "document_number": "str",
    "customer": "str",
    "currency": "str",
    "payment_state": "str",
    "fulfillment_state": "str",
    "lifecycle": "str",
    "business_date": "str",  # YYYY-MM-DD
    "days_ahead": "Int64",  # of the store's today
    "lines": "Int64",
    "lines_total": "Int64",
    "original_total": "Int64",
    "total": "Int64",
    "tax": "Int64",
    "lines_tax": "Int64",
    "paid": "Int64",
    "refunded": "Int64",
}
RECORD_COLUMNS = {
    "order_id": "str",
    "order_number": "str",
    "key": "str",
    "kind": "str",
    "document_number": "str",
    "customer": "str",
    "currency": "str",
    "date": "str",  # YYYY-MM-DD
    "days_ahead": "Int64",
    "lines": "Int64",
    "lines_total": "Int64",
    "discount": "Int64",
    "tax": "Int64",
    "parts_total": "Int64",  # lines - discount + tax; empty for a payment
    "total": "Int64",
    "applied": "Int64",  # of a payment of money; else empty
    "applies_credit": "Int64",  # 1: a payment of nothing that applies a credit memo; else 0
    "unpriced_lines": "Int64",  # lines whose quantity times unit price is not their amount
    "longest_description": "Int64",
    "longest_item": "Int64",
    "deposit_account": "str",
}


def orders_frame(orders: Sequence[Order], planned: Sequence[PlannedOrder], now: datetime) -> pd.DataFrame:
    """One row for each order that this run means to post or has quarantined already; `now` is aware UTC."""
    rows = {row.order_id: row for row in planned if row.records or row.revised or row.problems}
    return _frame(
        (_order_row(order, rows[order.order_id], now) for order in orders if order.order_id in rows), ORDER_COLUMNS
    )


def records_frame(planned: Sequence[PlannedOrder], now: datetime) -> pd.DataFrame:
    """One row for each record to post; `now` is aware UTC."""
    return _frame((_record_row(record, now) for row in planned for record in (*row.records, *row.revised)), RECORD_COLUMNS)


def as_one(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames of the same columns, one after another; at least one."""
    import pandas as pd

    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _frame(rows: Iterable[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    import pandas as pd

    listed = list(rows)
    series = {name: pd.Series([row[name] for row in listed], dtype=kind) for name, kind in columns.items()}
    frame: pd.DataFrame = pd.DataFrame(series)
    return frame


def _order_row(order: Order, planned: PlannedOrder, now: datetime) -> dict[str, Any]:
    records = (*planned.records, *planned.revised)
    first = records[0] if records else None
    sold = [line for event in order.events if event.kind is EventKind.sale for line in event.lines]
    return {
        "order_id": order.order_id,
        "order_number": order.number or None,
        "document_number": next((one.document_number for one in records if one.document_number), order.number or None),
        "customer": (first.buyer.display_name if first else customer_name(order)) or None,
        "currency": order.currency,
        "payment_state": order.payment_state.value,
        "fulfillment_state": order.fulfillment_state.value,
        "lifecycle": order.lifecycle.value,
        "business_date": order.business_date.isoformat(),
        "days_ahead": (order.business_date - now.astimezone(ZoneInfo(order.time_zone)).date()).days,
        "lines": len(sold),
        "lines_total": sum(line.total for line in sold),
        "original_total": order.totals.original,
        "total": order.totals.current,
        "tax": order.totals.tax,
        "lines_tax": sum(line.tax for line in order.sale_lines),
        "paid": order.totals.paid,
        "refunded": order.totals.refunded,
    }


def _record_row(record: Record, now: datetime) -> dict[str, Any]:
    lines_total = sum(line.amount for line in record.lines)
    is_payment = record.kind is RecordKind.payment
    return {
        "order_id": record.order_id,
        "order_number": record.order_number,
        "key": record.key,
        "kind": record.kind.value,
        "document_number": record.document_number,
        "customer": record.buyer.display_name or None,
        "currency": record.currency,
        "date": record.date.isoformat(),
        "days_ahead": _days_ahead(record.date, now),
        "lines": len(record.lines),
        "lines_total": lines_total,
        "discount": record.discount,
        "tax": record.tax,
        "parts_total": None if is_payment else lines_total - record.discount + record.tax,
        "total": record.total,
        "applied": record.applied_in_all if is_payment and record.uses is None else None,
        "applies_credit": int(record.uses is not None),
        "unpriced_lines": _unpriced(record),
        "longest_description": max((len(line.description) for line in record.lines), default=0),
        "longest_item": max((len(line.item) for line in record.lines if line.copied is None), default=0),
        "deposit_account": record.deposit_account or None,
    }


def _days_ahead(day: date, now: datetime) -> int:
    """Days after today in UTC; a store east of it may be one day ahead."""
    return (day - now.date()).days


def _unpriced(record: Record) -> int:
    """Lines whose amount is not quantity times unit price; a line copied from QuickBooks is QuickBooks' own."""
    return sum(
        amount_of(line.quantity, line.unit_price, record.currency) != line.amount
        for line in record.lines
        if line.copied is None and line.quantity is not None and line.unit_price is not None
    )

"""One invoice for each shipment, where the sync wants that; the last one closes the sales order.

QuickBooks' API links only one invoice to a sales order (reference section 1.3): that is the last one. It has the key that
the invoice of a whole order has, so that an order whose last invoice is in the books is invoiced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from order_sync.money import show
from order_sync.records import fields
from order_sync.records.delivery import delivery_of
from order_sync.records.edited import revision_of
from order_sync.records.invoice import invoice_of, obstacle
from order_sync.records.reasons import held
from order_sync.records.record import Held, Posted, Record, SalesOrderState
from order_sync.records.sale import Made, Sale
from order_sync.records.shipment_sources import is_of_shipment, of_shipment
from order_sync.records.shipped import ALL_SHIPPED, Part, parts_shipped
from order_sync.syncs import RecordKind

_KIND = RecordKind.invoice


def invoices_of(sale: Sale, sales_order: Record | None) -> Made:
    """The order's invoice, or those of its shipments. `sales_order`: made in this same run."""
    in_books = {one.source_id: one for one in _of_shipments(sale.posted.values())}
    invoiced = {one.source_id for one in _of_shipments(sale.known.values())}  # whatever the setting says by now
    is_invoiced_whole = not invoiced and sale.key(_KIND) in sale.known
    if is_invoiced_whole or (not invoiced and sale.sync.invoices.per == "order"):
        return invoice_of(sale, sales_order)
    shipments = {one.shipment_id for one in sale.order.shipments if of_shipment(one.shipment_id) in invoiced}
    parts = parts_shipped(sale.order, sale.sold.lines, shipments)
    is_whole = parts[0].is_last if len(parts) == 1 else not parts and sale.order.fulfillment_state in ALL_SHIPPED
    if not in_books and (is_whole or sale.decision.invoice_held_by is not None):
        return invoice_of(sale, sales_order)
    unbilled = sale.lines.total - sum(one.total for one in in_books.values())
    reason = _obstacle(sale, parts, in_books)
    if reason is not None:
        return Made(held=(reason,), unbilled=unbilled)
    records = tuple(_records(sale, parts, sales_order))
    unbilled -= sum(record.total for record in records)
    rest = show(unbilled, sale.order.currency)
    waits = () if parts and parts[-1].is_last else (held(_KIND, "rest_not_shipped", rest=rest),)
    return Made(records, waits, unbilled=unbilled)


def part_sources(sale: Sale) -> list[str]:
    """The sources of the order's invoices of what was sold in the order of shipping; the last is the whole order's."""
    shipments = sorted(sale.order.shipments, key=lambda shipment: (shipment.at, shipment.shipment_id))
    return [*(of_shipment(one.shipment_id) for one in shipments), sale.source_id]


def _of_shipments(posted: Iterable[Posted]) -> Iterator[Posted]:
    """The invoices of single shipments that are in the books or on their way there, but for the last."""
    states = ("confirmed", "missing", "sent", "unclear")
    return (one for one in posted if one.kind is _KIND and is_of_shipment(one.source_id) and one.state in states)


def _obstacle(sale: Sale, parts: tuple[Part, ...], in_books: dict[str, Posted]) -> Held | None:
    """Why no further shipment is invoiced now."""
    number = sale.document_number
    if sale.decision.invoice_held_by is not None:
        return held(_KIND, "held_by_rule", rule=sale.decision.invoice_held_by)
    totals = {of_shipment(part.shipment.shipment_id): part.total for part in parts if not part.is_last}
    if any(totals.get(source) != one.total for source, one in in_books.items()):
        return held(_KIND, "parts_differ", number=number)
    if not sale.is_posted(RecordKind.sales_order):
        return None
    state = _sales_order(sale)
    reason = obstacle(sale, state)
    if reason is not None:
        return reason
    if state is not None and state.edited:
        return held(_KIND, "sales_order_edited", number=number, what=", ".join(state.edited))
    revision = revision_of(sale)
    if revision is not None and (revision.left or revision.changes):
        return held(_KIND, "waits_for_sales_order", number=number)
    return None


def _sales_order(sale: Sale) -> SalesOrderState | None:
    return sale.state.sales_orders.get(sale.key(RecordKind.sales_order))


def _records(sale: Sale, parts: tuple[Part, ...], sales_order: Record | None) -> Iterator[Record]:
    copies = sale.key(RecordKind.sales_order) if sales_order or sale.is_posted(RecordKind.sales_order) else None
    for place, part in enumerate(parts, start=1):
        source_id = sale.source_id if part.is_last else of_shipment(part.shipment.shipment_id)
        if sale.is_posted(_KIND, source_id):
            continue
        day = sale.invoice_day(part.at)
        yield sale.record(
            _KIND,
            day,
            source_id,
            **delivery_of(sale, day, [part.shipment]),
            document_number=_number(sale, place),
            copies=copies if part.is_last else None,
            linked_state=_sales_order(sale) if part.is_last else None,
            is_part=True,
            **sale.as_lines(_KIND, part.lines),
        )


def _number(sale: Sale, place: int) -> str:
    """1001, 1001-2, 1001-3; its end where all of it does not fit: there orders differ."""
    suffix = f"-{place}" if place > 1 else ""
    return sale.document_number[-(fields.DOCUMENT_NUMBER - len(suffix)) :] + suffix

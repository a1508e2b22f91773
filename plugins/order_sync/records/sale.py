"""One order on its way into the books: what all of its documents have in common, worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import msgspec

from order_sync.orders import EventKind, Line, Order
from order_sync.records import fields
from order_sync.records.buyer import buyer_of
from order_sync.records.credit_sources import event_of
from order_sync.records.document_number import document_number, whole_number
from order_sync.records.heading import heading_of
from order_sync.records.lines import DocumentLines, document_lines, with_codes_of
from order_sync.records.reasons import Unbookable, problem
from order_sync.records.record import Application, Buyer, CompanyState, Heading, Held, Posted, Record, record_key
from order_sync.records.reversals import Addition, Reversal, reversals_and_additions, with_the_rest
from order_sync.records.shipment_sources import is_of_shipment
from order_sync.records.sold import Sold, what_was_sold
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind, Sync

_STANDS = frozenset({"confirmed", "missing"})  # in the books, or taken out of them by a person: not ours to make again
_BILLS = (RecordKind.invoice, RecordKind.sales_receipt)
_ON_ITS_WAY = frozenset({"sent", "unclear"})  # sent, and its answer not known yet


@dataclass(frozen=True)
class Made:
    """What became of one kind of document: the records to post, or why there is none, and remarks for the report."""

    records: tuple[Record, ...] = ()
    held: tuple[Held, ...] = ()
    notes: tuple[str, ...] = ()
    revised: tuple[Record, ...] = ()  # posted sales orders that are to say something else
    agreeing: tuple[Record, ...] = ()  # those that say so already
    applications: tuple[Application, ...] = ()
    unbilled: int = 0


def together(parts: Iterable[Made]) -> Made:
    parts = tuple(parts)
    return Made(
        tuple(record for part in parts for record in part.records),
        tuple(one for part in parts for one in part.held),
        tuple(note for part in parts for note in part.notes),
        tuple(record for part in parts for record in part.revised),
        tuple(record for part in parts for record in part.agreeing),
        tuple(one for part in parts for one in part.applications),
        sum(part.unbilled for part in parts),
    )


@dataclass(frozen=True)
class Sale:
    """The order with the decision on it, and the parts that its documents share."""

    decision: Decision
    sync: Sync
    state: CompanyState
    source_id: str  # the store's id of the event that the documents book
    document_number: str
    buyer: Buyer
    lines: DocumentLines
    note: fields.Note
    posted: Mapping[str, Posted] = field(default_factory=dict)  # by record key
    known: Mapping[str, Posted] = field(default_factory=dict)  # the same, also where a resync builds as if nothing were
    sold: Sold = field(default_factory=lambda: Sold((), ()))
    reversals: tuple[Reversal, ...] = ()
    additions: tuple[Addition, ...] = ()

    @property
    def order(self) -> Order:
        return self.decision.order

    @cached_property
    def order_hash(self) -> str:
        """What the documents say of the store's order by now; slow to make, and the same for all of them."""
        return self.decision.sold_hash

    @property
    def mark(self) -> str:
        """Which order of which store it is, as the documents' private notes say it."""
        mark = f"Order {self.order.name}, {self.order.store}"
        if self.document_number in mark:
            return mark
        whole = whole_number(self.order, self.sync.number_prefix)
        bears_it = self.sync.numbers.by == "order" and whole == self.document_number
        return mark if bears_it or whole in mark else f"{mark}, number {whole}"

    def day_of(self, kind: RecordKind, day: date) -> date:
        """The document's date, where no rule says another than this."""
        order = self.decision.order_for(kind)
        return (order.invoice_date if kind is RecordKind.invoice else None) or order.document_date or day

    def invoice_day(self, shipped_at: datetime | None) -> date:
        """The invoice's date: the store's day on which it shipped, or by setting, and without a shipment, was placed."""
        moment = shipped_at if self.sync.invoices.date == "shipped" else None
        return self.day_of(RecordKind.invoice, self.order.day(moment or self.order.placed_at))

    def wants(self, kind: RecordKind) -> bool:
        return kind in self.sync.records or kind in self.sync.refund_kinds

    @property
    def bill_in_books(self) -> bool:
        return any(one.kind in _BILLS for one in self.known.values())

    @property
    def gives_back(self) -> bool:
        """Whether something was taken back or given back after the sale."""
        return bool(self.reversals or self.order.given_back)

    @property
    def makes_bills(self) -> bool:
        return any(self.wants(kind) for kind in _BILLS)

    @property
    def makes_receipts(self) -> bool:
        """Whether bills are sales receipts, but for those orders that one cannot hold."""
        return RecordKind.sales_receipt in self.sync.records

    def key(self, kind: RecordKind, source_id: str | None = None) -> str:
        return record_key(self.state.company, self.order.store, self.order.order_id, source_id or self.source_id, kind)

    def is_posted(self, kind: RecordKind, source_id: str | None = None) -> bool:
        """Whether this document is in the books, or was and a person took it out."""
        posted = self.posted.get(self.key(kind, source_id))
        return posted is not None and posted.state in _STANDS

    def is_on_its_way(self, kind: RecordKind, source_id: str | None = None) -> bool:
        """Whether this document was sent and its answer is not known yet."""
        posted = self.posted.get(self.key(kind, source_id))
        return posted is not None and posted.state in _ON_ITS_WAY

    def record(self, kind: RecordKind, day: date, source_id: str | None = None, **own: Any) -> Record:
        """A record of this order; `own` is what this document does not share with the others."""
        order = self.decision.order_for(kind)
        shared: dict[str, Any] = {
            "document_number": self.document_number,
            "buyer": self.buyer,
            "memo": f"{order.memo}\n{self.mark}" if order.memo else self.mark,
            "po_number": order.po_number,
            "heading": self.heading(kind),
        }
        return Record(
            key=self.key(kind, source_id),
            kind=kind,
            company=self.state.company,
            store=self.order.store,
            order_id=self.order.order_id,
            order_number=self.order.number,
            source_id=source_id or self.source_id,
            date=day,
            currency=self.order.currency,
            order_hash=self.order_hash,
            **(shared | own | ({"document_number": None} if self.sync.numbers.by == "quickbooks" else {})),
        )

    def heading(self, kind: RecordKind) -> Heading:
        """What rules say of this kind of document as a whole."""
        return heading_of(self.decision.order_for(kind), self.note)

    def discount_account(self, kind: RecordKind) -> str:
        return self.decision.order_for(kind).discount_account or self.sync.discount_account

    def as_sold(self, kind: RecordKind) -> dict[str, Any]:
        """The fields of a document that books the order's own lines, with class and tax code as rules say for the kind."""
        return self._as_lines(kind, self.lines)

    def as_lines(self, kind: RecordKind, lines: Iterable[Line]) -> dict[str, Any]:
        """The same for other lines; raises Unbookable where QuickBooks could not hold them to the cent."""
        found = document_lines(lines, self.sync.items, self.state, self.order.currency, self.note, self.sync.lines)
        return self._as_lines(kind, found)

    def _as_lines(self, kind: RecordKind, found: DocumentLines) -> dict[str, Any]:
        events = self.decision.order_for(kind).events
        return {
            "lines": with_codes_of(found.lines, (line for event in events for line in event.lines)),
            "discount": found.discount,
            "discount_account": self.discount_account(kind) if found.discount else None,
            "tax": found.tax,
            "total": found.total,
        }


def open_sale(
    decision: Decision,
    sync: Sync,
    state: CompanyState,
    posted: Mapping[str, Posted],
    note: fields.Note,
    *,
    is_over: bool = False,
) -> Sale:
    """The sale of an order; raises Unbookable where one of its parts cannot be posted.

    `is_over`: the order was cancelled.
    """
    order = decision.order
    before = {one.key: one for one in state.before.get(order.order_id, ())}
    known = {key: one for key, one in {**before, **posted}.items() if one.state in _STANDS | _ON_ITS_WAY}
    source_id = _sale_event(order)
    bills = (record_key(state.company, order.store, order.order_id, source_id, kind) for kind in _BILLS)
    booked = {event_of(one.source_id) for one in known.values() if one.kind in (RecordKind.invoice, RecordKind.credit_memo)}
    sold = what_was_sold(order, _with_its_parts(next((known[key] for key in bills if key in known), None), known), booked)
    if is_over:
        sold = with_the_rest(order, sold)
    reversals, additions = reversals_and_additions(sold)
    return Sale(
        decision=decision,
        sync=sync,
        state=state,
        source_id=source_id,
        document_number=document_number(order, sync.number_prefix, sync.numbers),
        buyer=buyer_of(order, sync.customers, note, state.customers, state.currency_of(order)),
        lines=document_lines(sold.lines, sync.items, state, order.currency, note, sync.lines),
        note=note,
        posted=posted,
        known=known,
        sold=sold,
        reversals=reversals,
        additions=additions,
    )


def _with_its_parts(bill: Posted | None, known: Mapping[str, Posted]) -> Posted | None:
    """The order's bill with the total of all of it, where shipments before it have invoices of their own."""
    parts = sum(one.total for one in known.values() if is_of_shipment(one.source_id))
    return msgspec.structs.replace(bill, total=bill.total + parts) if bill is not None and parts else bill


def _sale_event(order: Order) -> str:
    event_id = next((event.event_id for event in order.events if event.kind is EventKind.sale), None)
    if event_id is None:
        raise Unbookable(problem("no_sale"))
    return event_id

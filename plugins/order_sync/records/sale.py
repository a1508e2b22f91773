"""One order on its way into the books: what all of its documents have in common, worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from order_sync.orders import EventKind, Line, Order
from order_sync.records import fields
from order_sync.records.buyer import buyer_of
from order_sync.records.edited_lines import lines_now
from order_sync.records.heading import heading_of
from order_sync.records.lines import DocumentLines, document_lines, with_codes_of
from order_sync.records.reasons import Unbookable, problem
from order_sync.records.record import Application, Buyer, CompanyState, Heading, Held, Posted, Record, record_key
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind, Sync

_STANDS = frozenset({"confirmed", "missing"})  # in the books, or taken out of them by a person: not ours to make again
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
    order_hash: str
    note: fields.Note
    posted: Mapping[str, Posted] = field(default_factory=dict)  # by record key

    @property
    def order(self) -> Order:
        return self.decision.order

    @property
    def mark(self) -> str:
        """Which order of which store it is, as the documents' private notes say it."""
        return f"Order {self.order.name}, {self.order.store}"

    def day_of(self, kind: RecordKind, day: date) -> date:
        """The document's date, where no rule says another than this."""
        order = self.decision.order_for(kind)
        return (order.invoice_date if kind is RecordKind.invoice else None) or order.document_date or day

    def invoice_day(self, shipped_at: datetime | None) -> date:
        """The invoice's date: the store's day on which it shipped, or by setting, and without a shipment, was placed."""
        moment = shipped_at if self.sync.invoices.date == "shipped" else None
        return self.day_of(RecordKind.invoice, self.order.day(moment or self.order.placed_at))

    def wants(self, kind: RecordKind) -> bool:
        return kind in self.sync.records

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
            **(shared | own),
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
        return self._as_lines(kind, document_lines(lines, self.sync.items, self.state, self.order.currency, self.note))

    def _as_lines(self, kind: RecordKind, found: DocumentLines) -> dict[str, Any]:
        events = self.decision.order_for(kind).events
        return {
            "lines": with_codes_of(found.lines, (line for event in events for line in event.lines)),
            "discount": found.discount,
            "discount_account": self.discount_account(kind) if found.discount else None,
            "tax": found.tax,
            "total": found.total,
        }


def open_sale(decision: Decision, sync: Sync, state: CompanyState, posted: Mapping[str, Posted], note: fields.Note) -> Sale:
    """The sale of an order; raises Unbookable where one of its parts cannot be posted."""
    order = decision.order
    return Sale(
        decision=decision,
        sync=sync,
        state=state,
        source_id=_sale_event(order),
        document_number=_document_number(order, sync.number_prefix),
        buyer=buyer_of(order, sync.customers, note),
        lines=document_lines(lines_now(order), sync.items, state, order.currency, note),
        order_hash=decision.sold_hash,
        note=note,
        posted=posted,
    )


def _sale_event(order: Order) -> str:
    event_id = next((event.event_id for event in order.events if event.kind is EventKind.sale), None)
    if event_id is None:
        raise Unbookable(problem("no_sale"))
    return event_id


def _document_number(order: Order, prefix: str) -> str:
    if not order.number.strip():
        raise Unbookable(problem("number_missing"))
    number = prefix + order.number.strip()
    if len(number) > fields.DOCUMENT_NUMBER:
        raise Unbookable(problem("number_too_long", number=number, longest=str(fields.DOCUMENT_NUMBER)))
    return number

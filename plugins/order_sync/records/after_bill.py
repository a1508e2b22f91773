"""Everything that follows an order's bill: further invoices, payments, credit memos, refund receipts."""

from __future__ import annotations

from collections.abc import Sequence

from order_sync.money import show
from order_sync.orders import Line
from order_sync.records.bills import MainBill, OpenBill, apply, is_gone, main_bill, open_bill
from order_sync.records.credit import applying, credit_memo
from order_sync.records.credit_sources import of_event
from order_sync.records.delivery import delivery_of
from order_sync.records.follow_up import Letter, lines_of, numbers
from order_sync.records.part_invoices import part_sources
from order_sync.records.payment import books_money, paid_on_invoices, payments_of
from order_sync.records.reasons import held
from order_sync.records.record import Held, Record
from order_sync.records.refund import refunds_of
from order_sync.records.sale import Made, Sale, together
from order_sync.records.settlement import Settlement, Span, settled
from order_sync.syncs import RecordKind


def after_bill(sale: Sale, made: Made) -> Made:
    """`made`: what this run makes of the bill."""
    bill = main_bill(sale, made)
    back = sale.gives_back
    if bill is None:
        waits = (_waits(sale),) if back and sale.makes_bills else ()
        return together((payments_of(sale, None, _open_bills(sale, made.records)), Made(held=waits)))
    if (back or sale.additions) and is_gone(sale, bill):
        gone = held(_kind_of_refund(sale), "bill_missing", number=sale.document_number)
        return together((payments_of(sale, bill, _open_bills(sale, ())), Made(held=(gone,))))
    further = _further_invoices(sale, bill)
    open_bills = _open_bills(sale, (*made.records, *further.records))
    rule = sale.decision.invoice_held_by if further.records else None
    if rule is not None:  # what was added is not to be invoiced yet, so nothing can be applied to it
        further = Made(held=(held(RecordKind.invoice, "held_by_rule", rule=rule),))
    payments = payments_of(sale, bill, open_bills) if rule is None else payments_of(sale, None, ())
    if not back:
        return together((further, payments))
    paid = _paid(sale, bill)
    worth = (sale.lines.total if bill.is_invoice else 0) + sum(addition.value for addition in sale.additions)
    credited = _credited(sale)
    out = sale.order.given_back if books_money(sale) else ()
    found = settled(sale.reversals, out, credited=credited, unpaid=worth - paid)
    overpaid = max(0, paid - worth + sum(map(sum, credited.values())))
    credits = _credits(sale, bill, found.credits, open_bills) if rule is None else Made()
    refunds = refunds_of(sale, bill, found.given_back, overpaid)
    return together((further, payments, credits, refunds, Made(held=_paid_and_kept(sale, found))))


def _kind_of_refund(sale: Sale) -> RecordKind:
    return RecordKind.refund_receipt if sale.order.given_back and books_money(sale) else RecordKind.credit_memo


def _waits(sale: Sale) -> Held:
    return held(_kind_of_refund(sale), "waits_for_bill", number=sale.document_number)


def _paid(sale: Sale, bill: MainBill) -> int:
    """What was paid on the order's invoices, as far as it is booked."""
    taken = paid_on_invoices(sale, bill) if books_money(sale) else ()
    return sum(taking.amount for taking in taken if taking.is_money or sale.wants(RecordKind.credit_memo))


def _credited(sale: Sale) -> dict[str, list[int]]:
    """What the credit memos in the books took off, one after the other, by the event that they are of."""
    totals = {one.source_id: one.total for one in sale.known.values() if one.kind is RecordKind.credit_memo}
    found: dict[str, list[int]] = {}
    for reversal in sale.reversals:
        place = 1
        while (source := of_event(reversal.source_id, place)) in totals:
            found.setdefault(reversal.source_id, []).append(totals[source])
            place += 1
    return found


def _further_invoices(sale: Sale, bill: MainBill) -> Made:
    """One for each event in which something was sold after the bill."""
    kind = RecordKind.invoice
    named = numbers(sale, Letter.added, kind, [addition.source_id for addition in sale.additions])
    records = []
    for addition in sale.additions:
        if sale.is_posted(kind, addition.source_id):
            continue
        day = sale.order.day(addition.at)
        own = {**delivery_of(sale, day, ()), **lines_of(sale, kind, addition.lines)}
        number = named[addition.source_id]
        record = sale.record(
            kind, day, addition.source_id, document_number=number, buyer=bill.buyer, reverses=bill.key, **own
        )
        records.append(record)
    return Made(tuple(records))


def _open_bills(sale: Sale, made: Sequence[Record]) -> list[OpenBill]:
    """The order's invoices in the order of time, with what is open of them. `made`: in this same run."""
    records = {record.key: record for record in made if record.kind is RecordKind.invoice}
    sources = [*part_sources(sale), *(addition.source_id for addition in sale.additions)]
    keys = [sale.key(RecordKind.invoice, source) for source in sources]
    found = (open_bill(sale, key, records.get(key)) for key in keys)
    return [one for one in found if one is not None]


def _credits(sale: Sale, bill: MainBill, spans: Sequence[Span], open_bills: Sequence[OpenBill]) -> Made:
    """The credit memos of what was not paid, each with the payment of nothing that applies it."""
    kind = RecordKind.credit_memo
    named = numbers(sale, Letter.credit, kind, [of_event(span.reversal.source_id, span.place) for span in spans])
    records: list[Record] = []
    not_booked: list[Held] = []
    for span in spans:
        source_id = of_event(span.reversal.source_id, span.place)
        if sale.is_posted(kind, source_id) and sale.is_posted(RecordKind.payment, source_id):
            continue
        shown = show(span.amount, sale.order.currency)
        if not sale.wants(kind):
            not_booked.append(held(kind, "refund_not_wanted", amount=shown, documents="credit memos"))
            continue
        left = sum(one.balance for one in open_bills)
        if left < span.amount:
            open_now = show(left, sale.order.currency)
            not_booked.append(held(kind, "credit_above_balance", amount=shown, number=sale.document_number, open=open_now))
            continue
        day = sale.order.day(span.reversal.at)
        lines = lines_of(sale, kind, _lines(span))
        credit = credit_memo(sale, source_id, day, bill, document_number=named[source_id], **lines)
        application = applying(sale, credit, bill, apply(span.amount, open_bills))
        records += [one for one in (credit, application) if one is not None and not sale.is_posted(one.kind, source_id)]
    return Made(tuple(records), tuple(not_booked))


def _lines(span: Span) -> tuple[Line, ...]:
    return span.reversal.span(span.start, span.end)


def _paid_and_kept(sale: Sale, found: Settlement) -> tuple[Held, ...]:
    """What was taken back and is paid for: booked as soon as the store gives the money back."""
    left = sum(span.amount for span in found.waiting)
    if not left:
        return ()
    return (held(RecordKind.refund_receipt, "waits_for_money_back", amount=show(left, sale.order.currency)),)

"""Payments: each one that the store took, applied to the order's invoices up to what is open there."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from order_sync.money import show
from order_sync.records.applications import applications_of
from order_sync.records.open_invoices import OpenInvoice, apply, open_invoices
from order_sync.records.part_invoices import part_sources
from order_sync.records.reasons import held
from order_sync.records.record import Buyer, DocumentState, Held, Record
from order_sync.records.sale import Made, Sale
from order_sync.records.takings import Taking, takings
from order_sync.syncs import RecordKind


def payments_of(sale: Sale, invoices: Sequence[Record]) -> Made:
    """The payments not posted yet, and what is unapplied of those that are. `invoices`: made in this same run."""
    if not sale.wants(RecordKind.payment):
        return Made()
    taken = takings(sale.order)
    due = [taking for taking in taken if not sale.is_posted(RecordKind.payment, taking.payment.payment_id)]
    open_now = open_invoices(sale, invoices)
    applied = applications_of(sale, [taking for taking in taken if taking not in due], open_now)
    if not due:
        return applied
    if sale.decision.unpaid_by is not None:
        return Made(held=(held(RecordKind.payment, "unpaid_by_rule", rule=sale.decision.unpaid_by),))
    money = [taking for taking in due if taking.is_money]
    not_money = tuple(tender_held(taking, RecordKind.payment, sale.order.currency) for taking in due if not taking.is_money)
    paid = _apply(sale, money, open_now, invoices) if money else Made()
    return Made(
        paid.records,
        (*applied.held, *paid.held, *not_money),
        (*applied.notes, *paid.notes),
        applications=applied.applications,
    )


def tender_held(taking: Taking, kind: RecordKind, currency: str) -> Held:
    """Gift cards and store credit pay an order, but no money comes in."""
    return held(kind, "tender_not_booked", amount=show(taking.amount, currency), tender=taking.tender)


def _apply(sale: Sale, money: Sequence[Taking], invoices: Sequence[OpenInvoice], made: Sequence[Record]) -> Made:
    amount = show(sum(taking.amount for taking in money), sale.order.currency)
    paid_by_hand = next((one.adopts for one in made if one.adopts is not None and not one.adopts.balance), None)
    if paid_by_hand is not None and paid_by_hand.total:
        number = paid_by_hand.document_number or sale.document_number
        return Made(held=(held(RecordKind.payment, "already_paid", number=number, amount=amount),))
    if made:
        return _records(sale, money, invoices)
    if not sale.is_posted(RecordKind.invoice):
        if invoices or sale.sync.payments.before_invoice == "unapplied":
            return _records(sale, money, invoices)
        return Made(held=(held(RecordKind.payment, "waits_for_invoice"),))
    state = sale.state.invoices.get(sale.key(RecordKind.invoice))
    if state is None or state.state is DocumentState.missing:
        return Made(held=(held(RecordKind.payment, "invoice_missing", number=sale.document_number, amount=amount),))
    if not any(one.balance for one in invoices) and _billed(sale) > _paid_by_us(sale):
        return Made(held=(held(RecordKind.payment, "already_paid", number=sale.document_number, amount=amount),))
    return _records(sale, money, invoices)


def _billed(sale: Sale) -> int:
    states = (sale.state.invoices.get(sale.key(RecordKind.invoice, source_id)) for source_id in part_sources(sale))
    return sum(state.total for state in states if state is not None)


def _paid_by_us(sale: Sale) -> int:
    """What our payments for this order can have taken off the invoice, those whose answer is not known included."""
    return sum(
        taking.amount
        for taking in takings(sale.order)
        if sale.is_posted(RecordKind.payment, taking.payment.payment_id)
        or sale.is_on_its_way(RecordKind.payment, taking.payment.payment_id)
    )


def _records(sale: Sale, money: Sequence[Taking], invoices: Sequence[OpenInvoice]) -> Made:
    """Each payment, applied to what is open of the invoices, the first one first."""
    notes: list[str] = []
    records = []
    memo = sale.decision.order_for(RecordKind.payment).memo
    for taking in money:
        payment = taking.payment
        applied = apply(taking.amount, invoices)
        first = applied[0] if applied else None
        record = sale.record(
            RecordKind.payment,
            sale.order.day(payment.at),
            payment.payment_id,
            document_number=None,
            buyer=invoices[-1].buyer if invoices else buyer_in_books(sale),
            memo="\n".join(filter(None, (memo, f"{sale.mark}, {payment.reference or payment.payment_id}"))),
            total=taking.amount,
            pays=first.key if first else invoices[-1].key if invoices else None,
            applied=first.amount if first else 0,
            also_pays=applied[1:],
            payment_method=taking.method(notes.append),
            payment_reference=taking.reference(notes.append),
            deposit_account=payment.deposit_account or sale.sync.payments.deposit_account,
        )
        records.append(record)
        if taking.fee:
            notes.append(taking.fee_note(sale.order.currency))
        if record.applied_in_all < taking.amount:
            left = show(taking.amount - record.applied_in_all, sale.order.currency)
            notes.append(f"{left} of the payment of {show(taking.amount, sale.order.currency)} stays unapplied.")
    return Made(tuple(records), notes=tuple(notes))


def buyer_in_books(sale: Sale) -> Buyer:
    """The customer of the sales order as it stands, since its invoice will have him."""
    state = sale.state.sales_orders.get(sale.key(RecordKind.sales_order))
    name = state.customer_name if state is not None else ""
    return msgspec.structs.replace(sale.buyer, display_name=name) if name else sale.buyer

"""Payments: each one that the store took, applied to the order's invoice up to what is open there."""

from __future__ import annotations

from collections.abc import Sequence

from order_sync.money import show
from order_sync.records.reasons import held
from order_sync.records.record import Buyer, DocumentState, Held, Record
from order_sync.records.sale import Made, Sale
from order_sync.records.takings import Taking, takings
from order_sync.syncs import RecordKind


def payments_of(sale: Sale, invoice: Record | None) -> Made:
    """The payments not posted yet. `invoice`: made in this same run; else the one in the books, else the payments wait."""
    due = [taking for taking in takings(sale.order) if not sale.is_posted(RecordKind.payment, taking.payment.payment_id)]
    if not due or not sale.wants(RecordKind.payment):
        return Made()
    if sale.decision.unpaid_by is not None:
        return Made(held=(held(RecordKind.payment, "unpaid_by_rule", rule=sale.decision.unpaid_by),))
    money = [taking for taking in due if taking.is_money]
    not_money = tuple(tender_held(taking, RecordKind.payment, sale.order.currency) for taking in due if not taking.is_money)
    paid = _apply(sale, money, invoice) if money else Made()
    return Made(paid.records, (*paid.held, *not_money), paid.notes)


def tender_held(taking: Taking, kind: RecordKind, currency: str) -> Held:
    """Gift cards and store credit pay an order, but no money comes in."""
    return held(kind, "tender_not_booked", amount=show(taking.amount, currency), tender=taking.tender)


def _apply(sale: Sale, money: Sequence[Taking], invoice: Record | None) -> Made:
    if invoice is not None:
        return _records(sale, money, invoice.buyer, invoice.total)
    if not sale.is_posted(RecordKind.invoice):
        return Made(held=(held(RecordKind.payment, "waits_for_invoice"),))
    state = sale.state.invoices.get(sale.key(RecordKind.invoice))
    amount = show(sum(taking.amount for taking in money), sale.order.currency)
    if state is None or state.state is DocumentState.missing:
        return Made(held=(held(RecordKind.payment, "invoice_missing", number=sale.document_number, amount=amount),))
    if state.balance == 0 and state.total > _paid_by_us(sale):
        return Made(held=(held(RecordKind.payment, "already_paid", number=sale.document_number, amount=amount),))
    return _records(sale, money, sale.buyer, state.balance)


def _paid_by_us(sale: Sale) -> int:
    """What our payments for this order can have taken off the invoice, those whose answer is not known included."""
    return sum(
        taking.amount
        for taking in takings(sale.order)
        if sale.is_posted(RecordKind.payment, taking.payment.payment_id)
        or sale.is_on_its_way(RecordKind.payment, taking.payment.payment_id)
    )


def _records(sale: Sale, money: Sequence[Taking], buyer: Buyer, balance: int) -> Made:
    notes: list[str] = []
    records = []
    memo = sale.decision.order_for(RecordKind.payment).memo
    for taking in money:
        applied = min(taking.amount, balance)
        balance -= applied
        payment = taking.payment
        records.append(
            sale.record(
                RecordKind.payment,
                sale.order.day(payment.at),
                payment.payment_id,
                document_number=None,
                buyer=buyer,
                memo="\n".join(filter(None, (memo, f"{sale.mark}, {payment.reference or payment.payment_id}"))),
                total=taking.amount,
                pays=sale.key(RecordKind.invoice),
                applied=applied,
                payment_method=taking.method(notes.append),
                payment_reference=taking.reference(notes.append),
                deposit_account=payment.deposit_account or sale.sync.payments.deposit_account,
            )
        )
        if taking.fee:
            notes.append(taking.fee_note(sale.order.currency))
        if applied < taking.amount:
            left = show(taking.amount - applied, sale.order.currency)
            notes.append(f"{left} of the payment of {show(taking.amount, sale.order.currency)} stays unapplied.")
    return Made(tuple(records), notes=tuple(notes))

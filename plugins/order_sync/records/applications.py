"""What is unapplied of a payment in the books goes to the order's invoices that came after it."""

from __future__ import annotations

from collections.abc import Sequence

from order_sync.money import show
from order_sync.records.bills import OpenBill, apply
from order_sync.records.reasons import held
from order_sync.records.record import Application, Held
from order_sync.records.sale import Made, Sale
from order_sync.records.takings import Taking
from order_sync.syncs import RecordKind


def applications_of(sale: Sale, posted: Sequence[Taking], invoices: Sequence[OpenBill]) -> Made:
    """`posted`: payments in the books, in the order of time. One that a person changed there is left as it is."""
    found: list[Application] = []
    left: list[Held] = []
    notes: list[str] = []
    for taking in posted:
        key = sale.key(RecordKind.payment, taking.payment.payment_id)
        state = sale.state.payments.get(key)
        if state is None or state.unapplied <= 0 or not any(invoice.balance for invoice in invoices):
            continue
        amount = show(min(state.unapplied, sum(invoice.balance for invoice in invoices)), sale.order.currency)
        if state.is_touched:
            left.append(held(RecordKind.payment, "payment_left_unapplied", amount=amount))
            continue
        applied = apply(state.unapplied, invoices)
        notes.append(f"{amount} of a payment that was unapplied so far goes to the order's invoice.")
        found.append(
            Application(
                key=key, sync_token=state.sync_token, currency=sale.order.currency, total=taking.amount, applied=applied
            )
        )
    return Made(held=tuple(left), notes=tuple(notes), applications=tuple(found))

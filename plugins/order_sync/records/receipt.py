"""The sales receipt: sale and payment in one document, so only for an order that is fully paid in one way.

One that is fully paid otherwise (a gift card, several tenders) is an invoice with payments.
"""

from __future__ import annotations

from collections.abc import Sequence

from order_sync.money import show
from order_sync.records.invoice import invoice_of
from order_sync.records.payment import tender_held
from order_sync.records.reasons import held
from order_sync.records.receipt_takings import paid_by_receipt
from order_sync.records.record import Held, Record
from order_sync.records.sale import Made, Sale
from order_sync.records.takings import Taking, takings
from order_sync.syncs import RecordKind

_KIND = RecordKind.sales_receipt


def receipt_of(sale: Sale, sales_order: Record | None) -> Made:
    """The receipt; for an order not fully paid the reason, or by `receipts.when_unpaid: invoice` an open invoice."""
    if sale.decision.invoice_held_by is not None:
        return Made(held=(held(_KIND, "held_by_rule", rule=sale.decision.invoice_held_by),))
    is_known = sale.key(_KIND) in sale.known  # a resync builds it again as it was made
    taken = paid_by_receipt(sale) if is_known else takings(sale.order)
    unpaid = _unpaid(sale, taken)
    if unpaid is not None:
        return invoice_of(sale, sales_order) if sale.sync.receipts.when_unpaid == "invoice" else Made(held=(unpaid,))
    obstacle = _obstacle(sale, taken)
    if obstacle is not None:
        return Made(held=(obstacle,))
    why = "" if is_known else _needs_an_invoice(sale, taken)
    if not why:
        return _receipt(sale, taken)
    invoice = invoice_of(sale, sales_order)
    return Made(invoice.records, invoice.held, (*invoice.notes, f"Paid {why}: an invoice with payments, no sales receipt."))


def _unpaid(sale: Sale, taken: Sequence[Taking]) -> Held | None:
    if sale.decision.unpaid_by is not None:
        return held(_KIND, "marked_unpaid", rule=sale.decision.unpaid_by)
    paid = sum(taking.amount for taking in taken)
    if paid < sale.lines.total:
        return held(
            _KIND, "not_paid", paid=show(paid, sale.order.currency), total=show(sale.lines.total, sale.order.currency)
        )
    return None


def _obstacle(sale: Sale, taken: Sequence[Taking]) -> Held | None:
    """Why an order that is paid has no bill all the same."""
    not_money = next((taking for taking in taken if not taking.is_money), None)
    if not_money is not None and not sale.wants(RecordKind.credit_memo):
        return tender_held(not_money, _KIND, sale.order.currency)
    paid = sum(taking.amount for taking in taken)
    if paid > sale.lines.total + sum(addition.value for addition in sale.additions):
        shown = show(paid, sale.order.currency)
        return held(_KIND, "paid_too_much", paid=shown, total=show(sale.lines.total, sale.order.currency))
    return None


def _needs_an_invoice(sale: Sale, taken: Sequence[Taking]) -> str:
    """Why a paid order is an invoice with payments, since a receipt has one tender; blank: it can be a receipt."""
    if any(not taking.is_money for taking in taken):
        return "by gift card or store credit"
    if sum(taking.amount for taking in taken) > sale.lines.total:
        return "for what was added later too"
    ways = {(taking.tender, _deposit_account(sale, taking)): taking.tender for taking in taken}
    return f"in several ways ({', '.join(ways.values())})" if len(ways) > 1 else ""


def _receipt(sale: Sale, taken: Sequence[Taking]) -> Made:
    notes: list[str] = []
    paid_at = sale.order.paid_at or (taken[-1].payment.at if taken else sale.order.placed_at)
    last = taken[-1] if taken else None
    record = sale.record(
        _KIND,
        sale.day_of(_KIND, sale.order.day(paid_at)),
        **sale.as_sold(_KIND),
        payment_method=last.method(notes.append) if last else None,
        payment_reference=last.reference(notes.append) if last else None,
        deposit_account=_deposit_account(sale, last) if last else sale.sync.payments.deposit_account,
    )
    notes += [taking.fee_note(sale.order.currency) for taking in taken if taking.fee]
    if len(taken) > 1:
        notes.append(f"{len(taken)} payments by {taken[-1].tender} are one sales receipt, with the last one's reference.")
    return Made((record,), notes=tuple(notes))


def _deposit_account(sale: Sale, taking: Taking) -> str:
    return taking.payment.deposit_account or sale.sync.payments.deposit_account

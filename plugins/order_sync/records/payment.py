"""How an order was paid, applied to its invoices up to what is open there, in the order of time.

Money is a payment. A gift card or store credit is none: it uses up a debt of the shop, by a credit memo on the item whose
account is that debt, which a payment of nothing applies.
"""

from __future__ import annotations

from collections.abc import Sequence

from order_sync.money import show
from order_sync.records.applications import applications_of
from order_sync.records.bills import MainBill, OpenBill, apply, is_gone
from order_sync.records.credit import applying
from order_sync.records.credit_sources import of_tender
from order_sync.records.invoice import buyer_of_sales_order
from order_sync.records.reasons import held
from order_sync.records.receipt_takings import paid_by_receipt
from order_sync.records.record import Held, Record
from order_sync.records.sale import Made, Sale, together
from order_sync.records.takings import Taking, takings
from order_sync.records.tender import tender_credits
from order_sync.syncs import RecordKind


def payments_of(sale: Sale, bill: MainBill | None, open_bills: Sequence[OpenBill]) -> Made:
    """What was paid and is not posted yet, and what is unapplied of what is.

    Without an invoice the payments wait, or by setting are booked unapplied.
    """
    if not takes_payments(sale):
        return Made()
    taken = paid_on_invoices(sale, bill)
    applied = applications_of(sale, [one for one in taken if one.is_money and is_booked(sale, one)], open_bills)
    due = [taking for taking in taken if not _is_applied(sale, taking)]
    if not due or (bill is None and not sale.wants(RecordKind.payment)):
        return applied
    return together((applied, _due(sale, bill, due, open_bills)))


def _due(sale: Sale, bill: MainBill | None, due: Sequence[Taking], open_bills: Sequence[OpenBill]) -> Made:
    if sale.decision.unpaid_by is not None:
        return Made(held=(held(RecordKind.payment, "unpaid_by_rule", rule=sale.decision.unpaid_by),))
    if bill is None:
        return _before_the_bill(sale, due, open_bills)
    obstacle = _obstacle(sale, bill, due, open_bills)
    if obstacle is not None:
        return Made(held=(obstacle,))
    return _booked(sale, bill, due, open_bills)


def _before_the_bill(sale: Sale, due: Sequence[Taking], open_bills: Sequence[OpenBill]) -> Made:
    """Money goes to the invoices of what has shipped, or by setting to none; gift cards wait for the whole order's."""
    is_early = sale.sync.payments.before_invoice == "unapplied" and not sale.makes_receipts
    money = [taking for taking in due if taking.is_money] if open_bills or is_early else []
    waits = (held(RecordKind.payment, "waits_for_invoice"),) if len(money) < len(due) else ()
    return together((_booked(sale, None, money, open_bills), Made(held=waits)))


def takes_payments(sale: Sale) -> bool:
    """Whether payments are booked, be it in place of a receipt that cannot hold them."""
    return sale.wants(RecordKind.payment) or sale.makes_receipts


def books_money(sale: Sale) -> bool:
    """Whether what the store took and gave back is booked for this order at all."""
    if not takes_payments(sale):
        return False
    return sale.decision.unpaid_by is None or any(is_booked(sale, taking) for taking in takings(sale.order))


def is_booked(sale: Sale, taking: Taking) -> bool:
    return sale.is_posted(*_record_of(taking))


def _is_applied(sale: Sale, taking: Taking) -> bool:
    return is_booked(sale, taking) and sale.is_posted(RecordKind.payment, _record_of(taking)[1])


def paid_on_invoices(sale: Sale, bill: MainBill | None) -> tuple[Taking, ...]:
    """The takings that a sales receipt has not in it already: those after it is paid."""
    taken = takings(sale.order)
    return taken if bill is None or bill.is_invoice else taken[len(paid_by_receipt(sale)) :]


def tender_held(taking: Taking, kind: RecordKind, currency: str) -> Held:
    """Gift cards and store credit pay an order, but no money comes in."""
    return held(kind, "tender_not_booked", amount=show(taking.amount, currency), tender=taking.tender)


def _record_of(taking: Taking) -> tuple[RecordKind, str]:
    """Kind and source of the record that books it."""
    payment_id = taking.payment.payment_id
    return (RecordKind.payment, payment_id) if taking.is_money else (RecordKind.credit_memo, of_tender(payment_id))


def _obstacle(sale: Sale, bill: MainBill, due: Sequence[Taking], open_bills: Sequence[OpenBill]) -> Held | None:
    """Why nothing can be applied to the order's invoice as it stands in QuickBooks."""
    amount = show(sum(taking.amount for taking in due), sale.order.currency)
    by_hand = bill.record.adopts if bill.record is not None else None
    if by_hand is not None and by_hand.total and not by_hand.balance:
        number = by_hand.document_number or sale.document_number
        return held(RecordKind.payment, "already_paid", number=number, amount=amount)
    if not bill.is_invoice or bill.record is not None:
        return None
    if is_gone(sale, bill):
        return held(RecordKind.payment, "invoice_missing", number=sale.document_number, amount=amount)
    billed = sum(state.total for key, state in sale.state.invoices.items() if key in sale.known)
    is_open = sale.additions or any(one.balance for one in open_bills)
    if bill.key in sale.state.invoices and not is_open and billed > _settled_by_us(sale):
        return held(RecordKind.payment, "already_paid", number=sale.document_number, amount=amount)
    return None


def _settled_by_us(sale: Sale) -> int:
    """What our documents for this order can have taken off the invoice, those whose answer is not known included."""
    paid = (taking for taking in takings(sale.order) if sale.key(*_record_of(taking)) in sale.known)
    credited = (one.total for one in sale.known.values() if one.kind is RecordKind.credit_memo)
    return sum(taking.amount for taking in paid if taking.is_money) + sum(credited)


def _booked(sale: Sale, bill: MainBill | None, due: Sequence[Taking], open_bills: Sequence[OpenBill]) -> Made:
    """`bill`: None where only money is due."""
    notes: list[str] = []
    records: list[Record] = []
    not_booked: list[Held] = []
    used = not all(taking.is_money for taking in due) and sale.wants(RecordKind.credit_memo)
    cards = tender_credits(sale, bill) if used and bill is not None else {}
    for taking in due:
        currency = sale.order.currency
        if taking.is_money:
            record = _payment(sale, bill, taking, open_bills, notes)
            records.append(record)
            left = taking.amount - record.applied_in_all
        elif bill is not None and (card := cards.get(_record_of(taking)[1])) is not None:
            application = applying(sale, card, bill, apply(taking.amount, open_bills))
            records += [
                one for one in (card, application) if one is not None and not sale.is_posted(one.kind, one.source_id)
            ]
            left = taking.amount - (application.applied_in_all if application else 0)
        else:
            not_booked.append(tender_held(taking, RecordKind.payment, currency))
            continue
        if taking.fee:
            notes.append(taking.fee_note(currency))
        if left:
            notes.append(f"{show(left, currency)} of the payment of {show(taking.amount, currency)} stays unapplied.")
    return Made(tuple(records), tuple(not_booked), tuple(notes))


def _payment(sale: Sale, bill: MainBill | None, taking: Taking, open_bills: Sequence[OpenBill], notes: list[str]) -> Record:
    payment = taking.payment
    memo = sale.decision.order_for(RecordKind.payment).memo
    applied = apply(taking.amount, open_bills)
    first = next(iter(applied), None)
    return sale.record(
        RecordKind.payment,
        sale.order.day(payment.at),
        payment.payment_id,
        document_number=None,
        buyer=bill.buyer if bill is not None else buyer_of_sales_order(sale),
        memo="\n".join(filter(None, (memo, f"{sale.mark}, {payment.reference or payment.payment_id}"))),
        total=taking.amount,
        pays=first.key if first else _to_be_paid(bill, open_bills),
        applied=first.amount if first else 0,
        also_pays=applied[1:],
        payment_method=taking.method(notes.append),
        payment_reference=taking.reference(notes.append),
        deposit_account=payment.deposit_account or sale.sync.payments.deposit_account,
    )


def _to_be_paid(bill: MainBill | None, open_bills: Sequence[OpenBill]) -> str | None:
    """The invoice whose customer the payment has, where none of it can be applied; None: there is none yet."""
    if bill is not None and (bill.is_invoice or not open_bills):
        return bill.key
    return open_bills[0].key if open_bills else None

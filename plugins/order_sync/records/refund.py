"""Money given back: a refund receipt out of the account that its payment went into, whatever the bill was.

Store credit given back moves no money: it is an open credit memo.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from order_sync.money import show
from order_sync.orders import Line, LineKind
from order_sync.records.bills import MainBill
from order_sync.records.credit import credit_memo
from order_sync.records.follow_up import Letter, lines_of, numbers
from order_sync.records.money_back import account_of, as_taking, is_money
from order_sync.records.reasons import held
from order_sync.records.record import Held, Record
from order_sync.records.sale import Made, Sale
from order_sync.records.settlement import GivenBack
from order_sync.syncs import RecordKind


def refunds_of(sale: Sale, bill: MainBill, given_back: Sequence[GivenBack], overpaid: int) -> Made:
    """The refund receipts and open credit memos that are not posted yet. `overpaid`: money beyond all bills, minor units."""
    money = [one for one in given_back if is_money(one.payment)]
    credit = [one for one in given_back if not is_money(one.payment)]
    of_money = numbers(sale, Letter.refund, RecordKind.refund_receipt, _ids(money))
    of_credit = numbers(sale, Letter.store_credit, RecordKind.credit_memo, _ids(credit))
    records: list[Record] = []
    not_booked: list[Held] = []
    notes: list[str] = []
    for one in given_back:
        kind = RecordKind.refund_receipt if is_money(one.payment) else RecordKind.credit_memo
        over = min(one.unexplained, overpaid)
        overpaid -= over
        if over:
            shown = show(over, sale.order.currency)
            not_booked.append(held(kind, "overpayment_given_back", amount=shown, number=sale.document_number))
        if sale.is_posted(kind, one.payment.payment_id) or one.amount <= over:
            continue
        obstacle = _obstacle(sale, kind, one, over)
        if obstacle is not None:
            not_booked.append(obstacle)
            continue
        lines = _lines(one, over)
        if one.unexplained > over:
            notes.append(_unexplained(sale, one.unexplained - over))
        number = (of_money if is_money(one.payment) else of_credit)[one.payment.payment_id]
        records.append(_record(sale, bill, one, kind, number, lines, notes))
    return Made(tuple(records), tuple(not_booked), tuple(notes))


def _ids(given_back: Iterable[GivenBack]) -> list[str]:
    return [one.payment.payment_id for one in given_back]


def _obstacle(sale: Sale, kind: RecordKind, one: GivenBack, over: int) -> Held | None:
    if not sale.wants(kind):
        return held(kind, "refund_not_wanted", amount=show(-one.payment.amount, sale.order.currency), documents=_word(kind))
    if one.unexplained > over and sale.sync.refunds.without_lines == "hold":
        return held(kind, "refund_without_lines", amount=show(one.unexplained - over, sale.order.currency))
    return None


def _record(
    sale: Sale, bill: MainBill, one: GivenBack, kind: RecordKind, number: str, lines: Sequence[Line], notes: list[str]
) -> Record:
    payment = one.payment
    day = sale.order.day(payment.at)
    own = lines_of(sale, kind, lines)
    if kind is RecordKind.credit_memo:
        return credit_memo(sale, payment.payment_id, day, bill, document_number=number, **own)
    taking = as_taking(payment)
    return sale.record(
        kind,
        day,
        payment.payment_id,
        document_number=number,
        buyer=bill.buyer,
        reverses=bill.key,
        deposit_account=account_of(sale, payment),
        payment_method=taking.method(notes.append),
        payment_reference=taking.reference(notes.append),
        **own,
    )


def _lines(one: GivenBack, over: int) -> list[Line]:
    lines = [line for span in one.spans for line in span.reversal.span(span.start, span.end)]
    amount = one.unexplained - over
    return [*lines, _adjustment(one.payment.payment_id, amount)] if amount else lines


def _adjustment(payment_id: str, amount: int) -> Line:
    return Line(
        line_id=f"unexplained:{payment_id}",
        kind=LineKind.adjustment,
        title="Refund",
        quantity=Decimal(1),
        gross=amount,
        net=amount,
        total=amount,
        taxable=False,
    )


def _unexplained(sale: Sale, amount: int) -> str:
    shown = show(amount, sale.order.currency)
    return (
        f"{shown} was given back for which the store takes nothing off the order: booked on “{sale.sync.items.adjustment}”."
    )


def _word(kind: RecordKind) -> str:
    return str(kind).replace("_", " ") + "s"

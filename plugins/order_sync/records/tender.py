"""Gift cards and store credit used: credit memos on the item whose account is what the shop owes for them."""

from __future__ import annotations

from decimal import Decimal

from order_sync.orders import Line, LineKind
from order_sync.records.bills import MainBill
from order_sync.records.credit import credit_memo
from order_sync.records.credit_sources import of_tender
from order_sync.records.follow_up import Letter, lines_of, numbers
from order_sync.records.record import Record
from order_sync.records.sale import Sale
from order_sync.records.takings import Taking, takings
from order_sync.syncs import RecordKind

_KIND = RecordKind.credit_memo


def tender_credits(sale: Sale, bill: MainBill) -> dict[str, Record]:
    """The credit memo of each gift card or store credit that paid for the order, by its source."""
    used = {of_tender(taking.payment.payment_id): taking for taking in takings(sale.order) if not taking.is_money}
    named = numbers(sale, Letter.tender, _KIND, list(used))
    return {source_id: _credit(sale, bill, taking, source_id, named[source_id]) for source_id, taking in used.items()}


def _credit(sale: Sale, bill: MainBill, taking: Taking, source_id: str, number: str) -> Record:
    payment = taking.payment
    lines = lines_of(sale, _KIND, [debt_line(payment.payment_id, f"{taking.tender} used", taking.amount)])
    return credit_memo(sale, source_id, sale.order.day(payment.at), bill, document_number=number, **lines)


def debt_line(line_id: str, title: str, amount: int) -> Line:
    """A line of what the shop owes for gift cards: no income, no tax."""
    return Line(
        line_id=line_id,
        kind=LineKind.gift_card_sold,
        title=title,
        quantity=Decimal(1),
        gross=amount,
        net=amount,
        total=amount,
        taxable=False,
    )

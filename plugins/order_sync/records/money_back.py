"""What the store gave back: out of which account, and by which method."""

from __future__ import annotations

from order_sync.orders import Order, Payment
from order_sync.records.sale import Sale
from order_sync.records.takings import NOT_MONEY, Taking
from order_sync.syncs import RecordKind


def is_money(payment: Payment) -> bool:
    return payment.method not in NOT_MONEY


def account_of(sale: Sale, payment: Payment) -> str:
    """The account that the payment given back went into; where the store names none, the one of its own gateway."""
    taken_in = RecordKind.sales_receipt if sale.makes_receipts else RecordKind.payment
    order = sale.decision.order_for(taken_in)
    came_in = _paid_by(order, payment)
    of_refund = next((one for one in order.payments if one.payment_id == payment.payment_id), payment)
    named = came_in.deposit_account if came_in is not None else of_refund.deposit_account
    return named or sale.sync.payments.deposit_account


def as_taking(payment: Payment) -> Taking:
    """The payment as one in which the same amount came in: method and reference are said in the same way."""
    return Taking(payment, -payment.amount)


def _paid_by(order: Order, payment: Payment) -> Payment | None:
    """The payment whose money it is: the one that the store names, or what that one captured, else the gateway's first."""
    parents = {payment.parent_id} if payment.parent_id else set()
    same = [one for one in order.money_in if one.payment_id in parents or (one.parent_id and one.parent_id in parents)]
    return next(iter(same or [one for one in order.money_in if one.gateway == payment.gateway]), None)

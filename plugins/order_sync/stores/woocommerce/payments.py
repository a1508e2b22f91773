"""WooCommerce's word on money as payments: it keeps no list of transactions (reference sections 2.5, 10.3). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from order_sync.money import round_minor, to_decimal
from order_sync.orders import Payment, PaymentKind, PaymentMethod, PaymentState, PaymentStatus
from order_sync.stores.moments import read_moment
from order_sync.stores.payment_methods import woocommerce_method
from order_sync.stores.plain_text import plain_text
from order_sync.stores.woocommerce.ids import plain_id
from order_sync.stores.woocommerce.lines import Row

PAID = "paid"  # the id of the one payment that stands for “this order is paid”
PROMISED = "promised"  # and of the one that says how it is going to be

_PROMISES = {PaymentState.pending: PaymentStatus.pending, PaymentState.failed: PaymentStatus.failed}


def gift_card_amounts(order: Row, currency: str) -> tuple[int, ...]:
    """What gift cards paid; a gift-card plug-in has taken it off the order's total."""
    return tuple(round_minor(to_decimal(card["amount"]), currency) for card in order.get("gift_cards") or ())


def order_payments(
    order: Row,
    refunds: Sequence[Row],
    *,
    state: PaymentState,
    total: int,
    paid_at: datetime | None,
    currency: str,
    is_test: bool,
) -> tuple[Payment, ...]:
    """`total`: what the gateway takes, in minor units; `paid_at` None: no money moved, at most it is promised."""
    own = partial(_payment, order, is_test=is_test)
    if paid_at is None:
        status = _PROMISES.get(state)
        if status is None or not total or not order.get("payment_method"):
            return ()
        return (own(PROMISED, total, read_moment(order["date_created_gmt"]), status=status),)
    cards = [
        own(f"gift_card:{place}", amount, paid_at, gift_card=True)
        for place, amount in enumerate(gift_card_amounts(order, currency), start=1)
    ]
    taken = [own(PAID, total, paid_at)] if total else []
    given_back = [
        own(
            f"refund:{plain_id(refund['id'])}",
            -round_minor(abs(to_decimal(refund["amount"])), currency),
            read_moment(refund["date_created_gmt"]),
            refund_id=plain_id(refund["id"]),
        )
        for refund in refunds
    ]
    return (*cards, *taken, *given_back)


def _payment(
    order: Row,
    payment_id: str,
    amount: int,
    at: datetime,
    *,
    is_test: bool,
    gift_card: bool = False,
    status: PaymentStatus = PaymentStatus.ok,
    refund_id: str | None = None,
) -> Payment:
    gateway = plain_text(order.get("payment_method"))
    label = plain_text(order.get("payment_method_title")) or gateway
    method = woocommerce_method(gateway) or PaymentMethod.other
    if gift_card:
        gateway, label, method = "gift_card", "Gift card", PaymentMethod.gift_card
    return Payment(
        payment_id=payment_id,
        kind=PaymentKind.refund if amount < 0 else PaymentKind.sale,
        status=status,
        method=method,
        gateway=gateway,
        gateway_label=label,
        amount=amount,
        moves_money=status is PaymentStatus.ok,
        at=at,
        parent_id=PAID if amount < 0 else None,
        reference=plain_text(order.get("transaction_id")) or None if payment_id == PAID else None,
        is_test=is_test,
        refund_id=refund_id,
    )

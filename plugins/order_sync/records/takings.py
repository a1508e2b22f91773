"""The money that the store took for an order, as the payments to book: change given at the till is no payment of its own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from order_sync.money import show
from order_sync.orders import Order, Payment, PaymentKind, PaymentMethod
from order_sync.records import fields
from order_sync.records.fields import Note, cut

NOT_MONEY = frozenset({PaymentMethod.gift_card, PaymentMethod.store_credit})


@dataclass(frozen=True)
class Taking:
    """A payment and what the shop kept of it, in minor units."""

    payment: Payment
    amount: int

    @property
    def is_money(self) -> bool:
        return self.payment.method not in NOT_MONEY

    @property
    def tender(self) -> str:
        """How it was paid, as the merchant calls it."""
        return self.payment.method_name or self.payment.gateway_label or self.payment.gateway

    @property
    def fee(self) -> int:
        """The processor's fee by the rules, in minor units, half-up; it changes no document."""
        percent = self.payment.fee_percent or Decimal(0)
        share = (self.amount * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return int(share) + (self.payment.fee_fixed or 0)

    def fee_note(self, currency: str) -> str:
        of = f" ({self.payment.fee_item})" if self.payment.fee_item else ""
        return (
            f"Fee of {show(self.fee, currency)}{of} on the payment of {show(self.amount, currency)}: reported, not booked."
        )

    def method(self, note: Note) -> str | None:
        return cut(self.tender, fields.PAYMENT_METHOD, "The payment method's name", note) or None

    def reference(self, note: Note) -> str | None:
        full = self.payment.reference or ""
        return cut(full, fields.PAYMENT_REFERENCE, f"Payment reference {full}", note) or None


def takings(order: Order) -> tuple[Taking, ...]:
    """Every payment in which money came in, less the change given on it, in the order of time."""
    money_in = order.money_in
    change: dict[str, int] = defaultdict(int)
    for payment in order.payments:
        if payment.moves_money and payment.kind is PaymentKind.change and money_in:
            change[payment.parent_id or money_in[-1].payment_id] += payment.amount
    kept = (Taking(payment, payment.amount + change[payment.payment_id]) for payment in money_in)
    return tuple(taking for taking in kept if taking.amount > 0)

"""A WooCommerce order and what can be done to it. An edit overwrites it; refunds stand beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sandbox.stores.baskets import ZERO, BasketLine
from sandbox.stores.drafts import Draft
from sandbox.stores.gateways import Gateway
from sandbox.stores.money import MILLIONTH, half_up
from sandbox.stores.orders import LineChange, NotPossible, Order, RefundRequest
from sandbox.stores.woocommerce.pricing import PricedLine, TaxAmount, price

_WAITS_FOR_MONEY = {"bacs": "on-hold", "cheque": "on-hold", "cod": "processing"}  # other gateways: pending


@dataclass(frozen=True)
class RefundedLine:
    """Units given back of one line, positive; without tax, plus taxes. `line` None: shipping."""

    refund_line_id: int
    line: PricedLine | None
    quantity: int
    total: Decimal
    taxes: tuple[TaxAmount, ...]

    @property
    def tax(self) -> Decimal:
        return sum((each.total for each in self.taxes), ZERO)


@dataclass(frozen=True)
class Refund:
    """A refund may have no lines at all: an amount only."""

    refund_id: int
    at: datetime
    amount: Decimal
    reason: str
    lines: tuple[RefundedLine, ...]


class WooOrder(Order):
    store: ClassVar[str] = "woocommerce"

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.basket = draft.basket
        self.gateway = draft.gateway
        self._line_ids = [self.next_id() for _ in draft.basket.lines]
        self._shipping_id, self._fee_id = self.next_id(), self.next_id()
        self.priced = price(self.basket, self._line_ids, self._shipping_id, self._fee_id)
        self.refunds: list[Refund] = []
        self.transaction_id = ""

    @property
    def total(self) -> Decimal:
        return self.priced.total + self.draft.total_error

    @property
    def refunded(self) -> Decimal:
        return sum((refund.amount for refund in self.refunds), ZERO)

    @property
    def paid(self) -> Decimal:
        return self.total if self.paid_at else ZERO

    @property
    def payments(self) -> int:
        return int(self.paid_at is not None and self.total > 0)

    @property
    def status(self) -> str:
        """WooCommerce's one status word for money and shipping together."""
        if self.refunds and self.refunded >= self.total:
            return "refunded"
        if self.cancelled_at:
            return "cancelled"
        if self.fulfilled_at:
            return "completed"
        if self.draft.odd_status:
            return self.draft.odd_status
        return "processing" if self.paid_at else _WAITS_FOR_MONEY.get(self.gateway.key, "pending")

    @property
    def financial(self) -> str:
        return "paid" if self.paid_at else "unpaid"

    @property
    def fulfillment(self) -> str:
        return self.status

    def line_ids(self) -> list[dict[str, Any]]:
        return [
            {"line_id": line.line_id, "sku": line.product.sku, "title": line.product.title, "quantity": line.quantity}
            for line in self.priced.lines
        ]

    def pay(self, at: datetime, gateway: Gateway | None = None, amount: Decimal | None = None) -> None:
        if self.paid_at or self.cancelled_at:
            raise NotPossible(f"order {self.order_id} has nothing left to pay")
        if amount is not None and amount != self.total:
            raise NotPossible("WooCommerce knows no partial payment: leave the amount out")
        self.gateway = gateway or self.gateway
        self.paid_at = self.touch(at)
        self.transaction_id = "" if self.gateway.manual or not self.total else f"txn_{self.order_id}"

    def ship(self, at: datetime, units: Sequence[tuple[int, int]] = ()) -> None:
        if units:
            raise NotPossible("WooCommerce knows no partial shipment: leave the lines out")
        if self.fulfilled_at or self.cancelled_at:
            raise NotPossible(f"order {self.order_id} is completed or cancelled already")
        self.fulfilled_at = self.touch(at)

    def cancel(self, at: datetime) -> None:
        if self.cancelled_at or self.fulfilled_at:
            raise NotPossible(f"order {self.order_id} is completed or cancelled already")
        self.cancelled_at = self.touch(at)
        left = self.total - self.refunded
        if self.paid_at and left > 0:
            self.refund(at, RefundRequest(amount=left, reason="Order fully refunded."))

    def edit(self, at: datetime, changes: Sequence[LineChange]) -> None:
        """A quantity of 0 removes a line, as in WooCommerce."""
        if not changes or self.fulfilled_at or self.cancelled_at:
            raise NotPossible(f"order {self.order_id} cannot be edited: it is completed or cancelled, or there is no change")
        lines = dict(zip(self._line_ids, self.basket.lines, strict=True))
        for change in changes:
            if change.product is not None:
                lines[self.next_id()] = BasketLine(change.product, change.quantity)
            elif change.line_id in lines:
                lines[change.line_id] = _with_quantity(lines[change.line_id], change.quantity)
            else:
                raise NotPossible(f"order {self.order_id} has no line {change.line_id}")
        left = {line_id: line for line_id, line in lines.items() if line.quantity}
        self._line_ids = list(left)
        self.basket = replace(self.basket, lines=tuple(left.values()))
        self.priced = price(self.basket, self._line_ids, self._shipping_id, self._fee_id)
        self.touch(at)

    def refund(self, at: datetime, request: RefundRequest) -> None:
        lines = [self._refunded(line_id, units) for line_id, units in request.units]
        if request.shipping:
            lines += [RefundedLine(self.next_id(), None, 1, part.total, part.taxes) for part in self.priced.shipping]
        goods = half_up(sum((line.total + line.tax for line in lines), ZERO))
        left = self.total - self.refunded
        amount = min(goods, left) if request.amount is None else request.amount
        if not 0 < amount <= left:
            raise NotPossible(f"order {self.order_id} has {left} left to refund, not {amount}")
        moment = self.touch(at)
        self.refunds.append(Refund(self.next_id(), moment, amount, request.reason, tuple(lines)))

    def _refunded(self, line_id: int, units: int) -> RefundedLine:
        line = next((each for each in self.priced.lines if each.line_id == line_id), None)
        gone: Counter[int] = Counter()
        for part in (each for refund in self.refunds for each in refund.lines):
            gone[part.line.line_id if part.line else 0] += part.quantity
        if line is None or not 0 < units <= line.quantity - gone[line_id]:
            raise NotPossible(f"order {self.order_id} has no line {line_id} with {units} units left")
        share = Decimal(units) / line.quantity
        taxes = tuple(
            TaxAmount(each.rate, half_up(each.total * share, MILLIONTH), half_up(each.subtotal * share, MILLIONTH))
            for each in line.taxes
        )
        return RefundedLine(self.next_id(), line, units, half_up(line.total * share, MILLIONTH), taxes)


def _with_quantity(line: BasketLine, quantity: int) -> BasketLine:
    """The line's own discount shrinks and grows with it."""
    return replace(line, quantity=quantity, discount=half_up(line.discount * quantity / line.quantity))

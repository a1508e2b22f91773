"""A Shopify order and what can be done to it."""

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
from sandbox.stores.money import major, minor
from sandbox.stores.orders import LineChange, NotPossible, Order, RefundRequest
from sandbox.stores.shopify import transactions as money
from sandbox.stores.shopify.agreements import Agreement, Sale, SoldLine
from sandbox.stores.shopify.pricing import price
from sandbox.stores.shopify.transactions import Transaction


@dataclass(frozen=True)
class Refund:
    """`rows` are the ledger's rows of the goods; `adjustment` (cents) is what the money differs from them."""

    refund_id: int
    at: datetime
    reason: str
    rows: tuple[Sale, ...]
    adjustment: int
    transactions: tuple[Transaction, ...]


@dataclass(frozen=True)
class Fulfillment:
    fulfillment_id: int
    at: datetime
    tracking_number: str
    items: tuple[tuple[int, int, int], ...] = ()  # id, line id, quantity


class ShopifyOrder(Order):
    store: ClassVar[str] = "shopify"

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.lines = [SoldLine(line) for line in price(draft.basket, self.next_id)]
        self.agreements = [self._agree("ORDER", draft.placed_at, [line.sold(self.next_id()) for line in self.lines])]
        self.transactions: list[Transaction] = []
        self.refunds: list[Refund] = []
        self.fulfillments: list[Fulfillment] = []
        if self.stated_total and (draft.gateway.manual or draft.gateway.key == "paypal"):
            promise = Transaction(self.next_id(), "SALE", "PENDING", draft.gateway, self.stated_total, draft.placed_at)
            self.transactions.append(promise)

    # What it is worth, in cents

    @property
    def stated_original(self) -> int:
        return self.agreements[0].total + minor(self.draft.total_error)

    @property
    def stated_total(self) -> int:
        """Before returns, with the lines that were added later."""
        return sum(sale.total for sale in self.sales("ORDER")) + minor(self.draft.total_error)

    @property
    def stated_current(self) -> int:
        """After edits, refunds and returns."""
        return sum(sale.total for sale in self.sales()) + minor(self.draft.total_error)

    @property
    def received(self) -> int:
        return money.received(self.transactions)

    @property
    def refunded(self) -> int:
        return money.refunded(self.transactions)

    @property
    def outstanding(self) -> int:
        return self.stated_current - self.received + self.refunded

    def sales(self, *actions: str) -> list[Sale]:
        """The ledger's rows; only those of `actions` where any are named."""
        return [sale for each in self.agreements for sale in each.sales if not actions or sale.action in actions]

    # What the controls see

    @property
    def total(self) -> Decimal:
        return major(self.stated_current)

    @property
    def paid(self) -> Decimal:
        return sum((major(each.amount) for each in self._money_in), Decimal(0))

    @property
    def payments(self) -> int:
        return len(self._money_in)

    @property
    def _money_in(self) -> list[Transaction]:
        """A gift card used is a tender, but no money."""
        taken = (each for each in self.transactions if each.kind in money.MONEY_IN and each.status == "SUCCESS")
        return [each for each in taken if each.gateway.key != "gift_card"]

    @property
    def financial(self) -> str:
        if self.cancelled_at and not self.received:
            return "VOIDED"
        if self.refunded:
            return "REFUNDED" if self.refunded >= self.received else "PARTIALLY_REFUNDED"
        if self.received >= self.stated_current and (self.received or self.paid_at):
            return "PAID"
        return "PARTIALLY_PAID" if self.received else "PENDING"

    @property
    def fulfillment(self) -> str:
        if self.fulfilled_at:
            return "FULFILLED"
        if self.fulfillments:
            return "PARTIALLY_FULFILLED"
        return self.draft.odd_status or "UNFULFILLED"

    @property
    def closed_at(self) -> datetime | None:
        """An order that is paid and shipped is archived by itself, as Shopify's default setting does."""
        if self.paid_at and self.fulfilled_at:
            return max(self.paid_at, self.fulfilled_at)
        return self.cancelled_at

    def line_ids(self) -> list[dict[str, Any]]:
        named = [(sold.line.line_id, sold.line.product, sold.quantity) for sold in self.goods]
        return [
            {"line_id": line_id, "sku": product.sku, "title": product.title, "quantity": quantity}
            for line_id, product, quantity in named
        ]

    @property
    def goods(self) -> list[SoldLine]:
        """What is listed as line items: everything but shipping. A tip is a line item too."""
        return [sold for sold in self.lines if sold.line.kind != "SHIPPING"]

    # Deeds

    def pay(self, at: datetime, gateway: Gateway | None = None, amount: Decimal | None = None) -> None:
        cents = self.outstanding if amount is None else minor(amount)
        if self.cancelled_at or cents < 0 or (cents == 0 and self.paid_at):
            raise NotPossible(f"order {self.order_id} has nothing left to pay")
        moment = self.touch(at)
        if cents:
            method = gateway or self.draft.gateway
            self.transactions += money.taken(method, cents, moment, self.transactions, self.next_id)
        self.paid_at = moment if self.outstanding <= 0 else None

    def ship(self, at: datetime, units: Sequence[tuple[int, int]] = ()) -> None:
        if self.fulfilled_at or self.cancelled_at:
            raise NotPossible(f"order {self.order_id} is shipped or cancelled already")
        left = self._not_shipped()
        wanted = dict(units) or left
        if any(not 0 < quantity <= left.get(line_id, 0) for line_id, quantity in wanted.items()) and units:
            raise NotPossible(f"order {self.order_id} has not so much left to ship")
        moment = self.touch(at)
        number = f"1Z{self.order_id % 10**10:010d}"
        items = tuple((self.next_id(), line_id, quantity) for line_id, quantity in wanted.items())
        self.fulfillments.append(Fulfillment(self.next_id(), moment, number, items))
        self.fulfilled_at = None if self._not_shipped() else moment

    def _not_shipped(self) -> dict[int, int]:
        """What has not gone out yet, by line id."""
        gone = Counter[int]()
        for fulfillment in self.fulfillments:
            gone.update({line_id: quantity for _, line_id, quantity in fulfillment.items})
        left = (
            (sold.line.line_id, sold.quantity - gone[sold.line.line_id]) for sold in self.goods if sold.line.kind != "TIP"
        )
        return {line_id: quantity for line_id, quantity in left if quantity > 0}

    def cancel(self, at: datetime) -> None:
        if self.cancelled_at or self.fulfilled_at:
            raise NotPossible(f"order {self.order_id} is shipped or cancelled already")
        rest = RefundRequest(
            units=tuple((sold.line.line_id, sold.quantity) for sold in self.goods if sold.quantity),
            shipping=True,
            reason="Cancelled",
        )
        self.refund(at, rest)
        self.cancelled_at = self.updated_at

    def edit(self, at: datetime, changes: Sequence[LineChange]) -> None:
        if not changes or self.fulfilled_at or self.cancelled_at:
            raise NotPossible(f"order {self.order_id} cannot be edited: it is shipped or cancelled, or there is no change")
        planned = [self._planned(change) for change in changes]
        moment = self.touch(at)
        rows = [sold.give_back(units, self.next_id()) for sold, units in planned if isinstance(sold, SoldLine) and units > 0]
        added = [sold for sold, _ in planned if isinstance(sold, BasketLine)]
        if added:
            basket = replace(self.draft.basket, lines=tuple(added), code=None, shipping=None, tip=ZERO)
            fresh = [SoldLine(line) for line in price(basket, self.next_id)]
            self.lines += fresh
            rows += [sold.sold(self.next_id()) for sold in fresh]
        self.agreements.append(self._agree("ORDER_EDIT", moment, rows))
        self.paid_at = self.paid_at if self.outstanding <= 0 else None

    def refund(self, at: datetime, request: RefundRequest) -> None:
        held = self.received - self.refunded
        if request.amount is not None and not 0 <= minor(request.amount) <= held:
            raise NotPossible(f"order {self.order_id} holds {major(held)}, not {request.amount}")
        returns = [(self._line(line_id, units), units) for line_id, units in request.units]
        moment = self.touch(at)
        rows = [sold.give_back(units, self.next_id()) for sold, units in returns]
        if request.shipping:
            rows += [s.give_back(1, self.next_id()) for s in self.lines if s.line.kind == "SHIPPING" and s.quantity]
        goods = -sum(row.total for row in rows)
        back = min(goods, held) if request.amount is None else minor(request.amount)
        adjustment = 0 if request.amount is None else goods - back
        refunds = money.given_back(back, moment, self.transactions, self.next_id)
        self.transactions += refunds
        refund = Refund(self.next_id(), moment, request.reason, tuple(rows), adjustment, tuple(refunds))
        self.refunds.append(refund)
        if adjustment:
            rows.append(Sale(self.next_id(), "UPDATE", "ADJUSTMENT", None, adjustment))
        self.agreements.append(self._agree("REFUND", moment, rows, refund.refund_id))

    def _agree(self, reason: str, at: datetime, sales: Sequence[Sale], refund_id: int | None = None) -> Agreement:
        return Agreement(self.next_id(), reason, at, tuple(sales), refund_id)

    def _line(self, line_id: int | None, units: int) -> SoldLine:
        sold = next((each for each in self.goods if each.line.line_id == line_id), None)
        if sold is None or not 0 <= units <= sold.quantity:
            raise NotPossible(f"order {self.order_id} has no line {line_id} with {units} units left")
        return sold

    def _planned(self, change: LineChange) -> tuple[SoldLine | BasketLine, int]:
        """A line with the units to give back, or a new line; more units of an old line become a new line, as in Shopify."""
        if change.product is not None:
            return BasketLine(change.product, change.quantity), 0
        sold = self._line(change.line_id, 0)
        fewer = sold.quantity - change.quantity
        return (sold, fewer) if fewer >= 0 else (BasketLine(sold.line.product, -fewer), 0)

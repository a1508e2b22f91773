"""What the lines of a WooCommerce order cost: without tax, to six places; only totals are rounded (reference 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sandbox.stores.baskets import ZERO, Basket, Code
from sandbox.stores.buyers import TaxRate
from sandbox.stores.catalogue import Product
from sandbox.stores.money import CENT, MILLIONTH, half_up, major, minor, split


@dataclass(frozen=True)
class TaxAmount:
    """Tax of one rate: after discounts (`total`) and before (`subtotal`)."""

    rate: TaxRate
    total: Decimal
    subtotal: Decimal


@dataclass(frozen=True)
class PricedLine:
    line_id: int
    product: Product
    quantity: int
    subtotal: Decimal
    total: Decimal
    taxes: tuple[TaxAmount, ...]

    @property
    def tax(self) -> Decimal:
        return sum((each.total for each in self.taxes), ZERO)

    @property
    def subtotal_tax(self) -> Decimal:
        return sum((each.subtotal for each in self.taxes), ZERO)


@dataclass(frozen=True)
class Charge:
    """Shipping, or a fee."""

    line_id: int
    title: str
    total: Decimal
    taxes: tuple[TaxAmount, ...]

    @property
    def tax(self) -> Decimal:
        return sum((each.total for each in self.taxes), ZERO)


@dataclass(frozen=True)
class Priced:
    """All parts of an order, and its sums by the law of reference section 2.6."""

    lines: tuple[PricedLine, ...]
    shipping: tuple[Charge, ...]
    fees: tuple[Charge, ...]
    code_discount: Decimal

    @property
    def cart_tax(self) -> Decimal:
        """On goods and fees."""
        return half_up(sum((line.tax for line in self.lines), ZERO) + sum((fee.tax for fee in self.fees), ZERO))

    @property
    def shipping_tax(self) -> Decimal:
        return half_up(sum((part.tax for part in self.shipping), ZERO))

    @property
    def shipping_total(self) -> Decimal:
        return sum((half_up(part.total) for part in self.shipping), ZERO)

    @property
    def discount_total(self) -> Decimal:
        return sum((line.subtotal - line.total for line in self.lines), ZERO)

    @property
    def discount_tax(self) -> Decimal:
        return sum((line.subtotal_tax - line.tax for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        parts = sum((line.total for line in self.lines), ZERO) + sum((fee.total for fee in self.fees), ZERO)
        return half_up(parts + self.shipping_total + self.cart_tax + self.shipping_tax)


def price(basket: Basket, line_ids: Sequence[int], shipping_id: int, fee_id: int) -> Priced:
    """The basket priced; the ids are those of its lines, its shipping and its fee."""
    divisor = 1 + sum((rate.rate for rate in basket.taxes), ZERO) if basket.taxes_included else Decimal(1)
    subtotals = [half_up(line.gross / _divisor(divisor, line.product), MILLIONTH) for line in basket.lines]
    reduced = [
        max(ZERO, subtotal - half_up(line.discount / _divisor(divisor, line.product), MILLIONTH))
        for line, subtotal in zip(basket.lines, subtotals, strict=True)
    ]
    totals = _after_code(basket.code, reduced)
    lines = tuple(
        PricedLine(
            line_id,
            line.product,
            line.quantity,
            subtotal,
            total,
            _taxes(basket.taxes, line.product.taxable, total, subtotal),
        )
        for line_id, line, subtotal, total in zip(line_ids, basket.lines, subtotals, totals, strict=True)
    )
    return Priced(
        lines, _shipping(basket, divisor, shipping_id), _fees(basket, fee_id), sum(reduced, ZERO) - sum(totals, ZERO)
    )


def _divisor(divisor: Decimal, product: Product) -> Decimal:
    return divisor if product.taxable else Decimal(1)


def _after_code(code: Code | None, amounts: Sequence[Decimal]) -> list[Decimal]:
    """A percentage leaves fractions of cents; a fixed amount is given out in cents, left-over ones from the first line."""
    if code is None:
        return list(amounts)
    if code.percent:
        return [half_up(amount * (100 - code.percent) / 100, MILLIONTH) for amount in amounts]
    weights = [minor(amount) for amount in amounts]
    shares = split(min(minor(code.amount), sum(weights)), weights)
    return [max(ZERO, amount - major(share)) for amount, share in zip(amounts, shares, strict=True)]


def _taxes(
    rates: Sequence[TaxRate], taxable: bool, total: Decimal, subtotal: Decimal, unit: Decimal = MILLIONTH
) -> tuple[TaxAmount, ...]:
    if not taxable:
        return ()
    return tuple(TaxAmount(rate, half_up(total * rate.rate, unit), half_up(subtotal * rate.rate, unit)) for rate in rates)


def _shipping(basket: Basket, divisor: Decimal, line_id: int) -> tuple[Charge, ...]:
    """Shipping and its tax are whole cents."""
    shipping = basket.shipping
    if shipping is None:
        return ()
    total = half_up((shipping.price - shipping.discount) / (divisor if basket.shipping_taxed else 1))
    return (Charge(line_id, shipping.title, total, _taxes(basket.taxes, basket.shipping_taxed, total, total, CENT)),)


def _fees(basket: Basket, line_id: int) -> tuple[Charge, ...]:
    fee = basket.fee
    if fee is None:
        return ()
    return (Charge(line_id, fee.title, fee.amount, _taxes(basket.taxes, fee.taxable, fee.amount, fee.amount)),)

"""What the lines of a Shopify order cost: whole cents, left-over cents given one by one from the first line.

The laws of reference section 1.9 hold because every amount of an order is made here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sandbox.stores.baskets import Basket, Code
from sandbox.stores.buyers import TaxRate
from sandbox.stores.catalogue import Product
from sandbox.stores.money import major, minor, split

TIP = Product("", "Tip", Decimal(0), taxable=False)


@dataclass(frozen=True)
class TaxShare:
    rate: TaxRate
    amount: int


@dataclass(frozen=True)
class PricedLine:
    """Cents. `kind` is the ledger's lineType: PRODUCT, GIFT_CARD, TIP or SHIPPING. Discounts are for all units together."""

    line_id: int
    kind: str
    product: Product
    quantity: int
    unit: int
    line_discount: int = 0
    order_discount: int = 0
    taxes: tuple[TaxShare, ...] = ()
    taxes_included: bool = False

    @property
    def gross(self) -> int:
        return self.unit * self.quantity

    @property
    def discount(self) -> int:
        return self.line_discount + self.order_discount

    @property
    def price(self) -> int:
        """After discounts; with the tax in it only where prices include tax."""
        return self.gross - self.discount

    @property
    def tax(self) -> int:
        return sum(share.amount for share in self.taxes)

    @property
    def net(self) -> int:
        return self.price - self.tax if self.taxes_included else self.price

    @property
    def total(self) -> int:
        return self.net + self.tax

    @property
    def discount_before_tax(self) -> int:
        """The discount without the tax that it saved; differs from `discount` only where prices include tax."""
        if not self.taxes_included or not self.taxes:
            return self.discount
        rates = sum((share.rate.rate for share in self.taxes), Decimal(0))
        return minor(major(self.discount) / (1 + rates))


def price(basket: Basket, next_id: Callable[[], int]) -> tuple[PricedLine, ...]:
    """The basket's lines, then its tip, then its shipping; ids come from `next_id`."""
    rows = [*_goods(basket, next_id), *_extras(basket, next_id)]
    return _with_taxes(rows, basket)


def _goods(basket: Basket, next_id: Callable[[], int]) -> list[PricedLine]:
    rows = [
        PricedLine(
            line_id=next_id(),
            kind="GIFT_CARD" if line.product.gift_card else "PRODUCT",
            product=line.product,
            quantity=line.quantity,
            unit=minor(line.product.price),
            line_discount=minor(line.discount),
            taxes_included=basket.taxes_included,
        )
        for line in basket.lines
    ]
    weights = [0 if row.kind == "GIFT_CARD" else row.price for row in rows]
    shares = split(_code_discount(basket.code, sum(weights)), weights)
    return [replace(row, order_discount=share) for row, share in zip(rows, shares, strict=True)]


def _code_discount(code: Code | None, goods: int) -> int:
    if code is None:
        return 0
    return min(goods, minor(major(goods) * code.percent / 100 + code.amount))


def _extras(basket: Basket, next_id: Callable[[], int]) -> list[PricedLine]:
    rows = []
    if basket.tip:
        rows.append(PricedLine(next_id(), "TIP", TIP, 1, minor(basket.tip)))
    if basket.shipping:
        product = Product("", basket.shipping.title, basket.shipping.price, taxable=basket.shipping_taxed)
        cents, discount = minor(basket.shipping.price), minor(basket.shipping.discount)
        rows.append(PricedLine(next_id(), "SHIPPING", product, 1, cents, discount, taxes_included=basket.taxes_included))
    return rows


def _with_taxes(rows: Sequence[PricedLine], basket: Basket) -> tuple[PricedLine, ...]:
    taxed = [row.price if row.product.taxable else 0 for row in rows]
    divisor = 1 + sum((rate.rate for rate in basket.taxes), Decimal(0)) if basket.taxes_included else Decimal(1)
    columns = [(rate, split(minor(major(sum(taxed)) * rate.rate / divisor), taxed)) for rate in basket.taxes]
    return tuple(
        replace(row, taxes=tuple(TaxShare(rate, shares[place]) for rate, shares in columns)) if row.product.taxable else row
        for place, row in enumerate(rows)
    )

"""What one order buys, before a store has priced it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from sandbox.stores import catalogue
from sandbox.stores.buyers import Region, TaxRate
from sandbox.stores.catalogue import Product
from sandbox.stores.money import half_up

ZERO = Decimal(0)


@dataclass(frozen=True)
class BasketLine:
    """`discount`: off this line alone, for all its units together."""

    product: Product
    quantity: int
    discount: Decimal = ZERO

    @property
    def gross(self) -> Decimal:
        return self.product.price * self.quantity


@dataclass(frozen=True)
class Code:
    """A discount code on the whole order: so many per cent, or one amount."""

    code: str
    percent: Decimal = ZERO
    amount: Decimal = ZERO


@dataclass(frozen=True)
class Shipping:
    title: str
    price: Decimal
    discount: Decimal = ZERO


@dataclass(frozen=True)
class Fee:
    """An extra charge (WooCommerce); below zero it is a discount."""

    title: str
    amount: Decimal
    taxable: bool


@dataclass(frozen=True)
class Basket:
    """Prices are without tax, unless `taxes_included`."""

    lines: tuple[BasketLine, ...]
    code: Code | None = None
    shipping: Shipping | None = None
    taxes: tuple[TaxRate, ...] = ()
    shipping_taxed: bool = False
    taxes_included: bool = False
    tip: Decimal = ZERO
    fee: Fee | None = None


_CODES = (
    Code("WELCOME10", percent=Decimal(10)),
    Code("SPRING15", percent=Decimal(15)),
    Code("THIRD", percent=Decimal(33)),
    Code("TENOFF", amount=Decimal("10.00")),
)
_SHIPPING = (
    Shipping("Standard", Decimal("4.99")),
    Shipping("Standard", Decimal("7.95")),
    Shipping("Express", Decimal("12.50")),
    Shipping("Letter", Decimal("0.99")),
)
_FREE_SHIPPING = Shipping("Free shipping", ZERO)
_WAIVED_SHIPPING = Shipping("Standard", Decimal("7.95"), discount=Decimal("7.95"))


def draw_basket(rng: random.Random, store: str, region: Region) -> Basket:
    """1 to 6 lines of 1 to 12 units, with discounts, shipping and taxes as they come; tips and gift cards in Shopify only,
    fees in WooCommerce only."""
    lines = _draw_lines(rng, store)
    goods = sum((line.gross - line.discount for line in lines), ZERO)
    return Basket(
        lines=lines,
        code=_draw_code(rng, goods),
        shipping=_draw_shipping(rng, store),
        taxes=region.taxes,
        shipping_taxed=region.shipping_taxed,
        taxes_included=region.included,
        tip=half_up(goods / 10) if store == "shopify" and rng.random() < 0.05 else ZERO,
        fee=_draw_fee(rng, goods) if store == "woocommerce" else None,
    )


def free(basket: Basket) -> Basket:
    """The same goods, but for gift cards, with a code of 100 per cent and nothing else to pay."""
    return Basket(
        lines=tuple(BasketLine(line.product, line.quantity) for line in basket.lines if not line.product.gift_card),
        code=Code("FREESAMPLE", percent=Decimal(100)),
        shipping=_FREE_SHIPPING,
        taxes=basket.taxes,
        taxes_included=basket.taxes_included,
    )


def _draw_lines(rng: random.Random, store: str) -> tuple[BasketLine, ...]:
    products = rng.sample(catalogue.OF_STORE[store], rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 6)))
    lines = tuple(_draw_line(rng, product) for product in products)
    if store == "shopify" and rng.random() < 0.03:
        lines = (*lines, BasketLine(catalogue.GIFT_CARD, 1))
    return lines


def _draw_line(rng: random.Random, product: Product) -> BasketLine:
    quantity = rng.choice((1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 9, 12))
    gross = half_up(product.price * quantity)
    discount = rng.choice((half_up(gross / 3), half_up(gross / 10), Decimal("1.00") if gross > 2 else ZERO))
    return BasketLine(product, quantity, discount if rng.random() < 0.15 else ZERO)


def _draw_code(rng: random.Random, goods: Decimal) -> Code | None:
    """In three of ten baskets; never one that leaves nothing to pay."""
    code = rng.choice(_CODES) if rng.random() < 0.3 else None
    return None if code and code.amount * 2 > goods else code


def _draw_shipping(rng: random.Random, store: str) -> Shipping | None:
    chance = rng.random()
    if chance < 0.1:
        return None
    if chance < 0.25:
        return _FREE_SHIPPING
    if chance < 0.32 and store == "shopify":
        return _WAIVED_SHIPPING
    return rng.choice(_SHIPPING)


def _draw_fee(rng: random.Random, goods: Decimal) -> Fee | None:
    chance = rng.random()
    if chance < 0.04 and goods > 15:
        return Fee("Loyalty credit", Decimal("-3.00"), taxable=False)
    if chance < 0.08:
        return Fee("Gift wrapping", Decimal("2.50"), taxable=True)
    return None

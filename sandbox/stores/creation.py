"""New orders on request: drawn like the seeded ones, with whatever the request says put in place of what was drawn.

store             shopify or woocommerce; all else may be left out
fate              a name of fates.py; left out, it follows from `paid`, `fulfilled` and `gateway`
lines             [{"sku", "quantity"?, "price"?, "title"?, "taxable"?, "discount"?}]; a SKU that the store does not sell
                  needs a price. Named lines come without code, fee and tip
shipping          its price; 0: none
buyer             {"first"?, "last"?, "company"?, "email"?}
gateway           card, paypal, bank, cod, test, or the store's own key
paid, fulfilled   true or false
placed_at         ISO; left out: a moment ago
currency, note    as text
status            a status word that overrules all others while the order is not shipped (WooCommerce: failed, trash, ...;
                      Shopify: a fulfillment status: ON_HOLD, PARTIALLY_FULFILLED, ...)
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from sandbox.stores import catalogue
from sandbox.stores.baskets import ZERO, Basket, BasketLine, Shipping
from sandbox.stores.buyers import Buyer, draw_buyers
from sandbox.stores.catalogue import Product
from sandbox.stores.drafts import Draft
from sandbox.stores.fates import LIVES, Fate
from sandbox.stores.gateways import gateway
from sandbox.stores.orders import NotPossible, Order
from sandbox.stores.seeding import STORES, draw_draft
from sandbox.stores.shopify.schema import fulfillment_words
from sandbox.stores.world import World

_STAYS = {
    (False, False): Fate.pending_stays,
    (True, False): Fate.paid_stays,
    (False, True): Fate.fulfilled_unpaid,
    (True, True): Fate.fulfilled_at_first_sight,
}
_A_MOMENT = timedelta(seconds=5)  # so that paying and shipping at once still lie in the past


def create(world: World, wanted: Mapping[str, Any]) -> Order:
    """One new order; `wanted` as above."""
    store = str(wanted["store"])
    if store not in STORES:
        raise NotPossible(f"there is no store “{store}”; there are {', '.join(STORES)}")
    fate = Fate(wanted["fate"]) if "fate" in wanted else _fate(wanted)
    place = len(world.orders_of(store))
    rng = random.Random(f"{world.plan.seed}|{store}|{place}")
    buyer = _buyer(draw_buyers(rng, 1, 900_000 + place)[0], wanted.get("buyer", {}))
    draft = draw_draft(rng, store, place, fate, _placed_at(world, wanted), buyer)
    order = world.add(_with_wishes(draft, store, wanted), store)
    _live(order, wanted, world.now())
    return order


def _fate(wanted: Mapping[str, Any]) -> Fate:
    """The fate whose first sight is what was asked for, and stays so."""
    state = bool(wanted.get("paid")), bool(wanted.get("fulfilled"))
    if state == (True, True) and wanted.get("gateway") == "paypal":
        return Fate.paypal_fulfilled
    return _STAYS[state]


def product(store: str, wanted: Mapping[str, Any]) -> Product:
    """The store's product of this SKU, at another price or title if asked; an unknown one needs a price."""
    sku = str(wanted.get("sku", ""))
    known = catalogue.find(store, sku)
    if known is None and "price" not in wanted:
        raise NotPossible(f"{store} has no product “{sku}”: give it a price")
    base = known or Product(sku, sku, ZERO)
    return replace(
        base,
        title=str(wanted.get("title", base.title)),
        price=Decimal(str(wanted.get("price", base.price))),
        taxable=bool(wanted.get("taxable", base.taxable)),
    )


def _buyer(drawn: Buyer, wanted: Mapping[str, Any]) -> Buyer:
    return replace(
        drawn,
        first=str(wanted.get("first", drawn.first)),
        last=str(wanted.get("last", drawn.last)),
        company=str(wanted.get("company", drawn.company)),
        email=str(wanted.get("email", drawn.email)),
    )


def _placed_at(world: World, wanted: Mapping[str, Any]) -> datetime:
    if "placed_at" not in wanted:
        return (world.now() - _A_MOMENT).replace(microsecond=0)
    placed = datetime.fromisoformat(str(wanted["placed_at"]).replace("Z", "+00:00"))
    return (placed if placed.tzinfo else placed.replace(tzinfo=timezone.utc)).astimezone(timezone.utc).replace(microsecond=0)


def _with_wishes(draft: Draft, store: str, wanted: Mapping[str, Any]) -> Draft:
    return replace(
        draft,
        basket=_basket(draft.basket, store, wanted),
        gateway=gateway(store, str(wanted["gateway"])) if "gateway" in wanted else draft.gateway,
        currency=str(wanted.get("currency", draft.currency)),
        odd_status=_status(store, str(wanted["status"])) if "status" in wanted else draft.odd_status,
        note=str(wanted.get("note", draft.note)),
    )


def _status(store: str, word: str) -> str:
    if store == "shopify" and word not in fulfillment_words():
        raise NotPossible(f"Shopify has no fulfillment status “{word}”; it has {', '.join(fulfillment_words())}")
    return word


def _basket(drawn: Basket, store: str, wanted: Mapping[str, Any]) -> Basket:
    basket = drawn
    if "lines" in wanted:
        lines = tuple(
            BasketLine(product(store, row), int(row.get("quantity", 1)), Decimal(str(row.get("discount", 0))))
            for row in wanted["lines"]
        )
        basket = replace(basket, lines=lines, code=None, tip=ZERO, fee=None)
    if "shipping" in wanted:
        price = Decimal(str(wanted["shipping"]))
        basket = replace(basket, shipping=Shipping("Standard", price) if price else None)
    return basket


def _live(order: Order, wanted: Mapping[str, Any], now: datetime) -> None:
    """Paid and shipped as asked, else as the fate begins; an order that was told how it stands takes no step by itself."""
    life = LIVES[order.draft.fate]
    if wanted.get("paid", life.paid):
        order.pay(now - timedelta(seconds=2))
    if wanted.get("fulfilled", life.fulfilled):
        order.ship(now - timedelta(seconds=1))
    order.touch(now)
    order.stepped = "paid" in wanted or "fulfilled" in wanted

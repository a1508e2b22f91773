"""The seeded orders of one store: the same seed gives the same orders, placed at the same distance before now."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from sandbox.stores.baskets import Basket, draw_basket, free
from sandbox.stores.buyers import GERMANY, Buyer, draw_buyers
from sandbox.stores.drafts import Draft
from sandbox.stores.fates import BULK, LIVES, Fate
from sandbox.stores.gateways import Gateway, gateway
from sandbox.stores.orders import Order
from sandbox.stores.shopify.order import ShopifyOrder
from sandbox.stores.woocommerce.order import WooOrder

ORDER_OF = {"shopify": ShopifyOrder, "woocommerce": WooOrder}
STORES = tuple(ORDER_OF)

_FIRST_ID = {"shopify": 5_900_000_032_768, "woocommerce": 3001}
_FIRST_BUYER = {"shopify": 7_100_000_000_001, "woocommerce": 11}
_ODD_STATUS = {"shopify": "PENDING_TELEPORT", "woocommerce": "awaiting-embroidery"}
_PAYPAL_TOO = (Fate.pending_stays, Fate.paid_stays)
_NOTES = ("Please ring twice.", "It is a present 🎁, no bill in the box.", "Leave it with the neighbours – danke!")


@dataclass(frozen=True)
class Plan:
    """What to seed. `touched_within`: all orders last changed within that time before `now`; None: when their life says."""

    seed: int = 7
    orders: int = 100
    days: int = 30
    now: datetime | None = None
    touched_within: timedelta | None = None


def order_id(store: str, place: int) -> int:
    """The id of the store's order at this place, counted from 0."""
    return _FIRST_ID[store] + (place * 32_768 if store == "shopify" else place * 3)


def order_number(store: str, place: int) -> str:
    """What people call the order: counted from 1001 in Shopify, the id in WooCommerce."""
    return str(1001 + place) if store == "shopify" else str(order_id(store, place))


def seeded_orders(plan: Plan, store: str, now: datetime) -> list[Order]:
    """The store's orders, oldest first."""
    rng = random.Random(f"{plan.seed}|{store}")
    buyers = draw_buyers(rng, max(12, plan.orders // 3), _FIRST_BUYER[store])
    fates = _draw_fates(rng, plan.orders)
    times = _placed_times(rng, plan, now)
    orders = []
    for place, (fate, placed_at) in enumerate(zip(fates, times, strict=True)):
        draft = draw_draft(rng, store, place, fate, placed_at, rng.choice(buyers))
        order = born(draft, store)
        _live(rng, order, now)
        if plan.touched_within:
            order.touch(now - timedelta(seconds=rng.uniform(2, max(3.0, plan.touched_within.total_seconds()))))
        orders.append(order)
    return orders


def born(draft: Draft, store: str) -> Order:
    """The order as its store prices it."""
    return ORDER_OF[store](draft)


def draw_draft(rng: random.Random, store: str, place: int, fate: Fate, placed_at: datetime, buyer: Buyer) -> Draft:
    """One order as its fate asks for it."""
    if fate is Fate.foreign_currency:
        buyer = replace(buyer, region=GERMANY)
    if fate is Fate.no_customer_name:
        buyer = replace(buyer, number=0, first="", last="", company="")
    basket = draw_basket(rng, store, buyer.region)
    return Draft(
        order_id=order_id(store, place),
        number=order_number(store, place),
        fate=fate,
        placed_at=placed_at,
        buyer=buyer,
        basket=_fitting(basket, fate),
        gateway=_draw_gateway(rng, store, fate),
        currency="EUR" if fate is Fate.foreign_currency else "USD",
        presentment=("CAD", Decimal("1.3742")) if _shows_dollars_of_canada(rng, store, fate) else None,
        total_error=Decimal("1.00") if fate is Fate.lines_do_not_add_up else Decimal(0),
        odd_status=_ODD_STATUS[store] if fate is Fate.unknown_status else None,
        note=rng.choice(_NOTES) if rng.random() < 0.15 else "",
        po_number=f"PO-{rng.randint(100, 999)}" if buyer.company and rng.random() < 0.5 else None,
    )


def _fitting(basket: Basket, fate: Fate) -> Basket:
    return free(basket) if fate is Fate.zero_total else basket


def _shows_dollars_of_canada(rng: random.Random, store: str, fate: Fate) -> bool:
    return store == "shopify" and fate is not Fate.foreign_currency and rng.random() < 0.05


def _draw_gateway(rng: random.Random, store: str, fate: Fate) -> Gateway:
    """PayPal only where no payment is expected in the books anyway, so that an order's fate says what to expect."""
    if fate is Fate.test_order:
        return gateway(store, "test")
    if fate is Fate.paypal_fulfilled:
        return gateway(store, "paypal")
    if not LIVES[fate].paid:
        return gateway(store, rng.choice(("bank", "bank", "cod", "paypal" if fate in _PAYPAL_TOO else "bank")))
    words = ("card", "card", "card", "card", "bank", "paypal" if fate in _PAYPAL_TOO else "card")
    return gateway(store, rng.choice(words))


def _draw_fates(rng: random.Random, count: int) -> list[Fate]:
    """Two of each fate from 40 orders on, one of each from 17 on, and the common ones for the rest; shuffled."""
    rounds = 2 if count >= 40 else 1 if count >= len(Fate) else 0
    fates = [fate for fate in Fate for _ in range(rounds)]
    fates += rng.choices(list(BULK), weights=list(BULK.values()), k=count - len(fates))
    rng.shuffle(fates)
    return fates


def _placed_times(rng: random.Random, plan: Plan, now: datetime) -> list[datetime]:
    """Spread evenly over the days, each order somewhere in its own stretch; the youngest is a few minutes old."""
    newest = now.replace(microsecond=0) - timedelta(minutes=5)
    stretch = timedelta(days=plan.days) / max(1, plan.orders)
    return [(newest - stretch * (plan.orders - place - rng.random())).replace(microsecond=0) for place in range(plan.orders)]


def _live(rng: random.Random, order: Order, now: datetime) -> None:
    """Brings the order to its first sight: paid soon after it was placed, shipped within days, never after now."""
    life = LIVES[order.draft.fate]
    room = now - order.draft.placed_at
    paid_at = order.draft.placed_at + min(room * rng.uniform(0.01, 0.2), timedelta(hours=6 * rng.random()))
    if life.paid:
        _pay(rng, order, paid_at)
    if life.fulfilled:
        order.ship(paid_at + min((now - paid_at) * rng.uniform(0.1, 0.8), timedelta(hours=80 * rng.random())))


def _pay(rng: random.Random, order: Order, at: datetime) -> None:
    """Mostly in one go; in Shopify now and then a gift card first, or two payments."""
    card = order.draft.gateway.key == "shopify_payments"
    if order.store == "shopify" and card and order.total > 40 and rng.random() < 0.15:
        first = rng.choice((gateway("shopify", "gift_card"), order.draft.gateway))
        order.pay(at, first, Decimal("20.00"))
    order.pay(at)

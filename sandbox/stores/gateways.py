"""How orders are paid, in each store's own words: the machine key and the label that the merchant gave it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gateway:
    """`manual`: a person marks the order as paid; `test`: no real money."""

    key: str
    label: str
    manual: bool = False
    test: bool = False


_TABLE = {
    "shopify": {
        "card": Gateway("shopify_payments", "Shopify Payments"),
        "paypal": Gateway("paypal", "PayPal"),
        "bank": Gateway("Bank Deposit", "Bank Deposit", manual=True),
        "cod": Gateway("Cash on Delivery (COD)", "Cash on Delivery (COD)", manual=True),
        "gift_card": Gateway("gift_card", "Gift card"),
        "test": Gateway("bogus", "(for testing) Bogus Gateway", test=True),
    },
    "woocommerce": {
        "card": Gateway("stripe", "Credit card (Stripe)"),
        "paypal": Gateway("paypal", "PayPal"),
        "bank": Gateway("bacs", "Direct bank transfer", manual=True),
        "cod": Gateway("cod", "Cash on delivery", manual=True),
        "test": Gateway("test_gateway", "Test gateway", test=True),
    },
}


def gateway(store: str, word: str) -> Gateway:
    """By our word (card, paypal, bank, cod, gift_card, test) or the store's key; any other word is itself a key."""
    known = _TABLE[store]
    by_key = {each.key: each for each in known.values()}
    return known.get(word) or by_key.get(word) or Gateway(word, word)

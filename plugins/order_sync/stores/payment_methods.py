"""Which kind of money a gateway takes, by its machine key (labels can be renamed by the merchant)."""

from __future__ import annotations

from order_sync.orders import PaymentMethod

_SHOPIFY = {
    "shopify_payments": PaymentMethod.card,
    "stripe": PaymentMethod.card,
    "authorize_net": PaymentMethod.card,
    "adyen": PaymentMethod.card,
    "bogus": PaymentMethod.card,
    "paypal": PaymentMethod.wallet,
    "amazon_payments": PaymentMethod.wallet,
    "shop_cash": PaymentMethod.wallet,
    "klarna": PaymentMethod.wallet,
    "cash": PaymentMethod.cash,
    "gift_card": PaymentMethod.gift_card,
    "store_credit": PaymentMethod.store_credit,
    "shopify_store_credit": PaymentMethod.store_credit,
    "manual": PaymentMethod.manual,
    "bank_deposit": PaymentMethod.bank,
    "money_order": PaymentMethod.bank,
    "cash_on_delivery": PaymentMethod.cash_on_delivery,
}
_WOOCOMMERCE = {
    "bacs": PaymentMethod.bank,
    "cheque": PaymentMethod.bank,
    "cod": PaymentMethod.cash_on_delivery,
    "stripe": PaymentMethod.card,
    "woocommerce_payments": PaymentMethod.card,
    "square_credit_card": PaymentMethod.card,
    "braintree_credit_card": PaymentMethod.card,
    "authorize_net_cim_credit_card": PaymentMethod.card,
    "paypal": PaymentMethod.wallet,
    "ppec_paypal": PaymentMethod.wallet,
    "ppcp-gateway": PaymentMethod.wallet,
    "ppcp-credit-card-gateway": PaymentMethod.card,
    "braintree_paypal": PaymentMethod.wallet,
    "amazon_payments_advanced": PaymentMethod.wallet,
    "klarna_payments": PaymentMethod.wallet,
    "gift_card": PaymentMethod.gift_card,
}


def shopify_method(gateway: str, *, is_manual: bool) -> PaymentMethod | None:
    """None: an unknown gateway. `is_manual` is Shopify's own word for methods that the merchant made up."""
    known = _SHOPIFY.get(_key(gateway))
    return known or (PaymentMethod.manual if is_manual else None)


def woocommerce_method(gateway: str) -> PaymentMethod | None:
    """None: an unknown gateway."""
    return _WOOCOMMERCE.get(gateway.strip().lower())


def _key(gateway: str) -> str:
    """Shopify's manual gateways carry their English title as key: “Cash on Delivery (COD)”."""
    return gateway.strip().lower().partition(" (")[0].replace(" ", "_")

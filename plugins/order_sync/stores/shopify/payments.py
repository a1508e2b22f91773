"""Shopify's transactions as payments (reference section 10.3)."""

from __future__ import annotations

from typing import Any

from order_sync.money import round_minor, show, to_decimal
from order_sync.orders import Payment, PaymentKind, PaymentMethod, PaymentStatus
from order_sync.stores.moments import read_moment
from order_sync.stores.payment_methods import shopify_method
from order_sync.stores.plain_text import plain_text
from order_sync.stores.shopify.amounts import amount
from order_sync.stores.shopify.ids import short_id

Node = dict[str, Any]

_KINDS = {
    "AUTHORIZATION": PaymentKind.authorization,
    "EMV_AUTHORIZATION": PaymentKind.authorization,
    "SALE": PaymentKind.sale,
    "CAPTURE": PaymentKind.capture,
    "REFUND": PaymentKind.refund,
    "VOID": PaymentKind.void,
    "CHANGE": PaymentKind.change,
}
_NEVER_MONEY = "SUGGESTED_REFUND"
_STATUSES = {
    "SUCCESS": PaymentStatus.ok,
    "PENDING": PaymentStatus.pending,
    "AWAITING_RESPONSE": PaymentStatus.pending,
    "FAILURE": PaymentStatus.failed,
    "ERROR": PaymentStatus.failed,
}
_MONEY = (PaymentKind.sale, PaymentKind.capture, PaymentKind.refund, PaymentKind.change)
_OUTWARD = (PaymentKind.refund, PaymentKind.change)


def order_payments(node: Node, currency: str) -> tuple[tuple[Payment, ...], list[str]]:
    """The order's payments, refunds negative, and warnings for words that are new to us."""
    warnings: list[str] = []
    rows = [row for row in node["transactions"] if row["kind"] != _NEVER_MONEY]
    return tuple(_payment(row, currency, warnings) for row in rows), warnings


def _payment(row: Node, currency: str, warnings: list[str]) -> Payment:
    kind = _KINDS.get(row["kind"])
    if kind is None:
        warnings.append(f"The store's kind of payment “{row['kind']}” is not known here; it is not counted as money.")
        kind = PaymentKind.authorization
    status = _STATUSES.get(row["status"], PaymentStatus.unknown)
    gateway = plain_text(row["gateway"])
    method = shopify_method(gateway, is_manual=bool(row["manualPaymentGateway"]))
    if method is None:
        warnings.append(f"The payment method “{gateway}” is not known here.")
    if rounding := amount(row["amountRoundingSet"], currency):
        warnings.append(f"At the till the cash was rounded by {show(rounding, currency)}; that is not booked.")
    size = amount(row["amountSet"], currency)
    return Payment(
        payment_id=short_id(row["id"]),
        kind=kind,
        status=status,
        method=method or PaymentMethod.other,
        gateway=gateway,
        gateway_label=plain_text(row["formattedGateway"]) or gateway,
        amount=-size if kind in _OUTWARD else size,
        moves_money=status is PaymentStatus.ok and kind in _MONEY,
        at=read_moment(row["processedAt"] or row["createdAt"]),
        parent_id=short_id((row["parentTransaction"] or {}).get("id")) or None,
        reference=plain_text(row["paymentId"] or row["authorizationCode"]) or None,
        fee=_fee(row["fees"] or (), currency),
        is_test=bool(row["test"]),
    )


def _fee(rows: list[Node] | tuple[()], currency: str) -> int | None:
    """What the gateway kept; only Shopify Payments says so. None in another currency: it cannot be set against the order."""
    amounts = [row["amount"] for row in rows]
    if not amounts or any(money["currencyCode"] != currency for money in amounts):
        return None
    return round_minor(sum((to_decimal(money["amount"]) for money in amounts), start=to_decimal(0)), currency)

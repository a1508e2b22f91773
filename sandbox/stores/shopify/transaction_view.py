"""A Shopify transaction as the schema's OrderTransaction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.stores.money import major, minor
from sandbox.stores.shopify.money_view import Bag, gid, moment
from sandbox.stores.shopify.order import ShopifyOrder
from sandbox.stores.shopify.transactions import MONEY_IN, Transaction

_FEE_RATE, _FEE_FIXED = Decimal("0.029"), Decimal("0.30")


def transaction_object(transaction: Transaction, order: ShopifyOrder, bag: Bag) -> dict[str, Any]:
    """Every field; `fees` only where Shopify Payments took the money."""
    gateway = transaction.gateway
    parent = next((each for each in order.transactions if each.transaction_id == transaction.parent_id), None)
    approved = transaction.status == "SUCCESS" and not gateway.manual
    return {
        "id": gid("OrderTransaction", transaction.transaction_id),
        "kind": transaction.kind,
        "status": transaction.status,
        "test": gateway.test,
        "gateway": gateway.key,
        "formattedGateway": gateway.label,
        "manualPaymentGateway": gateway.manual,
        "paymentId": f"#{order.draft.number}.{transaction.transaction_id % 1000}",
        "authorizationCode": f"A{transaction.transaction_id % 10**8:08d}" if approved else None,
        "createdAt": moment(transaction.at),
        "processedAt": moment(transaction.at),
        "amountSet": bag(transaction.amount),
        "amountRoundingSet": None,
        "parentTransaction": transaction_object(parent, order, bag) if parent else None,
        "fees": _fees(transaction, bag),
    }


def _fees(transaction: Transaction, bag: Bag) -> list[dict[str, Any]]:
    taken = transaction.kind in MONEY_IN and transaction.status == "SUCCESS"
    if transaction.gateway.key != "shopify_payments" or not taken:
        return []
    return [
        {
            "id": gid("TransactionFee", transaction.transaction_id),
            "amount": bag.money(minor(major(transaction.amount) * _FEE_RATE + _FEE_FIXED)),
            "taxAmount": bag.money(0),
            "rateName": "domestic",
            "type": "processing_fee",
        }
    ]

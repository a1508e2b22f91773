"""The ledger and the refunds of a Shopify order as the schema's objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.stores.shopify.agreements import Agreement, Sale
from sandbox.stores.shopify.money_view import Bag, gid, moment, tax_line
from sandbox.stores.shopify.order import Refund, ShopifyOrder
from sandbox.stores.shopify.paging import field_connection
from sandbox.stores.shopify.sale_types import SALE_TYPES
from sandbox.stores.shopify.transaction_view import transaction_object

Json = dict[str, Any]
Parts = Mapping[int, Json]  # line id -> its LineItem or ShippingLine object

_AGREEMENT_TYPES = {"ORDER": "OrderAgreement", "ORDER_EDIT": "OrderEditAgreement", "REFUND": "RefundAgreement"}


def agreement_object(agreement: Agreement, order: ShopifyOrder, bag: Bag, parts: Parts) -> Json:
    """One event with its sales."""
    name = _AGREEMENT_TYPES[agreement.reason]
    refund = next((each for each in order.refunds if each.refund_id == agreement.refund_id), None)
    return {
        "__typename": name,
        "id": gid("SalesAgreement", agreement.agreement_id),
        "happenedAt": moment(agreement.at),
        "reason": agreement.reason,
        "sales": field_connection([_sale(sale, bag, parts) for sale in agreement.sales]),
        "refund": refund_object(refund, order, bag, parts) if refund else None,
    }


def _sale(sale: Sale, bag: Bag, parts: Parts) -> Json:
    name, own = SALE_TYPES[sale.line_type]
    part = parts.get(sale.line.line_id) if sale.line else None
    return {
        "__typename": name,
        "id": gid("Sale", sale.sale_id),
        "actionType": sale.action,
        "lineType": sale.line_type,
        "quantity": sale.quantity,
        "totalAmount": bag(sale.total),
        "totalTaxAmount": bag(sale.tax),
        "totalDiscountAmountBeforeTaxes": bag(sale.discount_before_tax),
        "totalDiscountAmountAfterTaxes": bag(sale.discount_after_tax),
        "taxes": [
            {
                "id": gid("SaleTax", sale.sale_id * 10 + place),
                "amount": bag(share.amount),
                "taxLine": tax_line(share.rate, share.amount, bag),
            }
            for place, share in enumerate(sale.taxes)
        ],
        own.partition(":")[0]: part,
    }


def refund_object(refund: Refund, order: ShopifyOrder, bag: Bag, parts: Parts) -> Json:
    """One refund: goods, shipping, the difference to the money, and the money."""
    goods = [row for row in refund.rows if row.line_type != "SHIPPING"]
    shipping = [row for row in refund.rows if row.line_type == "SHIPPING"]
    return {
        "id": gid("Refund", refund.refund_id),
        "legacyResourceId": str(refund.refund_id),
        "createdAt": moment(refund.at),
        "processedAt": moment(refund.at),
        "updatedAt": moment(refund.at),
        "note": refund.reason or None,
        "totalRefundedSet": bag(sum(each.amount for each in refund.transactions)),
        "refundLineItems": field_connection([_refund_line(row, order, bag, parts) for row in goods if row.quantity]),
        "refundShippingLines": field_connection([_refund_shipping(row, bag, parts) for row in shipping]),
        "orderAdjustments": field_connection(_adjustments(refund, bag)),
        "transactions": field_connection([transaction_object(each, order, bag) for each in refund.transactions]),
    }


def _refund_line(row: Sale, order: ShopifyOrder, bag: Bag, parts: Parts) -> Json:
    units = -(row.quantity or 0)
    net = row.tax - row.total
    return {
        "id": gid("RefundLineItem", row.sale_id),
        "quantity": units,
        "restockType": "RETURN" if order.fulfilled_at else "CANCEL",
        "lineItem": parts[row.line.line_id] if row.line else None,
        "priceSet": bag(net // units),
        "subtotalSet": bag(net),
        "totalTaxSet": bag(-row.tax),
    }


def _refund_shipping(row: Sale, bag: Bag, parts: Parts) -> Json:
    return {
        "id": gid("RefundShippingLine", row.sale_id),
        "shippingLine": parts[row.line.line_id] if row.line else None,
        "subtotalAmountSet": bag(row.tax - row.total),
        "taxAmountSet": bag(-row.tax),
    }


def _adjustments(refund: Refund, bag: Bag) -> list[Json]:
    if not refund.adjustment:
        return []
    return [
        {
            "id": gid("OrderAdjustment", refund.refund_id),
            "reason": "REFUND_DISCREPANCY",
            "amountSet": bag(refund.adjustment),
            "taxAmountSet": bag(0),
        }
    ]

"""A Shopify order as the schema's Order object: plain dicts, whose callable values are fields that take arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.stores.buyers import Buyer
from sandbox.stores.shopify.agreement_view import agreement_object, refund_object
from sandbox.stores.shopify.agreements import Sale, SoldLine
from sandbox.stores.shopify.money_view import Bag, gid, moment, tax_lines
from sandbox.stores.shopify.order import Fulfillment, ShopifyOrder
from sandbox.stores.shopify.paging import field_connection, field_list
from sandbox.stores.shopify.transaction_view import transaction_object

Json = dict[str, Any]


def order_object(order: ShopifyOrder) -> Json:
    """Every field of the schema's Order."""
    bag = Bag(order.draft.currency, order.draft.presentment)
    lines = {sold.line.line_id: _line_item(sold, bag) for sold in order.goods}
    shipping = {sold.line.line_id: _shipping_line(sold, bag) for sold in order.lines if sold.line.kind == "SHIPPING"}
    parts = {**lines, **shipping}
    return {
        "__typename": "Order",
        **_identity(order),
        **_status(order),
        **_people(order),
        **_totals(order, bag),
        "taxLines": _order_taxes(order, bag),
        "lineItems": field_connection(list(lines.values())),
        "shippingLines": field_connection(list(shipping.values())),
        "transactions": field_list([transaction_object(each, order, bag) for each in order.transactions]),
        "refunds": field_list([refund_object(each, order, bag, parts) for each in order.refunds]),
        "agreements": field_connection([agreement_object(each, order, bag, parts) for each in order.agreements]),
        "fulfillments": field_list(
            [_fulfillment(each, order, lines, place) for place, each in enumerate(order.fulfillments, 1)]
        ),
        "returns": field_connection([]),
    }


def _identity(order: ShopifyOrder) -> Json:
    draft = order.draft
    return {
        "id": gid("Order", order.order_id),
        "legacyResourceId": str(order.order_id),
        "name": f"#{draft.number}",
        "number": int(draft.number),
        "confirmationNumber": f"SBX{order.order_id % 10**6:06d}",
        "poNumber": draft.po_number,
        "createdAt": moment(draft.placed_at),
        "processedAt": moment(draft.placed_at),
        "updatedAt": moment(order.updated_at),
        "cancelledAt": moment(order.cancelled_at),
        "cancelReason": "OTHER" if order.cancelled_at else None,
        "closedAt": moment(order.closed_at),
        "closed": order.closed_at is not None,
        "sourceName": "web",
        "sourceIdentifier": None,
        "note": draft.note or None,
        "tags": [],
        "customAttributes": [],
        "discountCodes": [draft.basket.code.code] if draft.basket.code else [],
    }


def _status(order: ShopifyOrder) -> Json:
    draft = order.draft
    return {
        "test": draft.gateway.test,
        "edited": any(each.reason == "ORDER_EDIT" for each in order.agreements),
        "confirmed": True,
        "displayFinancialStatus": order.financial,
        "displayFulfillmentStatus": order.fulfillment,
        "returnStatus": "NO_RETURN",
        "currencyCode": draft.currency,
        "presentmentCurrencyCode": draft.presentment[0] if draft.presentment else draft.currency,
        "taxesIncluded": draft.basket.taxes_included,
        "taxExempt": False,
        "dutiesIncluded": False,
        "estimatedTaxes": False,
        "paymentGatewayNames": list(dict.fromkeys(each.gateway.key for each in order.transactions)),
        "paymentTerms": None,
    }


def _people(order: ShopifyOrder) -> Json:
    buyer = order.draft.buyer
    customer = _customer(buyer) if buyer.number else None
    return {
        "email": buyer.email,
        "phone": buyer.phone,
        "retailLocation": None,
        "customer": customer,
        "purchasingEntity": _company(buyer) if buyer.company and buyer.number else customer,
        "billingAddress": _address(buyer, order.order_id),
        "shippingAddress": _address(buyer, order.order_id) if order.draft.basket.shipping else None,
    }


def _customer(buyer: Buyer) -> Json:
    return {
        "__typename": "Customer",
        "id": gid("Customer", buyer.number),
        "legacyResourceId": str(buyer.number),
        "displayName": buyer.name or buyer.email,
        "firstName": buyer.first or None,
        "lastName": buyer.last or None,
        "defaultEmailAddress": {"emailAddress": buyer.email},
        "defaultPhoneNumber": {"phoneNumber": buyer.phone},
        "taxExempt": False,
    }


def _company(buyer: Buyer) -> Json:
    return {
        "__typename": "PurchasingCompany",
        "company": {"id": gid("Company", buyer.number), "name": buyer.company},
        "location": {"id": gid("CompanyLocation", buyer.number), "name": buyer.region.city},
    }


def _address(buyer: Buyer, number: int) -> Json:
    region = buyer.region
    return {
        "id": gid("MailingAddress", number),
        "firstName": buyer.first or None,
        "lastName": buyer.last or None,
        "name": buyer.name or None,
        "company": buyer.company or None,
        "address1": buyer.street,
        "address2": None,
        "city": region.city,
        "province": region.code,
        "provinceCode": region.code,
        "zip": region.postal_code,
        "country": region.country,
        "countryCodeV2": region.country,
        "phone": buyer.phone,
    }


def _totals(order: ShopifyOrder, bag: Bag) -> Json:
    sold, now = order.sales("ORDER"), order.sales()
    shipping = [row for row in now if row.line_type == "SHIPPING"]
    received, refunded = order.received, order.refunded
    amounts = {
        "originalTotalPriceSet": order.stated_original,
        "totalPriceSet": order.stated_total,
        "currentTotalPriceSet": order.stated_current,
        "subtotalPriceSet": _subtotal(sold, order),
        "currentSubtotalPriceSet": _subtotal(now, order),
        "totalDiscountsSet": sum(row.discount_after_tax for row in sold),
        "currentTotalDiscountsSet": sum(row.discount_after_tax for row in now),
        "totalTaxSet": sum(row.tax for row in sold),
        "currentTotalTaxSet": sum(row.tax for row in now),
        "totalShippingPriceSet": sum(row.line.gross for row in sold if row.line and row.line_type == "SHIPPING"),
        "currentShippingPriceSet": sum(_price(row, order) for row in shipping),
        "totalTipReceivedSet": sum(row.total for row in sold if row.line_type == "TIP"),
        "totalReceivedSet": received,
        "totalRefundedSet": refunded,
        "netPaymentSet": received - refunded,
        "totalOutstandingSet": order.outstanding,
        "totalCapturableSet": 0,
        "refundDiscrepancySet": sum(refund.adjustment for refund in order.refunds),
    }
    return {
        **{name: bag(cents) for name, cents in amounts.items()},
        "originalTotalDutiesSet": None,
        "currentTotalDutiesSet": None,
        "originalTotalAdditionalFeesSet": None,
        "currentTotalAdditionalFeesSet": None,
        "totalCashRoundingAdjustment": {"paymentSet": bag(0), "refundSet": bag(0)},
    }


def _price(row: Sale, order: ShopifyOrder) -> int:
    """The row as prices are shown: with the tax in it only where prices include tax."""
    return row.total if order.draft.basket.taxes_included else row.total - row.tax


def _subtotal(rows: Sequence[Sale], order: ShopifyOrder) -> int:
    return sum(_price(row, order) for row in rows if row.line_type in ("PRODUCT", "GIFT_CARD", "TIP"))


def _order_taxes(order: ShopifyOrder, bag: Bag) -> list[Json]:
    by_rate = {rate: 0 for rate in order.draft.basket.taxes}
    for sale in order.sales("ORDER"):
        for share in sale.taxes:
            by_rate[share.rate] += share.amount
    return tax_lines([(rate, cents) for rate, cents in by_rate.items() if cents], bag)


def _line_item(sold: SoldLine, bag: Bag) -> Json:
    line, product = sold.line, sold.line.product
    known = line.kind == "PRODUCT" and bool(product.sku)
    return {
        "id": gid("LineItem", line.line_id),
        "sku": product.sku or None,
        "name": f"{product.title} - {product.variant}" if product.variant else product.title,
        "title": product.title,
        "variantTitle": product.variant or None,
        "vendor": "Larch & Loom" if known else None,
        "quantity": line.quantity,
        "currentQuantity": sold.quantity,
        "refundableQuantity": sold.quantity,
        "taxable": product.taxable,
        "isGiftCard": product.gift_card,
        "requiresShipping": line.kind == "PRODUCT",
        "product": {"id": gid("Product", product.product_id)} if known else None,
        "variant": {"id": gid("ProductVariant", product.product_id * 10 + 1)} if known else None,
        "originalUnitPriceSet": bag(line.unit),
        "originalTotalSet": bag(line.gross),
        "totalDiscountSet": bag(line.line_discount),
        "discountAllocations": _allocations(sold, bag),
        "taxLines": tax_lines([(share.rate, share.amount) for share in line.taxes], bag),
        "duties": [],
    }


def _allocations(sold: SoldLine, bag: Bag) -> list[Json]:
    """The line's own discount, then its share of the order's."""
    rows = [(0, sold.line.line_discount, "EXPLICIT", "ACROSS"), (1, sold.line.order_discount, "ALL", "ACROSS")]
    return [
        {
            "allocatedAmountSet": bag(cents),
            "discountApplication": {
                "index": index,
                "targetSelection": selection,
                "targetType": "LINE_ITEM",
                "allocationMethod": method,
            },
        }
        for index, cents, selection, method in rows
        if cents
    ]


def _shipping_line(sold: SoldLine, bag: Bag) -> Json:
    line = sold.line
    return {
        "id": gid("ShippingLine", line.line_id),
        "title": line.product.title,
        "code": line.product.title,
        "source": "shopify",
        "isRemoved": False,
        "originalPriceSet": bag(line.gross),
        "discountedPriceSet": bag(line.price),
        "currentDiscountedPriceSet": bag(line.price if sold.quantity else 0),
        "taxLines": tax_lines([(share.rate, share.amount) for share in line.taxes], bag),
    }


def _fulfillment(fulfillment: Fulfillment, order: ShopifyOrder, lines: dict[int, Json], place: int) -> Json:
    number = fulfillment.tracking_number
    tracking = {"company": "Parcel Post", "number": number, "url": f"https://track.example.com/{number}"}
    return {
        "id": gid("Fulfillment", fulfillment.fulfillment_id),
        "name": f"#{order.draft.number}-F{place}",
        "status": "SUCCESS",
        "createdAt": moment(fulfillment.at),
        "updatedAt": moment(fulfillment.at),
        "trackingInfo": field_list([tracking]),
        "order": {"__typename": "Order", **_identity(order)},
        "fulfillmentLineItems": field_connection(
            [
                {"id": gid("FulfillmentLineItem", item_id), "quantity": quantity, "lineItem": lines[line_id]}
                for item_id, line_id, quantity in fulfillment.items
            ]
        ),
    }

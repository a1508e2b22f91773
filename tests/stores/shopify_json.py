"""Shopify's JSON, generated: an order with its ledger, in the shape of `queries.ORDERS_PAGE`. All names are invented."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from order_sync.orders import Order
from order_sync.stores.shopify.normal_order import normal_order
from tests.stores.scripted_session import Asked

UPDATED = "2026-11-20T10:00:00Z"


def bag(amount: str | Decimal, currency: str = "USD") -> dict[str, Any]:
    return {"shopMoney": {"amount": str(amount), "currencyCode": currency}}


def connection(nodes: list[Any], cursor: str | None = None) -> dict[str, Any]:
    """A connection; with a cursor it says that there is more."""
    return {"pageInfo": {"hasNextPage": cursor is not None, "endCursor": cursor}, "nodes": nodes}


def line_item(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "sku": f"SKU-{number}",
        "name": f"Mug {number} - Blue",
        "title": f"Mug {number}",
        "taxable": True,
        "product": {"id": f"gid://shopify/Product/{number}"},
        "variant": {"id": f"gid://shopify/ProductVariant/{number}"},
        "discountAllocations": [],
        **changes,
    }


def sale(
    number: int, total: str, *, tax: str = "0.0", discount: str = "0.0", item: int | None = None, **changes: Any
) -> dict[str, Any]:
    row = {
        "__typename": "ProductSale" if item else "ShippingLineSale",
        "id": f"gid://shopify/Sale/{number}",
        "actionType": "ORDER",
        "lineType": "PRODUCT" if item else "SHIPPING",
        "quantity": 1 if item else None,
        "totalAmount": bag(total),
        "totalTaxAmount": bag(tax),
        "totalDiscountAmountBeforeTaxes": bag(discount),
        "taxes": [
            {
                "id": f"gid://shopify/SaleTax/{number}",
                "amount": bag(tax),
                "taxLine": {"title": "NY State Tax", "rate": "0.08", "channelLiable": False},
            }
        ]
        if Decimal(tax)
        else [],
    }
    if item:
        row["lineItem"] = {"id": f"gid://shopify/LineItem/{item}", "sku": f"SKU-{item}"}
    elif row["lineType"] == "SHIPPING":
        row["shippingLine"] = {"id": "gid://shopify/ShippingLine/1", "title": "Post"}
    return {**row, **changes}


def agreement(
    number: int, sales: list[dict[str, Any]], kind: str = "OrderAgreement", *, cursor: str | None = None, **changes: Any
) -> dict[str, Any]:
    """With a cursor it says that there are more sales."""
    return {
        "__typename": kind,
        "id": f"gid://shopify/SalesAgreement/{number}",
        "happenedAt": f"2026-11-2{number % 10}T09:00:00Z",
        "reason": "ORDER",
        "sales": connection(sales, cursor),
        **changes,
    }


def transaction(number: int, amount: str, *, kind: str = "SALE", **changes: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/OrderTransaction/{number}",
        "kind": kind,
        "status": "SUCCESS",
        "test": False,
        "gateway": "shopify_payments",
        "formattedGateway": "Shopify Payments",
        "manualPaymentGateway": False,
        "paymentId": f"pay-{number}",
        "authorizationCode": None,
        "createdAt": "2026-11-20T09:00:01Z",
        "processedAt": "2026-11-20T09:00:01Z",
        "amountSet": bag(amount),
        "amountRoundingSet": None,
        "parentTransaction": None,
        "fees": [],
        **changes,
    }


def address(**changes: Any) -> dict[str, Any]:
    return {
        "firstName": "Ada",
        "lastName": "Lockwood",
        "name": "Ada Lockwood",
        "company": None,
        "address1": "1 Engine Street",
        "address2": None,
        "city": "Albany",
        "provinceCode": "NY",
        "zip": "12207",
        "countryCodeV2": "US",
        "phone": "+15185550101",
        **changes,
    }


def order_json(order_id: int = 1, **changes: Any) -> dict[str, Any]:
    """A paid, unshipped order: one mug of 20.00 with 1.60 tax, and post of 5.00. In all 26.60."""
    node = {
        "id": f"gid://shopify/Order/{order_id}",
        "legacyResourceId": str(order_id),
        "name": f"#{1000 + order_id}",
        "number": 1000 + order_id,
        "confirmationNumber": "ABC123",
        "poNumber": None,
        "createdAt": "2026-11-20T09:00:00Z",
        "processedAt": "2026-11-20T09:00:00Z",
        "updatedAt": UPDATED,
        "cancelledAt": None,
        "closedAt": None,
        "test": False,
        "closed": False,
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED",
        "returnStatus": "NO_RETURN",
        "currencyCode": "USD",
        "presentmentCurrencyCode": "USD",
        "taxesIncluded": False,
        "taxExempt": False,
        "estimatedTaxes": False,
        "sourceName": "web",
        "sourceIdentifier": None,
        "note": None,
        "tags": [],
        "discountCodes": [],
        "email": "ada@example.com",
        "phone": None,
        "retailLocation": None,
        "customAttributes": [],
        "customer": {
            "id": "gid://shopify/Customer/7",
            "legacyResourceId": "7",
            "displayName": "Ada Lockwood",
            "defaultEmailAddress": {"emailAddress": "ada@example.com"},
            "defaultPhoneNumber": None,
        },
        "purchasingEntity": None,
        "billingAddress": address(),
        "shippingAddress": address(),
        "paymentTerms": None,
        "originalTotalPriceSet": bag("26.6"),
        "totalPriceSet": {**bag("26.6"), "presentmentMoney": {"amount": "26.6", "currencyCode": "USD"}},
        "currentTotalPriceSet": bag("26.6"),
        "currentTotalTaxSet": bag("1.6"),
        "totalDiscountsSet": bag("0.0"),
        "currentShippingPriceSet": bag("5.0"),
        "totalReceivedSet": bag("26.6"),
        "totalRefundedSet": bag("0.0"),
        "totalOutstandingSet": bag("0.0"),
        "lineItems": connection([line_item(1)]),
        "agreements": connection([agreement(1, [sale(1, "21.6", tax="1.6", item=1), sale(2, "5.0")])]),
        "transactions": [transaction(1, "26.6")],
        "fulfillments": [],
    }
    assert not changes.keys() - node.keys()
    return {**node, **changes}


def read(**changes: Any) -> Order:
    """The normalised order of `order_json`."""
    return normal_order(order_json(**changes), store="main_shop", time_zone="America/New_York")


class Shop:
    """A Shopify shop for `ScriptedSession`: answers pages of the orders that it holds, in the order of update, by keyset."""

    def __init__(self, orders: list[dict[str, Any]]) -> None:
        self.orders = {order["id"]: order for order in orders}
        self.between_pages = lambda: None
        self.searched: list[str] = []
        self.most_orders = 250

    def __call__(self, asked: Asked) -> Any:
        variables, query = asked.body["variables"], asked.body["query"]
        if "query Shop" in query:
            return {"data": {"shop": {"ianaTimezone": "America/New_York"}}}
        if variables["first"] > self.most_orders:
            cost = {"code": "MAX_COST_EXCEEDED", "cost": variables["first"] * 100, "maxCost": self.most_orders * 100}
            return {"errors": [{"message": "too costly", "extensions": cost}]}
        self.searched.append(variables["q"])
        key = lambda order: (order["updatedAt"], int(order["legacyResourceId"]))  # noqa: E731
        after = variables["after"]
        wanted = [
            order
            for order in sorted(self.orders.values(), key=key)
            if after is None or f"{key(order)[0]}|{key(order)[1]:09}" > after
        ]
        page = wanted[: variables["first"]]
        more = len(wanted) > len(page)
        cursor = f"{key(page[-1])[0]}|{key(page[-1])[1]:09}" if more else None
        self.between_pages()
        return {"data": {"orders": connection(page, cursor)}}

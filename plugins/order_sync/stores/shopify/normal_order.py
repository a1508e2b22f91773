"""A Shopify order's JSON as a normalised order. Pure (reference sections 1.7, 10.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from order_sync.money import to_decimal
from order_sync.orders import Address, Customer, EventKind, Order, StoreTotals, Terms
from order_sync.stores.moments import read_moment, read_optional_moment
from order_sync.stores.plain_text import plain_text, plain_texts
from order_sync.stores.shopify import statuses
from order_sync.stores.shopify.amounts import amount
from order_sync.stores.shopify.events import order_events
from order_sync.stores.shopify.ids import short_id
from order_sync.stores.shopify.payments import order_payments
from order_sync.stores.shopify.shipments import order_shipments

Node = dict[str, Any]

_RATE_STEP = Decimal("0.00000001")


def normal_order(node: Node, *, store: str, time_zone: str) -> Order:
    """Amounts are in the shop's currency. Raises OrderProblem, or what JSON of an unexpected shape raises."""
    currency = str(node["currencyCode"])
    events, event_warnings = order_events(node, currency)
    payments, payment_warnings = order_payments(node, currency)
    totals = StoreTotals(
        original=amount(node["originalTotalPriceSet"], currency),
        current=amount(node["currentTotalPriceSet"], currency),
        # Shopify states the tax after refunds and returns: their own rows are taken out again
        tax=amount(node["currentTotalTaxSet"], currency)
        - sum(line.tax for e in events if e.kind in (EventKind.refund, EventKind.return_) for line in e.lines),
        paid=amount(node["totalReceivedSet"], currency),
        refunded=amount(node["totalRefundedSet"], currency),
        discount=amount(node["totalDiscountsSet"], currency),
        shipping=amount(node["currentShippingPriceSet"], currency),
        outstanding=amount(node["totalOutstandingSet"], currency),
    )
    payment_state, unknown_payment = statuses.payment_state(node, total=totals.original)
    fulfillment_state, unknown_fulfillment = statuses.fulfillment_state(node)
    return_state, unknown_return = statuses.return_state(node)
    presentment = node["presentmentCurrencyCode"]
    name = plain_text(node["name"])
    return Order(
        platform="shopify",
        store=store,
        order_id=str(node["legacyResourceId"] or short_id(node["id"])),
        number=name.removeprefix("#").strip(),
        name=name,
        created_at=read_moment(node["createdAt"]),
        placed_at=read_moment(node["processedAt"]),
        updated_at=read_moment(node["updatedAt"]),
        time_zone=time_zone,
        currency=currency,
        lifecycle=statuses.lifecycle(node),
        payment_state=payment_state,
        fulfillment_state=fulfillment_state,
        return_state=return_state,
        raw_status=statuses.raw_status(node),
        paid_at=min((p.at for p in payments if p.moves_money and p.amount > 0), default=None),
        cancelled_at=read_optional_moment(node["cancelledAt"]),
        closed_at=read_optional_moment(node["closedAt"]),
        presentment_currency=presentment if presentment != currency else None,
        fx_rate=_fx_rate(node) if presentment != currency else None,
        is_test=bool(node["test"]) or any(payment.is_test for payment in payments),
        prices_include_tax=bool(node["taxesIncluded"]),
        tax_exempt=bool(node["taxExempt"]),
        taxes_final=not node["estimatedTaxes"],
        channel=plain_text(node["sourceName"]),
        location=plain_text((node["retailLocation"] or {}).get("name")) or None,
        po_number=plain_text(node["poNumber"]) or None,
        note=plain_text(node["note"]) or None,
        external_ref=plain_text(node["sourceIdentifier"] or node["confirmationNumber"]) or None,
        tags=tuple(plain_text(tag) for tag in node["tags"]),
        terms=_terms(node["paymentTerms"]),
        attributes=plain_texts({row["key"]: row["value"] for row in node["customAttributes"]}),
        customer=_customer(node),
        bill_to=_address(node["billingAddress"]),
        ship_to=_address(node["shippingAddress"]),
        events=events,
        payments=payments,
        shipments=order_shipments(node),
        totals=totals,
        warnings=(*unknown_payment, *unknown_fulfillment, *unknown_return, *event_warnings, *payment_warnings),
    )


def _customer(node: Node) -> Customer:
    """Guests, counter sales and apps without access to customer data have null here: normal (reference section 1.1)."""
    customer = node["customer"] or {}
    email = plain_text((customer.get("defaultEmailAddress") or {}).get("emailAddress") or node["email"])
    phone = plain_text((customer.get("defaultPhoneNumber") or {}).get("phoneNumber") or node["phone"])
    addresses = [node["billingAddress"] or {}, node["shippingAddress"] or {}]
    names = (customer.get("displayName"), *(address.get("name") for address in addresses))
    company = ((node["purchasingEntity"] or {}).get("company") or {}).get("name") or addresses[0].get("company")
    return Customer(
        customer_id=str(customer.get("legacyResourceId") or "") or None,
        # a customer without a name is displayed as his e-mail address or phone number
        name=next((name for name in map(plain_text, names) if name and name not in (email, phone)), ""),
        company=plain_text(company),
        email=email,
        phone=phone,
        is_guest=not customer,
    )


def _address(row: Node | None) -> Address | None:
    if not row:
        return None
    return Address(
        name=plain_text(row["name"] or f"{row['firstName'] or ''} {row['lastName'] or ''}"),
        company=plain_text(row["company"]),
        line1=plain_text(row["address1"]),
        line2=plain_text(row["address2"]),
        city=plain_text(row["city"]),
        region=plain_text(row["provinceCode"]),
        postal_code=plain_text(row["zip"]),
        country=plain_text(row["countryCodeV2"]),
        phone=plain_text(row["phone"]),
    )


def _terms(row: Node | None) -> Terms | None:
    return Terms(name=plain_text(row["paymentTermsName"]), due_days=row["dueInDays"]) if row else None


def _fx_rate(node: Node) -> Decimal | None:
    """What the buyer saw for 1 of the shop's currency: the ratio of the order's own total, to eight decimals."""
    bag = node["totalPriceSet"]
    ours, theirs = (to_decimal(bag[side]["amount"]) for side in ("shopMoney", "presentmentMoney"))
    return (theirs / ours).quantize(_RATE_STEP) if ours else None

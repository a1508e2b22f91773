"""Shopify's sales agreements as events: its accounting ledger, signed and allocated to the cent (reference section 1.8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from order_sync.money import to_decimal
from order_sync.orders import Discount, Event, EventKind, Line, LineKind, Tax
from order_sync.stores.moments import read_moment
from order_sync.stores.plain_text import plain_text
from order_sync.stores.shopify.amounts import amount
from order_sync.stores.shopify.ids import short_id

Node = dict[str, Any]

_EVENTS = {
    "OrderAgreement": EventKind.sale,
    "OrderEditAgreement": EventKind.edit,
    "RefundAgreement": EventKind.refund,
    "ReturnAgreement": EventKind.return_,
}
_LINES = {
    "PRODUCT": LineKind.product,
    "GIFT_CARD": LineKind.gift_card_sold,
    "SHIPPING": LineKind.shipping,
    "TIP": LineKind.tip,
    "DUTY": LineKind.duty,
    "FEE": LineKind.fee,
    "ADDITIONAL_FEE": LineKind.fee,
    "ADJUSTMENT": LineKind.adjustment,
}
_TITLES = {
    LineKind.gift_card_sold: "Gift card",
    LineKind.shipping: "Shipping",
    LineKind.tip: "Tip",
    LineKind.duty: "Duty",
    LineKind.fee: "Fee",
    LineKind.adjustment: "Adjustment",
    LineKind.product: "Item",
}
_SOURCES = ("lineItem", "shippingLine", "duty", "additionalFee", "fee")


def order_events(node: Node, currency: str) -> tuple[tuple[Event, ...], list[str]]:
    """The order's events in the order of time, and warnings for words that are new to us."""
    items = {item["id"]: item for item in node["lineItems"]["nodes"]}
    codes = tuple(plain_text(code) for code in node["discountCodes"] or ())
    warnings: list[str] = []
    events = []
    for agreement in node["agreements"]["nodes"]:
        kind = _EVENTS.get(agreement["__typename"])
        if kind is None:
            warnings.append(f"The store's event “{agreement['__typename']}” is not known here; it is taken for an edit.")
        lines = tuple(_line(sale, items, codes, currency, warnings) for sale in agreement["sales"]["nodes"])
        events.append(
            Event(
                event_id=short_id(agreement["id"]),
                kind=kind or EventKind.edit,
                at=read_moment(agreement["happenedAt"]),
                lines=lines,
                refund_id=short_id((agreement.get("refund") or {}).get("id")) or None,
            )
        )
    return tuple(sorted(events, key=lambda event: event.at)), warnings


def _line(sale: Node, items: dict[str, Node], codes: tuple[str, ...], currency: str, warnings: list[str]) -> Line:
    kind = _LINES.get(sale["lineType"])
    if kind is None:
        warnings.append(f"The store's line type “{sale['lineType']}” is not known here; it is taken for an adjustment.")
        kind = LineKind.adjustment
    source: Node = next((sale[name] for name in _SOURCES if sale.get(name)), {})
    item = items.get(str(source.get("id"))) or {}
    total = amount(sale["totalAmount"], currency)
    tax = amount(sale["totalTaxAmount"], currency)
    discount = amount(sale["totalDiscountAmountBeforeTaxes"], currency)
    taxes = _taxes(sale, tax, currency)
    return Line(
        line_id=short_id(sale["id"]),
        kind=kind,
        title=plain_text(item.get("name") or item.get("title") or source.get("title") or source.get("name"))
        or _TITLES[kind],
        # shipping and adjustments come without a quantity
        quantity=Decimal(sale["quantity"] or (-1 if total < 0 else 1)),
        gross=total - tax + discount,
        discount=discount,
        net=total - tax,
        tax=tax,
        total=total,
        source_line_id=short_id(source.get("id")) or None,
        sku=plain_text(source.get("sku") or item.get("sku")) or None,
        variant_id=short_id((item.get("variant") or {}).get("id")) or None,
        product_id=short_id((item.get("product") or {}).get("id")) or None,
        taxable=bool(item.get("taxable", taxes)),
        taxes=taxes,
        discounts=_discounts(item, discount, codes, currency),
    )


def _taxes(sale: Node, tax: int, currency: str) -> tuple[Tax, ...]:
    """The sale's taxes by name; one without name where the ledger states only their sum."""
    rows = sale["taxes"] or ()
    if not rows:
        return (Tax(name="Tax", amount=tax),) if tax else ()
    return tuple(
        Tax(
            name=plain_text(line.get("title")) or "Tax",
            amount=amount(row["amount"], currency),
            rate=to_decimal(line["rate"]) if line.get("rate") is not None else None,
            remitted_by_channel=bool(line.get("channelLiable")),
        )
        for row in rows
        for line in [row["taxLine"] or {}]
    )


def _discounts(item: Node, discount: int, codes: tuple[str, ...], currency: str) -> tuple[Discount, ...]:
    """The sale's discount by its causes where they add up to it (they do not on a partial refund), else as one."""
    if not discount:
        return ()
    causes = [
        (amount(row["allocatedAmountSet"], currency), row["discountApplication"])
        for row in item.get("discountAllocations") or ()
    ]
    # which discount a code belongs to is only certain where there is one of each
    code = codes[0] if len(codes) == 1 and len({cause["index"] for _, cause in causes}) <= 1 else None
    name = ", ".join(codes) or "Discount"
    if sum(share for share, _ in causes) != discount:
        return (Discount(name=name, amount=discount, code=code),)
    return tuple(
        Discount(
            name=name,
            amount=share,
            code=code,
            whole_order=cause["targetSelection"] == "ALL" and cause["targetType"] == "LINE_ITEM",
        )
        for share, cause in causes
    )

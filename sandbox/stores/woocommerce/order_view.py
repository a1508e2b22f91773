"""A WooCommerce order and its refunds as JSON (reference section 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.stores.baskets import ZERO
from sandbox.stores.buyers import Buyer
from sandbox.stores.money import MILLIONTH, half_up
from sandbox.stores.woocommerce.order import Refund, RefundedLine, WooOrder
from sandbox.stores.woocommerce.pricing import Charge, PricedLine, TaxAmount

Json = dict[str, Any]

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "$"}


def local_text(at: datetime | None, zone: ZoneInfo) -> str | None:
    """The site's own time, without an offset."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S") if at else None


def gmt_text(at: datetime | None) -> str | None:
    """UTC, without an offset and without Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%S") if at else None


@dataclass(frozen=True)
class OrderView:
    """Makes the JSON of orders for a site's zone and a number of decimals (`dp`)."""

    zone: ZoneInfo
    decimals: int = 2

    def order(self, order: WooOrder) -> Json:
        draft, priced = order.draft, order.priced
        return {
            "id": order.order_id,
            "parent_id": 0,
            "status": order.status,
            "currency": draft.currency,
            "currency_symbol": _SYMBOLS.get(draft.currency, draft.currency),
            "version": "10.3.4",
            "prices_include_tax": draft.basket.taxes_included,
            **self._times(order),
            **self._sums(order),
            "customer_id": draft.buyer.number,
            "order_key": f"wc_order_{order.order_id:x}",
            "billing": {**_address(draft.buyer), "email": draft.buyer.email, "phone": draft.buyer.phone},
            "shipping": {**_address(draft.buyer), "phone": ""},
            "payment_method": order.gateway.key if order.total else "",
            "payment_method_title": order.gateway.label if order.total else "",
            "transaction_id": order.transaction_id,
            "customer_ip_address": "",
            "customer_user_agent": "",
            "created_via": "checkout",
            "customer_note": draft.note,
            "cart_hash": f"{order.order_id:032x}",
            "number": draft.number,
            "meta_data": _meta(order),
            "line_items": [self._line(line) for line in priced.lines],
            "tax_lines": self._tax_lines(order),
            "shipping_lines": [self._shipping(part) for part in priced.shipping],
            "fee_lines": [self._fee(part) for part in priced.fees],
            "coupon_lines": self._coupons(order),
            "refunds": [
                {"id": refund.refund_id, "reason": refund.reason, "total": self.amount(-refund.amount)}
                for refund in order.refunds
            ],
            "payment_url": f"https://outlet.example.com/checkout/order-pay/{order.order_id}/",
            "is_editable": order.status in ("pending", "on-hold"),
            "needs_payment": order.status in ("pending", "failed") and order.total > 0,
            "needs_processing": True,
        }

    def refund(self, refund: Refund, order: WooOrder) -> Json:
        """Line quantities and totals are negative, the amount is not."""
        return {
            "id": refund.refund_id,
            "parent_id": order.order_id,
            "date_created": local_text(refund.at, self.zone),
            "date_created_gmt": gmt_text(refund.at),
            "amount": self.amount(refund.amount),
            "reason": refund.reason,
            "refunded_by": 1,
            "refunded_payment": not order.gateway.manual,
            "meta_data": [],
            "line_items": [self._refunded_line(part, part.line) for part in refund.lines if part.line],
            "tax_lines": [],
            "shipping_lines": [self._refunded_shipping(part, order) for part in refund.lines if part.line is None],
            "fee_lines": [],
        }

    def amount(self, value: Decimal) -> str:
        """Rounded on output only, to the decimals asked for."""
        rounded = half_up(value, Decimal(1).scaleb(-self.decimals))
        return format(abs(rounded) if rounded == 0 else rounded, "f")

    def _times(self, order: WooOrder) -> Json:
        times = {
            "date_created": order.draft.placed_at,
            "date_modified": order.updated_at,
            "date_completed": order.fulfilled_at,
            "date_paid": order.paid_at,
        }
        local = {name: local_text(at, self.zone) for name, at in times.items()}
        return {**local, **{f"{name}_gmt": gmt_text(at) for name, at in times.items()}}

    def _sums(self, order: WooOrder) -> Json:
        priced = order.priced
        sums = {
            "discount_total": priced.discount_total,
            "discount_tax": priced.discount_tax,
            "shipping_total": priced.shipping_total,
            "shipping_tax": priced.shipping_tax,
            "cart_tax": priced.cart_tax,
            "total": order.total,
            "total_tax": priced.cart_tax + priced.shipping_tax,
        }
        return {name: self.amount(value) for name, value in sums.items()}

    def _line(self, line: PricedLine) -> Json:
        product = line.product
        return {
            "id": line.line_id,
            "name": product.title,
            "product_id": 0 if product.deleted else product.product_id,
            "variation_id": 0,
            "quantity": line.quantity,
            "tax_class": "",
            "subtotal": self.amount(line.subtotal),
            "subtotal_tax": self.amount(line.subtotal_tax),
            "total": self.amount(line.total),
            "total_tax": self.amount(line.tax),
            "taxes": _tax_rows(line.taxes),
            "meta_data": [],
            "sku": None if product.deleted else product.sku,
            "global_unique_id": "",
            "price": float(half_up(line.total / line.quantity, MILLIONTH)),
            "image": {"id": "", "src": ""},
            "parent_name": None,
        }

    def _refunded_line(self, part: RefundedLine, line: PricedLine) -> Json:
        meta = [{"id": part.refund_line_id, "key": "_refunded_item_id", "value": str(line.line_id)}]
        return {
            **self._line(line),
            "id": part.refund_line_id,
            "quantity": -part.quantity,
            "subtotal": self.amount(-part.total),
            "subtotal_tax": self.amount(-part.tax),
            "total": self.amount(-part.total),
            "total_tax": self.amount(-part.tax),
            "taxes": _tax_rows(part.taxes, -1),
            "meta_data": meta,
        }

    def _refunded_shipping(self, part: RefundedLine, order: WooOrder) -> Json:
        return {
            **self._shipping(order.priced.shipping[0]),
            "id": part.refund_line_id,
            "total": self.amount(-part.total),
            "total_tax": self.amount(-part.tax),
            "taxes": _tax_rows(part.taxes, -1),
        }

    def _shipping(self, part: Charge) -> Json:
        return {
            "id": part.line_id,
            "method_title": part.title,
            "method_id": "flat_rate" if part.total else "free_shipping",
            "instance_id": "1",
            "total": self.amount(part.total),
            "total_tax": self.amount(part.tax),
            "taxes": _tax_rows(part.taxes),
            "meta_data": [],
        }

    def _fee(self, part: Charge) -> Json:
        return {
            "id": part.line_id,
            "name": part.title,
            "tax_class": "",
            "tax_status": "taxable" if part.taxes else "none",
            "amount": format(part.total, "f"),
            "total": self.amount(part.total),
            "total_tax": self.amount(part.tax),
            "taxes": _tax_rows(part.taxes),
            "meta_data": [],
        }

    def _tax_lines(self, order: WooOrder) -> list[Json]:
        priced = order.priced
        return [
            {
                "id": order.order_id * 1000 + 900 + place,
                "rate_code": f"{order.draft.buyer.region.country}-{rate.title.upper()}-{place + 1}",
                "rate_id": rate.rate_id,
                "label": rate.title,
                "compound": False,
                "tax_total": self.amount(_of_rate((*priced.lines, *priced.fees), rate.rate_id)),
                "shipping_tax_total": self.amount(_of_rate(priced.shipping, rate.rate_id)),
                "rate_percent": float(rate.rate * 100),
                "meta_data": [],
            }
            for place, rate in enumerate(order.basket.taxes)
        ]

    def _coupons(self, order: WooOrder) -> list[Json]:
        """What the coupons took off is in the lines already; here it is only told."""
        code = order.basket.code
        own = order.priced.discount_total - order.priced.code_discount
        rows = [("product-offer", own, "fixed_product", own)] if own else []
        if code:
            kind = "percent" if code.percent else "fixed_cart"
            rows.append((code.code.lower(), order.priced.code_discount, kind, code.percent or code.amount))
        return [
            {
                "id": order.order_id * 1000 + 800 + place,
                "code": name,
                "discount": self.amount(amount),
                "discount_tax": self.amount(order.priced.discount_tax if place == len(rows) - 1 else ZERO),
                "meta_data": [],
                "discount_type": kind,
                "nominal_amount": float(nominal),
                "free_shipping": False,
            }
            for place, (name, amount, kind, nominal) in enumerate(rows)
        ]


def _tax_rows(taxes: Sequence[TaxAmount], sign: int = 1) -> list[Json]:
    """Unrounded, whatever `dp` says (reference section 2.6)."""
    return [
        {"id": each.rate.rate_id, "total": _unrounded(sign * each.total), "subtotal": _unrounded(sign * each.subtotal)}
        for each in taxes
    ]


def _unrounded(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def _of_rate(parts: Sequence[PricedLine | Charge], rate_id: int) -> Decimal:
    return sum((each.total for part in parts for each in part.taxes if each.rate.rate_id == rate_id), ZERO)


def _address(buyer: Buyer) -> Json:
    region = buyer.region
    return {
        "first_name": buyer.first,
        "last_name": buyer.last,
        "company": buyer.company,
        "address_1": buyer.street,
        "address_2": "",
        "city": region.city,
        "state": region.code,
        "postcode": region.postal_code,
        "country": region.country,
    }


def _meta(order: WooOrder) -> list[Json]:
    number = order.draft.po_number
    return [{"id": order.order_id * 1000 + 700, "key": "_po_number", "value": number}] if number else []

"""WooCommerce's rows as lines, to the cent of the store's own totals. Pure (reference sections 2.5, 2.6, 9.5).

The store keeps six decimals a row and rounds only its totals. So net, tax and discount are each spread over the rows by
largest remainder; what does not add up even so is rounded row by row, and the order's invariants tell the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from order_sync.errors import OrderProblem
from order_sync.money import round_minor, spread, to_decimal
from order_sync.orders import Discount, Line, LineKind, Tax
from order_sync.stores.plain_text import plain_text, plain_texts
from order_sync.stores.woocommerce.ids import plain_id

Row = dict[str, Any]

_GROUPS = (
    ("line_items", LineKind.product, "item"),
    ("shipping_lines", LineKind.shipping, "shipping"),
    ("fee_lines", LineKind.fee, "fee"),
)
_ORIGINAL = "_refunded_item_id"  # meta of a refund's row: the row that it gives back


@dataclass(frozen=True)
class ExactTax:
    name: str
    amount: Decimal
    rate: Decimal | None


@dataclass(frozen=True)
class ExactLine:
    """A row with the store's own decimals."""

    row: Row
    kind: LineKind
    line_id: str
    before_discount: Decimal
    net: Decimal
    taxes: tuple[ExactTax, ...]

    @property
    def tax(self) -> Decimal:
        return sum((tax.amount for tax in self.taxes), Decimal(0))


def exact_lines(source: Row, rates: Row) -> tuple[ExactLine, ...]:
    """The rows of an order or a refund. `rates`: the order's tax lines, which name the taxes, by rate id."""
    return tuple(_exact_line(row, kind, word, rates) for group, kind, word in _GROUPS for row in source.get(group) or ())


def tax_rates(order: Row) -> Row:
    return {plain_id(row["rate_id"]): row for row in order.get("tax_lines") or ()}


def settled_lines(
    exact: Sequence[ExactLine], *, net: int, tax: int, discount: int, currency: str, coupons: tuple[str, ...] = ()
) -> tuple[Line, ...]:
    """Lines in minor units that add up to the store's own sums, where these can be theirs."""
    nets = fair_shares([line.net for line in exact], net, currency)
    discounts = fair_shares([line.before_discount - line.net for line in exact], discount, currency)
    shares = iter(fair_shares([part.amount for line in exact for part in line.taxes], tax, currency))
    return tuple(
        _settled_line(
            line,
            net=net_share,
            discount=discount_share,
            taxes=tuple(Tax(name=part.name, amount=next(shares), rate=part.rate) for part in line.taxes),
            coupons=coupons,
        )
        for line, net_share, discount_share in zip(exact, nets, discounts, strict=True)
    )


def fair_shares(exact: Sequence[Decimal], total: int, currency: str) -> tuple[int, ...]:
    """Minor units that add up to `total`; each rounded by itself where the two lie too far apart for rounding to explain."""
    try:
        return spread(exact, total, currency)
    except OrderProblem:
        return tuple(round_minor(value, currency) for value in exact)


def _exact_line(row: Row, kind: LineKind, word: str, rates: Row) -> ExactLine:
    net = to_decimal(row["total"])
    before = to_decimal(row["subtotal"]) if row.get("subtotal") not in (None, "") else net
    return ExactLine(row, kind, f"{word}:{plain_id(row['id'])}", before, net, _exact_taxes(row, rates))


def _exact_taxes(row: Row, rates: Row) -> tuple[ExactTax, ...]:
    found = []
    for tax in row.get("taxes") or ():
        if tax.get("total") in (None, ""):  # a rate that does not apply to this row
            continue
        rate = rates.get(plain_id(tax["id"])) or {}
        percent = rate.get("rate_percent")
        found.append(
            ExactTax(
                name=plain_text(rate.get("label")) or "Tax",
                amount=to_decimal(tax["total"]),
                rate=to_decimal(percent) / 100 if percent is not None else None,
            )
        )
    if not found and (lump := to_decimal(row.get("total_tax") or "0")):
        found.append(ExactTax(name="Tax", amount=lump, rate=None))
    return tuple(found)


def _settled_line(exact: ExactLine, *, net: int, discount: int, taxes: tuple[Tax, ...], coupons: tuple[str, ...]) -> Line:
    row = exact.row
    tax = sum(part.amount for part in taxes)
    return Line(
        line_id=exact.line_id,
        kind=exact.kind,
        title=plain_text(row.get("name") or row.get("method_title")) or exact.kind.value.capitalize(),
        quantity=_quantity(row, net),
        gross=net + discount,
        discount=discount,
        net=net,
        tax=tax,
        total=net + tax,
        source_line_id=_original(row, exact.line_id),
        sku=plain_text(row.get("sku")) or None,
        variant_id=_reference(row.get("variation_id")),
        product_id=_reference(row.get("product_id")),
        taxable=bool(taxes),
        taxes=taxes,
        discounts=_discounts(discount, coupons),
        attributes=plain_texts(
            {
                meta.get("display_key") or meta.get("key"): meta.get("display_value") or meta.get("value")
                for meta in row.get("meta_data") or ()
                if is_public(meta)
            }
        ),
    )


def is_public(meta: Row) -> bool:
    """Meta whose name begins with an underscore is a plug-in's own business; so is what is not plain text."""
    return not str(meta.get("key", "")).startswith("_") and isinstance(meta.get("value"), str)


def _quantity(row: Row, net: int) -> Decimal:
    """Shipping and fees have none: 1, or -1 where they are given back."""
    quantity = to_decimal(row.get("quantity") or 0)
    return quantity or Decimal(-1 if net < 0 else 1)


def _original(row: Row, line_id: str) -> str:
    for meta in row.get("meta_data") or ():
        if meta.get("key") == _ORIGINAL:
            return f"{line_id.partition(':')[0]}:{plain_id(meta.get('value'))}"
    return line_id


def _reference(value: object) -> str | None:
    """WooCommerce writes 0 for “none”."""
    text = plain_id(value)
    return text if text not in ("", "0") else None


def _discounts(discount: int, coupons: tuple[str, ...]) -> tuple[Discount, ...]:
    """One for the row: WooCommerce does not say which coupon took what off it."""
    if not discount:
        return ()
    code = coupons[0] if len(coupons) == 1 else None
    return (Discount(name=", ".join(coupons) or "Discount", amount=discount, code=code),)

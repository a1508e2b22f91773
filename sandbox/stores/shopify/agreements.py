"""The ledger of a Shopify order: agreements of signed sales, written once and never changed (reference section 1.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.stores.money import split
from sandbox.stores.shopify.pricing import PricedLine, TaxShare


@dataclass(frozen=True)
class Sale:
    """One signed row, in cents. `total` is after discounts, tax included; `line` None: an adjustment."""

    sale_id: int
    action: str  # ORDER, RETURN, UPDATE
    line_type: str
    quantity: int | None
    total: int
    taxes: tuple[TaxShare, ...] = ()
    discount_before_tax: int = 0
    discount_after_tax: int = 0
    line: PricedLine | None = None

    @property
    def tax(self) -> int:
        return sum(share.amount for share in self.taxes)


@dataclass(frozen=True)
class Agreement:
    """One event. `reason`: ORDER, ORDER_EDIT or REFUND."""

    agreement_id: int
    reason: str
    at: datetime
    sales: tuple[Sale, ...]
    refund_id: int | None = None

    @property
    def total(self) -> int:
        return sum(sale.total for sale in self.sales)


class SoldLine:
    """A line as it was priced, and what is left of it after returns: every cent is given back once and only once."""

    def __init__(self, line: PricedLine) -> None:
        self.line = line
        self.quantity = line.quantity
        self._net = line.net
        self._taxes = [share.amount for share in line.taxes]
        self._discounts = [line.discount_before_tax, line.discount]

    def sold(self, sale_id: int) -> Sale:
        """The row of its sale."""
        line = self.line
        return Sale(
            sale_id, "ORDER", line.kind, line.quantity, line.total, line.taxes, line.discount_before_tax, line.discount, line
        )

    def give_back(self, units: int, sale_id: int) -> Sale:
        """The row of a return of `units`; leaves that much less of the line."""
        weights = (units, self.quantity - units)
        net = split(self._net, weights)[0]
        taxes = [split(amount, weights)[0] for amount in self._taxes]
        discounts = [split(amount, weights)[0] for amount in self._discounts]
        self.quantity -= units
        self._net -= net
        self._taxes = [left - gone for left, gone in zip(self._taxes, taxes, strict=True)]
        self._discounts = [left - gone for left, gone in zip(self._discounts, discounts, strict=True)]
        shares = tuple(TaxShare(share.rate, -gone) for share, gone in zip(self.line.taxes, taxes, strict=True))
        total = -net - sum(taxes)
        return Sale(sale_id, "RETURN", self.line.kind, -units, total, shares, -discounts[0], -discounts[1], self.line)

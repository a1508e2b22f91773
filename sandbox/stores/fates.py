"""The fates: how an order looks at first sight, what one step does to it, and what the accounts should hold.

The expectations are those of the default rules: only fulfilled orders are invoiced, PayPal stays unpaid, test orders are not
imported. The four fates that end in `_in_quickbooks` or begin with `sales_order_` are plain *paid, then fulfilled* orders
here; what makes them special a person does in QuickBooks between the passes.

WooCommerce has no words of its own for some of them and takes the natural form: *paid* is `processing` with a date paid;
*fulfilled, unpaid* is `completed` without a date paid; *a test order* is one paid by the gateway `test_gateway`; *an unknown
status* is the custom slug `awaiting-embroidery`. In Shopify an unknown status is a fulfillment status that no version
documents, and a foreign currency is the order's own shop currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal


class Fate(str, Enum):
    pending_stays = "pending_stays"
    paid_stays = "paid_stays"
    paid_then_fulfilled = "paid_then_fulfilled"
    fulfilled_unpaid = "fulfilled_unpaid"
    fulfilled_then_paid_later = "fulfilled_then_paid_later"
    paypal_fulfilled = "paypal_fulfilled"
    fulfilled_at_first_sight = "fulfilled_at_first_sight"
    test_order = "test_order"
    lines_do_not_add_up = "lines_do_not_add_up"
    no_customer_name = "no_customer_name"
    unknown_status = "unknown_status"
    zero_total = "zero_total"
    foreign_currency = "foreign_currency"
    edited_in_quickbooks = "edited_in_quickbooks"
    sales_order_deleted = "sales_order_deleted"
    sales_order_rejected = "sales_order_rejected"
    sales_order_closed = "sales_order_closed"


Deed = Literal["pay", "ship"]
Expectation = Mapping[str, Any]  # plain JSON


@dataclass(frozen=True)
class Life:
    """`expect_first`: what the accounts should hold before the step; `expect`: in the end."""

    paid: bool
    fulfilled: bool
    expect_first: Expectation
    expect: Expectation
    step: tuple[Deed, ...] = ()


def _books(*records: str, **more: Any) -> Expectation:
    return {"records": list(records), **more}


_SALES_ORDER = _books("sales_order")
_INVOICED = _books("sales_order", "invoice")
_PAID = _books("sales_order", "invoice", "payment")
_QUARANTINED: Expectation = {"quarantined": True, "records": []}
_SKIPPED: Expectation = {"skipped": True, "records": []}


def _ships(expect: Expectation) -> Life:
    return Life(paid=True, fulfilled=False, step=("ship",), expect_first=_SALES_ORDER, expect=expect)


def _stays(paid: bool, fulfilled: bool, expect: Expectation) -> Life:
    return Life(paid=paid, fulfilled=fulfilled, expect_first=expect, expect=expect)


LIVES: dict[Fate, Life] = {
    Fate.pending_stays: _stays(False, False, _SALES_ORDER),
    Fate.paid_stays: _stays(True, False, _SALES_ORDER),
    Fate.paid_then_fulfilled: _ships(_PAID),
    Fate.fulfilled_unpaid: _stays(False, True, _INVOICED),
    Fate.fulfilled_then_paid_later: Life(False, True, step=("pay",), expect_first=_INVOICED, expect=_PAID),
    Fate.paypal_fulfilled: Life(False, False, step=("pay", "ship"), expect_first=_SALES_ORDER, expect=_INVOICED),
    Fate.fulfilled_at_first_sight: _stays(True, True, _PAID),
    Fate.test_order: _stays(True, True, _SKIPPED),
    Fate.lines_do_not_add_up: _stays(True, True, _QUARANTINED),
    Fate.no_customer_name: _stays(True, True, _QUARANTINED),
    Fate.unknown_status: _stays(True, False, _QUARANTINED),
    Fate.zero_total: _stays(True, True, _INVOICED),
    Fate.foreign_currency: _stays(True, True, _QUARANTINED),
    Fate.edited_in_quickbooks: _ships(_PAID),
    Fate.sales_order_deleted: _ships(_books(waiting=True)),
    Fate.sales_order_rejected: _ships(_books("sales_order", waiting=True)),
    Fate.sales_order_closed: _ships(_books("sales_order", waiting=True)),
}

# How often each fate comes once every fate has had its share.
BULK: dict[Fate, int] = {
    Fate.paid_then_fulfilled: 30,
    Fate.fulfilled_at_first_sight: 24,
    Fate.pending_stays: 15,
    Fate.paid_stays: 15,
    Fate.fulfilled_unpaid: 8,
    Fate.fulfilled_then_paid_later: 8,
}

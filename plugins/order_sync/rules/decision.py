"""What the rules made of one order."""

from __future__ import annotations

import msgspec

from order_sync.orders import Order


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that one rule did: which field, from what to what."""

    rule: str
    action: str
    target: str  # "order", "line 3 MUG-OLD", "payment 77"
    before: str = ""
    after: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The order as the rules changed it, what they allow, and why. A `*_by` field names the rule; None: no rule said so."""

    order: Order
    skipped_by: str | None = None  # do not import
    invoice_held_by: str | None = None  # no invoice or receipt yet
    unpaid_by: str | None = None  # no payment, whatever the store says
    trace: tuple[Step, ...] = ()

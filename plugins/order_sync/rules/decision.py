"""What the rules made of one order."""

from __future__ import annotations

import msgspec

from order_sync.orders import Order, content_hash


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that one rule did: which field, from what to what."""

    rule: str
    action: str
    target: str  # "order", "line 3 MUG-OLD", "payment 77"
    before: str = ""
    after: str = ""
    overrides: str = ""  # the earlier rule whose result this one replaces


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The order as the rules changed it, what they allow, and why. A `*_by` field names the rule; None: no rule said so."""

    order: Order
    given: Order | None = None  # the order as the store gave it; None: no rule changed it
    skipped_by: str | None = None  # do not import
    invoice_held_by: str | None = None  # no invoice or receipt yet
    unpaid_by: str | None = None  # no payment, whatever the store says
    trace: tuple[Step, ...] = ()

    @property
    def order_hash(self) -> str:
        """Of the store's order, not of what the rules made of it: a new rule does not make a posted order look changed."""
        return content_hash(self.order if self.given is None else self.given)

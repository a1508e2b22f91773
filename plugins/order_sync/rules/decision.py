"""What the rules made of one order."""

from __future__ import annotations

import msgspec

from order_sync.orders import Order, content_hash, sold_hash
from order_sync.syncs import RecordKind


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One thing that one rule did: which field, from what to what."""

    rule: str
    action: str
    target: str  # "order", "line 3 MUG-OLD", "payment 77"
    before: str = ""
    after: str = ""
    overrides: str = ""  # the earlier rule whose result this one replaces
    record: str = ""  # the record kind that it is for; blank: all of them


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The order as the rules changed it, what they allow, and why. A `*_by` field names the rule; None: no rule said so."""

    order: Order
    given: Order | None = None  # the order as the store gave it; None: no rule changed it
    for_kind: dict[RecordKind, Order] = {}  # as rules for one record kind changed it; other kinds: `order`
    skipped_by: str | None = None  # do not import
    held_by: str | None = None  # nothing at all until a person approves
    invoice_held_by: str | None = None  # no invoice or receipt yet
    unpaid_by: str | None = None  # no payment, whatever the store says
    stopped_by: str | None = None  # no later rule ran
    trace: tuple[Step, ...] = ()

    def order_for(self, kind: RecordKind) -> Order:
        """The order as this kind of record books it."""
        return self.for_kind.get(kind, self.order)

    @property
    def order_hash(self) -> str:
        """Of the store's order, not of what the rules made of it: a new rule does not make a posted order look changed."""
        return content_hash(self.order if self.given is None else self.given)

    @property
    def sold_hash(self) -> str:
        """Of what the store's order sells to whom: that it is paid or shipped leaves it as it was."""
        return sold_hash(self.order if self.given is None else self.given)

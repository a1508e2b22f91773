"""WooCommerce's order statuses as ours, both ways: what a slug means, and which slugs a status may be (section 2.3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from order_sync.orders import FulfillmentState, Lifecycle, PaymentState, Status


@dataclass(frozen=True)
class Meaning:
    """What a slug says. `holds_money`: a date of payment counts. `chosen_by`: the statuses that such an order may have."""

    lifecycle: Lifecycle
    unpaid: PaymentState
    fulfillment: FulfillmentState
    chosen_by: frozenset[Status]
    holds_money: bool = False


def _meaning(
    lifecycle: Lifecycle,
    unpaid: PaymentState,
    fulfillment: FulfillmentState,
    *chosen_by: Status,
    holds_money: bool = False,
) -> Meaning:
    return Meaning(lifecycle, unpaid, fulfillment, frozenset(chosen_by), holds_money)


_PAID = (Status.pending, Status.paid, Status.partially_refunded, Status.refunded)
_DRAFT = _meaning(Lifecycle.draft, PaymentState.none_due, FulfillmentState.unfulfilled, Status.draft)

MEANINGS: dict[str, Meaning] = {
    "pending": _meaning(
        Lifecycle.open, PaymentState.pending, FulfillmentState.unfulfilled, Status.pending, Status.unfulfilled
    ),
    "on-hold": _meaning(Lifecycle.open, PaymentState.pending, FulfillmentState.on_hold, Status.pending, Status.on_hold),
    # cash on delivery is “processing” before it is paid
    "processing": _meaning(
        Lifecycle.open, PaymentState.pending, FulfillmentState.unfulfilled, *_PAID, Status.unfulfilled, holds_money=True
    ),
    "completed": _meaning(
        Lifecycle.closed, PaymentState.pending, FulfillmentState.fulfilled, *_PAID, Status.fulfilled, holds_money=True
    ),
    # a cancelled order is asked for by its own word, even where it had been paid or shipped
    "cancelled": _meaning(
        Lifecycle.cancelled,
        PaymentState.voided,
        FulfillmentState.unfulfilled,
        Status.cancelled,
        Status.voided,
        Status.partially_refunded,
        Status.refunded,
        holds_money=True,
    ),
    "refunded": _meaning(
        Lifecycle.open,
        PaymentState.refunded,
        FulfillmentState.unfulfilled,
        Status.refunded,
        Status.unfulfilled,
        Status.fulfilled,
        holds_money=True,
    ),
    "failed": _meaning(Lifecycle.open, PaymentState.failed, FulfillmentState.unfulfilled, Status.failed, Status.unfulfilled),
    "checkout-draft": _DRAFT,
    "auto-draft": _DRAFT,
    "draft": _DRAFT,
    "trash": _meaning(Lifecycle.deleted, PaymentState.pending, FulfillmentState.unfulfilled, holds_money=True),
}
UNKNOWN = _meaning(Lifecycle.unknown, PaymentState.pending, FulfillmentState.unknown, holds_money=True)

_CORE = ("pending", "on-hold", "processing", "completed", "cancelled", "refunded", "failed")


def wanted_slugs(statuses: Collection[Status], *, history: bool, listed: Collection[str] | None) -> tuple[str, ...]:
    """The slugs to ask for, sorted.

    `listed`: those that the site knows; an unlisted one is not asked for, since it is an error there. Slugs of plug-ins are
    always asked for: what they mean is not known here, so their orders are shown with that reason, not left out.
    """
    known = set(_CORE) if listed is None else set(_CORE) | (set(listed) & set(MEANINGS)) - {"trash"}
    if statuses:
        known = {slug for slug in known if MEANINGS[slug].chosen_by & set(statuses)}
    if history:
        known = {slug for slug in known if slug != "failed" and MEANINGS[slug].lifecycle is not Lifecycle.draft}
    custom = set(listed or ()) - set(MEANINGS)
    return tuple(sorted(known | custom))


def payment_state(meaning: Meaning, *, is_paid: bool, total: int, refunded: int) -> PaymentState:
    """Amounts in minor units, `refunded` positive."""
    if meaning.unpaid is PaymentState.refunded:
        return PaymentState.refunded
    if not is_paid:
        nothing_due = total == 0 and meaning.unpaid is PaymentState.pending
        return PaymentState.none_due if nothing_due else meaning.unpaid
    if not refunded:
        return PaymentState.paid
    return PaymentState.refunded if refunded >= total else PaymentState.partially_refunded


def fulfillment_state(slug: str, meaning: Meaning, *, was_completed: bool) -> FulfillmentState:
    """A refunded or cancelled order went out if it had been completed before."""
    if was_completed and slug in ("refunded", "cancelled"):
        return FulfillmentState.fulfilled
    return meaning.fulfillment

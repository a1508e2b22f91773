"""Orders that a rule holds for approval: whether a person has approved them as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from order_sync.orders import Order, sold_hash
from order_sync.records.reasons import held
from order_sync.records.record import Approval, Held
from order_sync.rules.decision import Decision, Step
from order_sync.syncs import RecordKind


def approval_of(decision: Decision, approvals: Iterable[Approval]) -> Approval | None:
    """The one of the order's approvals that lets it go on: given for the rule that holds it, and for what is sold now."""
    hash_now = sold_hash(_given(decision))
    return next((one for one in approvals if one.rule == decision.held_by and one.sold_hash == hash_now), None)


def new_approval(decision: Decision, sync: str, by: str, at: datetime) -> Approval:
    """That a person lets the order go on as the store gives it now, for the rule that holds it."""
    order = _given(decision)
    return Approval(
        sync=sync,
        order_id=order.order_id,
        order_number=order.number,
        rule=decision.held_by or "",
        sold_hash=sold_hash(order),
        approved_by=by,
        approved_at=at,
    )


def held_for_approval(decision: Decision, approvals: Iterable[Approval], kinds: Iterable[RecordKind]) -> tuple[Held, ...]:
    """These records, held until a person approves the order; says so where one did before it changed."""
    values = {"rule": decision.held_by or "", "number": _given(decision).number}
    before = [one for one in approvals if one.rule == decision.held_by]
    if not before:
        return tuple(held(kind, "held_for_approval", **values) for kind in kinds)
    return tuple(held(kind, "approval_outdated", approved=str(before[-1]), **values) for kind in kinds)


def released(approval: Approval) -> Step:
    """How the trace says that the order was let go."""
    return Step(rule=approval.rule, action="hold order", target="order", before="yes", after=str(approval))


def _given(decision: Decision) -> Order:
    """The order as the store gave it."""
    return decision.order if decision.given is None else decision.given

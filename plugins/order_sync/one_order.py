"""What a person asks of one order: why it is as it is, and to let it go on."""

from __future__ import annotations

import msgspec

from order_sync import quickbooks, rules
from order_sync.orders import Order, UnreadableOrder
from order_sync.outside import Outside
from order_sync.planning import plan_orders
from order_sync.records.approval import approval_of, new_approval
from order_sync.records.record import Approval, PlannedOrder
from order_sync.run_plan import load_rules, read_settings
from order_sync.syncs import Selection, Sync


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One order: each rule's turn, and what a run would do with it now."""

    order: Order | UnreadableOrder
    turns: tuple[rules.Explanation, ...] = ()
    planned: PlannedOrder | None = None


def explain(outside: Outside, sync_name: str, number: str) -> list[Explained]:
    """The store's orders of that number, each rule's turn on them, and what a run would do; posts nothing."""
    sync, rule_set, read = _orders_of_number(outside, sync_name, number)
    decisions = {row.order_id: rules.apply(rule_set, row) for row in read if isinstance(row, Order)}
    if decisions:
        with outside.company(sync, f"{sync.name}/explain") as company:
            quickbooks.refresh_references(company, not_before=outside.clock())
            rows = plan_orders(company, sync, list(decisions.values()))
            planned = {row.order_id: row for row in rows}
    return [
        Explained(order=row, turns=rules.explain(rule_set, row), planned=planned[row.order_id])
        if isinstance(row, Order)
        else Explained(order=row)
        for row in read
    ]


class Approved(msgspec.Struct, frozen=True, kw_only=True):
    """One order, and the approval that lets it go on. None: no rule holds it for approval."""

    order: Order | UnreadableOrder
    approval: Approval | None = None
    given_before: bool = False


def approve(outside: Outside, sync_name: str, number: str, by: str) -> list[Approved]:
    """Lets the store's orders of that number go on, as they are now, past the rule that holds them for approval."""
    sync, rule_set, read = _orders_of_number(outside, sync_name, number)
    found = []
    with outside.ledger() as ledger:
        for row in read:
            decision = rules.apply(rule_set, row) if isinstance(row, Order) else None
            if decision is None or decision.held_by is None:
                found.append(Approved(order=row))
                continue
            before = approval_of(decision, ledger.approvals.of(sync.name, [row.order_id]).get(row.order_id, ()))
            approval = before or new_approval(decision, sync.name, by, outside.clock())
            if before is None:
                ledger.approvals.add(approval)
            found.append(Approved(order=row, approval=approval, given_before=before is not None))
    return found


def _orders_of_number(
    outside: Outside, sync_name: str, number: str
) -> tuple[Sync, rules.RuleSet, list[Order | UnreadableOrder]]:
    """The sync, its rules, and the store's orders of that number."""
    now = outside.clock()
    sync, rule_texts, _ = read_settings(outside.include, sync_name, now)
    return sync, load_rules(sync, rule_texts, now), list(outside.store(sync).orders(Selection(numbers=(number,))))

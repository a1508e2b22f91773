"""What is planned for orders: their records against the company's state, as a preview shows them and a run posts them."""

from __future__ import annotations

from collections.abc import Sequence

from order_sync import quickbooks
from order_sync.quickbooks import Company
from order_sync.records.build import build
from order_sync.records.record import CompanyState, PlannedOrder
from order_sync.rules.decision import Decision
from order_sync.syncs import Sync


def plan_orders(company: Company, sync: Sync, decisions: Sequence[Decision]) -> list[PlannedOrder]:
    """Reads what the company has of these orders, and builds their records."""
    return plan_against(company, sync, decisions, quickbooks.read_state(company, sync, [one.order for one in decisions]))


def plan_against(company: Company, sync: Sync, decisions: Sequence[Decision], state: CompanyState) -> list[PlannedOrder]:
    """As `plan_orders`, where the company's state is read already.

    Orders that were edited in the store are built twice: what that changes in their open sales orders is known only once
    those are compared, and their invoices depend on it.
    """
    planned = [build(decision, sync, state) for decision in decisions]
    edited = [record for row in planned for record in row.revised]
    if not edited:
        return planned
    state = quickbooks.with_revisions(company, sync, state, edited)
    return [build(one, sync, state) if row.revised else row for one, row in zip(decisions, planned, strict=True)]

"""The steps of a resync, a chunk at a time: compare, then update. What is between them lies in the run's folder."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from order_sync import checks, files, quickbooks, rules
from order_sync.orders import Order
from order_sync.quickbooks import Company
from order_sync.records.build import build
from order_sync.records.resynced import Rebuilt, Resynced, ResyncResult, as_if_new, count_documents
from order_sync.run_plan import Plan, load_rules

_COMPARED, _UPDATED, _REBUILT = "compared", "updated", "rebuilt"


def compare(company: Company, content: Plan, chunk: str) -> None:
    """Builds a chunk's orders anew, checks them, and compares those that are posted with their documents."""
    sync = content.settings()
    rule_set = load_rules(sync, content.rules, content.started_at)
    orders = list(files.read_rows(chunk, Order))
    decisions = [rules.apply(rule_set, order) for order in orders]
    quickbooks.refresh_references(company, not_before=content.started_at)
    quickbooks.check_preferences(company, sync)
    state = quickbooks.read_state(company, sync, [decision.order for decision in decisions])
    anew = [build(decision, sync, as_if_new(state)) for decision in decisions]
    checked = checks.open_suites(content.checks, sync.checks, company.clock).check(orders, anew)
    rebuilt = [
        Rebuilt(anew=row, next_run=build(decision, sync, state)) for row, decision in zip(checked, decisions, strict=True)
    ]
    rows = quickbooks.compare(company, sync, rebuilt).rows
    files.write_rows(files.beside(chunk, _REBUILT), rebuilt)
    files.write_rows(files.beside(chunk, _COMPARED), rows)


def update(company: Company, content: Plan, chunk: str) -> None:
    """Updates the documents of a chunk that differ, as the comparison showed it."""
    rebuilt = list(files.read_rows(files.beside(chunk, _REBUILT), Rebuilt))
    agreed = list(files.read_rows(files.beside(chunk, _COMPARED), Resynced))
    rows = quickbooks.resync(company, content.settings(), rebuilt, agreed)
    files.write_rows(files.beside(chunk, _UPDATED), rows)


def result(run_id: str, chunks: Sequence[str], *, applied: bool) -> ResyncResult:
    """What all chunks came to, after the comparison or after the updates."""
    addresses = tuple(files.beside(chunk, _UPDATED if applied else _COMPARED) for chunk in chunks)
    return ResyncResult(
        run_id=run_id,
        orders_read=sum(1 for chunk in chunks for _ in files.read_rows(chunk, msgspec.Raw)),
        applied=applied,
        rows=addresses,
        counts=count_documents(row for address in addresses for row in files.read_rows(address, Resynced)),
    )

"""New rules for orders that are posted already: compares their documents with what the rules would make, and updates them.

A chunk at a time; what is between comparison and update lies in the run's folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from order_sync import checks, files, quickbooks, rules
from order_sync.orders import Order
from order_sync.outside import Outside
from order_sync.pipeline import begin, extract
from order_sync.planning import plan_against
from order_sync.quickbooks import Company
from order_sync.records.build import build
from order_sync.records.resynced import Fate, Rebuilt, Resynced, ResyncResult, as_if_new, count_documents
from order_sync.rule_names import check_names, names_in_settings
from order_sync.run_plan import Plan, RunRequest, day_of, load_rules, plan_resync, read_settings

_COMPARED, _UPDATED, _REBUILT = "compared", "updated", "rebuilt"


def resync(
    outside: Outside,
    sync_name: str,
    request: RunRequest,
    *,
    apply: bool = False,
    agree: Callable[[ResyncResult], bool] = lambda _: True,
) -> ResyncResult:
    """Holds posted orders against the rules as they are now: what differs, and what of it may be changed.

    With `apply`, and once `agree` has seen what would change and said yes, the documents are updated, exactly so.
    """
    now = outside.clock()
    settings = read_settings(outside.include, sync_name, now)
    sync = settings[0]
    content = plan_resync(settings, request, now, outside.store(sync).time_zone(), preview=not apply)
    folder = files.run_folder(outside.data_url, sync.name, request.run_id)
    files.clear(folder)
    with outside.ledger() as ledger:
        begin(ledger, folder, content, "resync")
    if apply:
        with outside.company(sync, content.run_id) as company:
            quickbooks.settle_all(company)
    chunks = [chunk for number in range(len(content.slices)) for chunk in extract(outside, folder, number)]
    for chunk in chunks:
        with outside.company(sync, content.run_id) as company:
            _compare(company, content, chunk)
    result = _result(content.run_id, chunks, applied=False)
    if apply and result.count(Fate.change) and agree(result):
        for chunk in chunks:
            with outside.company(sync, content.run_id) as company:
                _update(company, content, chunk)
        result = _result(content.run_id, chunks, applied=True)
    with outside.ledger() as ledger:
        ledger.runs.finish(content.run_id, outside.clock(), result.for_the_ledger())
    return result


def _compare(company: Company, content: Plan, chunk: str) -> None:
    """Builds a chunk's orders anew, checks them, and compares those that are posted with their documents."""
    sync = content.settings()
    rule_set = load_rules(sync, content.rules, content.started_at)
    orders = list(files.read_rows(chunk, Order))
    decisions = list(rules.apply_all(rule_set, orders))
    quickbooks.refresh_references(company, not_before=content.started_at)
    decided = [decision.order for decision in decisions]
    quickbooks.check_preferences(company, sync, decided)
    named = rules.names_used(rule_set, day_of(sync, content.started_at))
    check_names(company, [*named, *names_in_settings(sync)])
    state = quickbooks.read_state(company, sync, decided)
    anew = [build(decision, sync, as_if_new(state)) for decision in decisions]
    checked = checks.open_suites(content.checks, sync.checks, company.clock).check(orders, anew)
    next_run = plan_against(company, sync, decisions, state)
    rebuilt = [Rebuilt(anew=row, next_run=then) for row, then in zip(checked, next_run, strict=True)]
    rows = quickbooks.compare(company, sync, rebuilt).rows
    files.write_rows(files.beside(chunk, _REBUILT), rebuilt)
    files.write_rows(files.beside(chunk, _COMPARED), rows)


def _update(company: Company, content: Plan, chunk: str) -> None:
    """Updates the documents of a chunk that differ, as the comparison showed it."""
    rebuilt = list(files.read_rows(files.beside(chunk, _REBUILT), Rebuilt))
    agreed = list(files.read_rows(files.beside(chunk, _COMPARED), Resynced))
    rows = quickbooks.resync(company, content.settings(), rebuilt, agreed)
    files.write_rows(files.beside(chunk, _UPDATED), rows)


def _result(run_id: str, chunks: Sequence[str], *, applied: bool) -> ResyncResult:
    """What all chunks came to, after the comparison or after the updates."""
    addresses = tuple(files.beside(chunk, _UPDATED if applied else _COMPARED) for chunk in chunks)
    return ResyncResult(
        run_id=run_id,
        orders_read=sum(1 for chunk in chunks for _ in files.read_rows(chunk, msgspec.Raw)),
        applied=applied,
        rows=addresses,
        counts=count_documents(row for address in addresses for row in files.read_rows(address, Resynced)),
    )

"""The whole flow: a store's orders become QuickBooks transactions.

    plan -> extract -> build -> check -> load -> reconcile -> report

One function a step. Each takes and returns small plain values; orders and records travel in files of the run's folder,
at most 1,000 orders at a time. A task, the command line and a page call these same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from order_sync import checks, files, quickbooks, reports, resync_steps, rules, settings_file, stores, syncs
from order_sync.connections import Connect
from order_sync.ledger import Ledger, OrderRow, RunRow, open_ledger
from order_sync.orders import Order, UnreadableOrder
from order_sync.records.approval import approval_of, new_approval
from order_sync.records.build import build as build_records
from order_sync.records.outcome import Difference, LoadedOrder
from order_sync.records.record import Approval, PlannedOrder
from order_sync.records.resynced import Fate, ResyncResult
from order_sync.rule_names import check_names
from order_sync.run_plan import (
    Plan,
    RunRequest,
    chunks_of,
    day_of,
    load_rules,
    not_in_another_slice,
    plan_resync,
    read_settings,
    settings_hash,
    waiting_slice,
)
from order_sync.syncs import Selection, Sync

Row = TypeVar("Row")


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Outside:
    """What the flow needs from the world around it."""

    connect: Connect
    ledger_url: str
    ledger_key: str | None
    data_url: str  # where runs keep their files: a folder, or s3://, gs://, abfs://
    include: Path  # holds syncs/, rules/ and checks/
    clock: Callable[[], datetime] = _now

    def ledger(self) -> Ledger:
        return open_ledger(self.ledger_url, self.ledger_key)


def plan(outside: Outside, sync_name: str, run: RunRequest) -> dict[str, Any]:
    """Decides which orders the run takes and copies its settings. Returns the run's folder and the numbers of its slices."""
    started_at = outside.clock()
    sync, rule_texts, check_texts = read_settings(outside.include, sync_name, started_at)
    form = syncs.parse_form(run.form)
    if form.records:
        sync = settings_file.check(Sync, {**sync.model_dump(mode="json"), "records": form.records}, "The form")
    folder = files.run_folder(outside.data_url, sync.name, run.run_id)
    files.clear(folder)  # Airflow may run a whole run again in place; nothing of the first time may be taken for the second
    with outside.ledger() as ledger:
        selection = syncs.resolve_window(
            kind=run.kind,
            sync=sync,
            form=form,
            interval=run.interval,
            run_after=run.run_after,
            watermark=ledger.runs.watermark(sync.name),
            store_zone=_store(outside, sync).time_zone(),
        )
        content = Plan(
            run_id=f"{sync.name}/{run.run_id}",
            sync=sync.model_dump(mode="json"),
            rules=rule_texts,
            checks=check_texts,
            settings_hash=settings_hash(sync, rule_texts, check_texts),
            slices=(*syncs.slices(selection), *waiting_slice(ledger, sync, selection)),
            preview=form.preview_only,
            started_at=started_at,
            watermark=selection.updated.end if selection.updated and selection.moves_watermark else None,
        )
        _begin(ledger, folder, content, run.kind)
    return {"folder": folder, "slices": list(range(len(content.slices)))}


def _begin(ledger: Ledger, folder: str, content: Plan, kind: str) -> None:
    files.write_value(f"{folder}/plan.json", content)
    ledger.runs.start(
        RunRow(
            run_id=content.run_id,
            sync=content.sync["name"],
            kind=kind,
            preview=content.preview,
            started_at=content.started_at,
            settings_hash=content.settings_hash,
        )
    )


def extract(outside: Outside, folder: str, slice_number: int) -> list[str]:
    """Pulls one slice's orders from the store. Returns the addresses of the chunks written."""
    content = _plan(folder)
    sync = content.settings()
    store = _store(outside, sync)
    read = not_in_another_slice(content.slices, slice_number, store.orders(content.slices[slice_number]))
    chunks, unreadable = [], []
    for number, rows in enumerate(chunks_of(read)):
        unreadable += [row for row in rows if isinstance(row, UnreadableOrder)]
        orders = [row for row in rows if isinstance(row, Order)]
        if orders:
            chunks.append(files.write_rows(f"{folder}/orders/{slice_number:04}-{number:04}.jsonl.gz", orders))
    files.write_rows(f"{folder}/unreadable/{slice_number:04}.jsonl.gz", unreadable)
    with outside.ledger() as ledger:
        ledger.runs.add_calls(content.run_id, store=store.calls)
    return chunks


def build(outside: Outside, folder: str, chunk: str) -> str:
    """Applies the rules to a chunk's orders and builds their records. Returns the address of the planned orders."""
    content = _plan(folder)
    sync = content.settings()
    rule_set = load_rules(sync, content.rules, content.started_at)
    decisions = [rules.apply(rule_set, order) for order in files.read_rows(chunk, Order)]
    with _company(outside, sync, content) as company:
        quickbooks.refresh_references(company, not_before=content.started_at)
        orders = [decision.order for decision in decisions]
        quickbooks.check_preferences(company, sync, orders)
        check_names(company, rules.names_used(rule_set, day_of(sync, content.started_at)))
        state = quickbooks.read_state(company, sync, orders)
    planned = [build_records(decision, sync, state) for decision in decisions]
    return files.write_rows(files.beside(chunk, "planned"), planned)


def check(outside: Outside, folder: str, planned: Sequence[str]) -> list[str]:
    """Runs the data checks over all chunks; what fails is quarantined. Returns the addresses to load: none for a preview."""
    content = _plan(folder)
    suites = checks.open_suites(content.checks, content.settings().checks, outside.clock)
    checked = []
    for address in planned:
        orders = list(files.read_rows(files.beside(address, "orders"), Order))
        rows = suites.check(orders, list(files.read_rows(address, PlannedOrder)))
        checked.append(files.write_rows(files.beside(address, "checked"), rows))
    files.write_bytes(f"{folder}/checks.html", suites.report(content.sync["name"], content.run_id).encode())
    return [] if content.preview else checked


def load(outside: Outside, folder: str, checked: str) -> str:
    """Posts one chunk's records in batches and writes down what became of every order."""
    content = _plan(folder)
    sync = content.settings()
    rows = list(files.read_rows(checked, PlannedOrder))
    with _company(outside, sync, content) as company:
        loaded = quickbooks.load(company, sync, rows)
        company.ledger.orders.save(reports.order_rows(company.realm, sync, content.run_id, outside.clock(), rows, loaded))
    return files.write_rows(files.beside(checked, "loaded"), loaded)


def reconcile(outside: Outside, folder: str) -> str:
    """Holds ledger, store and QuickBooks against each other for the run's orders. Returns the address of the differences."""
    content = _plan(folder)
    address = f"{folder}/differences/all.jsonl.gz"
    if content.preview:
        return files.write_rows(address, ())
    differences: list[Difference] = []
    with _company(outside, content.settings(), content) as company:
        for checked in files.list_files(f"{folder}/checked"):
            differences += quickbooks.reconcile(company, content.settings(), list(files.read_rows(checked, PlannedOrder)))
    return files.write_rows(address, differences)


def report(outside: Outside, folder: str) -> dict[str, Any]:
    """Says what the run did, for people, and closes it: only now does the watermark move. Returns the summary."""
    content = _plan(folder)
    sync = content.settings()
    unreadable = list(_rows(f"{folder}/unreadable", UnreadableOrder))
    with outside.ledger() as ledger:
        row = ledger.runs.find(content.run_id)
        summary = reports.summarise(
            sync=sync.name,
            run_id=content.run_id,
            run_kind=row.kind if row else "manual",
            preview=content.preview,
            started_at=content.started_at,
            calls=row.calls if row else {},
            unreadable=unreadable,
            planned=_rows(f"{folder}/checked", PlannedOrder),
            loaded=_rows(f"{folder}/loaded", LoadedOrder),
            differences=_rows(f"{folder}/differences", Difference),
        )
        files.write_value(f"{folder}/report.json", summary)
        files.write_bytes(f"{folder}/report.html", reports.page(summary).encode())
        if not content.preview:
            ledger.orders.save([_unreadable_row(row, sync, content.run_id, outside.clock()) for row in unreadable])
        ledger.runs.finish(content.run_id, outside.clock(), summary.counts())
        if content.watermark:
            ledger.runs.move_watermark(sync.name, content.watermark)
    return {"report": f"{folder}/report.html", "checks": f"{folder}/checks.html", **summary.counts()}


def run(
    outside: Outside, sync_name: str, request: RunRequest, step: Callable[[str], None] = lambda _: None
) -> reports.Summary:
    """All steps one after another, as the command line does it; `step` is told the name of each."""
    step("plan")
    planned = plan(outside, sync_name, request)
    folder = str(planned["folder"])
    step("extract")
    chunks = [chunk for number in planned["slices"] for chunk in extract(outside, folder, number)]
    step("build")
    records = [build(outside, folder, chunk) for chunk in chunks]
    step("check")
    for checked in check(outside, folder, records):
        step("load")
        load(outside, folder, checked)
    step("reconcile")
    reconcile(outside, folder)
    step("report")
    report(outside, folder)
    return files.read_value(f"{folder}/report.json", reports.Summary)


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
        with outside.ledger() as ledger:
            company = quickbooks.open_company(
                outside.connect(sync.company.connection), ledger, run_id=f"{sync.name}/explain"
            )
            quickbooks.refresh_references(company, not_before=outside.clock())
            state = quickbooks.read_state(company, sync, [decision.order for decision in decisions.values()])
    return [
        Explained(order=row, turns=rules.explain(rule_set, row), planned=build_records(decisions[row.order_id], sync, state))
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
    return sync, load_rules(sync, rule_texts, now), list(_store(outside, sync).orders(Selection(numbers=(number,))))


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
    content = plan_resync(settings, request, now, _store(outside, sync).time_zone(), preview=not apply)
    folder = files.run_folder(outside.data_url, sync.name, request.run_id)
    files.clear(folder)
    with outside.ledger() as ledger:
        _begin(ledger, folder, content, "resync")
    if apply:
        with _company(outside, sync, content) as company:
            quickbooks.settle_all(company)
    chunks = [chunk for number in range(len(content.slices)) for chunk in extract(outside, folder, number)]
    for chunk in chunks:
        with _company(outside, sync, content) as company:
            resync_steps.compare(company, content, chunk)
    result = resync_steps.result(content.run_id, chunks, applied=False)
    if apply and result.count(Fate.change) and agree(result):
        for chunk in chunks:
            with _company(outside, sync, content) as company:
                resync_steps.update(company, content, chunk)
        result = resync_steps.result(content.run_id, chunks, applied=True)
    with outside.ledger() as ledger:
        ledger.runs.finish(content.run_id, outside.clock(), result.for_the_ledger())
    return result


def _plan(folder: str) -> Plan:
    return files.read_value(f"{folder}/plan.json", Plan)


def _store(outside: Outside, sync: Sync) -> stores.Store:
    return stores.open_store(sync.store, sync.shop, outside.connect(sync.store.connection))


@contextmanager
def _company(outside: Outside, sync: Sync, content: Plan) -> Iterator[quickbooks.Company]:
    """The sync's company; the calls made are counted for the run, also where the block ends in an error."""
    with outside.ledger() as ledger:
        company = quickbooks.open_company(outside.connect(sync.company.connection), ledger, run_id=content.run_id)
        try:
            yield company
        finally:
            company.save_calls()


def _rows(folder: str, kind: type[Row]) -> Iterator[Row]:
    """The rows of all files of a folder, one file in memory at a time."""
    for address in files.list_files(folder):
        yield from files.read_rows(address, kind)


def _unreadable_row(row: UnreadableOrder, sync: Sync, run_id: str, now: datetime) -> OrderRow:
    return OrderRow(
        company="", store=row.store, sync=sync.name, order_id=row.order_id, order_number=row.number, order_hash="",
        state="quarantined", reason=row.reason, remedy=row.remedy, code="unreadable", store_total=0, currency="",
        run_id=run_id, seen_at=now,
    )  # fmt: skip

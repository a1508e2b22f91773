"""The whole flow: a store's orders become QuickBooks transactions.

    plan -> extract -> build -> check -> load -> reconcile -> report

One function a step. Each takes and returns small plain values; orders and records travel in files of the run's folder,
at most 1,000 orders at a time. A task, the command line and a page call these same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from order_sync import checks, files, quickbooks, reports, rules, settings_file, syncs
from order_sync.ledger import Ledger, OrderRow, RunRow
from order_sync.orders import Order, UnreadableOrder
from order_sync.outside import Outside
from order_sync.planning import plan_orders
from order_sync.records.outcome import Difference, LoadedOrder
from order_sync.records.record import PlannedOrder
from order_sync.rule_names import check_names, names_in_settings
from order_sync.run_plan import (
    Plan,
    RunRequest,
    chunks_of,
    day_of,
    load_rules,
    not_in_another_slice,
    read_settings,
    settings_hash,
    waiting_slice,
    without_strangers,
)
from order_sync.syncs import Sync

CHECKED_TOGETHER = 25  # chunks: Great Expectations takes a second whatever the number of rows

Row = TypeVar("Row")


def plan(outside: Outside, sync_name: str, run: RunRequest) -> dict[str, Any]:
    """Decides which orders the run takes and copies its settings. Returns the run's folder and the numbers of its slices."""
    started_at = outside.clock()
    sync, rule_texts, check_texts = read_settings(outside.include, sync_name, started_at)
    form = syncs.parse_form(run.form)
    if form.records:
        sync = settings_file.check(Sync, syncs.with_records(sync, form.records), "The form")
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
            store_zone=outside.store(sync).time_zone(),
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
        begin(ledger, folder, content, run.kind)
    return {"folder": folder, "slices": list(range(len(content.slices)))}


def begin(ledger: Ledger, folder: str, content: Plan, kind: str) -> None:
    """Writes the run's own copy of its settings into its folder, and the run into the ledger."""
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
    store = outside.store(sync)
    selection = content.slices[slice_number]
    chunks, unreadable = [], []
    with outside.ledger() as ledger:
        read = without_strangers(ledger, sync, selection, store.orders(selection))
        for number, rows in enumerate(chunks_of(not_in_another_slice(content.slices, slice_number, read))):
            unreadable += [row for row in rows if isinstance(row, UnreadableOrder)]
            orders = [row for row in rows if isinstance(row, Order)]
            if orders:
                chunks.append(files.write_rows(f"{folder}/orders/{slice_number:04}-{number:04}.jsonl.gz", orders))
        files.write_rows(f"{folder}/unreadable/{slice_number:04}.jsonl.gz", unreadable)
        ledger.runs.add_calls(content.run_id, store=store.calls)
    return chunks


def build(outside: Outside, folder: str, chunk: str) -> str:
    """Applies the rules to a chunk's orders and builds their records. Returns the address of the planned orders."""
    content = _plan(folder)
    sync = content.settings()
    rule_set = load_rules(sync, content.rules, content.started_at)
    decisions = list(rules.apply_all(rule_set, files.read_rows(chunk, Order)))
    with outside.company(sync, content.run_id) as company:
        quickbooks.refresh_references(company, not_before=content.started_at)
        orders = [decision.order for decision in decisions]
        quickbooks.check_preferences(company, sync, orders)
        named = rules.names_used(rule_set, day_of(sync, content.started_at))
        check_names(company, [*named, *names_in_settings(sync)])
        planned = plan_orders(company, sync, decisions)
    return files.write_rows(files.beside(chunk, "planned"), planned)


def check(outside: Outside, folder: str, planned: Sequence[str]) -> list[str]:
    """Runs the data checks over all chunks; what fails is quarantined. Returns the addresses to load: none for a preview."""
    content = _plan(folder)
    suites = checks.open_suites(content.checks, content.settings().checks, outside.clock)
    checked = []
    for first in range(0, len(planned), CHECKED_TOGETHER):
        together = planned[first : first + CHECKED_TOGETHER]
        frames = (suites.frames(*_chunk(address)) for address in together)
        failures = suites.failures(list(frames))
        for address in together:
            rows = checks.quarantine(list(files.read_rows(address, PlannedOrder)), failures)
            checked.append(files.write_rows(files.beside(address, "checked"), rows))
    files.write_bytes(f"{folder}/checks.html", suites.report(content.sync["name"], content.run_id).encode())
    return [] if content.preview else checked


def load(outside: Outside, folder: str, checked: str) -> str:
    """Posts one chunk's records in batches and writes down what became of every order."""
    content = _plan(folder)
    sync = content.settings()
    rows = list(files.read_rows(checked, PlannedOrder))
    with outside.company(sync, content.run_id) as company:
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
    with outside.company(content.settings(), content.run_id) as company:
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


def _plan(folder: str) -> Plan:
    return files.read_value(f"{folder}/plan.json", Plan)


def _chunk(planned: str) -> tuple[list[Order], list[PlannedOrder]]:
    orders = files.beside(planned, "orders")
    return list(files.read_rows(orders, Order)), list(files.read_rows(planned, PlannedOrder))


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

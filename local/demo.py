"""`make demo`: two stores and one company, all on this machine, through real Airflow; ends in a summary.

Exit code 0 only if every expectation held: each order's documents, links, balances and totals, to the cent.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from local.airflow import Airflow, start_airflow
from local.airflow_api import RunFailed
from local.airflow_settings import new_place
from local.folder import InUse, own_folder
from local.processes import PROJECT, ServerFailed, Servers
from local.sandbox import Sandbox, start_sandbox
from local.story import Pass, Story, people_work_in_quickbooks, stores_ship_and_are_paid
from order_sync.airflow_adapter.pools import pools_needed
from order_sync.money import show
from order_sync.reports import Summary, terminal
from order_sync.syncs import RecordKind, load_sync

ORDERS, DAYS = 100, 30
SYNCS = {"shopify": "shopify", "woocommerce": "woocommerce"}
READS_OF_AN_IDENTICAL_RUN = 3


class Stopwatch:
    """Says what begins, and remembers how long each part took."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        self._console.print(f"[bold]»[/] {part} …")
        began = time.monotonic()
        yield
        self.seconds[part] = time.monotonic() - began

    def table(self) -> Table:
        table = Table("where the time went", "seconds", box=None, pad_edge=False)
        for part, seconds in self.seconds.items():
            table.add_row(part, f"{seconds:.0f}")
        table.add_row("in all", f"{sum(self.seconds.values()):.0f}")
        return table


def include_without_schedules(home: Path) -> Path:
    """The project's settings, but started by hand alone: the demo's passes must not depend on the hour."""
    include = home / "include"
    shutil.copytree(PROJECT / "include", include)
    for path in (include / "syncs").glob("*.yaml"):
        path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), "schedule": None}))
    return include


def start(home: Path, servers: Servers, timed: Stopwatch) -> tuple[Airflow, Sandbox]:
    """The sandbox and Airflow, with the DAGs read and unpaused."""
    with timed("starting the sandbox: QuickBooks Online, Shopify, WooCommerce"):
        sandbox = start_sandbox(servers, orders=ORDERS, days=DAYS)
    with timed("starting Airflow"):
        place = new_place(home / "airflow", include=include_without_schedules(home))
        airflow = start_airflow(servers, place, sandbox.connections())
        airflow.api.create_pools(pools_needed(place.include))
        airflow.api.wait_for_dags(SYNCS.values())
        for dag_id in SYNCS.values():
            airflow.api.unpause(dag_id)
    return airflow, sandbox


def tell(story: Story, timed: Stopwatch, console: Console) -> tuple[list[Pass], list[str]]:
    """The three passes, each shown as it ends; with everything that was not as expected."""
    passes: list[Pass] = []
    found: list[str] = []

    def run_pass(name: str) -> None:
        with timed(name):
            passes.append(story.run_pass(name, DAYS + 1))
        for summary in passes[-1].summaries.values():
            terminal.write(summary, console)
        found.extend(f"{name}: {fault}" for fault in story.faults(passes[-1]))

    run_pass("first sight")
    people_work_in_quickbooks(story.sandbox, story.prefixes)
    stores_ship_and_are_paid(story.sandbox)
    run_pass("shipped and paid")
    run_pass("identical")
    return passes, found + identical_faults(passes[-2], passes[-1])


def identical_faults(before: Pass, after: Pass) -> list[str]:
    """A second run over the same orders writes nothing and reads next to nothing."""
    found = []
    if before.books != after.books:
        found.append("identical: the books changed")
    for dag_id, summary in after.summaries.items():
        if summary.totals or summary.calls.get("writes"):
            found.append(f"identical: {dag_id} wrote {[str(total.kind) for total in summary.totals]}, {summary.calls}")
        if summary.calls.get("reads", 0) > READS_OF_AN_IDENTICAL_RUN:
            found.append(f"identical: {dag_id} read {summary.calls['reads']} times")
    return found


def totals(passes: Sequence[Pass]) -> Table:
    """All passes together: what was made of each kind, and both sides' totals."""
    sums: dict[tuple[RecordKind, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    summaries: list[Summary] = [summary for done in passes for summary in done.summaries.values()]
    for summary in summaries:
        for total in summary.totals:
            for place, value in enumerate((total.count, total.store_total, total.quickbooks_total)):
                sums[total.kind, total.currency][place] += value
    table = Table("in all passes", "made", "stores' total", "QuickBooks' total", "difference", box=None, pad_edge=False)
    for (kind, currency), (count, stores, quickbooks) in sums.items():
        row = (str(count), show(stores, currency), show(quickbooks, currency), show(quickbooks - stores, currency))
        table.add_row(str(kind).replace("_", " "), *row)
    return table


def main() -> int:
    console = Console(width=None if sys.stdout.isatty() else 160)
    timed = Stopwatch(console)
    try:
        with own_folder("demo") as home, Servers(home / "output") as servers:
            airflow, sandbox = start(home, servers, timed)
            passes, found = tell(Story(airflow, sandbox, SYNCS, number_prefixes()), timed, console)
            where = airflow.place.data.relative_to(PROJECT)
            (home / "seconds.json").write_text(json.dumps(timed.seconds))
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 130
    except (InUse, ServerFailed, RunFailed) as error:
        console.print(str(error), style="red", markup=False)
        return 1
    console.print(totals(passes), "", timed.table(), "", sep="\n")
    for fault in found:
        console.print(f"not as expected: {fault}", style="red", markup=False)
    if found:
        return 1
    documents = passes[-1].books.documents
    console.print(f"[green]All expectations held:[/] {len(passes[-1].orders)} orders, {documents} documents, to the cent.")
    console.print(f"Each run's report is a page: {where}/*/*/report.html (and checks.html).")
    console.print("[bold]make up[/] leaves Airflow and the sandbox running, with addresses and log-in.")
    console.print(
        "A real store and company are two Airflow connections and one file in include/syncs/: README, “Going live”."
    )
    return 0


def number_prefixes() -> dict[str, str]:
    return {
        store: load_sync(PROJECT / "include" / "syncs" / f"{dag_id}.yaml").number_prefix for store, dag_id in SYNCS.items()
    }


if __name__ == "__main__":
    sys.exit(main())

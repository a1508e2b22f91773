"""The command line: the same flow as the DAGs, without Airflow.

Credentials come from `AIRFLOW_CONN_*`; the ledger, its key, the runs' files and the settings from `ORDER_SYNC_*` (README).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from order_sync import explanation, ledger, pipeline, syncs
from order_sync.connections import from_environment
from order_sync.errors import OrderSyncError
from order_sync.money import show
from order_sync.reports import Summary, terminal

app = typer.Typer(help="Keeps QuickBooks Online in step with web stores.", no_args_is_help=True, add_completion=False)
console = Console()

SyncName = Annotated[str, typer.Argument(metavar="SYNC", help="A file in include/syncs/, without its ending.")]
Statuses = Annotated[list[str] | None, typer.Option("--status", help="Only orders of this status; may be said again.")]
Kinds = Annotated[list[str] | None, typer.Option("--record", help="Only this record kind; may be said again.")]
PlacedFrom = Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="Placed on this day or later.")]
PlacedTo = Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Placed on this day or earlier.")]
Numbers = Annotated[
    list[str] | None, typer.Option("--order", help="This order number; may be said again. Ignores the rest.")
]

STEPS = 7


def outside_of_environment() -> pipeline.Outside:
    """The flow's surroundings as the environment says; what it does not say lies under `.order-sync` and `include`."""
    home = Path(os.environ.get("ORDER_SYNC_HOME", ".order-sync")).absolute()
    url = os.environ.get("ORDER_SYNC_DATABASE_URL")
    if url is None:
        home.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{home / 'ledger.db'}"
    ledger.migrate(url)
    return pipeline.Outside(
        connect=from_environment,
        ledger_url=url,
        ledger_key=os.environ.get("ORDER_SYNC_KEY"),
        data_url=os.environ.get("ORDER_SYNC_DATA_URL", str(home / "runs")),
        include=Path(os.environ.get("ORDER_SYNC_INCLUDE", "include")),
    )


@app.command()
def preview(
    sync: SyncName,
    status: Statuses = None,
    record: Kinds = None,
    placed_from: PlacedFrom = None,
    placed_to: PlacedTo = None,
    order: Numbers = None,
) -> None:
    """Show what a run would post; nothing is posted."""
    summary = _run(sync, _form(status, record, placed_from, placed_to, order, preview_only=True))
    terminal.write(summary, console)


@app.command("sync")
def sync_now(
    sync: SyncName,
    status: Statuses = None,
    record: Kinds = None,
    placed_from: PlacedFrom = None,
    placed_to: PlacedTo = None,
    order: Numbers = None,
) -> None:
    """Run a sync now: orders updated since its last scheduled run, or those chosen."""
    summary = _run(sync, _form(status, record, placed_from, placed_to, order, preview_only=False))
    terminal.write(summary, console)


@app.command()
def explain(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The order's number.")],
    sync: Annotated[str, typer.Option("--sync", help="The sync that takes the order.")],
) -> None:
    """Show, for one order, what each rule saw and did, and the records that result."""
    console.print(explanation.explain(outside_of_environment(), sync, order))


@app.command()
def status(
    sync: Annotated[str | None, typer.Argument(metavar="[SYNC]", help="Only this sync.")] = None,
) -> None:
    """Show the last runs, and the orders that need a person."""
    outside = outside_of_environment()
    names = [sync] if sync else [path.stem for path in syncs.sync_files(outside.include / "syncs")]
    for name in names:
        console.print(_runs(outside, name), _attention(outside, name), sep="\n")


@app.command()
def init() -> None:
    """Make the ledger's tables, or bring them up to date."""
    outside_of_environment()
    console.print("The ledger is ready.")


def _form(
    statuses: list[str] | None,
    records: list[str] | None,
    placed_from: str | None,
    placed_to: str | None,
    orders: list[str] | None,
    *,
    preview_only: bool,
) -> dict[str, Any]:
    return {
        "statuses": statuses,
        "records": records,
        "placed_from": placed_from,
        "placed_to": placed_to,
        "order_numbers": orders,
        "preview_only": preview_only,
    }


def _run(sync: str, form: dict[str, Any]) -> Summary:
    now = datetime.now(timezone.utc)
    request = pipeline.RunRequest(
        run_id=f"cli__{now:%Y-%m-%dT%H%M%S}_{uuid4().hex[:6]}", kind="manual", run_after=now, form=form
    )
    with _progress() as step:
        return pipeline.run(outside_of_environment(), sync, request, step)


class _progress:
    """A bar over the steps of a run; each call names the step that begins."""

    def __enter__(self) -> Callable[[str], None]:
        columns = (TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True)
        self._bar.start()
        task = self._bar.add_task("starting", total=STEPS)
        begun: list[str] = []

        def step(name: str) -> None:
            begun.append(name)
            self._bar.update(task, description=name, completed=len(set(begun)) - 1)

        return step

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def _runs(outside: pipeline.Outside, sync: str) -> Table:
    table = Table("started (UTC)", "run", "orders", "made", "kept back", "calls", title=sync, title_justify="left", box=None)
    for row in outside.ledger().runs.latest(sync, 5):
        counts = row.counts or {}
        made = ", ".join(f"{count} {kind}" for kind, count in counts.get("made", {}).items()) or "nothing"
        kept = ", ".join(f"{count} {why}" for why, count in counts.get("kept", {}).items()) or "nothing"
        table.add_row(
            f"{row.started_at:%Y-%m-%d %H:%M}",
            f"{row.kind}{' preview' if row.preview else ''}" + ("" if row.finished_at else ", not finished"),
            str(counts.get("orders_read", "")),
            made,
            kept,
            str(sum(counts.get("calls", {}).values()) or ""),
        )
    return table


def _attention(outside: pipeline.Outside, sync: str) -> Table | Text:
    rows = outside.ledger().orders.needing_attention(sync, 50)
    if not rows:
        return Text("No order needs a person.")
    table = Table("order", "state", "total", "why", "what to do", box=None)
    for row in rows:
        total = show(row.store_total, row.currency) if row.currency else ""
        table.add_row(row.order_number, row.state, total, Text(row.reason), Text(row.remedy))
    return table


def main() -> None:
    """Runs the command; an error that we know is shown as what happened and what to do, with exit code 1."""
    try:
        app()
    except OrderSyncError as error:
        console.print(Text(error.message, style="bold red"))
        if error.remedy:
            console.print(Text(error.remedy))
        raise SystemExit(1) from error

"""The commands of `order-sync`.

Credentials come from `AIRFLOW_CONN_*`; the ledger, its key, the runs' files and the settings from `ORDER_SYNC_*` (README).
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.text import Text

from order_sync import one_order, pipeline
from order_sync.cli import explained, rule_commands, tables
from order_sync.cli.approval_commands import approve
from order_sync.cli.explained import Wanted
from order_sync.cli.item_command import map_item
from order_sync.cli.progress import step_bar
from order_sync.cli.surroundings import console, outside_of_environment, sync_names
from order_sync.errors import OrderSyncError
from order_sync.reports import terminal
from order_sync.run_plan import RunRequest

app = typer.Typer(help="Keeps QuickBooks Online in step with web stores.", no_args_is_help=True, add_completion=False)

RUNS_SHOWN, ORDERS_SHOWN = 5, 50

SyncName = Annotated[str, typer.Argument(metavar="SYNC", help="A file in include/syncs/, without its ending.")]
Statuses = Annotated[list[str] | None, typer.Option("--status", help="Only orders of this status; may be said again.")]
Kinds = Annotated[list[str] | None, typer.Option("--record", help="Only this record kind; may be said again.")]
PlacedFrom = Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="Placed on this day or later.")]
PlacedTo = Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Placed on this day or earlier.")]
Numbers = Annotated[list[str] | None, typer.Option("--order", help="This order number alone; may be said again.")]


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
    _run(
        sync,
        statuses=status,
        records=record,
        placed_from=placed_from,
        placed_to=placed_to,
        order_numbers=order,
        preview_only=True,
    )


@app.command("sync")
def run_sync(
    sync: SyncName,
    status: Statuses = None,
    record: Kinds = None,
    placed_from: PlacedFrom = None,
    placed_to: PlacedTo = None,
    order: Numbers = None,
) -> None:
    """Run a sync now: the orders updated since its last scheduled run, or those chosen."""
    _run(sync, statuses=status, records=record, placed_from=placed_from, placed_to=placed_to, order_numbers=order)


@app.command()
def explain(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The order's number.")],
    sync: Annotated[str | None, typer.Option("--sync", help="Only this sync; without it, all are asked.")] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="Only the rule of this name.")] = None,
    matched: Annotated[bool, typer.Option("--matched", help="Only rules that matched.")] = False,
    changed: Annotated[bool, typer.Option("--changed", help="Only rules that changed something.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Every rule, also of many that had nothing to do with it.")] = False,
) -> None:
    """Show, for one order, what each rule saw and did, and what a run would do with it now."""
    wanted = Wanted(rule=rule, matched=matched, changed=changed, every=every)
    outside = outside_of_environment()
    found = [one for name in sync_names(outside, sync) for one in one_order.explain(outside, name, order)]
    if not found:
        console.print(Text(f"No store of {sync or 'any sync'} has an order {order}.", style="bold red"))
        raise typer.Exit(1)
    for one in found:
        console.print(*explained.explained(one, wanted), sep="\n")


@app.command()
def status(
    sync: Annotated[str | None, typer.Argument(metavar="[SYNC]", help="Only this sync.")] = None,
) -> None:
    """Show the last runs, and the orders that need a person."""
    outside = outside_of_environment()
    with outside.ledger() as book:
        for name in sync_names(outside, sync):
            console.print(tables.runs(name, book.runs.latest(name, RUNS_SHOWN)))
            console.print(tables.attention(book.orders.needing_attention(name, ORDERS_SHOWN)))


@app.command()
def init() -> None:
    """Make the ledger's tables, or bring them up to date."""
    outside_of_environment()
    console.print("The ledger is ready.")


def _run(sync: str, **form: Any) -> None:
    now = datetime.now(timezone.utc)
    request = RunRequest(run_id=f"cli__{now:%Y-%m-%dT%H%M%S}_{uuid4().hex[:6]}", kind="manual", run_after=now, form=form)
    outside = outside_of_environment()
    with step_bar(console) as step:
        summary = pipeline.run(outside, sync, request, step)
    terminal.write(summary, console)


app.command()(approve)
app.command("map-item")(map_item)
app.add_typer(rule_commands.app, name="rules")


def main() -> None:
    """Runs the command; an error that we know is shown as what happened and what to do, with exit code 1."""
    try:
        app()
    except OrderSyncError as error:
        console.print(Text(error.message, style="bold red"))
        if error.remedy:
            console.print(Text(error.remedy))
        raise SystemExit(1) from error

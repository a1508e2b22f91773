"""`order-sync resync`: new rules for orders that are posted already, after a look at what that changes."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from typing import Annotated
from uuid import uuid4

import typer

from order_sync import resync as posted
from order_sync.cli import resync_table
from order_sync.cli.commands import Numbers, PlacedFrom, PlacedTo, SyncName, app
from order_sync.cli.surroundings import console, outside_of_environment
from order_sync.errors import SettingsError
from order_sync.records.resynced import Fate, ResyncResult
from order_sync.run_plan import RunRequest

Apply = Annotated[bool, typer.Option("--apply", help="Update the documents in QuickBooks, once you have said yes.")]
Yes = Annotated[bool, typer.Option("--yes", help="With --apply: do not ask. For scripts.")]


@app.command()
def resync(
    sync: SyncName,
    order: Numbers = None,
    placed_from: PlacedFrom = None,
    placed_to: PlacedTo = None,
    apply: Apply = False,
    yes: Yes = False,
) -> None:
    """Show what the rules and settings of now would change in posted documents; with --apply, change it."""
    if apply and not yes and not sys.stdin.isatty():
        raise SettingsError("There is no terminal to ask at.", remedy="Look at the preview first, then say --apply --yes.")
    now = datetime.now(timezone.utc)
    form = {"order_numbers": order, "placed_from": placed_from, "placed_to": placed_to}
    request = RunRequest(run_id=f"resync__{now:%Y-%m-%dT%H%M%S}_{uuid4().hex[:6]}", kind="manual", run_after=now, form=form)

    def agree(preview: ResyncResult) -> bool:
        resync_table.write(preview, console)
        count = preview.count(Fate.change)
        return yes or typer.confirm(f"Update {count} document{'' if count == 1 else 's'} in QuickBooks?")

    result = posted.resync(outside_of_environment(), sync, request, apply=apply, agree=agree)
    if result.applied or not (apply and result.count(Fate.change)):
        resync_table.write(result, console)
    else:
        console.print("Nothing was changed.")

"""`order-sync rules`: runs the examples of rules, and tries changed rules over past orders."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from order_sync import rules, run_plan, trial
from order_sync.cli import rule_tables
from order_sync.cli.surroundings import console, include_of_environment, outside_of_environment
from order_sync.cli.table_commands import add_table_commands
from order_sync.errors import SettingsError
from order_sync.rule_files import TABLES, TEXTS
from order_sync.rules import ExampleResult, RuleSet

app = typer.Typer(help="Tests rules, tries them before they are used, writes them as spreadsheets.", no_args_is_help=True)
add_table_commands(app)

ORDERS_SHOWN = 50
DAYS_BACK = 30  # where nobody says which orders

Files = Annotated[
    list[str] | None, typer.Argument(metavar="[FILE]...", help="Rule files, by name in include/rules/ or by path; else all.")
]


@app.command()
def test(
    file: Files = None,
    sync: Annotated[str | None, typer.Option("--sync", help="The files of this sync, together, in its order.")] = None,
) -> None:
    """Run the examples that stand beside the rules; exit code 1 where one fails."""
    include = include_of_environment()
    if sync and file:
        raise SettingsError("A sync and files are named.", remedy="Name files, or the sync whose files are to be tested.")
    results: list[ExampleResult] = []
    for rule_set, store, today in _of_sync(include, sync) if sync else _of_files(include, file):
        results += rules.run_examples(rule_set, today.date(), store)
    console.print(rule_tables.examples(results))
    if not all(result.passed for result in results):
        raise typer.Exit(1)


@app.command("try")
def try_rules(
    file: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE...", help="Changed rule files, each in place of the sync's of that name, or OLD=NEW."),
    ] = None,
    sync: Annotated[str, typer.Option("--sync", help="The sync whose rules they are to be.")] = "",
    add: Annotated[list[str] | None, typer.Option("--add", help="A rule file that comes after the sync's own.")] = None,
    status: Annotated[list[str] | None, typer.Option("--status", help="Only orders of this status.")] = None,
    placed_from: Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="Placed from this day on.")] = None,
    placed_to: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Placed up to this day.")] = None,
    order: Annotated[list[str] | None, typer.Option("--order", help="This order number; may be said again.")] = None,
    run: Annotated[str | None, typer.Option("--run", help="The orders of this earlier run: the store is not asked.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many orders.")] = 1_000,
    as_json: Annotated[bool, typer.Option("--json", help="For machines: a JSON object a line, the totals last.")] = False,
) -> None:
    """Show what changed rules would make of past orders, against the present ones; nothing is posted."""
    if not sync or not (file or add):
        raise SettingsError("A rule file and a sync are needed.", remedy="order-sync rules try FILE --sync NAME")
    outside = outside_of_environment()
    of = trial.read_rules(outside, sync, file or [], add or [])
    form = {"statuses": status, "placed_from": placed_from, "placed_to": placed_to, "order_numbers": order}
    form = {name: value for name, value in form.items() if value}
    if not run and not (form.keys() - {"statuses"}):
        form["placed_from"] = (outside.clock() - timedelta(days=DAYS_BACK)).date().isoformat()
    found = trial.Trial()
    changes = trial.changes(outside, of, trial.orders_to_try(outside, of.sync, form, run, limit), found)
    if as_json:
        for change in changes:
            print(msgspec.json.encode(change).decode())
        print(msgspec.json.encode(rule_tables.trial_totals(found)).decode())
        return
    for number, change in enumerate(changes):
        if number < ORDERS_SHOWN:
            console.print(rule_tables.order_change(change))
    console.print(rule_tables.trial_summary(found, ORDERS_SHOWN, limit))


def _of_sync(include: Path, name: str) -> list[tuple[RuleSet, str, datetime]]:
    now = datetime.now().astimezone()
    sync, texts, _ = run_plan.read_settings(include, name, now)
    return [(run_plan.load_rules(sync, texts, now), sync.shop, now.astimezone(ZoneInfo(sync.time_zone)))]


def _of_files(include: Path, names: list[str] | None) -> list[tuple[RuleSet, str, datetime]]:
    """Each file is a rule set of its own."""
    now = datetime.now().astimezone()
    paths = [rule_file(include, name) for name in names] if names else rule_files(include / "rules")
    if not paths:
        raise SettingsError("There are no rule files in include/rules/.", remedy="Name files, or set ORDER_SYNC_INCLUDE.")
    texts = [(path.name, rules.read_rule_file(path.parent, path.name)) for path in paths]
    return [(rules.load_rules([text], today=now.date()), "", now) for text in texts]


def rule_files(folder: Path) -> list[Path]:
    """The rule files of a folder, in the order of their names."""
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in (*TEXTS, *TABLES))


def rule_file(include: Path, name: str) -> Path:
    """A rule file that a person named: a path, or a file of include/rules/."""
    path = Path(name)
    return path if path.is_file() else include / "rules" / name

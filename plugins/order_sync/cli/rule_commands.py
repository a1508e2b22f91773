"""`order-sync rules`: runs the examples of rules, and tries changed rules over past orders."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from order_sync import rules, run_plan, settings_file
from order_sync.cli import rule_tables
from order_sync.cli.surroundings import console, include_of_environment
from order_sync.errors import SettingsError
from order_sync.rules import ExampleResult, RuleSet

app = typer.Typer(help="Tests rules, and tries them before they are used.", no_args_is_help=True)

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
    texts = [(path.name, settings_file.read_text(path)) for path in paths]
    return [(rules.load_rules([text], today=now.date()), "", now) for text in texts]


def rule_files(folder: Path) -> list[Path]:
    """The rule files of a folder, in the order of their names."""
    return sorted(path for path in folder.glob("*.y*ml") if path.suffix in (".yaml", ".yml"))


def rule_file(include: Path, name: str) -> Path:
    """A rule file that a person named: a path, or a file of include/rules/."""
    path = Path(name)
    return path if path.is_file() else include / "rules" / name

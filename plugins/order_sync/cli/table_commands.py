"""Rules from YAML to spreadsheets and back: `order-sync rules export` and `order-sync rules import`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from order_sync import rules
from order_sync.errors import SettingsError
from order_sync.rule_files import TABLES, TEXTS, is_table

_WRITERS: dict[str, Callable[[rules.RuleSet], bytes]] = {
    ".csv": lambda found: b"\xef\xbb\xbf" + rules.to_csv(found).encode(),  # Excel takes a CSV for UTF-8 by this mark alone
    ".xlsx": rules.to_xlsx,
    **dict.fromkeys(TEXTS, lambda found: rules.to_yaml(found).encode()),
}

Source = Annotated[Path, typer.Argument(metavar="FILE", help="A rule file: .yaml, .csv or .xlsx.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


def add_table_commands(app: typer.Typer) -> None:
    """Puts `export` and `import` into the app of the rules' commands."""
    app.command("export")(export_rules)
    app.command("import")(import_rules)


def export_rules(
    file: Source,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="A .csv, .xlsx or .yaml file; without it, CSV is shown.")
    ] = None,
    force: Force = False,
) -> None:
    """Write the rules of one file as a spreadsheet: a map as a map, other rules as a rule grid."""
    found = _read(file)
    if to is None:
        typer.echo(rules.to_csv(found), nl=False)
    else:
        _write(found, to, force)


def import_rules(
    file: Source,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The .yaml file to write.")],
    force: Force = False,
) -> None:
    """Write the rule grid of a spreadsheet as YAML."""
    if not is_table(file.name):
        raise SettingsError(f"{file.name} is no spreadsheet.", remedy=f"Name a file that ends in {' or '.join(TABLES)}.")
    _write(_read(file), to, force)


def _read(file: Path) -> rules.RuleSet:
    """The file's rules, with those that can do nothing."""
    text = rules.read_rule_file(file.parent, file.name)
    return rules.parse_rules(text, file.name, date.today(), reviewed=False)  # noqa: DTZ011 (it only says that dates are right)


def _write(found: rules.RuleSet, to: Path, force: bool) -> None:
    """Writes all of it, or nothing."""
    writer = _WRITERS.get(to.suffix.lower())
    if writer is None:
        raise SettingsError(f"{to.name} is no rule file.", remedy=f"Name a file that ends in {', '.join(_WRITERS)}.")
    if to.exists() and not force:
        raise SettingsError(f"{to} is there already.", remedy="Name another file, or say --force.")
    content = writer(found)
    try:
        handle, written = tempfile.mkstemp(dir=to.parent, prefix=".", suffix=to.suffix)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(written).chmod(0o644)
        Path(written).replace(to)
    except OSError as error:
        raise SettingsError(f"{to} cannot be written: {error}.", remedy="Check the folder and its rights.") from error
    count = len(found.rules)
    typer.echo(f"{to}: {count} rule{'' if count == 1 else 's'}.")

"""A mapping made once becomes a rule: a SKU's item is written into the map that the sync's rules read."""

from __future__ import annotations

import codecs
import difflib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from order_sync import quickbooks, run_plan, syncs
from order_sync.errors import SettingsError
from order_sync.ledger import fold
from order_sync.outside import Outside
from order_sync.rules import load_rules, map_rows, read_rule_file
from order_sync.syncs import Sync

_SELLS_NOTHING = {"Category": "a category", "Group": "a bundle, which sells its parts at their own prices"}


@dataclass(frozen=True)
class MappedItem:
    """What was written where. `before`: the item until now; `is_new`: the sync's rules do not name the file yet."""

    file: str
    sku: str
    item: str
    before: str = ""
    is_new: bool = False


def map_item(outside: Outside, sync_name: str, sku: str, item: str, *, replace: bool = False) -> MappedItem:
    """Writes the mapping; a SettingsError says why it cannot be one, and then nothing is written."""
    sync = syncs.load_sync(syncs.sync_file(outside.include / "syncs", sync_name))
    name = _in_company(outside, sync, item)
    folder = outside.include / "rules"
    texts = {file: read_rule_file(folder, file) for file in sync.rules}
    maps = [file for file in texts if file.lower().endswith(".csv") and map_rows.maps_items(file, texts[file])]
    file = maps[0] if maps else f"{sync.name}-items.csv"
    if not maps and (folder / file).exists():
        texts[file] = read_rule_file(folder, file)
    mapped = map_rows.with_row(file, texts.get(file, map_rows.NEW_MAP), sku, name)
    if mapped.before and mapped.before != name and not replace:
        raise SettingsError(
            f"{sku} is mapped to “{mapped.before}” in {file}.", remedy="Say --replace to map it to another item."
        )
    today = run_plan.day_of(sync, outside.clock())
    load_rules([*(texts | {file: mapped.text}).items()], sync=sync.name, today=today)
    _write(folder / file, mapped.text)
    return MappedItem(file, sku, name, mapped.before, is_new=file not in sync.rules)


def _in_company(outside: Outside, sync: Sync, item: str) -> str:
    """The item's full name as QuickBooks writes it."""
    with outside.company(sync, f"{sync.name}/map-item") as company:
        quickbooks.refresh_references(company, not_before=outside.clock())
        rows = [row for row in company.ledger.references.all(company.realm, "Item") if row.active]
    found = next((row for row in rows if fold(row.name) == fold(item)), None)
    if found is None:
        names = {fold(row.name): row.name for row in rows}
        near = [names[one] for one in difflib.get_close_matches(fold(item), names, 3, 0.6)]
        hint = f"Did you mean {', '.join(f'“{name}”' for name in near)}?" if near else "Create it there first."
        raise SettingsError(f"QuickBooks has no item “{item}”.", remedy=hint)
    if kind := _SELLS_NOTHING.get(str(found.details.get("type"))):
        raise SettingsError(f"“{found.name}” is {kind}.", remedy="Name an item that is sold by itself.")
    return found.name


def _write(path: Path, text: str) -> None:
    """Writes all of it, or nothing; a mark at the front, by which Excel takes it for UTF-8, stays."""
    try:
        mark = codecs.BOM_UTF8 if path.is_file() and path.read_bytes().startswith(codecs.BOM_UTF8) else b""
        handle, written = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
        with os.fdopen(handle, "wb") as file:
            file.write(mark + text.encode())
        Path(written).chmod(0o644)
        Path(written).replace(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error}.", remedy="Check the folder and its rights.") from error

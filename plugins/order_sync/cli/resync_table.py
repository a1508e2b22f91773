"""A resync's preview, or what it did, for a terminal."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from order_sync import files
from order_sync.records.resynced import Fate, Resynced, ResyncResult

_SHOWN = 200  # documents; all of them are in the run's files
_WORDS = {
    Fate.change: ("to be updated", "green"),
    Fate.updated: ("updated", "green"),
    Fate.left: ("left alone", "yellow"),
    Fate.refused: ("refused", "red"),
    Fate.unclear: ("not known yet", "red"),
    Fate.missing: ("not posted yet", "yellow"),
}


def write(result: ResyncResult, console: Console) -> None:
    """A row for each value that differs, and for each document that is left alone; then how many there are."""
    rows = (row for address in result.rows for row in files.read_rows(address, Resynced))
    shown = list(itertools.islice(rows, _SHOWN))
    if shown:
        console.print(_table(shown))
    if next(rows, None) is not None:
        console.print(Text(f"The first {_SHOWN} documents are shown; all are in {_folder(result)}."))
    console.print(Text(_counted(result), style="bold"))


def _table(rows: Iterable[Resynced]) -> Table:
    table = Table("order", "document", "what", "now in QuickBooks", "by the rules", "", "why, and what to do", box=None)
    for row in rows:
        word, style = _WORDS[row.fate]
        document = f"{str(row.kind or 'the whole order').replace('_', ' ')} {row.document_number}".strip()
        why = Text(f"{row.reason} {row.remedy}".strip())
        for number, change in enumerate(row.changes or (None,)):
            values = [Text(change.field), Text(change.before), Text(change.after)] if change else ["", "", ""]
            first = [row.order_number, document] if number == 0 else ["", ""]
            table.add_row(*first, *values, Text(word, style=style), why if number == 0 else "")
    return table


def _counted(result: ResyncResult) -> str:
    parts = [f"{result.count(fate)} {word}" for fate, (word, _) in _WORDS.items() if result.count(fate)]
    orders = f"{result.orders_read} order{'' if result.orders_read == 1 else 's'} read"
    return f"{orders}: {', '.join(parts) or 'nothing differs'}."


def _folder(result: ResyncResult) -> str:
    return result.rows[0].rpartition("/")[0]

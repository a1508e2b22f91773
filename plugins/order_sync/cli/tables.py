"""What the commands show, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from order_sync.ledger import OrderRow, RunRow
from order_sync.money import show


def runs(sync: str, rows: Sequence[RunRow]) -> Table:
    """A sync's last runs, the newest first."""
    table = Table("started (UTC)", "run", "orders", "made", "kept back", "calls", title=sync, title_justify="left", box=None)
    for row in rows:
        unfinished = "" if row.finished_at else ", not finished"
        table.add_row(
            f"{row.started_at:%Y-%m-%d %H:%M}",
            f"{row.kind}{' preview' if row.preview else ''}{unfinished}",
            str(row.counts.get("orders_read", "")),
            _counted(row.counts.get("made", {})),
            _counted(row.counts.get("kept", {})),
            _counted(row.calls),
        )
    return table


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items()) or "nothing"


def attention(rows: Sequence[OrderRow]) -> RenderableType:
    """The orders that need a person, with what to do."""
    if not rows:
        return Text("No order needs a person.\n")
    table = Table("order", "state", "total", "why", "what to do", box=None)
    for row in rows:
        total = show(row.store_total, row.currency) if row.currency else ""
        table.add_row(row.order_number, row.state, total, Text(row.reason), Text(row.remedy))
    return table

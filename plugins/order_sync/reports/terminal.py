"""A run's summary as tables for a terminal."""

from __future__ import annotations

from collections import defaultdict

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from order_sync.money import show
from order_sync.reports.summary import Summary

_NUMBERS_SHOWN = 4


def tables(summary: Summary) -> RenderableType:
    """Records by kind with both totals, what was kept back and why, differences, calls."""
    kind = "preview" if summary.preview else f"{summary.run_kind} run"
    title = Text(f"{summary.sync} · {kind} · {summary.orders_read} orders read", style="bold")
    calls = ", ".join(f"{name} {count}" for name, count in sorted(summary.calls.items())) or "none"
    parts: list[RenderableType] = [title, _totals(summary)]
    if summary.changed:
        parts.append(Text(", ".join(f"{count} {what}" for what, count in summary.changed.items())))
    if summary.kept:
        parts.append(_kept(summary))
    if summary.differences:
        parts.append(_differences(summary))
    return Group(*parts, Text(f"Calls: {calls}", style="dim"), Text(""))


def write(summary: Summary, console: Console | None = None) -> None:
    (console or Console()).print(tables(summary))


def _totals(summary: Summary) -> RenderableType:
    if not summary.totals:
        return Text("No record " + ("would be made." if summary.preview else "was made."))
    table = Table("record", box=None, pad_edge=False)
    for name in ("made", "store", "QuickBooks"):
        table.add_column(name, justify="right")
    table.add_column("")
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for total in summary.totals:
        for place, value in enumerate((total.count, total.store_total, total.quickbooks_total)):
            sums[total.currency][place] += value
        _row(
            table, str(total.kind).replace("_", " "), total.currency, total.count, total.store_total, total.quickbooks_total
        )
    for currency, (count, store, quickbooks) in sums.items():
        _row(table, "in all", currency, count, store, quickbooks)
    return table


def _row(table: Table, name: str, currency: str, count: int, store: int, quickbooks: int) -> None:
    equal = "[green]to the cent[/]" if store == quickbooks else f"[yellow]{show(quickbooks - store, currency)}, see below[/]"
    table.add_row(name, str(count), show(store, currency), show(quickbooks, currency), equal)


def _kept(summary: Summary) -> Table:
    groups: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for kept in summary.kept:
        groups[str(kept.keeping), str(kept.kind or "order"), kept.reason, kept.remedy].append(kept.order_number)
    table = Table("kept back", "what", "orders", "why", "what to do", box=None, pad_edge=False)
    for (keeping, kind, reason, remedy), numbers in groups.items():
        shown = ", ".join(numbers[:_NUMBERS_SHOWN]) + (" …" if len(numbers) > _NUMBERS_SHOWN else "")
        table.add_row(keeping, kind.replace("_", " "), f"{len(numbers)}: {shown}", Text(reason), Text(remedy))
    return table


def _differences(summary: Summary) -> Table:
    table = Table("difference", "record", "store", "QuickBooks", "what happened", "what to do", box=None, pad_edge=False)
    for row in summary.differences:
        money = (show(row.store_total, row.currency), show(row.quickbooks_total, row.currency))
        table.add_row(row.order_number, str(row.kind).replace("_", " "), *money, Text(row.reason), Text(row.remedy))
    return table

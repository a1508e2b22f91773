"""What the commands show, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from order_sync.ledger import OrderRow, RunRow
from order_sync.money import show
from order_sync.orders import UnreadableOrder
from order_sync.pipeline import Explained
from order_sync.records.record import PlannedOrder
from order_sync.rules import Explanation


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


def explained(one: Explained) -> Iterator[RenderableType]:
    """An order, what each rule saw and did, and what a run would do with it now."""
    if isinstance(one.order, UnreadableOrder):
        yield Text(f"Order {one.order.number}: {one.order.reason} {one.order.remedy}")
        return
    order = one.order
    yield Text(f"Order {order.name} of {order.store}: {show(order.totals.current, order.currency)}", style="bold")
    yield _turns(one.turns)
    if one.planned:
        yield _planned(one.planned)


def _turns(turns: Sequence[Explanation]) -> Table:
    table = Table("rule", "matched", "what it saw", "what it did", box=None)
    for turn in turns:
        seen = "\n".join(
            f"{one.field} {one.comparison} {one.wanted}: {one.target} has “{one.seen}”, {'yes' if one.holds else 'no'}"
            for one in turn.compared
        )
        did = "\n".join(f"{step.action} on {step.target}: “{step.before}” → “{step.after}”" for step in turn.steps)
        matched = "yes" if turn.matched else "no"
        table.add_row(Text(f"{turn.rule} ({turn.file}:{turn.line})"), matched, Text(turn.not_asked or seen), Text(did))
    return table


def _planned(row: PlannedOrder) -> Table:
    table = Table("a run would now", "", "why", "what to do", box=None)
    for record in row.records:
        kind = str(record.kind).replace("_", " ")
        table.add_row(f"post the {kind}", show(record.total, record.currency), Text(f"dated {record.date}"), "")
    for held in row.held:
        table.add_row(f"hold the {str(held.kind).replace('_', ' ')}", "", Text(held.reason), Text(held.remedy))
    for problem in row.problems:
        table.add_row("quarantine the order", "", Text(problem.reason), Text(problem.remedy))
    if row.skipped_by is not None:
        table.add_row("not import it", "", Text(f"rule “{row.skipped_by}”"), "")
    if not table.rows:
        table.add_row("do nothing", "", "all of it is posted", "")
    return table

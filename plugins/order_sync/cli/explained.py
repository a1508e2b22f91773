"""What `order-sync explain` shows: each rule's turn on an order, and the documents that a run would make of it now."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from order_sync.errors import SettingsError
from order_sync.money import show
from order_sync.one_order import Explained
from order_sync.orders import UnreadableOrder
from order_sync.records.record import PlannedOrder, Record
from order_sync.rules import Explanation
from order_sync.rules.explanation import step_text
from order_sync.rules.values import plain_name
from order_sync.syncs import RecordKind

FEW_RULES = 20  # so many are shown, whatever they had to do with the order


@dataclass(frozen=True)
class Wanted:
    """Which rules are to be shown; nothing said: of many rules, those that had something to do with the order."""

    rule: str | None = None
    matched: bool = False
    changed: bool = False
    every: bool = False


def explained(one: Explained, wanted: Wanted) -> Iterator[RenderableType]:
    """An order, what each rule saw and did, and what a run would do with it now."""
    if isinstance(one.order, UnreadableOrder):
        yield Text(f"Order {one.order.number}: {one.order.reason} {one.order.remedy}")
        return
    order = one.order
    yield Text(f"Order {order.name} of {order.store}: {show(order.totals.current, order.currency)}", style="bold")
    shown = chosen(one.turns, wanted)
    if shown:
        yield _turns(shown)
    if len(shown) < len(one.turns):
        yield _left_out(len(one.turns) - len(shown), wanted)
    if one.planned:
        yield from _planned(one.planned)


def chosen(turns: Sequence[Explanation], wanted: Wanted) -> Sequence[Explanation]:
    """The turns that are to be shown, in their order; an unknown rule's name is refused with the nearest one."""
    if wanted.rule is not None:
        named = [turn for turn in turns if plain_name(turn.rule) == plain_name(wanted.rule)]
        if turns and not named:
            raise SettingsError(f"There is no rule “{wanted.rule}”.", remedy=_nearest(wanted.rule, turns))
        turns = named
    elif not (wanted.every or wanted.matched or wanted.changed) and len(turns) > FEW_RULES:
        turns = [turn for turn in turns if turn.is_considered]
    return [turn for turn in turns if (turn.matched or not wanted.matched) and (turn.steps or not wanted.changed)]


def _nearest(name: str, turns: Sequence[Explanation]) -> str:
    names = {plain_name(turn.rule): turn.rule for turn in turns}
    within = [other for other in names if plain_name(name) in other]
    close = difflib.get_close_matches(plain_name(name), names, n=1) or within
    return f"Did you mean “{names[close[0]]}”?" if close else "Write its name as it stands in the rule file."


def _left_out(count: int, wanted: Wanted) -> Text:
    plain = wanted == Wanted()
    why = "of which nothing held on this order " if plain else ""
    how = "--all" if plain else "without these options"
    return Text(f"{count:,} more {'rule' if count == 1 else 'rules'} {why}not shown; to see all: {how}", style="dim")


def _turns(turns: Sequence[Explanation]) -> Table:
    table = Table("rule", "matched", "what it saw", "what it did", box=None)
    for turn in turns:
        seen = turn.not_asked or "\n".join(str(one) for one in turn.compared)
        did = "\n".join(step_text(step) for step in turn.steps)
        table.add_row(Text(f"{turn.rule} ({turn.file}:{turn.line})"), "yes" if turn.matched else "no", Text(seen), Text(did))
    return table


def _planned(row: PlannedOrder) -> Iterator[RenderableType]:
    """What a run would now do with the order."""
    rest = _not_posted(row)
    if not row.records and not rest.rows:
        yield Text("A run would now do nothing: all of it is posted.")
        return
    if row.records:
        yield Text("A run would now post", style="bold")
    for record in row.records:
        yield Text(_heading(record))
        if record.lines:
            yield Padding(_lines(record), (0, 0, 0, 2))
    if rest.rows:
        yield rest
    for note in row.notes:
        yield Text(note, style="dim")


def _not_posted(row: PlannedOrder) -> Table:
    table = Table("A run would now", "why", "what to do", box=None)
    for held in row.held:
        table.add_row(f"hold the {str(held.kind).replace('_', ' ')}", Text(held.reason), Text(held.remedy))
    for problem in row.problems:
        table.add_row("quarantine the order", Text(problem.reason), Text(problem.remedy))
    if row.skipped_by is not None:
        table.add_row("not import it", Text(f"rule “{row.skipped_by}”"), "")
    return table


def _heading(record: Record) -> str:
    """The document in one line: kind, number, date, customer, total, and where the money goes."""
    name = str(record.kind).replace("_", " ")
    parts = [
        f"{name} {record.document_number}" if record.document_number else name,
        f"dated {record.date}",
        record.buyer.display_name,
        show(record.total, record.currency),
    ]
    if record.applied is not None:
        of = "of its credit memo" if record.uses else "of it"
        parts.append(f"{show(record.applied_in_all, record.currency)} {of} applied to the invoice")
    if record.payment_method:
        parts.append(f"by {record.payment_method}")
    if record.deposit_account:
        out = record.kind is RecordKind.refund_receipt
        parts.append(f"{'out of' if out else 'into'} {record.deposit_account}")
    return "  " + ", ".join(parts)


def _lines(record: Record) -> Table:
    table = Table("item", "description", box=None)
    for name in ("quantity", "price", "amount"):
        table.add_column(name, justify="right")
    for line in record.lines:
        quantity, price = (
            f"{value.normalize():f}" if value is not None else "" for value in (line.quantity, line.unit_price)
        )
        table.add_row(Text(line.item), Text(line.description), quantity, price, show(line.amount, record.currency))
    for name, amount in ((f"discount ({record.discount_account})", -record.discount), ("tax", record.tax)):
        if amount:
            table.add_row("", Text(name), "", "", show(amount, record.currency))
    return table

"""What `order-sync rules` shows, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from order_sync.money import show
from order_sync.reports.comparison import OrderChange, RecordChange, Way
from order_sync.rules import ExampleResult
from order_sync.trial import Trial


def examples(results: Sequence[ExampleResult]) -> RenderableType:
    """Every example that failed, with what happened and why; then how many there were."""
    failed = [result for result in results if not result.passed]
    left_out = [result for result in results if result.left_out]
    parts = [part for result in failed for part in _failed(result)]
    parts += [Text(f"{_place(result)}: not run: {result.left_out}", style="dim") for result in left_out]
    run = len(results) - len(left_out)
    if not run:
        return Group(*parts, Text("No example was run: write some beside the rules (docs/rules.md)."))
    said = f"{run - len(failed)} of {run} {'example holds' if run == 1 else 'examples hold'}"
    return Group(*parts, Text(said + ".", style="bold red" if failed else "bold green"))


def _failed(result: ExampleResult) -> list[Text]:
    rows = [("given", result.given), ("expected", result.expected), ("happened", result.happened)]
    rows += [("why" if number == 0 else "", why) for number, why in enumerate(result.why)]
    return [
        Text(f"{_place(result)}: an example does not hold.", style="bold red"),
        *(Text(f"  {name:<9} {said}") for name, said in rows),
    ]


def _place(result: ExampleResult) -> str:
    return f"{result.file}, line {result.line}, rule “{result.rule}”"


def order_change(change: OrderChange) -> RenderableType:
    """What the new rules make otherwise of one order."""
    posted = ", posted already" if change.is_posted else ""
    by = f" (by {', '.join(f'“{rule}”' for rule in change.rules)})" if change.rules else ""
    return Group(
        Text(f"Order {change.order_number}{posted}{by}", style="bold"), *(Text(f"  {_said(one)}") for one in change.changes)
    )


def _said(one: RecordChange) -> str:
    if one.way is Way.added:
        return f"+ {one.record}: {one.after}; now: {one.before}"
    if one.way is Way.removed:
        return f"- {one.record}: {one.before}; then: {one.after}"
    return f"~ {one.record}, {one.field}: {one.before or 'nothing'} → {one.after or 'nothing'}"


def trial_summary(trial: Trial, shown: int, limit: int) -> RenderableType:
    """How much would change, by document and account, and what would not since it is posted."""
    parts: list[RenderableType] = []
    if trial.changed > shown:
        parts.append(Text(f"and {trial.changed - shown:,} more orders; all of them: --json", style="dim"))
    parts.append(Text(f"{trial.changed:,} of {trial.orders:,} orders would be booked otherwise.", style="bold"))
    if trial.orders >= limit:
        parts.append(Text(f"No more than {limit:,} orders were looked at; --limit says how many.", style="yellow"))
    if trial.unreadable:
        parts.append(Text(f"{trial.unreadable:,} orders of the store could not be read.", style="yellow"))
    parts.append(
        Text(
            f"{trial.posted:,} of the orders are posted already, {trial.changed_and_posted:,} of those that would be booked "
            "otherwise. What is posted stays as it is."
        )
    )
    return Group(*parts, *_totals(trial))


def _totals(trial: Trial) -> list[RenderableType]:
    """Only what differs."""
    kinds = Table("documents", "currency", box=None)
    for name in ("now", "total now", "then", "total then"):
        kinds.add_column(name, justify="right")
    for kind in trial.accounts.kinds():
        if (kind.before, kind.total_before) != (kind.after, kind.total_after):
            totals = (show(total, kind.currency) for total in (kind.total_before, kind.total_after))
            before, after = totals
            kinds.add_row(str(kind.kind).replace("_", " "), kind.currency, str(kind.before), before, str(kind.after), after)
    accounts = Table("account", box=None)
    for name in ("now", "then", "difference"):
        accounts.add_column(name, justify="right")
    for one in trial.accounts.totals():
        if one.before != one.after:
            amounts = (show(amount, one.currency) for amount in (one.before, one.after, one.after - one.before))
            accounts.add_row(Text(one.account), *amounts)
    same = Text("No account would differ." if trial.orders else "There are no such orders.")
    return [table for table in (kinds, accounts) if table.rows] or [same]


def trial_totals(trial: Trial) -> dict[str, Any]:
    """The totals as plain values; amounts in minor units."""
    numbers = {name: getattr(trial, name) for name in ("orders", "unreadable", "changed", "posted", "changed_and_posted")}
    found = {"documents": trial.accounts.kinds(), "accounts": trial.accounts.totals()}
    return {"totals": numbers | {name: msgspec.to_builtins(rows) for name, rows in found.items()}}

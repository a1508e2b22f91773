"""`order-sync approve`: a person lets an order go on that a rule holds for approval."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer
from rich.text import Text

from order_sync import one_order
from order_sync.cli.surroundings import console, outside_of_environment, sync_names
from order_sync.errors import SettingsError
from order_sync.money import show
from order_sync.one_order import Approved
from order_sync.orders import UnreadableOrder
from order_sync.outside import Outside
from order_sync.records.record import Approval

LONGEST_NAME = 100


def approve(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The order's number.")],
    sync: Annotated[str | None, typer.Option("--sync", help="Only this sync; without it, all are asked.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who approves it; without it, the user of this computer.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the approval back; what is posted stays.")] = False,
) -> None:
    """Let an order go on that a rule holds for approval, as it is in the store now; the next run books it."""
    name = _person(by)
    outside = outside_of_environment()
    if undo:
        _undo(outside, order, sync, name)
        return
    found = [
        (one, sync_name)
        for sync_name in sync_names(outside, sync)
        for one in one_order.approve(outside, sync_name, order, name)
    ]
    for one, sync_name in found:
        console.print(_said(one, sync_name))
    if not found:
        console.print(Text(f"No store of {sync or 'any sync'} has an order {order}.", style="bold red"))
    if not any(one.approval for one, _ in found):
        raise typer.Exit(1)


def _undo(outside: Outside, order: str, sync: str | None, by: str) -> None:
    withdrawn: list[Approval] = []
    with outside.ledger() as book:
        for name in sync_names(outside, sync):
            withdrawn += book.approvals.withdraw(name, order, by)
    for approval in withdrawn:
        console.print(
            Text(f"Order {approval.order_number} of {approval.sync} is no longer {approval}. What is posted stays.")
        )
    if not withdrawn:
        console.print(Text(f"No approval of an order {order} stands.", style="bold red"))
        raise typer.Exit(1)


def _said(one: Approved, sync: str) -> Text:
    if isinstance(one.order, UnreadableOrder):
        return Text(f"Order {one.order.number} of {sync}: {one.order.reason} {one.order.remedy}")
    order, approval = one.order, one.approval
    what = f"Order {order.name} of {sync} ({show(order.totals.current, order.currency)}, {order.customer.name or 'no name'})"
    if approval is None:
        return Text(f"{what}: no rule holds it for approval. `order-sync explain {order.number}` says how it stands.")
    if one.given_before:
        return Text(f"{what}: it was {approval} already.")
    return Text(
        f"{what}, held by rule “{approval.rule}”: {approval}.\n"
        f"The next scheduled run books it; now: order-sync sync {sync} --order {order.number}"
    )


def _person(by: str | None) -> str:
    """Who it is, as the ledger keeps it."""
    if by is None:
        try:
            by = getpass.getuser()
        except (OSError, KeyError, ImportError):  # a container's user may have no name
            by = ""
    name = " ".join(by.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise SettingsError("It is not known who approves.", remedy=f"Say --by NAME, of at most {LONGEST_NAME} characters.")
    return name

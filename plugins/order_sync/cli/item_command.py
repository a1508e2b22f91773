"""`order-sync map-item`: a SKU that QuickBooks does not have is booked under an item that it has, from now on."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from order_sync import item_maps
from order_sync.cli.surroundings import console, outside_of_environment, sync_names
from order_sync.errors import SettingsError


def map_item(
    sku: Annotated[str, typer.Argument(metavar="SKU", help="The SKU as the store writes it.")],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The item in QuickBooks, with its categories: Kitchen:Mug.")],
    sync: Annotated[str | None, typer.Option("--sync", help="The sync; not needed where there is only one.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Map a SKU that is mapped to another item.")] = False,
) -> None:
    """Map a SKU to an item, as a row of the sync's map of items; the next run takes up the orders that waited for it."""
    outside = outside_of_environment()
    names = sync_names(outside, sync)
    if len(names) != 1:
        raise SettingsError("Which sync is meant?", remedy=f"Say --sync with one of: {', '.join(names) or 'none there is'}.")
    mapped = item_maps.map_item(outside, names[0], sku, item, replace=replace)
    until_now = f", until now under “{mapped.before}”" if mapped.before and mapped.before != mapped.item else ""
    console.print(Text(f"{mapped.file}: {mapped.sku} is booked under “{mapped.item}”{until_now}."))
    if mapped.is_new:
        advice = f"The sync does not read this file yet: add {mapped.file} to rules in include/syncs/{names[0]}.yaml."
        console.print(Text(advice, style="bold yellow"))

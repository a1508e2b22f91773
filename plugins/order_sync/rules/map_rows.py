"""One row more in a map that lies as a CSV file: which item a SKU is booked under, from now on. Pure."""

from __future__ import annotations

from typing import NamedTuple

from order_sync.errors import SettingsError
from order_sync.rules.fields import find_field
from order_sync.rules.grid_words import action_name, field_name, is_grid
from order_sync.rules.table_text import delimiter_of, read_table, write_table
from order_sync.rules.where import Where

NEW_MAP = "sku,map item\r\n"


class Mapped(NamedTuple):
    """The file's new text; `before`: the item to which the SKU was mapped until now, blank where it was to none."""

    text: str
    before: str


def maps_items(name: str, text: str) -> bool:
    """Whether a CSV file of rules is a map from SKU to item."""
    where = Where(name)
    header = read_table(text, where).header
    if is_grid(header):
        return False
    key = find_field(field_name(header[0]))
    return key is not None and key.name == "sku" and "map item" in map(action_name, header[1:])


def with_row(name: str, text: str, sku: str, item: str) -> Mapped:
    """The map with the SKU mapped to the item: a new row, or a row that is there changed."""
    if not sku.strip() or not item.strip():
        raise SettingsError("A SKU and an item are needed.", remedy="order-sync map-item SKU ITEM --sync NAME")
    table = read_table(text, Where(name))
    header, delimiter = table.header, delimiter_of(text)
    column = 1 + [action_name(one) for one in header[1:]].index("map item")
    rows = [row for _, row in table.rows]
    found = [row for row in rows if row[0].strip().casefold() == sku.strip().casefold()]
    if not found:
        row = [sku.strip(), *([""] * (len(header) - 1))]
        row[column] = item.strip()
        separator = "" if text.endswith("\n") else "\r\n"
        return Mapped(text + separator + write_table([row], delimiter), "")
    before = found[0][column]
    for row in found:
        row[column] = item.strip()
    return Mapped(write_table([[str(one) for one in header], *rows], delimiter), before)

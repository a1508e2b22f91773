"""The company's items from the mirror, as far as the lines of orders may mean them; no call to QuickBooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from order_sync.item_settings import ItemSettings
from order_sync.ledger import ReferenceRow, fold
from order_sync.line_settings import LineSettings
from order_sync.orders import Line, LineKind, Order
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.list_updates import DELETED
from order_sync.quickbooks.newcomers import CATEGORY
from order_sync.records.items import is_named, keys_asked

_STOCK, _BUNDLE = "Inventory", "Group"


def items_of_state(company: Company, items: ItemSettings, lines: LineSettings, orders: Iterable[Order]) -> dict[str, Any]:
    """What a CompanyState knows of items: its fields, by name."""
    named, keys, skus = _asked(items, lines, orders)
    references = company.ledger.references
    by_name = _sellable(references.find(company.realm, "Item", named | keys))
    by_leaf, ambiguous = _by_leaf(company, (named | keys) - by_name.keys())
    by_name |= by_leaf
    by_sku = _sellable(references.find_alias(company.realm, "Item", skus)) if "sku" in items.match else {}
    ways = [by_sku if way == "sku" else by_name for way in reversed(items.match)]
    found = {key: row for way in ways for key, row in way.items() if row.active}
    if "name" not in items.match:  # what has no SKU is known by its name all the same
        found |= {key: row for key, row in by_name.items() if row.active and key in named}
    deleted = references.find(company.realm, "Item", [key + DELETED for key in named | keys])
    asleep = {key.removesuffix(DELETED): row for key, row in deleted.items() if not row.active}
    asleep |= {key: row for way in ways for key, row in way.items() if not row.active}
    rows = (*found.values(), *by_name.values())
    return {
        "items": {key: row.name for key, row in found.items()},
        "named_items": {key: by_name[key].name for key in named if key in by_name and by_name[key].active},
        "inactive_items": {key: row.name.removesuffix(DELETED) for key, row in asleep.items() if key not in found},
        "ambiguous_items": ambiguous - found.keys(),
        "stock_items": frozenset(row.name for row in rows if row.details.get("type") == _STOCK),
        "bundles": frozenset(row.name for row in rows if row.details.get("type") == _BUNDLE),
    }


def _asked(items: ItemSettings, lines: LineSettings, orders: Iterable[Order]) -> tuple[set[str], set[str], set[str]]:
    """Names, names that may also be SKUs, and SKUs."""
    named = {name.lower() for name in (items.without_sku, items.fallback) if name}
    named.add(lines.discount_item.lower())
    named |= {str(getattr(items, kind.value)).lower() for kind in LineKind if kind is not LineKind.product}
    keys: set[str] = set()
    skus: set[str] = set()
    for line in _lines(orders):
        asked = set(keys_asked(line, items))
        (named if is_named(line) or not (line.sku or "").strip() else keys).update(asked)
        skus |= asked
    return named, keys, skus


def _lines(orders: Iterable[Order]) -> Iterable[Line]:
    return (line for order in orders for event in order.events for line in event.lines)


def _sellable(rows: Mapping[str, ReferenceRow]) -> dict[str, ReferenceRow]:
    return {key: row for key, row in rows.items() if row.details.get("type") != CATEGORY}


def _by_leaf(company: Company, names: set[str]) -> tuple[dict[str, ReferenceRow], frozenset[str]]:
    """The items in categories that alone bear one of the names, and the names that several bear."""
    found: dict[str, list[ReferenceRow]] = {}
    plain_names = {name for name in names if ":" not in name}
    if plain_names:
        for row in company.ledger.references.in_parents(company.realm, "Item"):
            leaf = fold(row.name).rpartition(":")[2]
            if leaf in plain_names and row.active and row.details.get("type") != CATEGORY:
                found.setdefault(leaf, []).append(row)
    one = {name: rows[0] for name, rows in found.items() if len(rows) == 1}
    return one, frozenset(found.keys() - one.keys())

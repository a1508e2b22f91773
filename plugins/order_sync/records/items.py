"""Which item of QuickBooks a line is booked under: by rule, by SKU or name, or a new one's name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from order_sync.item_settings import ItemSettings
from order_sync.orders import Line, LineKind
from order_sync.records import fields
from order_sync.records.fields import Note, distinct, distinct_name
from order_sync.records.reasons import Unbookable, held, problem
from order_sync.records.record import CompanyState, Held, Record, RecordLine

_WHAT = "The name of an item"


def has_stock(item: str, line: Line, items: ItemSettings, state: CompanyState) -> bool:
    """Whether the item counts its stock, or will once it is made, so that a line's quantity must stay."""
    if item in state.stock_items:
        return True
    is_new = items.create_as == "inventory" and line.kind is LineKind.product
    return is_new and item not in state.items.values() and item not in state.named_items.values()


def sku_of(line: Line, note: Note) -> str | None:
    """The line's SKU as QuickBooks can hold it."""
    return distinct((line.sku or "").strip(), fields.ITEM_NAME, "A SKU", note) or None


def item_of(line: Line, items: ItemSettings, state: CompanyState, note: Note) -> str:
    """The item's full name; raises Unbookable where it is one that a line cannot sell."""
    known = _known((line.item or _own(line, items)).strip().lower(), line, state)  # most are, so this is asked first
    if known is None:
        known = next((found for key in _keys(line, items) if (found := _known(key, line, state))), None)
    if known is None and items.when_inactive == "reactivate":
        known = next((found for key in _keys(line, items) if (found := state.inactive_items.get(key))), None)
    if known is None and items.when_missing == "fallback" and line.kind is LineKind.product and not line.item:
        named = items.fallback or ""
        known = state.named_items.get(named.lower(), named)
        note(f"“{line.title}” ({line.sku or 'no SKU'}) has no item in QuickBooks; it is booked under “{known}”.")
    name = known or _new_name(line, items, note)
    if name in state.bundles:
        raise Unbookable(problem("item_is_bundle", title=line.title, item=name))
    return name


def keys_asked(line: Line, items: ItemSettings) -> Iterator[str]:
    """Everything by which the line's item may be known."""
    yield from _keys(line, items)
    yield _new_name(line, items, lambda _: None).lower()


def is_named(line: Line) -> bool:
    """Whether the line's item is one of that very name, which a rule or the sync's settings give."""
    return bool(line.item) or line.kind is not LineKind.product


def held_for_item(records: Iterable[Record], items: ItemSettings, state: CompanyState) -> Held | None:
    """Why an order waits whole for one of its items; None where it does not."""
    if not state.ambiguous_items and "hold" not in (items.when_missing, items.when_inactive):
        return None
    lines = [(record, line) for record in records if record.copied_state is None for line in record.lines]
    known = {name.lower() for name in (*state.items.values(), *state.named_items.values())}
    for record, line in lines:
        code = _waits_for(line, items, state, known)
        if code:
            return held(record.kind, code, item=line.item, sku=line.sku or line.description[:40])
    return None


def _waits_for(line: RecordLine, items: ItemSettings, state: CompanyState, known: set[str]) -> str:
    name = line.item.lower()
    if line.kind is not LineKind.product or name in known:
        return ""
    if name.rpartition(":")[2] in state.ambiguous_items:
        return "item_ambiguous"
    if items.when_inactive == "hold" and name in state.inactive_items:
        return "item_inactive"
    return "item_missing" if items.when_missing == "hold" else ""


def _keys(line: Line, items: ItemSettings) -> Iterator[str]:
    """Under what the line's item is looked up, in lower case: as it is written, then as QuickBooks could hold it."""
    name = line.item or _own(line, items)
    yield name.strip().lower()
    yield _fitting(name).lower()


def _own(line: Line, items: ItemSettings) -> str:
    if line.kind is LineKind.product:
        return (line.sku or "").strip() or items.without_sku or line.title
    return str(getattr(items, line.kind.value))


def _known(key: str, line: Line, state: CompanyState) -> str | None:
    if is_named(line) and (named := state.named_items.get(key)):
        return named
    return state.items.get(key)


def _new_name(line: Line, items: ItemSettings, note: Note) -> str:
    if line.item or line.kind is not LineKind.product:
        return _path(line.item or _own(line, items), note)
    name = _own(line, items)
    sku = (line.sku or "").strip()
    if items.name_new == "title_and_sku" and sku and line.title.strip():
        name = _titled(line.title, sku)
    name = distinct_name(name, fields.ITEM_NAME, _WHAT, note) or "Item"
    return f"{items.category}:{name}" if items.category and name != items.without_sku else name


def _titled(title: str, sku: str) -> str:
    """`Blue mug (MUG-BLUE)`; where both have no room, the title is cut: the SKU tells products apart."""
    room = fields.ITEM_NAME - len(sku) - 3
    return f"{title.strip()[:room].rstrip()} ({sku})" if room > 0 else sku


def _path(name: str, note: Note) -> str:
    """A name that a person wrote: `Kitchen:Mug` is Mug in the category Kitchen."""
    parts = [distinct_name(part, fields.ITEM_NAME, _WHAT, note) for part in name.split(":")]
    return ":".join(part for part in parts if part) or "Item"


@lru_cache(maxsize=10_000)
def _fitting(name: str) -> str:
    return distinct_name(name, fields.ITEM_NAME, _WHAT, lambda _: None)

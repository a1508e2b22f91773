"""What other rules would change: an order's documents under the present rules and under the new ones, in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from order_sync.money import show
from order_sync.orders import Word
from order_sync.records.record import PlannedOrder, Record, RecordLine
from order_sync.syncs import RecordKind


class Way(Word):
    added = "added"
    removed = "removed"
    changed = "changed"


class RecordChange(msgspec.Struct, frozen=True, kw_only=True):
    """A document that is there under one of the two only, or one field of it that differs."""

    record: str  # "invoice 1001"
    way: Way
    field: str = ""  # "customer", "line 1 Blue mug: item"; blank: the whole document
    before: str = ""
    after: str = ""


class OrderChange(msgspec.Struct, frozen=True, kw_only=True):
    """One order of which the new rules make something else."""

    order_id: str
    order_number: str
    is_posted: bool  # some of it is in QuickBooks, and stays as it is there
    rules: tuple[str, ...] = ()  # those that do otherwise
    changes: tuple[RecordChange, ...] = ()


def compare(before: PlannedOrder, after: PlannedOrder, is_posted: bool) -> OrderChange | None:
    """What differs between the two plans of one order; None: nothing of its documents, nor of why there are none."""
    changes = (*_documents(before, after), *_kept_back(before, after))
    if not changes:
        return None
    return OrderChange(
        order_id=after.order_id,
        order_number=before.order_number,
        is_posted=is_posted,
        rules=_rules(before, after),
        changes=changes,
    )


def _rules(before: PlannedOrder, after: PlannedOrder) -> tuple[str, ...]:
    """The rules whose steps are in one of the two traces only."""
    steps = [{(s.rule, s.action, s.target, s.before, s.after, s.record) for s in row.trace} for row in (before, after)]
    differing = steps[0] ^ steps[1]
    found = (step.rule for row in (before, after) for step in row.trace
             if (step.rule, step.action, step.target, step.before, step.after, step.record) in differing)  # fmt: skip
    return tuple(dict.fromkeys(found))


def _documents(before: PlannedOrder, after: PlannedOrder) -> Iterator[RecordChange]:
    old, new = ({record.key: record for record in row.records} for row in (before, after))
    for key, record in old.items():
        if key not in new:
            yield RecordChange(
                record=_name(record), way=Way.removed, before=_whole(record), after=_why_not(after, record.kind)
            )
        else:
            yield from _fields(record, new[key])
    for key, record in new.items():
        if key not in old:
            yield RecordChange(
                record=_name(record), way=Way.added, before=_why_not(before, record.kind), after=_whole(record)
            )


def _kept_back(before: PlannedOrder, after: PlannedOrder) -> Iterator[RecordChange]:
    """Why documents are not made, where they are made under neither of the two."""
    made = {record.kind for row in (before, after) for record in row.records}
    kinds = {held.kind: None for row in (before, after) for held in row.held if held.kind not in made}
    for kind in kinds:
        old, new = _why_not(before, kind), _why_not(after, kind)
        if old != new:
            yield RecordChange(record=_kind(kind), way=Way.changed, field="kept back", before=old, after=new)
    if not made and not kinds:
        old, new = _order_kept(before), _order_kept(after)
        if old != new:
            yield RecordChange(record="order", way=Way.changed, field="kept back", before=old, after=new)


def _why_not(row: PlannedOrder, kind: RecordKind) -> str:
    reasons = [held.reason for held in row.held if held.kind is kind]
    return " ".join(dict.fromkeys(reasons)) or _order_kept(row) or "not made"


def _order_kept(row: PlannedOrder) -> str:
    if row.skipped_by is not None:
        return f"Rule “{row.skipped_by}”: do not import."
    return " ".join(problem.reason for problem in row.problems)


def _kind(kind: RecordKind) -> str:
    return str(kind).replace("_", " ")


def _name(record: Record) -> str:
    return f"{_kind(record.kind)} {record.document_number or record.source_id}"


def _whole(record: Record) -> str:
    return f"{show(record.total, record.currency)} dated {record.date}, {record.buyer.display_name}"


# What a record is known by, or what only says where it comes from.
_NOT_COMPARED = frozenset(
    (
        "key", "kind", "company", "store", "order_id", "order_number", "source_id", "order_hash", "copies", "copied_state",
        "linked_state", "adopts", "is_part", "pays", "also_pays", "lines", "buyer",
    )
)  # fmt: skip
_HOW_FOUND = frozenset(("customer_id", "wish"))  # by which a customer is found: what counts is his name
_MONEY = frozenset(("total", "discount", "tax", "applied", "amount"))


def _fields(old: Record, new: Record) -> Iterator[RecordChange]:
    name = _name(old)
    for field, before, after in (*_differing(old, new, old.currency), *_lines(old, new)):
        yield RecordChange(record=name, way=Way.changed, field=field, before=before, after=after)


def _differing(old: Record, new: Record, currency: str) -> Iterator[tuple[str, str, str]]:
    for field in Record.__struct_fields__:
        if field not in _NOT_COMPARED:
            yield from _pair(field.replace("_", " "), getattr(old, field), getattr(new, field), field in _MONEY, currency)
    for field in type(old.buyer).__struct_fields__:
        if field in _HOW_FOUND:
            continue
        said = "customer" if field == "display_name" else f"customer's {field.replace('_', ' ')}"
        yield from _pair(said, getattr(old.buyer, field), getattr(new.buyer, field), False, currency)


def _lines(old: Record, new: Record) -> Iterator[tuple[str, str, str]]:
    before, after = ({line.line_id: line for line in record.lines} for record in (old, new))
    for number, line_id in enumerate(dict.fromkeys((*before, *after)), start=1):
        line, other = before.get(line_id), after.get(line_id)
        named = line or other
        name = f"line {number} {named.sku or named.description}".rstrip() if named else ""
        if line is None or other is None:
            yield name, _line(line, old.currency), _line(other, new.currency)
            continue
        for field in RecordLine.__struct_fields__:
            if field not in ("line_id", "copied"):
                own = getattr(line, field), getattr(other, field)
                yield from _pair(f"{name}: {field.replace('_', ' ')}", *own, field in _MONEY, old.currency)


def _line(line: RecordLine | None, currency: str) -> str:
    return "no line" if line is None else f"{line.item} for {show(line.amount, currency)}"


def _pair(name: str, old: Any, new: Any, is_money: bool, currency: str) -> Iterator[tuple[str, str, str]]:
    if old != new:
        yield name, _said(old, is_money, currency), _said(new, is_money, currency)


def _said(value: Any, is_money: bool, currency: str) -> str:
    if value is None or value == "":
        return "nothing"
    if is_money:
        return show(value, currency)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, msgspec.Struct):
        return ", ".join(str(part) for part in msgspec.structs.astuple(value) if part)
    return str(value)

"""What an action leaves behind, as an example names it: the value that its target holds afterwards.

Most actions put a value somewhere, and leave it there. Those that move amounts leave the amount that they are about (the
shipping, the quantity) and not the order's total; those on tags leave a tag on or off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from order_sync.orders import Order
from order_sync.rules.actions import Action
from order_sync.rules.decision import Step
from order_sync.rules.fields import FIELDS, Level, Scene
from order_sync.rules.values import Kind, parse_value, plain, show_value
from order_sync.rules.working_order import ORDER, WorkingOrder


@dataclass(frozen=True)
class Left:
    """The values that an action left: one for each line or payment that it acts on."""

    values: tuple[str, ...]
    is_any: bool = False  # what is looked for must be one of them
    is_absence: bool = False  # what is looked for must be none of them


Held = Mapping[str, str]  # by the target's name in short: “line 2”


def held_by_order(action: Action, working: WorkingOrder, places: Sequence[int] | None = None) -> Held:
    """What the action's targets hold now; without places, all targets that it could act on."""
    if action.kind is Kind.yes_no or action.name in _WHOLE:
        return {}
    if places is None:
        places = _all_places(action, working)
    order = working.order
    return {
        _short(working.named(action.level, place)): action.shown(_target(action, place, working, order), order)
        for place in places
    }


def left_by_rule(
    action: Action, held: Held, steps: Sequence[Step], given: Order, working: WorkingOrder, done: bool = False
) -> Left:
    """What the action left after its rule's steps, where `held` is what its targets held before.

    `given`: the order before the rule; `done`: whether the action was done, where no steps are given.
    """
    if action.flag is not None:
        return Left((show_value(getattr(working.decision(), action.flag) is not None),))
    order = working.order
    whole = _WHOLE.get(action.name)
    if whole is not None:
        return whole(given, order)
    if action.kind is Kind.yes_no:
        return Left((show_value(bool(steps) or done),))
    after = {**held, **{_short(step.target): step.after for step in steps}}
    read = _READ.get(action.name)
    return Left(tuple(read(value) if read else value for value in after.values()))


def is_left(action: Action, wanted: Sequence[str], left: Left, today: date | None) -> bool:
    """Whether that is what the example expects: nothing said, one value for all, or one for each in their order."""
    if not wanted:
        wanted = ("yes",) if action.kind is Kind.yes_no else ()
    if left.is_any or left.is_absence:
        there = {plain(value) for value in left.values}
        return all((plain(want) in there) is not left.is_absence for want in wanted)
    if len(wanted) == 1:
        return bool(left.values) and all(_same(action, wanted[0], value, today) for value in left.values)
    same = len(wanted) == len(left.values) and all(
        _same(action, want, value, today) for want, value in zip(wanted, left.values, strict=True)
    )
    return same if wanted else bool(left.values)


def _same(action: Action, wanted: str, value: str, today: date | None) -> bool:
    if action.kind in (Kind.number, Kind.money, Kind.money_or_percent):
        return _number(wanted) == _number(value)
    if action.kind in (Kind.yes_no, Kind.choice, Kind.date):
        return value != "" and parse_value(action.kind, wanted, today) == parse_value(action.kind, value)
    return wanted.strip() == value


def _number(text: str) -> Decimal | None:
    return Decimal(text.strip()) if text.strip() else None


def _all_places(action: Action, working: WorkingOrder) -> Sequence[int]:
    if action.level is Level.order:
        return [ORDER]
    return working.money_places if action.level is Level.payment else working.places_of(action.only_lines)


def _target(action: Action, place: int, working: WorkingOrder, order: Order) -> object:
    if action.level is Level.line:
        return working.line(place)
    return working.payment(place) if action.level is Level.payment else order


def _short(target: str) -> str:
    """The name without what a rule may change of it: “line 2” of “line 2 MUG-OLD”."""
    return " ".join(target.split(" ")[:2])


def _shipping(_: Order, order: Order) -> Left:
    return Left((FIELDS["shipping amount"].shown(Scene(order)),))


def _added_items(given: Order, order: Order) -> Left:
    before = {line.line_id for line in given.sale_lines}
    return Left(tuple(line.item for line in order.sale_lines if line.line_id not in before), is_any=True)


_WHOLE: dict[str, Callable[[Order, Order], Left]] = {
    "tag": lambda _, order: Left(order.tags, is_any=True),
    "remove tag": lambda _, order: Left(order.tags, is_absence=True),
    "map shipping price": _shipping,
    "add shipping surcharge": _shipping,
    "add line": _added_items,
    "remove tax": lambda _, order: Left((show_value(order.totals.tax == 0),)),
}
_READ: dict[str, Callable[[str], str]] = {
    "map merchant fee cents": lambda value: value.partition(" ")[0],
    "multiply quantity and amount": lambda value: value.partition(" for ")[0],
}

"""Lets one rule act where it matches: on which lines and payments, with which value.

A rule's conditions are tried on each line and each payment that they look at: two conditions on lines of one rule mean the
same line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from order_sync.rules.actions import Action
from order_sync.rules.expressions import READS, Clear
from order_sync.rules.fields import Level, Scene
from order_sync.rules.rule import Do, Rule
from order_sync.rules.values import Kind
from order_sync.rules.working_order import ORDER, WorkingOrder


class Sight(NamedTuple):
    """A scene, and the places of its line and payment; None where the rule looks at none, or there is none."""

    scene: Scene
    line: int | None
    payment: int | None


class Changed(NamedTuple):
    """A change that one action made: to the order, a line or a payment; a place of None: to all of it."""

    action: Action
    place: int | None


def act(rule: Rule, matching: Sequence[Sight], working: WorkingOrder) -> list[Changed]:
    """Does what the rule says where it matches; says what has changed.

    Where it acts, and with which values, is settled before the first action: none sees what another of its rule did.
    """
    planned = [_plan(do, rule, matching, working) for do in rule.calls]
    changed: list[Changed] = []
    for action, values in planned:
        if action.reshape is not None:
            for value, places in _by_value(values).items():
                if working.reshape(action, places, value, rule.name):
                    changed = [Changed(action, None)]  # lines may have lost the places that were said before
        else:
            do = way_of(action)
            changed += [
                Changed(action, place)
                for place, value in values.items()
                if value is not None and do(working, action, place, _Empty.put(value), rule.name)
            ]
    return changed


def way_of(action: Action) -> Callable[[WorkingOrder, Action, int, Any, str], bool]:
    """How a working order does an action that does not make the whole order anew."""
    if action.flag is not None:
        return WorkingOrder.raise_flag
    return WorkingOrder.put if action.attribute else WorkingOrder.change


def _plan(do: Do, rule: Rule, matching: Sequence[Sight], working: WorkingOrder) -> tuple[Action, dict[int, Any]]:
    """The action, and for each place that it acts on the value; None: it does nothing there."""
    action = do.action
    places = acts_on(action, rule, matching, working)
    if isinstance(do.value, Clear):
        return action, {place: _Empty(action.empty(_target(matching[0], action, place, working))) for place in places}
    return action, {place: _value(do, matching, place) for place in places}


def _by_value(values: Mapping[int, Any]) -> dict[Any, list[int]]:
    """The places of each value; blank ones are left out."""
    found: dict[Any, list[int]] = {}
    for place, value in values.items():
        if value is not None:
            found.setdefault(value, []).append(place)
    return found


class _Empty(NamedTuple):
    """What an attribute holds where it is emptied; it may be None, which is no value."""

    held: Any

    @staticmethod
    def put(value: Any) -> Any:
        return value.held if isinstance(value, _Empty) else value


def _target(sight: Sight, action: Action, place: int, working: WorkingOrder) -> Any:
    if action.level is Level.line:
        return working.line(place)
    return working.payment(place) if action.level is Level.payment else sight.scene.order


def _value(do: Do, matching: Sequence[Sight], place: int) -> Any:
    """The value, from the first sight of the place where it is read from fields."""
    value = do.value
    if not isinstance(value, READS):
        return value
    level = do.action.level
    own = (
        (sight for sight in matching if _place(sight, level) in (place, None))
        if level is not Level.order
        else iter(matching)
    )
    found = value.value(next(own, matching[0]).scene, do.action.kind)
    return None if do.action.kind is Kind.choice and found not in do.action.words else found


def _place(sight: Sight, level: Level) -> int | None:
    return sight.line if level is Level.line else sight.payment


def sights(levels: frozenset[Level], working: WorkingOrder) -> Iterator[Sight]:
    """Everything that a rule's conditions are tried on. Where there is no line (payment), its fields are blank."""
    for line in _or_none(working.line_places if Level.line in levels else []):
        for payment in _or_none(working.payment_places if Level.payment in levels else []):
            yield sight_of(working, line, payment)


def sight_of(working: WorkingOrder, line: int | None, payment: int | None) -> Sight:
    scene = Scene(
        working.order,
        line=None if line is None else working.line(line),
        payment=None if payment is None else working.payment(payment),
    )
    return Sight(scene, line, payment)


def _or_none(places: Sequence[int]) -> Sequence[int | None]:
    return places or [None]


def matches(rule: Rule, working: WorkingOrder) -> list[Sight]:
    return [sight for sight in sights(rule.levels, working) if rule.when.holds(sight.scene)]


def acts_on(action: Action, rule: Rule, matching: Sequence[Sight], working: WorkingOrder) -> list[int]:
    """The places on which an action acts.

    An action on lines acts on those that match, refunded ones too, so that both sides go to one item; any other action asks
    whether a line that was sold matches. In the same way for payments: others ask for money that came in, or its promise.
    An action on lines or payments of a rule that looks at none acts on all.
    """
    level = action.level
    kept = [
        sight
        for sight in matching
        if (level is Level.line or sight.line is None or working.is_sold(sight.line))
        and (level is Level.payment or sight.payment is None or working.is_money_in(sight.payment))
    ]
    if not kept or level is Level.order:
        return [ORDER] if kept else []
    if level is Level.payment:
        matched, every = {sight.payment for sight in kept}, working.money_places
    elif not action.is_on_products:
        return working.places_of(action.only_lines)
    else:
        matched, every = {sight.line for sight in kept}, working.line_places
    return list(every) if level not in rule.levels else [place for place in every if place in matched]

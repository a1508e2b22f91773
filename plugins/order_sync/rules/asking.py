"""Rules as functions: the same meaning as `acting.act`, with what can be worked out beforehand worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from order_sync.rules.acting import Changed, act, sights
from order_sync.rules.actions import Action
from order_sync.rules.compiled import Check, compile_condition
from order_sync.rules.expressions import READS, Clear
from order_sync.rules.fields import Level
from order_sync.rules.rule import Rule
from order_sync.rules.working_order import ORDER, WorkingOrder

Ask = Callable[[WorkingOrder], Sequence[Changed]]
_NOTHING: tuple[Changed, ...] = ()
_THE_ORDER = (ORDER,)


class Call(NamedTuple):
    """An action with its constant value. `is_on_matched`: it acts on the lines (payments) that the rule looks at."""

    action: Action
    value: Any
    is_on_matched: bool
    is_watched: bool  # whether what it changes can make more rules match


def compile_rule(rule: Rule, watched: Callable[[Action], bool]) -> Ask:
    """A function that lets the rule act on an order and says what it changed of what is watched."""
    check = compile_condition(rule.when)
    if _is_plain(rule):
        levels = rule.levels - {Level.order}
        level = next(iter(levels), Level.order)
        calls = tuple(
            Call(
                do.action,
                do.value,
                do.action.level is level and level is not Level.order and do.action.is_on_products,
                watched(do.action),
            )
            for do in rule.calls
        )
        ask: Ask = partial(_PLAIN[level], rule.name, calls, check)
    else:
        ask = partial(_ask, rule, check)
    if not rule.scope.depends_on_order:
        return ask
    covers = rule.scope.covers
    return lambda working: ask(working) if covers(working.order) else _NOTHING


def compile_test(rule: Rule) -> Callable[[WorkingOrder], bool]:
    """A function that says whether the rule matches an order as it stands."""
    check = compile_condition(rule.when)
    levels, scope = rule.levels, rule.scope

    def test(working: WorkingOrder) -> bool:
        order = working.order
        if scope.depends_on_order and not scope.covers(order):
            return False
        if Level.payment not in levels:
            places = working.line_places if Level.line in levels else ()
            if places:
                return any([check(order, working.lines[place], None) for place in places])
            return check(order, None, None)
        return any(check(*sight.scene) for sight in sights(levels, working))

    return test


Calls = tuple[Call, ...]


def _is_plain(rule: Rule) -> bool:
    """Whether it looks at one level beside the order at most, and no value of it is read from fields."""
    return len(rule.levels - {Level.order}) <= 1 and not any(
        do.action.reshape is not None or isinstance(do.value, (*READS, Clear)) for do in rule.calls
    )


def _ask(rule: Rule, check: Check, working: WorkingOrder) -> Sequence[Changed]:
    matching = [sight for sight in sights(rule.levels, working) if check(*sight.scene)]
    return act(rule, matching, working) if matching else _NOTHING


def _ask_order(name: str, calls: Calls, check: Check, working: WorkingOrder) -> Sequence[Changed]:
    return _act(name, calls, working, (), True, False) if check(working.order, None, None) else _NOTHING


def _ask_lines(name: str, calls: Calls, check: Check, working: WorkingOrder) -> Sequence[Changed]:
    places = working.line_places
    if not places:  # looked at once, with the fields of a line blank
        return _act(name, calls, working, (), True, True) if check(working.order, None, None) else _NOTHING
    order, lines = working.order, working.lines
    matched = [place for place in places if check(order, lines[place], None)]
    if not matched:
        return _NOTHING
    return _act(name, calls, working, matched, working.sells_all or any(map(working.is_sold, matched)), True)


def _ask_payments(name: str, calls: Calls, check: Check, working: WorkingOrder) -> Sequence[Changed]:
    places = working.payment_places
    if not places:
        return _act(name, calls, working, (), True, False) if check(working.order, None, None) else _NOTHING
    order, payment = working.order, working.payment
    matched = [place for place in places if check(order, None, payment(place))]
    if not matched:
        return _NOTHING
    return _act(name, calls, working, matched, any(map(working.is_money_in, matched)), False)


_PLAIN: dict[Level, Callable[..., Sequence[Changed]]] = {
    Level.order: _ask_order,
    Level.line: _ask_lines,
    Level.payment: _ask_payments,
}


def _act(
    name: str, calls: Calls, working: WorkingOrder, matched: Sequence[int], acts: bool, looks_at_lines: bool
) -> Sequence[Changed]:
    """`matched`: the lines (payments) that the rule looks at; `acts`: whether it acts on what is of another level."""
    changed: list[Changed] = []
    for action, value, is_on_matched, is_watched in calls:
        if is_on_matched:
            places = matched if action.level is Level.line else [p for p in matched if working.payment(p).moves_money]
        else:
            places = _places(action, acts, looks_at_lines, working)
        if action.flag is not None:
            if places:
                working.raise_flag(action, action.flag, value, name)
            continue
        put = working.put if action.attribute else working.change
        for place in places:
            if put(action, place, value, name) and is_watched:
                changed.append(Changed(action, place))
    return changed


def _places(action: Action, acts: bool, looks_at_lines: bool, working: WorkingOrder) -> Sequence[int]:
    """The places on which an action acts that are not of the level that the rule looks at; as `acting.acts_on`."""
    if not action.is_on_products:
        return working.places_of(action.only_lines) if acts or looks_at_lines else ()
    if not acts:
        return ()
    if action.level is Level.order:
        return _THE_ORDER
    return list(working.line_places) if action.level is Level.line else working.money_places

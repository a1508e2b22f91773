"""Rules as functions: the same meaning as `acting.act`, with what can be worked out beforehand worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from order_sync.rules.acting import Changed, Sight, act, matches
from order_sync.rules.actions import Action
from order_sync.rules.expressions import READS, Clear, Lookup
from order_sync.rules.fields import Level, Scene
from order_sync.rules.looks import Looks, looks_at
from order_sync.rules.rule import Do, Rule
from order_sync.rules.working_order import ORDER, WorkingOrder

Ask = Callable[[WorkingOrder, "list[int] | None"], Sequence[Changed]]
_NOTHING: tuple[Changed, ...] = ()
_THE_ORDER = (ORDER,)


class Call(NamedTuple):
    """An action with its constant value. `is_on_matched`: it acts on the lines (payments) that the rule looks at."""

    action: Action
    value: Any
    is_on_matched: bool
    is_watched: bool  # whether what it changes can make more rules match


def compile_rule(rule: Rule, watched: Callable[[Action], bool]) -> Ask:
    """A function that lets the rule act where it matches, and says what it changed of what is watched.

    It takes the places of the lines (payments) that match; none where the rule looks at none or the order has none; None: it
    finds out itself whether the rule matches, and where.
    """
    looks = looks_at(rule)
    if looks is Looks.lines and all(map(_is_of_line_map, rule.calls)):
        lookups = [(do.action, do.value, watched(do.action)) for do in rule.calls if isinstance(do.value, Lookup)]
        ask: Ask = partial(_ask_map, rule, lookups)
    elif looks is Looks.both or not _is_plain(rule):
        ask = partial(_act_on_sights, rule, looks, watched)
    else:
        level = {Looks.order: Level.order, Looks.lines: Level.line, Looks.payments: Level.payment}[looks]
        calls = tuple(
            Call(
                do.action,
                do.value,
                do.action.level is level and level is not Level.order and do.action.is_on_products,
                watched(do.action),
            )
            for do in rule.calls
        )
        ask = partial(_PLAIN[looks], rule, calls)
    if not rule.scope.depends_on_order:
        return ask
    covers = rule.scope.covers
    return lambda working, matched: ask(working, matched) if covers(working.order) else _NOTHING


Calls = tuple[Call, ...]


def _is_plain(rule: Rule) -> bool:
    """Whether no value of it is read from fields, and none makes the whole order anew."""
    return not any(do.action.reshape is not None or isinstance(do.value, (*READS, Clear)) for do in rule.calls)


def _is_of_line_map(do: Do) -> bool:
    """Whether it puts what a map says into the line that the map looks at."""
    return (
        isinstance(do.value, Lookup)
        and bool(do.action.attribute)
        and do.action.level is Level.line
        and do.action.is_on_products
    )


def _ask_map(
    rule: Rule, calls: list[tuple[Action, Lookup, bool]], working: WorkingOrder, matched: list[int] | None
) -> Sequence[Changed]:
    if matched is None:
        matched = _found_out(rule, Looks.lines, working) or []
    order, lines = working.order, working.lines
    planned = [
        (action, place, lookup.of(lines[place], order), is_watched)
        for action, lookup, is_watched in calls
        for place in matched
    ]
    return [
        Changed(action, place)
        for action, place, value, is_watched in planned
        if value is not None and working.put(action, place, value, rule.name) and is_watched
    ]


def _act_on_sights(
    rule: Rule, looks: Looks, watched: Callable[[Action], bool], working: WorkingOrder, matched: list[int] | None
) -> Sequence[Changed]:
    sights = matches(rule, working) if matched is None else _sights(looks, matched, working)
    return [change for change in act(rule, sights, working) if watched(change.action)] if sights else _NOTHING


def _sights(looks: Looks, matched: list[int], working: WorkingOrder) -> list[Sight]:
    order = working.order
    if not matched:
        return [Sight(Scene(order), None, None)]
    if looks is Looks.lines:
        return [Sight(Scene(order, line=working.line(place)), place, None) for place in matched]
    return [Sight(Scene(order, payment=working.payment(place)), None, place) for place in matched]


def _found_out(rule: Rule, looks: Looks, working: WorkingOrder) -> list[int] | None:
    """Where the rule matches; None: nowhere."""
    sights = matches(rule, working)
    if not sights:
        return None
    places = (sight.line if looks is Looks.lines else sight.payment for sight in sights)
    return [place for place in places if place is not None]


def _ask_order(rule: Rule, calls: Calls, working: WorkingOrder, matched: list[int] | None) -> Sequence[Changed]:
    if matched is None and _found_out(rule, Looks.order, working) is None:
        return _NOTHING
    return _act(rule.name, calls, working, (), True, False)


def _ask_lines(rule: Rule, calls: Calls, working: WorkingOrder, matched: list[int] | None) -> Sequence[Changed]:
    if matched is None:
        matched = _found_out(rule, Looks.lines, working)
        if matched is None:
            return _NOTHING
    acts = working.sells_all or not matched or any(map(working.is_sold, matched))
    return _act(rule.name, calls, working, matched, acts, True)


def _ask_payments(rule: Rule, calls: Calls, working: WorkingOrder, matched: list[int] | None) -> Sequence[Changed]:
    if matched is None:
        matched = _found_out(rule, Looks.payments, working)
        if matched is None:
            return _NOTHING
    return _act(rule.name, calls, working, matched, not matched or any(map(working.is_money_in, matched)), False)


_PLAIN: dict[Looks, Callable[..., Sequence[Changed]]] = {
    Looks.order: _ask_order,
    Looks.lines: _ask_lines,
    Looks.payments: _ask_payments,
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

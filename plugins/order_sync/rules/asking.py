"""Rules as functions: the same meaning as `acting.act`, with what can be worked out beforehand worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from order_sync.rules.acting import Changed, Sight, act, matches, sight_of, way_of
from order_sync.rules.actions import Action
from order_sync.rules.expressions import READS, Clear, Lookup
from order_sync.rules.fields import Level
from order_sync.rules.looks import Looks, looks_at
from order_sync.rules.rule import Do, Rule
from order_sync.rules.working_order import ORDER, WorkingOrder

# Takes where the rule matches: places of lines or of payments, or pairs of both; None: it finds that out itself.
Ask = Callable[[WorkingOrder, "list[Any] | None"], Sequence[Changed]]
Watched = Callable[[Action], bool]
Places = Callable[[WorkingOrder, Sequence[Any]], Sequence[int]]  # the same, where it does match
_NOTHING: tuple[Changed, ...] = ()
_NOWHERE: tuple[int, ...] = ()
_THE_ORDER = (ORDER,)


class Call(NamedTuple):
    """An action with its constant value, on which places, and how a working order does it."""

    action: Action
    value: Any
    places: Places
    do: Callable[[WorkingOrder, Action, int, Any, str], bool]
    is_watched: bool  # whether what it changes can make more rules match


def compile_rule(rule: Rule, watched: Watched) -> Ask:
    """A function that lets the rule act where it matches, and says what it changed of what is watched."""
    ask = _compile(rule, looks_at(rule), watched)
    if not rule.scope.depends_on_order:
        return ask
    covers = rule.scope.covers
    return lambda working, matched: ask(working, matched) if covers(working.order) else _NOTHING


def _compile(rule: Rule, looks: Looks, watched: Watched) -> Ask:
    if looks is Looks.lines and all(map(_is_of_line_map, rule.calls)):
        return _ask_map(rule, watched)
    return _ask_plainly(rule, looks, watched) if _is_plain(rule) else _ask_as_written(rule, looks, watched)


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


def _found_out(rule: Rule, looks: Looks, working: WorkingOrder) -> list[Any] | None:
    """Where the rule matches; None: it does not."""
    sights = matches(rule, working)
    if not sights:
        return None
    if looks is Looks.both:
        return [(sight.line, sight.payment) for sight in sights]
    places = (sight.line if looks is Looks.lines else sight.payment for sight in sights)
    return [place for place in places if place is not None]


def _ask_map(rule: Rule, watched: Watched) -> Ask:
    calls = [(do.action, do.value, watched(do.action)) for do in rule.calls if isinstance(do.value, Lookup)]
    name = rule.name

    def ask(working: WorkingOrder, matched: list[Any] | None) -> Sequence[Changed]:
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
            if value is not None and working.put(action, place, value, name) and is_watched
        ]

    return ask


def _ask_as_written(rule: Rule, looks: Looks, watched: Watched) -> Ask:
    def ask(working: WorkingOrder, matched: list[Any] | None) -> Sequence[Changed]:
        sights = matches(rule, working) if matched is None else _sights(looks, matched, working)
        return [change for change in act(rule, sights, working) if watched(change.action)] if sights else _NOTHING

    return ask


def _sights(looks: Looks, matched: list[Any], working: WorkingOrder) -> list[Sight]:
    if not matched:
        return [sight_of(working, None, None)]
    if looks is Looks.both:
        return [sight_of(working, line, payment) for line, payment in matched]
    if looks is Looks.lines:
        return [sight_of(working, place, None) for place in matched]
    return [sight_of(working, None, place) for place in matched]


def _ask_plainly(rule: Rule, looks: Looks, watched: Watched) -> Ask:
    name = rule.name
    calls = [
        Call(do.action, do.value, _places(do.action, looks), way_of(do.action), watched(do.action)) for do in rule.calls
    ]

    def ask(working: WorkingOrder, matched: list[Any] | None) -> Sequence[Changed]:
        if matched is None:
            matched = _found_out(rule, looks, working)
            if matched is None:
                return _NOTHING
        changed = _NOTHING
        for action, value, places, do, is_watched in calls:
            for place in places(working, matched):
                if do(working, action, place, value, name) and is_watched:
                    changed += (Changed(action, place),)
        return changed

    return ask


def _places(action: Action, looks: Looks) -> Places:
    """On which places the action of a rule acts that looks at this; as `acting.acts_on`."""
    every = _every(action)
    if looks is Looks.both:
        return _places_of_pairs(action, every)
    if action.level is Level.line and looks is Looks.lines:
        return _those_that_match if action.is_on_products else every
    if action.level is Level.payment and looks is Looks.payments:
        return _money_that_matches
    if looks is Looks.lines:
        return lambda working, matched: every(working, matched) if _is_any_sold(working, matched) else _NOWHERE
    if looks is Looks.payments:
        return lambda working, matched: every(working, matched) if _is_any_money_in(working, matched) else _NOWHERE
    return every


def _places_of_pairs(action: Action, every: Places) -> Places:
    of_lines, of_payments = action.level is Level.line, action.level is Level.payment

    def places(working: WorkingOrder, matched: Sequence[Any]) -> Sequence[int]:
        kept = [
            (line, payment)
            for line, payment in matched
            if (of_lines or line is None or working.is_sold(line))
            and (of_payments or payment is None or working.is_money_in(payment))
        ]
        if not kept:
            return _NOWHERE
        if of_lines and action.is_on_products:
            matched_here = {line for line, _ in kept}
        elif of_payments:
            matched_here = {payment for _, payment in kept}
        else:
            return every(working, matched)
        return [place for place in every(working, matched) if place in matched_here]

    return places


def _those_that_match(_working: WorkingOrder, matched: Sequence[int]) -> Sequence[int]:
    return matched


def _money_that_matches(working: WorkingOrder, matched: Sequence[int]) -> Sequence[int]:
    return [place for place in matched if working.payment(place).moves_money]


def _every(action: Action) -> Places:
    if action.level is Level.order:
        return lambda _working, _matched: _THE_ORDER
    if action.level is Level.payment:
        return lambda working, _matched: working.money_places
    kinds = action.only_lines
    return lambda working, _matched: working.places_of(kinds)


def _is_any_sold(working: WorkingOrder, matched: Sequence[int]) -> bool:
    return working.sells_all or not matched or any(map(working.is_sold, matched))


def _is_any_money_in(working: WorkingOrder, matched: Sequence[int]) -> bool:
    return not matched or any(map(working.is_money_in, matched))

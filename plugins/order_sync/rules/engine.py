"""Runs rules over one order.

Top-down, each rule on what earlier ones left. A rule's conditions are tried on each line and each payment that they look at:
two conditions on lines of one rule mean the same line.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from order_sync.orders import Order
from order_sync.rules.decision import Decision
from order_sync.rules.fields import Level, Scene
from order_sync.rules.index import Index
from order_sync.rules.rule import Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.working_order import ORDER, WorkingOrder


class Sight(NamedTuple):
    """A scene, and the places of its line and payment; None where the rule looks at none, or there is none."""

    scene: Scene
    line: int | None
    payment: int | None


def apply(rules: RuleSet, order: Order) -> Decision:
    """What the rules make of the order; only rules that the index finds are asked."""
    working = WorkingOrder(order)
    waiting = [*rules.index.unindexed, *_found(rules.index, working)]
    heapq.heapify(waiting)
    last = -1
    while waiting:
        place = heapq.heappop(waiting)
        if place <= last:
            continue
        last = place
        if run(rules.rules[place], working):
            for found in _found(rules.index, working):
                if found > last:
                    heapq.heappush(waiting, found)
    return working.decision()


def apply_one_by_one(rules: RuleSet, order: Order) -> Decision:
    """The same as `apply`, asking every rule: the meaning of the language, against which `apply` is tested."""
    working = WorkingOrder(order)
    for rule in rules.rules:
        run(rule, working)
    return working.decision()


def _found(index: Index, working: WorkingOrder) -> Iterator[int]:
    yield from index.places(Level.order, Scene(working.order))
    for line in working.line_places:
        yield from index.places(Level.line, Scene(working.order, line=working.line(line)))
    for payment in working.payment_places:
        yield from index.places(Level.payment, Scene(working.order, payment=working.payment(payment)))


def run(rule: Rule, working: WorkingOrder) -> bool:
    """Lets one rule act; says whether it changed anything."""
    matching = matches(rule, working) if is_in_force(rule, working.order) else []
    if not matching:
        return False
    steps = len(working.trace)
    for do in rule.do:
        if do.value is None:
            continue
        if do.action.flag is not None:
            if acts_on(do.action.level, rule, matching, working):
                working.raise_flag(do.action, do.action.flag, bool(do.value), rule.name)
            continue
        for place in acts_on(do.action.level, rule, matching, working):
            working.change(do.action, place, do.value, rule.name)
    return len(working.trace) > steps


def is_in_force(rule: Rule, order: Order) -> bool:
    """Switched on, and valid on the day the order was placed."""
    return rule.enabled and (not rule.is_dated or rule.is_valid_on(order.business_date))


def sights(rule: Rule, working: WorkingOrder) -> Iterator[Sight]:
    """Everything that the rule's conditions are tried on. Where there is no line (payment), its fields are blank."""
    order = working.order
    for line in _or_none(working.line_places if Level.line in rule.levels else []):
        for payment in _or_none(working.payment_places if Level.payment in rule.levels else []):
            scene = Scene(
                order,
                line=None if line is None else working.line(line),
                payment=None if payment is None else working.payment(payment),
            )
            yield Sight(scene, line, payment)


def _or_none(places: Sequence[int]) -> Sequence[int | None]:
    return places or [None]


def matches(rule: Rule, working: WorkingOrder) -> list[Sight]:
    return [sight for sight in sights(rule, working) if rule.when.holds(sight.scene)]


def acts_on(level: Level, rule: Rule, matching: list[Sight], working: WorkingOrder) -> list[int]:
    """The places on which an action of this level acts.

    An action on lines acts on those that match, refunded ones too, so that both sides go to one item; any other action asks
    whether a line that was sold matches. In the same way for payments: others ask for money that came in, or its promise.
    An action on lines or payments of a rule that looks at none acts on all.
    """
    kept = [
        sight
        for sight in matching
        if (level is Level.line or sight.line is None or working.is_sold(sight.line))
        and (level is Level.payment or sight.payment is None or working.is_money_in(sight.payment))
    ]
    if not kept or level is Level.order:
        return [ORDER] if kept else []
    if level is Level.line:
        matched, every = {sight.line for sight in kept}, working.line_places
    else:
        matched, every = {sight.payment for sight in kept}, working.money_places
    return [place for place in every if place in matched or level not in rule.levels]

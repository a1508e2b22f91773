"""Says for one order what each rule saw, wanted and did."""

from __future__ import annotations

import msgspec

from order_sync.orders import Order
from order_sync.rules.conditions import Compare, comparisons_in
from order_sync.rules.decision import Step
from order_sync.rules.engine import is_in_force, matches, run, sights
from order_sync.rules.fields import Level
from order_sync.rules.rule import Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.working_order import ORDER, WorkingOrder


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison on one target, at the rule's turn: what it wanted, what it saw."""

    field: str
    comparison: str
    wanted: str
    seen: str
    target: str  # "order", "line 3 MUG-OLD", "payment 77"; "no line", "no payment" where there is none
    holds: bool


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """One rule's turn. `not_asked` says why a rule was left out; a rule can match and change nothing."""

    rule: str
    file: str
    line: int
    matched: bool
    not_asked: str = ""
    compared: tuple[Compared, ...] = ()
    steps: tuple[Step, ...] = ()


def explain(rules: RuleSet, order: Order) -> tuple[Explanation, ...]:
    """Every rule's turn, in their order, from the same code that runs them."""
    working = WorkingOrder(order)
    return tuple(_turn(rule, working) for rule in rules.rules)


def _turn(rule: Rule, working: WorkingOrder) -> Explanation:
    if not is_in_force(rule, working.order):
        why = f"not valid on {working.order.business_date}" if rule.enabled else "switched off"
        return Explanation(rule=rule.name, file=rule.file, line=rule.line, matched=False, not_asked=why)
    compared = _compared(rule, working)
    matched = bool(matches(rule, working))
    steps = len(working.trace)
    run(rule, working)
    return Explanation(
        rule=rule.name,
        file=rule.file,
        line=rule.line,
        matched=matched,
        compared=compared,
        steps=tuple(working.trace[steps:]),
    )


def _compared(rule: Rule, working: WorkingOrder) -> tuple[Compared, ...]:
    """Each comparison once for each target of its own level."""
    found: dict[tuple[int, int | None], Compared] = {}
    for sight in sights(rule, working):
        for number, compare in enumerate(comparisons_in(rule.when)):
            level = compare.field.level
            place = {Level.order: ORDER, Level.line: sight.line, Level.payment: sight.payment}[level]
            target = f"no {level}" if place is None else working.named(level, place)
            found[number, place] = Compared(
                field=compare.field.name,
                comparison=compare.comparison.name,
                wanted=_wanted(compare),
                seen=compare.field.shown(sight.scene),
                target=target,
                holds=compare.holds(sight.scene),
            )
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[0], key[1] or 0)))


def _wanted(compare: Compare) -> str:
    return ", ".join(compare.written)

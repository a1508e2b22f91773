"""Says for one order what each rule saw, wanted and did."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from order_sync.orders import Order
from order_sync.rules.acting import sights
from order_sync.rules.conditions import comparisons_in
from order_sync.rules.decision import Step
from order_sync.rules.engine import own_steps, run
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

    def __str__(self) -> str:
        wants = f"{self.field} {self.comparison} {self.wanted}".rstrip()
        return f"{wants}: {self.target} has {quoted(self.seen)}, {'yes' if self.holds else 'no'}"


def quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"


def step_text(step: Step) -> str:
    """One thing that a rule did, as people read it."""
    instead = f", in place of “{step.overrides}”" if step.overrides else ""
    of = f" for the {step.record.replace('_', ' ')}" if step.record else ""
    return f"{step.action} on {step.target}{of}: {quoted(step.before)} → {quoted(step.after)}{instead}"


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """One rule's turn. `not_asked` says why a rule was left out; a rule can match and change nothing."""

    rule: str
    file: str
    line: int
    matched: bool
    not_asked: str = ""
    compared: tuple[Compared, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def is_considered(self) -> bool:
        """Whether it matched, or some of what it asks for held."""
        return self.matched or any(one.holds for one in self.compared)


def explain(rules: RuleSet, order: Order) -> tuple[Explanation, ...]:
    """Every rule's turn, in their order, from the same code that runs them.

    A rule for some record kinds only has a turn for each of them, after all others; so has one that does more for a kind.
    """
    turns = [said for rule, said in _turns(rules, order) if not set(rule.scope.records).intersection(rules.kinds)]
    whole = [step for said in turns for step in said.steps]
    for kind, rules_of_kind in rules.by_kind.items():
        for rule, said in _turns(rules_of_kind, order, kind):
            own = msgspec.structs.replace(said, steps=tuple(own_steps(said.steps, whole)))
            if kind in rule.scope.records or own.steps:
                turns.append(own)
    return tuple(turns)


class _Turn(NamedTuple):
    rule: Rule
    said: Explanation


def _turns(rules: RuleSet, order: Order, record: str = "") -> list[_Turn]:
    working = WorkingOrder(order, record)
    return [_Turn(rule, _turn(rules, rule, working)) for rule in rules.rules]


def _turn(rules: RuleSet, rule: Rule, working: WorkingOrder) -> Explanation:
    why = f"“{working.stopped_by}” stopped the rules" if working.is_stopped else rules.passes_over(rule, working.order)
    if why:
        return Explanation(rule=rule.name, file=rule.file, line=rule.line, matched=False, not_asked=why)
    compared = compare(rule, working)
    steps = len(working.trace)
    matching = run(rules, rule, working)
    return Explanation(
        rule=rule.name,
        file=rule.file,
        line=rule.line,
        matched=bool(matching),
        compared=compared,
        steps=tuple(working.trace[steps:]),
    )


def compare(rule: Rule, working: WorkingOrder) -> tuple[Compared, ...]:
    """Each comparison once for each target of its own level."""
    found: dict[tuple[int, int | None], Compared] = {}
    for sight in sights(rule.levels, working):
        for number, compare in enumerate(comparisons_in(rule.when)):
            level = compare.field.level
            place = {Level.order: ORDER, Level.line: sight.line, Level.payment: sight.payment}[level]
            target = f"no {level}" if place is None else working.named(level, place)
            found[number, place] = Compared(
                field=compare.field.name,
                comparison=compare.comparison.name,
                wanted=", ".join(compare.written),
                seen=compare.field.shown(sight.scene),
                target=target,
                holds=compare.holds(sight.scene),
            )
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[0], key[1] or 0)))

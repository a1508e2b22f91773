"""Runs rules over one order: top-down, each rule on what earlier ones left."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from order_sync.orders import Order
from order_sync.rules.acting import Sight, act, matches
from order_sync.rules.decision import Decision, Step
from order_sync.rules.findings import Findings
from order_sync.rules.rule import Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.working_order import WorkingOrder

Turn = Callable[[RuleSet, WorkingOrder], None]


def apply(rules: RuleSet, order: Order) -> Decision:
    """What the rules make of the order; only rules that the index finds are asked."""
    return _decide(rules, order, _ask_those_found)


def apply_one_by_one(rules: RuleSet, order: Order) -> Decision:
    """The same as `apply`, asking every rule: the meaning of the language, against which `apply` is tested."""
    return _decide(rules, order, _ask_all)


def matching(rules: RuleSet, order: Order) -> list[int]:
    """The places of the rules that match the order as it stands, in their order; nothing is done."""
    working = WorkingOrder(order)
    found = Findings(rules.index, working).found()
    return [place for place in sorted(found) if _matches(rules.rules[place], found[place], working)]


def _matches(rule: Rule, matched: list[int] | None, working: WorkingOrder) -> bool:
    if rule.scope.depends_on_order and not rule.scope.covers(working.order):
        return False
    return matched is not None or bool(matches(rule, working))


def _decide(rules: RuleSet, order: Order, turn: Turn) -> Decision:
    """The decision on the order; where rules are for some record kinds only, the order as each of those books it."""
    working = WorkingOrder(order)
    turn(rules, working)
    decision = working.decision()
    if not rules.kinds:
        return decision
    changed, trace = {}, list(decision.trace)
    for kind, rules_of_kind in rules.by_kind.items():
        working = WorkingOrder(order, record=kind)
        turn(rules_of_kind, working)
        changed[kind] = working.decision().order
        trace += own_steps(working.steps(), decision.trace)
    return msgspec.structs.replace(decision, for_kind=changed, trace=tuple(trace))


def own_steps(steps: Iterable[Step], whole: Iterable[Step]) -> list[Step]:
    """The steps of a run for one record kind that the run for the whole order has not."""
    known = {(step.rule, step.action, step.target, step.before, step.after) for step in whole}
    return [step for step in steps if (step.rule, step.action, step.target, step.before, step.after) not in known]


def _ask_all(rules: RuleSet, working: WorkingOrder) -> None:
    for rule in rules.rules:
        if working.is_stopped:
            return
        run(rules, rule, working)


def _ask_those_found(rules: RuleSet, working: WorkingOrder) -> None:
    """In the order of the rules; where one has changed what others look at, what the order matches is found anew."""
    index = rules.index
    findings = Findings(index, working)
    found = findings.found()
    waiting = sorted(found)
    at = 0
    while at < len(waiting):
        place = waiting[at]
        at += 1
        changed = index.ask(place)(working, found[place])
        if working.is_stopped:
            return
        if changed:
            findings.look_again(changed)
            found = findings.found()
            waiting, at = sorted([later for later in found if later > place]), 0


def run(rules: RuleSet, rule: Rule, working: WorkingOrder) -> list[Sight]:
    """Lets one rule act; returns what it matched."""
    if rules.passes_over(rule, working.order):
        return []
    matching = matches(rule, working)
    if matching:
        act(rule, matching, working)
    return matching

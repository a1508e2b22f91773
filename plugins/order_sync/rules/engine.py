"""Runs rules over one order: top-down, each rule on what earlier ones left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

import msgspec

from order_sync.orders import Order
from order_sync.rules.acting import Sight, act, matches
from order_sync.rules.decision import Decision, Step
from order_sync.rules.findings import Findings, look_at
from order_sync.rules.index import Index
from order_sync.rules.rule import Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.working_order import WorkingOrder
from order_sync.syncs import RecordKind

BATCH = 64  # orders that are looked at together; of more, what was read first is no longer near the processor at the end

Run = Callable[[RuleSet, Sequence[Order], str], Iterator[WorkingOrder]]  # the last: the record kind, blank for the whole


def apply_all(rules: RuleSet, orders: Iterable[Order]) -> Iterator[Decision]:
    """What the rules make of each order; only rules that the index finds are asked. Many orders are looked at together."""
    for batch in _batches(orders):
        yield from _decide(rules, batch, _ask_those_found)


def apply(rules: RuleSet, order: Order) -> Decision:
    """The same as `apply_all`, for one order."""
    return next(_decide(rules, [order], _ask_those_found))


def apply_one_by_one(rules: RuleSet, order: Order) -> Decision:
    """The same as `apply`, asking every rule: the meaning of the language, against which `apply` is tested."""
    return next(_decide(rules, [order], _ask_all))


def matching_all(rules: RuleSet, orders: Iterable[Order]) -> Iterator[list[int]]:
    """For each order the places of the rules that match it as it stands, in their order; nothing is done."""
    index, scopes = rules.index, rules.index.scopes
    for batch in _batches(orders):
        workings = [WorkingOrder(order) for order in batch]
        for working, findings in zip(workings, look_at(index, workings), strict=True):
            found = findings.found()
            for place in [place for place, matched in found.items() if matched is None]:
                if not matches(rules.rules[place], working):
                    del found[place]
            yield [place for place in sorted(found) if place not in scopes or scopes[place].covers(working.order)]


def matching(rules: RuleSet, order: Order) -> list[int]:
    """The same as `matching_all`, for one order."""
    return next(matching_all(rules, [order]))


def _batches(orders: Iterable[Order]) -> Iterator[list[Order]]:
    waiting = iter(orders)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _decide(rules: RuleSet, orders: Sequence[Order], run: Run) -> Iterator[Decision]:
    """The decisions on the orders; where rules are for some record kinds only, each order as each of those books it."""
    decisions = (working.decision() for working in run(rules, orders, ""))
    if not rules.kinds:
        return decisions
    runs = [run(rules_of_kind, orders, kind) for kind, rules_of_kind in rules.by_kind.items()]
    return map(partial(_with_kinds, rules.kinds), decisions, *runs)


def _with_kinds(kinds: Sequence[RecordKind], decision: Decision, *runs: WorkingOrder) -> Decision:
    """The decision, with what the runs for these record kinds have changed."""
    changed = {kind: working.decision().order for kind, working in zip(kinds, runs, strict=True)}
    own = [step for working in runs for step in own_steps(working.trace, decision.trace)]
    return msgspec.structs.replace(decision, for_kind=changed, trace=(*decision.trace, *own))


def own_steps(steps: Iterable[Step], whole: Iterable[Step]) -> list[Step]:
    """The steps of a run for one record kind that the run for the whole order has not."""
    known = {(step.rule, step.action, step.target, step.before, step.after) for step in whole}
    return [step for step in steps if (step.rule, step.action, step.target, step.before, step.after) not in known]


def _ask_all(rules: RuleSet, orders: Sequence[Order], record: str) -> Iterator[WorkingOrder]:
    for order in orders:
        working = WorkingOrder(order, record)
        for rule in rules.rules:
            if working.is_stopped:
                break
            run(rules, rule, working)
        yield working


def _ask_those_found(rules: RuleSet, orders: Sequence[Order], record: str) -> Iterator[WorkingOrder]:
    workings = [WorkingOrder(order, record) for order in orders]
    for working, findings in zip(workings, look_at(rules.index, workings), strict=True):
        _ask_found(rules.index, working, findings)
        yield working


def _ask_found(index: Index, working: WorkingOrder, findings: Findings) -> None:
    """In the order of the rules; where one has changed what others look at, what the order matches is found anew."""
    asks = index.asks
    found = findings.found()
    waiting = sorted(found)
    at = 0
    while at < len(waiting):
        place = waiting[at]
        at += 1
        changed = asks[place](working, found[place])
        if working.is_stopped:
            return
        if changed:
            findings = findings.look_again(changed)
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

"""Runs the examples that stand beside rules, and says of each that failed what happened instead, and why.

All rules of the rule set run over an example's order, as they do over any order, up to the rule beside which it stands; what
counts is what that rule does then. What an example expects in the end, all rules together leave.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from order_sync.orders import Order
from order_sync.rules.acting import acts_on, matches
from order_sync.rules.actions import find_action
from order_sync.rules.decision import Step
from order_sync.rules.engine import run
from order_sync.rules.example_orders import order_of
from order_sync.rules.example_results import Left, held_by_order, is_left, left_by_rule
from order_sync.rules.examples import END, fields_as_text
from order_sync.rules.explanation import Compared, compare, step_text
from order_sync.rules.findings import places_found
from order_sync.rules.rule import Example, Fields, Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.where import Where
from order_sync.rules.working_order import WorkingOrder

_MOST_STEPS = 5  # of other rules, in the reasons for a failure


class ExampleResult(msgspec.Struct, frozen=True, kw_only=True):
    """One example, as it was run. `left_out` says why it was not; `happened` and `why` are of one that failed."""

    rule: str
    file: str
    line: int
    given: str
    expected: str
    passed: bool
    left_out: str = ""
    happened: str = ""
    why: tuple[str, ...] = ()


def run_examples(rules: RuleSet, today: date | None = None, store: str = "") -> Iterator[ExampleResult]:
    """Every example of the rule set, in their order. `store`: the shop's name, where the examples do not say it."""
    for place, rule in enumerate(rules.rules):
        for example in rule.examples:
            yield _run(rules, place, example, today, store)


def _run(rules: RuleSet, place: int, example: Example, today: date | None, store: str) -> ExampleResult:
    rule = rules.rules[place]
    row = ExampleResult(
        rule=rule.name,
        file=rule.file,
        line=example.line,
        given=_given(example),
        expected=_expected(example),
        passed=True,
    )
    runs = [rules.by_kind[kind] for kind in rule.scope.records if rule.enabled] or [rules]
    left_out = next((why for one in runs if (why := one.leaves_out(rule))), "")
    if left_out:
        return msgspec.structs.replace(row, left_out=left_out)
    order = order_of(example, rule.scope, Where(rule.file, rule.name, example.line, today), store)
    for one in runs:
        failure = _failure(one, place, example, order, today)
        if failure is not None:
            return msgspec.structs.replace(row, passed=False, happened=failure.happened, why=failure.why)
    return row


@dataclass(frozen=True)
class _Failure:
    happened: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class _Turn:
    """What the rule beside which an example stands saw and did; `not_asked` says why it did not run."""

    rule: Rule
    left: dict[str, Left]
    compared: tuple[Compared, ...] = ()
    before: tuple[Step, ...] = ()  # of the rules above it
    steps: tuple[Step, ...] = ()
    matched: bool = False
    not_asked: str = ""


def _failure(rules: RuleSet, place: int, example: Example, order: Order, today: date | None) -> _Failure | None:
    """What happened in place of what was expected; None where the example holds."""
    working = WorkingOrder(order, rules.kind or "")
    run_rules(rules, working, 0, place)
    turn = _turn(rules, rules.rules[place], working)
    if not example.expect and turn.steps:
        return _Failure(_did(turn), _reasons(turn, held=True))
    wrong = _first_wrong(example.expect, turn.left, today)
    never = _never_done(turn.rule, wrong[0]) if wrong is not None else ""
    if never:
        return _Failure(_did(turn), (never,))
    if wrong is not None:
        return _Failure(_left(wrong, turn.left) if turn.matched else _did(turn), _reasons(turn, held=False))
    return _failure_in_the_end(rules, place, example, working, order, today) if example.in_the_end else None


def run_rules(rules: RuleSet, working: WorkingOrder, first: int, end: int) -> None:
    """Lets the rules from `first` up to, not including, `end` act: those that the index finds, anew after each change."""
    waiting = places_found(rules.index, working)
    while waiting and not working.is_stopped:
        place = waiting.pop(0)
        if place >= end:
            return
        if place >= first:
            steps = len(working.trace)
            run(rules, rules.rules[place], working)
            first = place + 1
            if len(working.trace) > steps:
                waiting = places_found(rules.index, working)


def _turn(rules: RuleSet, rule: Rule, working: WorkingOrder) -> _Turn:
    stopped = f"“{working.stopped_by}” stopped the rules before it" if working.is_stopped else ""
    before = tuple(working.trace)
    why = stopped or rules.passes_over(rule, working.order)
    if why:
        return _Turn(rule, {}, before=before, not_asked=why)
    compared, matching, given = compare(rule, working), matches(rule, working), working.order
    held = {
        do.action.name: held_by_order(do.action, working, acts_on(do.action, rule, matching, working))
        for do in (rule.calls if matching else ())
    }
    run(rules, rule, working)
    steps = tuple(working.trace[len(before) :])
    left = {
        name: left_by_rule(action, values, [step for step in steps if step.action == name], given, working)
        for name, values in held.items()
        if (action := find_action(name)) is not None
    }
    return _Turn(rule, left, compared, before, steps, bool(matching))


def _failure_in_the_end(
    rules: RuleSet, place: int, example: Example, working: WorkingOrder, order: Order, today: date | None
) -> _Failure | None:
    run_rules(rules, working, place + 1, len(rules.rules))
    left = {}
    for name, _ in example.in_the_end:
        action = find_action(name)
        if action is not None:
            steps = [step for step in working.trace if step.action == name]
            left[name] = left_by_rule(action, held_by_order(action, working), [], order, working, done=bool(steps))
    wrong = _first_wrong(example.in_the_end, left, today)
    if wrong is None:
        return None
    name = wrong[0]
    steps = [step for step in working.trace if step.action == name]
    return _Failure(f"{END} {_left(wrong, left)}", _other_steps(steps))


def _first_wrong(expected: Fields, left: dict[str, Left], today: date | None) -> tuple[str, tuple[str, ...]] | None:
    for name, values in expected:
        action = find_action(name)
        if action is None or action.name not in left or not is_left(action, values, left[action.name], today):
            return name, values
    return None


def _never_done(rule: Rule, name: str) -> str:
    """Says that it is none of the rule's own actions; blank where it is one."""
    own = [do.action.name for do in rule.do]
    action = find_action(name)
    if action is None or action.name in own:
        return ""
    return f"the rule does not “{name}”, it does: {', '.join(own)}; what other rules do stands under “{END}”"


def _left(wrong: tuple[str, tuple[str, ...]], left: dict[str, Left]) -> str:
    name, _ = wrong
    values = left[name].values if name in left else ()
    return f"{name}: {', '.join(f'“{value}”' for value in values) or 'nothing'}"


def _did(turn: _Turn) -> str:
    if turn.not_asked:
        return f"the rule was not asked: {turn.not_asked}"
    if not turn.matched:
        return "nothing: the rule did not match"
    return "; ".join(step_text(step) for step in turn.steps) or "nothing: it matched, and changed nothing"


def _reasons(turn: _Turn, *, held: bool) -> tuple[str, ...]:
    """The comparisons that made the difference, and what rules above it did before."""
    telling = [str(one) for one in turn.compared if turn.matched or one.holds == held]
    return (*(telling or [str(one) for one in turn.compared]), *_other_steps(turn.before))


def _other_steps(steps: Sequence[Step]) -> tuple[str, ...]:
    said = [f"“{step.rule}” did {step_text(step)}" for step in steps[:_MOST_STEPS]]
    return (*said, f"and {len(steps) - _MOST_STEPS} more") if len(steps) > _MOST_STEPS else tuple(said)


def _given(example: Example) -> str:
    parts = [fields_as_text(example.given)]
    for word, several in (("line", example.lines), ("payment", example.payments)):
        parts += [f"{word} {{{fields_as_text(part)}}}" for part in several]
    return ", ".join(part for part in parts if part) or "any order"


def _expected(example: Example) -> str:
    expected = fields_as_text(example.expect) or "nothing"
    return f"{expected}; {END} {fields_as_text(example.in_the_end)}" if example.in_the_end else expected

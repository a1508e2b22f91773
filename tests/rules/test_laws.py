"""What holds for every rule set and every order."""

from __future__ import annotations

from unittest import mock

import jsonschema
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.invariants import problems
from order_sync.orders import Order, content_hash
from order_sync.rules import RuleSet, acting, alternatives, apply, apply_all, engine, explain, index, parse_rules, to_yaml
from order_sync.rules.engine import apply_one_by_one, matching, matching_all
from order_sync.rules.schema import schema
from order_sync.rules.working_order import WorkingOrder
from tests.generators.rules import TODAY, few_word_rule_sets, holds_map, met_orders, rule_sets

VALIDATOR = jsonschema.Draft7Validator(schema())


@settings(max_examples=500, deadline=None)
@given(rules=rule_sets(), order=met_orders(), many=st.sampled_from([1, index.MANY]))
def test_asking_only_the_rules_found_by_the_index_gives_the_same_decision_and_trace_as_asking_all(
    rules: RuleSet, order: Order, many: int
) -> None:
    with mock.patch.object(index, "MANY", many):  # what is found by its content, and what by masks
        assert apply(rules, order) == apply_one_by_one(rules, order)


@settings(max_examples=500, deadline=None)
@given(
    rules=few_word_rule_sets(),
    order=met_orders(),
    many=st.sampled_from([1, 3]),
    most=st.sampled_from([2, alternatives.MOST]),
)
def test_rules_that_match_in_several_ways_and_change_what_others_look_for_do_as_a_plain_loop_does(
    rules: RuleSet, order: Order, many: int, most: int
) -> None:
    with mock.patch.object(index, "MANY", many), mock.patch.object(alternatives, "MOST", most):
        assert apply(rules, order) == apply_one_by_one(rules, order)


@settings(max_examples=200, deadline=None)
@given(rules=few_word_rule_sets(), orders=st.lists(met_orders(), max_size=5), batch=st.sampled_from([1, 2, 64]))
def test_orders_that_are_looked_at_together_are_decided_as_each_alone(
    rules: RuleSet, orders: list[Order], batch: int
) -> None:
    with mock.patch.object(engine, "BATCH", batch):
        assert list(apply_all(rules, orders)) == [apply_one_by_one(rules, order) for order in orders]
        assert list(matching_all(rules, orders)) == [matching(rules, order) for order in orders]


@settings(max_examples=200, deadline=None)
@given(rules=rule_sets(), order=met_orders(), most=st.sampled_from([1, alternatives.MOST]))
def test_the_rules_that_match_an_order_as_it_stands_are_those_whose_conditions_hold(
    rules: RuleSet, order: Order, most: int
) -> None:
    working = WorkingOrder(order)
    plainly = [
        place
        for place, rule in enumerate(rules.rules)
        if not rules.passes_over(rule, order) and acting.matches(rule, working)
    ]
    with mock.patch.object(alternatives, "MOST", most):  # what is in masks as a whole, and what only in part
        assert matching(rules, order) == plainly


@settings(max_examples=100, deadline=None)
@given(rules=rule_sets(), order=met_orders())
def test_what_explain_says_each_rule_did_is_the_trace(rules: RuleSet, order: Order) -> None:
    explained = explain(rules, order)
    assert {turn.rule for turn in explained} == {rule.name for rule in rules.rules}
    assert tuple(step for turn in explained for step in turn.steps) == apply(rules, order).trace
    assert all(turn.matched for turn in explained if turn.steps)


@settings(max_examples=100, deadline=None)
@given(rules=rule_sets().filter(lambda rules: not holds_map(rules)))
def test_rules_written_as_yaml_read_back_as_the_same_rules_and_fit_the_schema(rules: RuleSet) -> None:
    text = to_yaml(rules)
    assert parse_rules(text, "written.yaml", TODAY, reviewed=False).rules == rules.rules
    VALIDATOR.validate(yaml.load(text, Loader=yaml.BaseLoader))


@settings(max_examples=200, deadline=None)
@given(rules=rule_sets(), order=met_orders())
def test_whatever_rules_do_the_order_keeps_its_laws(rules: RuleSet, order: Order) -> None:
    before = {problem.code for problem in problems(order)}
    decision = apply(rules, order)
    for changed in (decision.order, *decision.for_kind.values()):
        assert {problem.code for problem in problems(changed)} <= before


@settings(max_examples=100, deadline=None)
@given(rules=rule_sets(), order=met_orders())
def test_the_given_order_is_never_changed_and_its_hash_does_not_depend_on_the_rules(rules: RuleSet, order: Order) -> None:
    before = content_hash(order)
    decision = apply(rules, order)
    assert content_hash(order) == before == decision.order_hash

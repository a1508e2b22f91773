"""What holds for every rule set and every order."""

from __future__ import annotations

import jsonschema
import yaml
from hypothesis import given, settings

from order_sync.orders import Order
from order_sync.rules import RuleSet, apply, explain, parse_rules, to_yaml
from order_sync.rules.engine import apply_one_by_one
from order_sync.rules.schema import schema
from tests.generators.rules import met_orders, rule_sets

VALIDATOR = jsonschema.Draft7Validator(schema())


@settings(max_examples=500, deadline=None)
@given(rules=rule_sets(), order=met_orders())
def test_asking_only_the_rules_found_by_the_index_gives_the_same_decision_and_trace_as_asking_all(
    rules: RuleSet, order: Order
) -> None:
    assert apply(rules, order) == apply_one_by_one(rules, order)


@settings(max_examples=40, deadline=None)
@given(rules=rule_sets(), order=met_orders())
def test_what_explain_says_each_rule_did_is_the_trace(rules: RuleSet, order: Order) -> None:
    explained = explain(rules, order)
    assert [turn.rule for turn in explained] == [rule.name for rule in rules.rules]
    assert tuple(step for turn in explained for step in turn.steps) == apply(rules, order).trace
    assert all(turn.matched for turn in explained if turn.steps)


@settings(max_examples=60, deadline=None)
@given(rules=rule_sets())
def test_rules_written_as_yaml_read_back_as_the_same_rules_and_fit_the_schema(rules: RuleSet) -> None:
    text = to_yaml(rules)
    assert parse_rules(text, "written.yaml") == rules
    VALIDATOR.validate(yaml.load(text, Loader=yaml.BaseLoader))


@settings(max_examples=30, deadline=None)
@given(rules=rule_sets(), order=met_orders())
def test_rules_change_nothing_that_the_accounts_add_up_from(rules: RuleSet, order: Order) -> None:
    changed = apply(rules, order).order
    assert [line.total for event in changed.events for line in event.lines] == [
        line.total for event in order.events for line in event.lines
    ]
    assert [payment.amount for payment in changed.payments] == [payment.amount for payment in order.payments]

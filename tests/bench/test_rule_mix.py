"""The rules and orders that are measured are what bench/rule_mix.py promises."""

from __future__ import annotations

from collections import Counter

from bench.rule_mix import Shop, orders_of, rule_set_of, rules_of
from order_sync.rules import engine
from order_sync.rules.load import parse_rules
from order_sync.rules.write import to_yaml

KINDS = {
    "equals": "map", "contains": "contains", "starts with": "edge", "ends with": "edge", "between": "bound",
    "at least": "bound", "less than": "bound", "matches": "pattern",
}  # fmt: skip


def test_the_mix_has_its_shares_and_half_of_it_a_second_condition() -> None:
    rules = rules_of(Shop(), 1_000)
    kinds = Counter(KINDS[rule.tests[0].comparison] for rule in rules)
    assert kinds == {"map": 600, "contains": 150, "edge": 100, "bound": 100, "pattern": 50}
    assert sum(len(rule.tests) == 2 for rule in rules) == 500


def test_the_same_seed_gives_the_same_rules_and_orders() -> None:
    one, two = Shop(7), Shop(7)
    assert rules_of(one, 200) == rules_of(two, 200)
    assert orders_of(one, 5) == orders_of(two, 5)


def test_the_rules_can_be_written_in_a_rule_file() -> None:
    rules = rule_set_of(rules_of(Shop(), 200))
    assert tuple(parse_rules(to_yaml(rules), "rules.yaml").rules) == rules.rules


def test_the_index_decides_as_the_plain_loop_does() -> None:
    shop = Shop()
    rules = rule_set_of(rules_of(shop, 500))
    for order in orders_of(shop, 20):
        assert engine.apply(rules, order) == engine.apply_one_by_one(rules, order)

"""What is said of rules that can do nothing."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given, settings

from order_sync.errors import SettingsError
from order_sync.orders import Order
from order_sync.rules import RuleSet, apply, explain, load_rules, parse_rules
from order_sync.rules.decision import Decision
from order_sync.rules.overrides import overrides_in
from order_sync.rules.review import dead_rules, review
from tests.generators.rules import TODAY, met_orders, rule_sets

CLASSES = "{when: %s, do: {map class: %s}}"


def rules_of(*rules: str) -> str:
    """Rules as `{when: ..., do: ...}`, named A, B, C."""
    lines = [f"  - {{name: {name}, {rule[1:]}" for name, rule in zip("ABCDEFGH", rules, strict=False)]
    return "rules:\n" + "\n".join(lines) + "\n"


def said_of(*rules: str) -> str:
    """What is said against the rules; blank where they are taken."""
    try:
        parse_rules(rules_of(*rules), "shop.yaml", TODAY)
    except SettingsError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "when",
    [
        "{all: [{sku: A}, {sku: B}]}",
        "{sku: {equals: A, is not: a}}",
        "{tag: {equals: A, is not: A}}",
        "{tag: {contains: A, does not contain: a}}",
        "{line amount: {greater than: 10, less than: 5}}",
        "{line amount: {greater than: 10, at most: 10}}",
        "{all: [{quantity: {between: [1, 2]}}, {quantity: {between: [3, 4]}}]}",
        "{quantity: {equals: 5, less than: 5}}",
        "{all: [{quantity: {at least: 5}}, {not: {quantity: {greater than: 4}}}]}",
        "{all: [{tag: is empty}, {tag: {contains: a}}]}",
        "{all: [{sku: is empty}, {sku: is not empty}]}",
        "{sku: {equals: MUG, starts with: CUP}}",
        "{sku: {in: [MUG, POT], ends with: S}}",
        "{tag: {equals: MUG, does not contain: U}}",
        "{not: {sku: any value}}",
        "{any: [{all: [{sku: A}, {sku: B}]}, {quantity: {equals: 5, less than: 5}}]}",
        "{all: [{sku: A}, {any: [{sku: B}, {sku: C}]}]}",
        "{all: [{sku: A}, {not: {any: [{sku: A}, {sku: B}]}}]}",
    ],
)
def test_a_rule_that_can_never_match_is_refused(when: str) -> None:
    assert "shop.yaml, line 2, rule “A”: it can never match" in said_of(f"{{when: {when}, do: hold invoice}}")


@pytest.mark.parametrize(
    "when",
    [
        "{all: [{tag: A}, {tag: B}]}",
        "{all: [{payment method: paypal}, {payment method: {is not: stripe}}]}",
        "{all: [{order number: 1001}, {order number: '#1001'}]}",
        "{all: [{fulfillment status: fulfilled}, {fulfillment status: not required}]}",
        "{sku: {in: [A, B], is not: A}}",
        "{line amount: {at least: 10, at most: 10}}",
        "{quantity: {is not: 5, less than: 5}}",
        "{any: [{all: [{sku: A}, {sku: B}]}, {sku: C}]}",
        "{all: [{sku: {equals: mug, case: exact}}, {sku: MUG}]}",
        "{all: [{sku: is empty}, {sku: {is not: A}}]}",
        "{order date: {greater than: 10 days ago, less than: 20 days ago}}",
    ],
)
def test_a_rule_that_could_match_is_taken(when: str) -> None:
    assert said_of(f"{{when: {when}, do: hold invoice}}") == ""


def test_a_rule_that_is_switched_off_is_not_reviewed() -> None:
    assert said_of("{when: {sku: {equals: A, is not: A}}, do: hold invoice, enabled: no}") == ""


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("{channel: web, tag: a}", "always"), ("{channel: web, tag: a}", "{tag: A}"), ("always", "always")],
)
def test_a_rule_that_a_later_one_always_overrides_is_refused(earlier: str, later: str) -> None:
    said = said_of(CLASSES % (earlier, "Web"), CLASSES % (later, "Shop"))
    assert "rule “A”: it has no effect: the later rule “B” (shop.yaml, line 3) always replaces what it does." in said


@pytest.mark.parametrize(
    "rules",
    [
        (CLASSES % ("always", "Shop"), CLASSES % ("{channel: web}", "Web")),
        (CLASSES % ("{tag: a}", "Web"), "{when: {class: Web}, do: hold invoice}", CLASSES % ("always", "Shop")),
        (CLASSES % ("{tag: a}", "Web"), "{when: {tag: b}, do: stop}", CLASSES % ("always", "Shop")),
        (CLASSES % ("{tag: a}", "Web"), "{when: {tag: b}, do: {map memo: {copy: class}}}", CLASSES % ("always", "Shop")),
        (CLASSES % ("{tag: a}", "Web"), "{when: {tag: a}, do: {remove tag: a}}", CLASSES % ("{tag: a}", "Shop")),
        (CLASSES % ("{tag: a}", "Web"), "{when: always, do: {map class: {copy: channel}}}"),
        ("{when: {tag: a}, do: {map class: Web, map memo: Hello}}", CLASSES % ("always", "Shop")),
        ("{when: {tag: a}, do: {map class: Web, tag: b}}", CLASSES % ("always", "Shop")),
        (CLASSES % ("{tag: a}", "Web"), "{when: always, do: {map class: Shop}, stores: [one]}"),
        (CLASSES % ("{sku: a}", "Web"), CLASSES % ("{sku: a}", "Web")),
        ("{when: {sku: a}, do: {map sku: b}}", "{when: {sku: b}, do: {map sku: c}}"),
        ("{when: {sku: a}, do: {map sku: b}}", "{when: {sku: x}, do: {map sku: a}}", "{when: {sku: a}, do: {map sku: c}}"),
        ("{when: {sku: a}, do: {map item: b}}", "{when: {sku: a}, do: {map shipping item: c}}"),
    ],
)
def test_a_rule_that_may_have_an_effect_is_taken(rules: tuple[str, ...]) -> None:
    assert said_of(*rules) == ""


@pytest.mark.parametrize("action", ["map item", "map sku"])
def test_a_key_that_is_mapped_twice_to_different_values_is_refused(action: str) -> None:
    said = said_of(
        f"{{when: {{sku: MUG}}, do: {{{action}: Cup}}}}",
        f"{{when: {{sku: POT}}, do: {{{action}: Pot}}}}",
        f"{{when: {{sku: mug}}, do: {{{action}: Glass}}}}",
    )
    assert "is mapped twice, also by" in said and "MUG" in said.upper()


def test_all_faults_of_all_files_are_told_together_each_on_its_own_line() -> None:
    one = "rules:\n  - {name: A, when: {skuu: A}, do: hold invoice}\n  - {name: B, when: always, do: hold invoyce}\n"
    two = rules_of("{when: {sku: {equals: A, is not: A}}, do: hold invoice}").replace("name: A", "name: C")
    with pytest.raises(SettingsError) as caught:
        load_rules([("one.yaml", one), ("two.yaml", two), ("three.yaml", "rules: [")])
    lines = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in lines if ".yaml, line" in line] == [
        "one.yaml, line 2, rule “A”",
        "one.yaml, line 3, rule “B”",
        "two.yaml, line 2, rule “C”",
    ]
    assert "three.yaml is not readable YAML" in str(caught.value)
    assert "Did you mean “sku”?" in lines[0]


def test_of_many_faults_twenty_are_told_and_the_rest_counted() -> None:
    text = "rules:\n" + "".join(f"  - {{name: R{n}, when: always, do: nonsense}}\n" for n in range(50))
    with pytest.raises(SettingsError) as caught:
        parse_rules(text, "shop.yaml")
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (21, "and 30 more")


def test_rules_can_be_read_without_a_review() -> None:
    text = rules_of("{when: {sku: {equals: A, is not: A}}, do: hold invoice}")
    assert len(parse_rules(text, "shop.yaml", reviewed=False).rules) == 1


def test_the_cost_of_a_review_grows_with_the_number_of_map_rules_and_not_with_its_square() -> None:
    (first,) = parse_rules(rules_of("{when: {sku: K}, do: {map sku: V}}"), "shop.yaml").rules

    def cost(count: int) -> float:
        rules = many_like(first, count)
        began = time.process_time()
        review(rules)
        return time.process_time() - began

    assert cost(40_000) < 40 * cost(4_000)  # ten times as many; a hundred times as dear if each were held against each


def many_like(rule, count):
    from dataclasses import replace

    return [
        replace(
            rule,
            name=f"R{number}",
            when=replace(rule.when, wanted=(f"k{number}",), written=(f"K{number}",)),
            do=(replace(rule.do[0], value=f"V{number}"),),
        )
        for number in range(count)
    ]


@settings(max_examples=400, deadline=None)
@given(rules=rule_sets(), order=met_orders())
def test_a_rule_said_never_to_match_never_matches(rules: RuleSet, order: Order) -> None:
    dead = {rule.name for rule, _ in dead_rules(rules.rules)}
    assert not [turn.rule for turn in explain(rules, order) if turn.rule in dead and turn.matched]


@settings(max_examples=400, deadline=None)
@given(rules=rule_sets(), order=met_orders())
def test_taking_out_a_rule_said_to_have_no_effect_leaves_the_decision_as_it_was(rules: RuleSet, order: Order) -> None:
    whole = what_counts(apply(rules, order))
    for override in overrides_in(rules.rules):
        others = tuple(rule for rule in rules.rules if rule is not override.rule)
        assert what_counts(apply(RuleSet(others, rules.sync), order)) == whole


def what_counts(decision: Decision) -> tuple[Decision, str]:
    """All but the trace, and whether the order was changed and changed back."""
    orders = {kind: order for kind, order in decision.for_kind.items() if order != decision.order}
    return msgspec.structs.replace(decision, trace=(), given=None, for_kind=orders), decision.order_hash

"""What is said of maps, and of rules beside them, that map one key to two things."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.errors import SettingsError
from order_sync.orders import Order
from order_sync.rules import RuleSet, apply, load_rules
from order_sync.rules.comparisons import COMPARISONS, IN_MAP
from order_sync.rules.conditions import AllOf, Compare
from order_sync.rules.expressions import Lookup
from order_sync.rules.fields import FIELDS
from order_sync.rules.map_conflicts import Conflict, map_conflicts_in
from order_sync.rules.map_table import MapTable
from order_sync.rules.rule import Do, Rule
from order_sync.rules.values import plain
from tests.generators.rules import ACTIONS, literals_of, met_orders, rule_sets
from tests.rules.test_review import what_counts

ITEMS = "sku,map item\nMUG,Mug\nCUP,Cup\nPOT,Pot\n"


def said_of(*texts: str) -> str:
    """What is said against files one.*, two.*, three.*; blank where they are taken."""
    names = [f"{name}.{'yaml' if text.startswith('rules') else 'csv'}" for name, text in zip(NAMES, texts, strict=False)]
    try:
        load_rules(list(zip(names, texts, strict=True)))
    except SettingsError as error:
        return str(error)
    return ""


NAMES = ("one", "two", "three")


def yaml(rule: str, name: str = "R") -> str:
    return f"rules:\n  - {{name: {name}, {rule}}}\n"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ((ITEMS, "sku,map item\nBOWL,Bowl\n cup ,Glass\n"),
         "one.csv, line 3, rule “one”: “cup” is given another “map item” by “two” (two.csv, line 3). Keep one of the two."),
        ((ITEMS, "sku,map item\nCUP,Glass\nmug,Can\npot,Pot\n"),
         "one.csv, line 2, rule “one”: “mug” is given another “map item” by “two” (two.csv, line 3), with 1 more of"),
        ((ITEMS, yaml("when: {sku: Mug}, do: {map item: Can}")),
         "one.csv, line 2, rule “one”: “mug” is given another “map item” by “R” (two.yaml, line 2)"),
        ((yaml("when: {sku: Mug}, do: {map item: Can}"), ITEMS),
         "one.yaml, line 2, rule “R”: “mug” is given another “map item” by “two” (two.csv, line 2)"),
        ((yaml("when: {sku: Mug, tag: vip}, do: {map item: Can}"), ITEMS),
         "one.yaml, line 2, rule “R”: it has no effect: the later map “two” (two.csv, line 2) always replaces"),
        (("sku,map sku\nMUG,MUG-1\n", "sku,map sku\nMUG,MUG-2\n"),
         "two.csv, line 2, rule “two”: “mug” is given another “map sku” by “one” (one.csv, line 2)"),
        (("sku,map sku\nMUG,MUG-1\n", yaml("when: {sku: mug}, do: {map sku: MUG-2}")),
         "two.yaml, line 2, rule “R”: “mug” is given another “map sku” by “one”"),
        ((ITEMS, yaml("when: always, do: {map item: All}")), "rule “one”: it has no effect: the later rule “R”"),
    ],
)  # fmt: skip
def test_a_key_that_is_mapped_twice_to_different_things_is_refused(texts: tuple[str, ...], said: str) -> None:
    assert said in said_of(*texts)


@pytest.mark.parametrize(
    "texts",
    [
        (ITEMS, "sku,map item\nBOWL,Bowl\nCUP,Cup\n"),
        (ITEMS, "sku,map item\nCUP,\n"),
        (ITEMS, "sku,map line class\nCUP,Kitchen\n"),
        (ITEMS, "product name,map item\nCUP,Glass\n"),
        (ITEMS, yaml("when: {item: Cup}, do: {map line class: K}"), "sku,map item\nCUP,Glass\n"),
        (ITEMS, yaml("when: {tag: vip}, do: stop"), "sku,map item\nCUP,Glass\n"),
        (ITEMS, yaml("when: {tag: vip}, do: {map sku: CUP}"), "sku,map item\nCUP,Glass\n"),
        (ITEMS, yaml("when: {sku: CUP, tag: vip}, do: {map item: Glass}")),
        (ITEMS, yaml("when: {sku: CUP}, do: {map item: Glass}, stores: [one]")),
        ("sku,map sku\nMUG,CUP\nPOT,MUG\n", "sku,map sku\nMUG,BOWL\n"),
        ("sku,map sku,map item\nMUG,CUP,Mug\n", "sku,map item\nMUG,Can\n"),
        (yaml("when: {sku: MUG}, do: {map item: Can, tag: mug}"), "sku,map line class\nMUG,Kitchen\n"),
        (yaml("when: {sku: MUG}, do: {map item: Mug}"), ITEMS),
        ("payment method,map deposit account\npaypal,A\n", "payment method,map deposit account\npaypal,B\n"),
        ("sku,map class\nMUG,A\n", "sku,map class\nMUG,B\n"),
    ],
)
def test_what_may_have_an_effect_is_taken(texts: tuple[str, ...]) -> None:
    assert said_of(*texts) == ""


def test_two_maps_of_many_keys_are_held_together_quickly_and_told_in_one_line() -> None:
    text = "sku,map item\n" + "".join(f"K{number},A{number}\n" for number in range(100_000))
    began = time.process_time()
    said = said_of(text, text.replace(",A", ",B").replace("map item", "map item", 1))
    assert time.process_time() - began < 6  # on a busy machine; about two on a quiet one
    assert "with 99,999 more of its keys" in said and len(said.splitlines()) == 1


def without(rules: RuleSet, conflict: Conflict) -> RuleSet:
    """The rules, with what is said to be in vain taken out for the key."""
    if conflict.is_whole:
        return RuleSet(tuple(rule for rule in rules.rules if rule is not conflict.rule), rules.sync)
    changed = replace(conflict.rule, do=tuple(_silent(do, conflict) for do in conflict.rule.do if _stays(do, conflict)))
    return RuleSet(tuple(changed if rule is conflict.rule else rule for rule in rules.rules), rules.sync)


def _stays(do: Do, conflict: Conflict) -> bool:
    return do.action != conflict.do.action or isinstance(do.value, Lookup)


def _silent(do: Do, conflict: Conflict) -> Do:
    if do.action != conflict.do.action or not isinstance(do.value, Lookup):
        return do
    old = do.value.table
    columns = [list(column) for column in old.columns]
    columns[do.value.column][old.row(conflict.key) or 0] = None
    return Do(do.action, Lookup(do.value.field, MapTable(old, old.written, columns), do.value.column))


KEYS, OTHERS = ("MUG-OLD", "Mug"), ("map item", "map sku", "map item", "map class", "hold invoice")


@st.composite
def meeting_maps(draw: st.DrawFn) -> RuleSet:
    """Maps and rules of few keys and actions, so that they meet; now and then a rule of any kind is between them."""
    rules = [draw(one_of_few(number)) for number in range(draw(st.integers(2, 3)))]
    if draw(st.integers(0, 3)) == 0:
        rules.insert(1, draw(rule_sets()).rules[0])
    return RuleSet(tuple(rules))


@st.composite
def one_of_few(draw: st.DrawFn, number: int) -> Rule:
    field = FIELDS["sku"]
    names = draw(st.lists(st.sampled_from(OTHERS), min_size=1, max_size=2, unique=True))
    keys = draw(st.permutations(KEYS))
    values = [[draw(literals_of(ACTIONS[name])), draw(st.none() | literals_of(ACTIONS[name]))] for name in names]
    shape = draw(st.sampled_from(["map", "map", "one", "more"]))
    if shape == "map":
        table = MapTable(map(plain, keys), keys, values)
        do = tuple(Do(ACTIONS[name], Lookup(field, table, column)) for column, name in enumerate(names))
        return Rule(f"Map {number}", Compare(field, IN_MAP, (table,), ("map.csv",)), do)
    test = Compare(field, COMPARISONS["equals"], (plain(keys[0]),), (keys[0],))
    web = Compare(FIELDS["channel"], COMPARISONS["equals"], ("web",), ("web",))
    do = tuple(Do(ACTIONS[name], value[0]) for name, value in zip(names, values, strict=True))
    return Rule(f"One {number}", test if shape == "one" else AllOf((test, web)), do)


@settings(max_examples=400, deadline=None)
@given(rules=meeting_maps(), order=met_orders())
def test_taking_out_what_is_said_in_vain_leaves_the_decision_as_it_was(rules: RuleSet, order: Order) -> None:
    whole = what_counts(apply(rules, order))
    for conflict in map_conflicts_in(rules.rules):
        assert what_counts(apply(without(rules, conflict), order)) == whole, conflict

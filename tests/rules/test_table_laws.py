"""What holds for every table: what is written reads back as the same, and runs nowhere."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.errors import SettingsError
from order_sync.orders import Order
from order_sync.rules import RuleSet, apply, parse_rules, to_csv, to_xlsx
from order_sync.rules.conditions import AllOf, AnyOf, Condition, Not
from order_sync.rules.flat_condition import flat
from order_sync.rules.rule import EVERYWHERE, Rule
from order_sync.rules.rule_text import text_of
from order_sync.rules.table_text import read_table, write_table
from order_sync.rules.where import Where
from tests.generators.rules import TODAY, holds_map, met_orders, rule_sets


def in_a_grid(rules: RuleSet) -> RuleSet:
    """The rules that a grid can say, with their conditions as it says them."""
    found = []
    for rule in rules.rules:
        when = flat(rule.when)
        if when is not None and not holds_map(RuleSet((rule,))):
            found.append(replace(rule, when=joined(when)))
    return RuleSet(tuple(found), rules.sync)


def joined(when: object) -> Condition:
    tests, is_any = when  # type: ignore[misc]
    parts = tuple(test.compare if test.holds else Not(test.compare) for test in tests)
    return parts[0] if len(parts) == 1 else AnyOf(parts) if is_any else AllOf(parts)


def maps_of(rules: RuleSet) -> list[Rule]:
    """Its maps, as a map file can say them."""
    maps = [rule for rule in rules.rules if holds_map(RuleSet((rule,)))]
    return [
        replace(rule, when=replace(rule.when, written=(f"{rule.name}.csv",)), enabled=True, scope=EVERYWHERE, examples=())
        for rule in maps
    ]


@settings(max_examples=300, deadline=None)
@given(rules=rule_sets().map(in_a_grid).filter(lambda rules: rules.rules))
def test_a_grid_reads_back_as_the_rules_that_were_written(rules: RuleSet) -> None:
    assert parse_rules(to_csv(rules), "grid.csv", TODAY, reviewed=False).rules == rules.rules


@settings(max_examples=300, deadline=None)
@given(rules=rule_sets(), order=met_orders())
def test_rules_do_the_same_after_a_grid_as_before(rules: RuleSet, order: Order) -> None:
    said = {rule.name for rule in in_a_grid(rules).rules}
    before = RuleSet(tuple(rule for rule in rules.rules if rule.name in said), rules.sync)
    if before.rules:
        after = parse_rules(to_csv(before), "grid.csv", TODAY, reviewed=False).rules
        assert apply(RuleSet(after, rules.sync), order) == apply(before, order)


@settings(max_examples=200, deadline=None)
@given(rules=rule_sets())
def test_what_a_grid_cannot_say_is_refused_by_name_and_never_left_out(rules: RuleSet) -> None:
    unsaid = [rule for rule in rules.rules if flat(rule.when) is None or holds_map(RuleSet((rule,)))]
    if unsaid and len(rules.rules) > 1:
        with pytest.raises(SettingsError, match="|".join(rule.name for rule in unsaid)):
            to_csv(rules)


@settings(max_examples=200, deadline=None)
@given(rules=rule_sets())
def test_a_map_reads_back_as_the_map_that_was_written(rules: RuleSet) -> None:
    for rule in maps_of(rules):
        assert parse_rules(to_csv(RuleSet((rule,))), f"{rule.name}.csv").rules == (rule,)


@settings(max_examples=60, deadline=None)
@given(rules=rule_sets())
def test_a_workbook_reads_back_as_the_rules_that_were_written(rules: RuleSet) -> None:
    grid = in_a_grid(rules)
    if grid.rules:
        text = text_of("grid.xlsx", to_xlsx(grid))
        assert parse_rules(text, "grid.xlsx", TODAY, reviewed=False).rules == grid.rules
    for rule in maps_of(rules):
        named = replace(rule, when=replace(rule.when, written=(f"{rule.name}.xlsx",)))
        name = f"{rule.name}.xlsx"
        assert parse_rules(text_of(name, to_xlsx(RuleSet((rule,)))), name).rules == (named,)


CELLS = st.text(st.sampled_from("ab=+-@＝'\"\t\r\n;, \u2028é") | st.characters(exclude_characters="\0", codec="utf-8"))


@settings(max_examples=1_000, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3).filter(lambda row: "".join(row).strip()), max_size=5))
def test_any_cell_reads_back_as_it_was_and_begins_with_no_sign_that_a_spreadsheet_runs(rows: list[list[str]]) -> None:
    text = write_table([["a", "b", "c"], *rows])
    assert [row for _, row in read_table(text, Where("any.csv")).rows] == rows
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.lstrip(" ")[:1] in tuple("=+-@＝＋－＠\t\r") for cell in row if cell)
    for line in text.splitlines():  # as a spreadsheet splits it that takes a semicolon for the delimiter
        assert not any(cell.lstrip(' "')[:1] in tuple("=+-@") for cell in line.split(";")[1:] if cell)

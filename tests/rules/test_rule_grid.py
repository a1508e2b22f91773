"""The rule grid: the commercial model's own form, one condition a line, lines of one rule name one rule."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from order_sync.errors import SettingsError
from order_sync.rules import RuleSet, apply, parse_rules, to_csv
from order_sync.rules.actions import ELSEWHERE, find_action
from order_sync.rules.comparisons import COMPARISONS
from order_sync.rules.decision import Decision
from order_sync.rules.fields import find_field
from order_sync.rules.grid_words import _FIELDS, action_name, comparison_name
from tests.generators.orders import a_line, an_order

HEADER = "Rule Name,Action,Field to Check,Comparison,Initial Value,Conjunction,Map To\n"
TODAY = date(2026, 3, 31)


def grid(*lines: str, header: str = HEADER) -> str:
    return header + "".join(f"{line}\n" for line in lines)


def read(*lines: str, header: str = HEADER) -> RuleSet:
    return parse_rules(grid(*lines, header=header), "grid.csv", TODAY, reviewed=False)


def as_yaml(*rules: str) -> RuleSet:
    return parse_rules("rules:\n" + "".join(f"  - {rule}\n" for rule in rules), "same.yaml", TODAY, reviewed=False)


def fault(*lines: str, header: str = HEADER) -> str:
    with pytest.raises(SettingsError) as caught:
        parse_rules(grid(*lines, header=header), "grid.csv", TODAY)
    return str(caught.value)


def test_each_line_is_a_rule_where_names_differ() -> None:
    assert read(
        "Mugs,Map SKU,SKU,Equals,MUG-OLD,OR,MUG-2026", "Big,Map Order Class,Order total,More than,100,AND,Big"
    ) == as_yaml(
        "{name: Mugs, when: {sku: MUG-OLD}, do: {map sku: MUG-2026}}",
        "{name: Big, when: {order total: {greater than: 100}}, do: {map class: Big}}",
    )


@pytest.mark.parametrize(("conjunction", "joiner"), [("OR", "any"), ("or", "any"), ("AND", "all"), ("And", "all")])
def test_lines_of_one_name_are_one_rule_joined_by_their_conjunction(conjunction: str, joiner: str) -> None:
    assert read(
        f"R,Map Order Class,Tag,Contains,vip,{conjunction},Gold", f"r ,Map Order Class,Channel,Equals,web,{conjunction},Gold"
    ) == as_yaml(f"{{name: R, when: {{{joiner}: [{{tag: {{contains: vip}}}}, {{channel: web}}]}}, do: {{map class: Gold}}}}")


def test_many_from_values_of_one_field_go_to_one_value_with_or_or_without_a_word() -> None:
    lines = ("Mugs,map sku,sku,equals,A,{},M", "Mugs,map sku,sku,equals,B,{},M", "Mugs,map sku,sku,equals,C,,M")
    same = as_yaml("{name: Mugs, when: {any: [{sku: A}, {sku: B}, {sku: C}]}, do: {map sku: M}}")
    for word in ("", "OR"):
        assert read(*(line.format(word) for line in lines)) == same


def test_map_all_copies_the_checked_field_where_the_other_conditions_hold() -> None:
    assert read(
        "PO,Map PO Number,custom field PO,Map All,,AND,", "PO,Map PO Number,Billing company,Is not empty,,AND,"
    ) == as_yaml(
        "{name: PO, when: {all: [{custom field po: copy}, {billing company: is not empty}]}, do: {map po number: }}"
    )


def test_map_custom_field_names_the_quickbooks_field_as_its_value() -> None:
    assert read("F,Map Custom Field,custom field Colour,Map All,,,Farbe") == as_yaml(
        "{name: F, when: {custom field colour: copy}, do: {map custom field farbe: }}"
    )


@pytest.mark.parametrize("comparison", ["Equals", "Is not", "Matches"])
def test_a_star_is_any_value(comparison: str) -> None:
    assert read(f"R,Map Order Class,Channel,{comparison},*,,Shop") == as_yaml(
        "{name: R, when: {channel: any value}, do: {map class: Shop}}"
    )


@pytest.mark.parametrize("value", ["", "true", "yes", "TRUE"])
def test_mark_invoice_as_unpaid_is_said_with_true_or_blank(value: str) -> None:
    found = read(f"R,Mark Invoice as Unpaid,Payment method,Equals,PayPal,OR,{value}")
    assert found == as_yaml("{name: R, when: {payment method: PayPal}, do: mark invoice as unpaid}")


def test_do_not_import_is_said_with_a_blank() -> None:
    (rule,) = read("R,Do Not Import Order to QuickBooks,Order creation date,Less than,2022-01-01,OR,").rules
    assert (rule.do[0].action.name, rule.do[0].value) == ("do not import", True)


def test_an_action_more_stands_on_a_line_without_a_condition() -> None:
    assert read(
        "R,map class,tag,equals,vip,AND,Gold",
        "R,map class,channel,equals,web,AND,Gold",
        "R,map memo,,,,,Hello",
        "R,hold order",
    ) == as_yaml("{name: R, when: {tag: vip, channel: web}, do: {map class: Gold, map memo: Hello, hold order: yes}}")


def test_our_matches_is_matches_pattern_and_the_models_is_equals() -> None:
    assert read(
        "R,map class,sku,matches pattern,^A[0-9]$,,X", "S,map class,billing company,Matches,Acme Ltd.,,Y"
    ) == as_yaml(
        '{name: R, when: {sku: {matches: "^A[0-9]$"}}, do: {map class: X}}',
        "{name: S, when: {billing company: Acme Ltd.}, do: {map class: Y}}",
    )


def test_case_exact_and_not_are_words_of_the_comparison() -> None:
    assert read("R,map class,sku,not starts with exact,PT,,X", "S,map class,sku,not in,\"[A, B]\",,Y") == as_yaml(
        "{name: R, when: {not: {sku: {starts with: PT, case: exact}}}, do: {map class: X}}",
        "{name: S, when: {sku: {not in: [A, B]}}, do: {map class: Y}}",
    )  # fmt: skip


def test_values_that_are_more_than_a_text_are_written_as_in_yaml() -> None:
    assert read(
        'A,map memo,,always,,,"{template: ""{order number}!""}"', "B,map class,,always,,,{copy: channel}",
        "C,map class,,always,,,{clear: yes}", 'D,add line,,always,,,"{item: Wrap, amount: 3.50}"',
        'E,map memo,,always,,,"{text: ""{A}""}"', 'F,hold invoice,order total,between,"[1, 2]",,',
    ) == as_yaml(
        '{name: A, when: always, do: {map memo: {template: "{order number}!"}}}',
        "{name: B, when: always, do: {map class: {copy: channel}}}",
        "{name: C, when: always, do: {map class: {clear: yes}}}",
        "{name: D, when: always, do: {add line: {item: Wrap, amount: 3.50}}}",
        '{name: E, when: always, do: {map memo: "{A}"}}',
        "{name: F, when: {order total: {between: [1, 2]}}, do: hold invoice}",
    )  # fmt: skip


def test_a_rule_is_switched_off_and_given_days_places_and_documents_in_columns_of_their_own() -> None:
    header = "rule name,action,comparison,map to,enabled,valid from,valid until,syncs,stores,records,examples\n"
    assert read(
        'R,map class,always,X,no,2026-01-01,2026-12-31,"a, b",mugs,"invoice, sales order",'
        '"[{given: {tag: vip}, expect: nothing}]"',
        header=header,
    ) == as_yaml(
        "{name: R, when: always, do: {map class: X}, enabled: no, valid from: 2026-01-01, valid until: 2026-12-31, "
        "syncs: [a, b], stores: mugs, records: [invoice, sales order], examples: [{given: {tag: vip}, expect: nothing}]}"
    )


def test_columns_stand_in_any_order_and_value_is_whichever_the_others_leave() -> None:
    same = as_yaml("{name: R, when: {sku: A}, do: {map sku: B}}")
    assert read("B,Map SKU,A,SKU,equals,R", header="map to,action,value,field,comparison,name\n") == same
    assert (
        read("B,Map SKU,A,SKU,equals,R", header="value;action;initial value;field;comparison;rule\n".replace(";", ","))
        == same
    )


@pytest.mark.parametrize(
    ("lines", "message", "remedy"),
    [
        (["R,map class,tag,equals,a,AND,X", "R,map class,tag,equals,b,OR,X"], "conditions by AND and by OR", "in YAML"),
        (["R,map class,tag,equals,a,,X", "R,map class,sku,equals,b,,X"], "whether all or any", "AND or OR"),
        (["R,map class,tag,equals,a,XOR,X", "R,map class,tag,equals,b,,X"], "no conjunction “XOR”", "OR"),
        (["R,map class,tag,equals,a,,X", "R,map class,tag,equals,b,,Y"],
         "line 3, rule “R”: it says “map class” with “Y” and with “X”",
         "a rule of its own name"),
        (["R,map sku,sku,equals,a,,X", "R,map item,sku,equals,b,,Y"], "its actions have different conditions", "own name"),
        (["R,map class,tag,equals,a,,X", "S,map class,tag,equals,b,,Y", "R,map class,tag,equals,c,,X"],
         "line 4, rule “R”: lines of this rule stand apart, also at line 2", "below each other"),
        ([",map class,tag,equals,a,,X"], "line 2: the line has no rule name", "every line"),
        (["R,map class,,,,,X"], "it has no condition", "“always” under “comparison”"),
        (["R,,tag,equals,a,,"], "it does nothing", "Name an action"),
        (["R,,tag,equals,a,,X"], "“X” stands under “map to” without an action", "Name its action"),
        (["R,map class,,always,,,X", "R,,tag,equals,a,,"], "a condition beside “always”", "Keep one"),
        (["R,map class,tag,always,,,X"], "“always” has a field or a value", "blank"),
        (["R,map class,tag,,a,,X"], "no field or no comparison", "Fill"),
        (["R,map class,tagg,equals,a,,X"], "there is no field “tagg”", "Did you mean “tag”?"),
        (["R,map clas,tag,equals,a,,X"], "there is no action “map clas”", "Did you mean “map class”?"),
        (["R,map class,tag,equls,a,,X"], "there is no comparison “equls”", "Did you mean “equals”?"),
        (["R,map class,tag,does not match,a,,X"], "there is no comparison", "Did you mean “does not match pattern”?"),
        (["R,map class,sku,Matches,A*,,X"], "may mean this very text, or a regular expression", "“matches pattern”"),
        (["R,do not import,order date,less than,1/1/2022,,"], "“1/1/2022” does not fit “order date”", "2026-01-31"),
        (["R,do not import,order date,less than,31.12.2022,,"], "“31.12.2022” does not fit “order date”", "2026-01-31"),
        (["R,Map Discount,discount code,is not empty,,,Coupon"], "no place in QuickBooks Online", "map discount account"),
        (["R,Map Inventory Site,sku,equals,A,,X"], "no place in QuickBooks Online", "map location"),
        (["R,Exclude Orders Syncing from QuickBooks,tag,equals,A,,"], "no place", "from the store to QuickBooks only"),
        (["R,map custom field,tag,equals,A,,Colour"], "copies what is checked", "Map All"),
        (["R,map class,sku,equals,[A mug,,X"], "begins with [ and says nothing", '["..."] around'),
        (["R,map class,order total,at least,\"1,5\",,X"], "“1,5” does not fit “order total”", "12.50"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_grid_is_told_with_its_line_and_remedy(lines: list[str], message: str, remedy: str) -> None:
    said = fault(*lines)
    assert said.startswith("grid.csv, line ") and message in said and remedy in said


@pytest.mark.parametrize(
    ("header", "message", "remedy"),
    [
        (
            "rule name,action,field to chek,comparison\n",
            "no column of a rule grid called “field to chek”",
            "“field to check”",
        ),
        ("rule name,field,comparison,map to\n", "needs a column “action”", "Its columns are"),
        ("rule name,action,action\n", "“action” is there twice", "Keep one"),
        (
            "rule name,action,initial value,map to,value\n",
            "“value” may be that of the condition or that of the action",
            "“initial value” or “map to”",
        ),
        ("rule name,action\n", "a header and no lines", "take it out"),
    ],
)
def test_what_is_wrong_in_the_header_of_a_grid_is_told(header: str, message: str, remedy: str) -> None:
    said = fault(header=header)
    assert message in said and remedy in said


def test_faults_of_several_rules_are_told_together() -> None:
    said = fault("A,map clas,tag,equals,a,,X", "B,map class,tag,equls,a,,X", "C,map class,tag,equals,a,,X")
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "grid.csv, line 2, rule “A”", "grid.csv, line 3, rule “B”",
    ]  # fmt: skip


def test_every_action_and_comparison_of_the_commercial_model_is_understood_as_the_docs_say() -> None:
    docs = (Path(__file__).parents[2] / "docs/rules.md").read_text(encoding="utf-8")
    rows = [
        row.split("|")[1:3]
        for row in docs.partition("## Coming from another product")[2].splitlines()
        if row.startswith("| ")
    ]
    checked = 0
    for there, here in rows:
        named = [] if there.strip().startswith("(") else re.split(r", (?=[A-Z])", there.strip())
        ours = re.findall("`([^`]+)`", here)
        for name in named:
            action, comparison = find_action(action_name(name)), comparison_name(name)
            if action is not None:
                assert action.name in ours or action.name.startswith("map custom field"), name
                checked += 1
            elif comparison in COMPARISONS and ours:
                checked += 1
            elif ours and name.startswith("Map") and "NAME" not in here:
                assert action_name(name) in ELSEWHERE, name
    assert checked > 30


def test_every_field_of_the_commercial_model_that_is_understood_is_one_of_ours() -> None:
    assert [name for name, ours in _FIELDS.items() if find_field(ours) is None] == []


def test_a_rule_that_mixes_all_and_any_is_not_written_as_a_grid() -> None:
    mixed = as_yaml("{name: Mixed, when: {any: [{all: [{sku: A}, {tag: b}]}, {sku: C}]}, do: hold invoice}")
    with pytest.raises(SettingsError) as caught:
        to_csv(mixed)
    assert str(caught.value) == (
        "The rule “Mixed” cannot be written as a table: it joins conditions by all and by any at once. Keep it in YAML."
    )


def decided(found: RuleSet) -> Decision:
    return apply(found, an_order(lines=[a_line("1", sku="A")]))


def test_a_cell_that_looks_like_a_formula_is_a_text_and_is_exported_so_that_nothing_runs() -> None:
    found = read('R,map item,sku,equals,A,,"=HYPERLINK(""http://x"")"')
    assert decided(found).order.sale_lines[0].item == '=HYPERLINK("http://x")'
    text = to_csv(found)
    assert "'=HYPERLINK" in text and ",=HYPERLINK" not in text and '"=HYPERLINK' not in text
    assert parse_rules(text, "grid.csv") == found

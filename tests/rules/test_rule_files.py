"""How rules are written, and what is said where they are written wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from order_sync.errors import SettingsError
from order_sync.rules import RuleSet, apply, load_rules, parse_rules, to_yaml
from order_sync.rules.conditions import AllOf, AnyOf, Compare, Not
from order_sync.rules.expressions import CLEAR, Copy, Template
from order_sync.rules.rule import Example, Scope
from order_sync.rules.values import NewLine, Percent
from order_sync.syncs import RecordKind
from tests.generators.orders import a_line, an_order

DEMO = Path(__file__).parents[2] / "include/rules/demo.yaml"


def one_rule(when: str, do: str = "hold invoice", more: str = "") -> str:
    return f"rules:\n  - name: Example\n    when: {when}\n    do: {do}\n{more}"


def parse(when: str, do: str = "hold invoice", more: str = "") -> RuleSet:
    return parse_rules(one_rule(when, do, more), "example.yaml")


def fault(text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        parse_rules(text, "example.yaml")
    return caught.value


def test_the_demo_says_what_a_bookkeeper_would_say() -> None:
    rules = parse_rules(DEMO.read_text(encoding="utf-8"), DEMO.name).rules
    assert [(rule.name, rule.do[0].action.name) for rule in rules] == [
        ("Leave test orders out", "do not import"),
        ("Only invoice fulfilled orders", "hold invoice"),
        ("PayPal invoices stay unpaid", "mark invoice as unpaid"),
        ("The old mug is the new mug", "map sku"),
        ("Card money lands in the checking account", "map deposit account"),
    ]


@pytest.mark.parametrize(
    "do",
    [
        "mark invoice as unpaid",
        "Mark Invoice as Unpaid",
        "{mark invoice as unpaid: true}",
        "{mark invoice as unpaid: yes}",
        "{mark invoice as unpaid: }",
        "[mark invoice as unpaid]",
    ],
)
def test_mark_invoice_as_unpaid_is_said_with_true_or_blank(do: str) -> None:
    decision = apply(parse("always", do), an_order())
    assert decision.unpaid_by == "Example"


def test_several_actions_stand_in_one_mapping_or_in_a_list() -> None:
    in_mapping = parse("{sku: A}", "{map sku: B, hold invoice: yes}")
    assert in_mapping == parse("{sku: A}", "[{map sku: B}, hold invoice]")
    assert [do.action.name for do in in_mapping.rules[0].do] == ["map sku", "hold invoice"]


def test_several_conditions_in_one_mapping_must_all_hold() -> None:
    assert parse("{sku: A, channel: web}") == parse("{all: [{sku: A}, {channel: web}]}")


def test_all_any_and_not_nest_freely() -> None:
    rules = parse("{any: [{sku: A}, {not: {all: [{channel: web}, {any: [{sku: B}]}]}}], channel: pos}")
    when = rules.rules[0].when
    assert isinstance(when, AllOf)
    either, _ = when.parts
    assert isinstance(either, AnyOf)
    assert isinstance(either.parts[1], Not)
    assert isinstance(either.parts[1].part, AllOf)


def test_a_plain_value_means_equals_and_a_plain_list_means_in() -> None:
    assert parse("{sku: A}") == parse("{sku: {equals: A}}")
    assert parse("{sku: [A, B]}") == parse("{sku: {in: [A, B]}}")
    assert parse("{sku: is empty}") == parse("{sku: {is empty}}")


def test_two_comparisons_of_one_field_must_both_hold() -> None:
    when = parse("{order total: {at least: 10, less than: 20}}").rules[0].when
    assert isinstance(when, AllOf)
    assert [part.comparison.name for part in when.parts if isinstance(part, Compare)] == ["at least", "less than"]


@pytest.mark.parametrize("word", ["no", "yes", "on", "null", "~", "00123", "1:30", "1e3", "2026-01-01", "0x1F", "1_000"])
def test_a_word_that_yaml_would_take_for_something_else_stays_the_word_that_was_written(word: str) -> None:
    order = an_order(lines=[a_line(sku=word)])
    assert apply(parse(f"{{sku: {word}}}", "{map sku: FOUND}"), order).order.sale_lines[0].sku == "FOUND"
    assert apply(parse("always", f"{{map sku: {word}}}"), an_order(lines=[a_line()])).order.sale_lines[0].sku == word


def test_a_rule_is_switched_off_or_given_days_on_which_it_is_valid() -> None:
    rule = parse("always", more="    enabled: no\n    valid from: 2026-01-01\n    valid until: 2026-12-31\n").rules[0]
    assert (rule.enabled, rule.scope) == (False, Scope(valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31)))


def test_a_rule_is_for_some_syncs_stores_and_records() -> None:
    more = "    syncs: shop\n    stores: [mugs, cups]\n    records: [Invoice, sales_order]\n"
    scope = parse("always", "{map class: A}", more).rules[0].scope
    assert scope == Scope(syncs=("shop",), stores=("mugs", "cups"), records=(RecordKind.invoice, RecordKind.sales_order))


def test_a_value_is_copied_made_from_a_template_or_cleared() -> None:
    rules = parse(
        "always",
        "{map class: {copy: Channel}, map memo: {template: '{order number}/{{{custom field PO}}}'}, map terms: {clear: }}",
    )
    copied, template, cleared = (do.value for do in rules.rules[0].do)
    assert isinstance(copied, Copy)
    assert copied.field.name == "channel"
    assert isinstance(template, Template)
    assert [part if isinstance(part, str) else part.name for part in template.parts] == [
        "order number", "/{", "custom field po", "}",
    ]  # fmt: skip
    assert cleared == CLEAR


def test_a_template_puts_fields_in_as_text_and_runs_nothing() -> None:
    order = an_order(note="{sku} {{ 7*7 }} =1+1", lines=[a_line(sku="A")])
    decision = apply(parse("always", "{map memo: {template: '{note} {{x}}'}}"), order)
    assert decision.order.memo == "{sku} {{ 7*7 }} =1+1 {x}"


def test_a_new_line_has_an_item_and_an_amount_and_perhaps_more() -> None:
    value = parse("always", "{add line: {item: Wrap, amount: 3.50, quantity: 2, description: Red}}").rules[0].do[0].value
    assert value == NewLine("Wrap", Decimal("3.50"), Decimal(2), "Red")
    assert parse("always", "{add line: {item: Wrap, amount: 0}}").rules[0].do[0].value == NewLine("Wrap", Decimal(0))


@pytest.mark.parametrize("word", ["Sales Receipts", "sales receipt", "SALES_RECEIPT"])
def test_a_choice_is_one_of_its_words_however_it_is_written(word: str) -> None:
    assert parse("always", f"{{map transaction type: {word}}}").rules[0].do[0].value == "sales receipt"


def test_a_surcharge_is_an_amount_or_a_percentage() -> None:
    assert parse("always", "{add shipping surcharge: 1.50}").rules[0].do[0].value == Decimal("1.50")
    assert parse("always", "{add shipping surcharge: 10%}").rules[0].do[0].value == Percent(Decimal(10))


def test_examples_stand_beside_their_rule() -> None:
    more = (
        "    examples:\n      - given: {sku: A, tag: [x, y]}\n        expect: {map sku: B}\n"
        "      - given: {sku: C}\n        expect: nothing\n"
    )
    examples = parse("{sku: A}", "{map sku: B}", more).rules[0].examples
    assert examples == (
        Example((("sku", ("A",)), ("tag", ("x", "y"))), expect=(("map sku", ("B",)),)),
        Example((("sku", ("C",)),)),
    )
    assert [example.line for example in examples] == [6, 8]


def test_several_files_run_one_after_the_other() -> None:
    first, second = one_rule("always").replace("Example", "First"), one_rule("always").replace("Example", "Second")
    rules = load_rules([("a.yaml", first), ("b.yaml", second)]).rules
    assert [(rule.name, rule.file, rule.line) for rule in rules] == [("First", "a.yaml", 2), ("Second", "b.yaml", 2)]


def test_a_file_without_rules_yet_is_an_empty_rule_set() -> None:
    assert parse_rules("rules:\n", "example.yaml") == RuleSet()


def test_the_demo_reads_back_from_its_own_writing() -> None:
    rules = parse_rules(DEMO.read_text(encoding="utf-8"), DEMO.name)
    assert parse_rules(to_yaml(rules), "written.yaml") == rules


@pytest.mark.parametrize(
    ("when", "do", "message", "remedy"),
    [
        ("{paymnt method: PayPal}", "hold invoice", "no field “paymnt method”", "“payment method”"),
        ("{sku: {contain: A}}", "hold invoice", "no comparison “contain”", "“contains”"),
        ("{sku: A}", "hold invoices", "no action “hold invoices”", "“hold invoice”"),
        ("{fulfillment status: fulfiled}", "hold invoice", "never “fulfiled”", "“fulfilled”"),
        ("{order total: {at least: 1e9}}", "hold invoice", "“1e9” does not fit “order total”", "a number"),
        ("{order total: {at least: 9999999999999999}}", "hold invoice", "does not fit", "a number"),
        ("{order date: {less than: 1/2/2026}}", "hold invoice", "does not fit “order date”", "2026-01-31"),
        ("{order date: {less than: 2026-02-30}}", "hold invoice", "does not fit “order date”", "a day that exists"),
        ("{test order: perhaps}", "hold invoice", "does not fit “test order”", "yes or no"),
        ("{sku: {greater than: 5}}", "hold invoice", "“greater than” cannot compare", "starts with"),
        ("{order total: {between: [20, 10]}}", "hold invoice", "nothing lies between 20 and 10", "smaller one first"),
        ("{order total: {between: 10}}", "hold invoice", "takes a list of two values", "number of values"),
        ("{sku: }", "hold invoice", "compared with a blank", "is empty"),
        ("{sku: [A, '']}", "hold invoice", "compared with a blank", "is empty"),
        ("{sku: {is empty: no}}", "hold invoice", "takes no value", "sku: is empty"),
        ("{sku: {}}", "hold invoice", "compared with nothing", "is empty"),
        ("[{sku: A}, {sku: B}]", "hold invoice", "all or any", "any:"),
        ("{any: {sku: A}}", "hold invoice", "a list of conditions", "any: ["),
        ("{}", "hold invoice", "blank", "{field: value}"),
        ("", "hold invoice", "“when” is blank", "always"),
        ("sometimes", "hold invoice", "no condition", "always"),
        ("{sku: A}", "[]", "does nothing", "Name an action"),
        ("{sku: A}", "[{map sku: B}, {map sku: C}]", "twice", "Keep one"),
        ("{sku: A}", "{map sku: [B, C]}", "should be one text", "docs/rules.md"),
        ("{sku: A}", "{hold invoice: perhaps}", "does not fit “hold invoice”", "yes or no"),
        ("{sku: A}", f"{{map sku: {'x' * 101}}}", "longer than 100 characters", "shorten"),
        ("{sku: A, SKU: B}", "hold invoice", "“SKU” is said twice", "Keep one"),
        ("{sku: {matches: '(a'}}", "hold invoice", "“(a” does not fit “sku”", "regular expression"),
        ("{sku: {matches: '(?=a)'}}", "hold invoice", "does not fit “sku”", "no look-around"),
        (f"{{sku: {{matches: {'a' * 501}}}}}", "hold invoice", "does not fit “sku”", "at most 500 characters"),
        ("{sku: {matches: '((a{1,100}){1,100}){1,100}'}}", "hold invoice", "does not fit “sku”", "regular expression"),
        ("{sku: {equals: A, case: loose}}", "hold invoice", "“case” can only be exact", "case: exact"),
        ("{order total: {at least: 1, case: exact}}", "hold invoice", "“case” can only be exact", "leave it out"),
        ("{sku: {case: exact}}", "hold invoice", "compared with nothing", "a value"),
        ("{sku: copy, tag: copy}", "{map memo: }", "copies two fields, “sku” and “tag”", "copy: field"),
        ("{order total: copy}", "{map order date: }", "“order total” is amount", "a field that is date"),
        ("{order total: copy}", "{add line: }", "“order total” is amount", "its value"),
        ("always", "{map class: {copy: chanel}}", "no field “chanel”", "“channel”"),
        ("always", "{map class: {copi: channel}}", "no kind of value “copi”", "“copy”"),
        ("always", "{map class: {copy: sku, clear: yes}}", "says 2 things", "one of copy, template and clear"),
        ("always", "{map class: {clear: no}}", "cannot be cleared", "clear: yes"),
        ("always", "{tag: {clear: yes}}", "cannot be cleared", "for a text or a date"),
        ("always", "{map order date: {copy: channel}}", "“channel” is text", "a field that is date"),
        ("always", "{hold invoice: {copy: test order}}", "cannot copy", "its value"),
        ("always", "{map order date: {template: '{order date}'}}", "not a template", "copy a field"),
        ("always", "{map memo: {template: '{ordr number}'}}", "no field “ordr number”", "“order number”"),
        ("always", "{map memo: {template: 'a } b'}}", "a brace stands alone", "{{ for a brace"),
        ("always", f"{{map memo: {{template: {'x' * 1001}}}}}", "longer than 1000", "Shorten"),
        ("always", "{map transaction type: sale receipt}", "cannot be “sale receipt”", "“sales receipt”"),
        ("always", "{map shipping price: free}", "“free” does not fit “map shipping price”", "a number"),
        ("always", "{add shipping surcharge: ten%}", "does not fit “add shipping surcharge”", "10%"),
        ("always", "{add line: {item: Wrap}}", "needs an item and an amount", "amount: 3.50"),
        ("always", "{add line: {item: Wrap, amuont: 1}}", "“amuont”", "“amount”"),
        ("always", "{add line: {item: Wrap, amount: -1}}", "negative", "from 0"),
        ("always", "{add line: Wrap}", "names with values", "docs/rules.md"),
        ("always", "{map inventory site: A}", "has no place in QuickBooks Online", "map location"),
        ("always", "{map order date: 31 days hence}", "does not fit “map order date”", "2026-01-31"),
        ("{order date: {less than: yesterday}}", "hold invoice", "does not fit “order date”", "2026-01-31"),
    ],
)
def test_a_wrong_rule_is_named_with_its_file_line_and_remedy(when: str, do: str, message: str, remedy: str) -> None:
    error = fault(one_rule(when, do))
    assert error.message.startswith("example.yaml, line ")
    assert "rule “Example”" in error.message
    assert message in error.message
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "names with values"),
        ("- name: A", "names with values"),
        ("rule: []", "no setting “rule”"),
        ("rules: always", "should be a list"),
        ("rules: [hold invoice]", "a rule should be names with values"),
        ("rules:\n  - when: always\n    do: hold invoice", "no name"),
        ("rules:\n  - name: A\n    do: hold invoice", "has no “when”"),
        ("rules:\n  - name: A\n    when: always", "has no “do”"),
        ("rules:\n  - name: A\n    whem: always\n    do: hold invoice", "called “whem”"),
        ("rules:\n  - name: A\n    name: B", "line 3: “name” is said twice"),
        (one_rule("always", more="    records: [invoise]"), "no record kind “invoise”"),
        (one_rule("always", more="    records: [invoice]"), "“hold invoice” is about the whole order"),
        (one_rule("always", more="    valid from: soon"), "“soon” does not fit “valid from”"),
        (one_rule("always", more="    examples: [{given: {sku: A}}]"), "two parts, given and expect"),
        (one_rule("always", more="    examples: [A]"), "an example should be names with values"),
        (one_rule("always", more="    valid from: 2026-02-01\n    valid until: 2026-01-01"), "ends before it begins"),
        (
            one_rule("always") + one_rule("always").removeprefix("rules:\n"),
            "a rule of this name stands in example.yaml, line 2",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(text: str, message: str) -> None:
    assert message in fault(text).message


@pytest.mark.parametrize(
    "text",
    [
        "rules: &all []\nmore: *all",
        "rules: !!python/object/apply:os.system ['true']",
        "rules: !!set {a}",
        "[" * 100_000,
        "rules:\n" + "  - a\n" * 1_500_000,
        "rules: []\n---\nrules: []",
        "rules: [\x00]",
        "rules: ['\ud800']",
        "? [a, b]\n: c",
    ],
    ids=[
        "anchors",
        "objects",
        "tags",
        "depth",
        "size",
        "documents",
        "control characters",
        "half a character",
        "list as name",
    ],
)
def test_a_hostile_file_is_refused(text: str) -> None:
    fault(text)

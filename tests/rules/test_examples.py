"""The examples beside rules: how they are read, which order they mean, and what they say when they fail."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.errors import SettingsError
from order_sync.invariants import problems
from order_sync.orders import Order
from order_sync.rules import apply, load_rules, parse_rules
from order_sync.rules.actions import ACTIONS
from order_sync.rules.example_orders import order_of
from order_sync.rules.example_runs import ExampleResult, run_examples, run_rules
from order_sync.rules.fields import FIELDS, Level, Scene, find_field
from order_sync.rules.rule import Example, Fields, Scope
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.values import Kind, parse_value, plain
from order_sync.rules.where import Where
from order_sync.rules.working_order import WorkingOrder
from tests.generators.rules import met_orders, rule_sets

DOCS = Path(__file__).parents[2] / "docs/rules.md"
TODAY = date(2026, 3, 2)
HERE = Where("example.yaml", "The rule", 3, TODAY)
SAMPLES = {Kind.text: "Blue sky", Kind.yes_no: "yes", Kind.number: "3", Kind.money: "24.50", Kind.date: "2026-02-14"}
OWN_SAMPLES = {"currency": "EUR", "number of lines": "3", "order discount": "2.00"}
NAMES = [*FIELDS, "custom field PO", "line custom field Engraving"]


def result_of(rule: str, example: str, *, above: str = "", below: str = "") -> ExampleResult:
    """The result of one example that stands beside a rule, between others."""
    rules = [
        *([f"  - {above}"] if above else []),
        f"  - {rule[:-1]}, examples: [{example}]}}",
        *([f"  - {below}"] if below else []),
    ]
    return next(run_examples(parse_rules("\n".join(["rules:", *rules]), "example.yaml", TODAY, reviewed=False), TODAY))


def order(said: str, scope: str = "") -> Order:
    """The order that an example means."""
    rules = parse_rules(
        f"rules: [{{name: The rule, when: always, do: stop{scope}, examples: [{{given: {said}, expect: stop}}]}}]",
        "e.yaml",
        TODAY,
    )
    (rule,) = rules.rules
    return order_of(rule.examples[0], rule.scope, HERE)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_can_be_given_and_stands_in_a_real_order(name: str) -> None:
    field = find_field(name)
    assert field is not None
    for word in [word for word in field.words if word != "unknown"] or [OWN_SAMPLES.get(name) or SAMPLES[field.kind]]:
        found = order_of(Example(given=((name, (word,)),)), Scope(), HERE)
        assert problems(found) == ()
        line = found.sale_lines[0] if found.sale_lines else None
        values = field.values(Scene(found, line=line, payment=found.payments[0] if found.payments else None))
        shown = {str(value) for value in values}
        assert plain(word) in shown or values == (True,) or any(value == field_value(field.kind, word) for value in values)


def field_value(kind: Kind, word: str) -> object:
    return parse_value(kind, word, TODAY)


def test_what_is_not_said_is_as_little_as_an_order_can_have() -> None:
    found = order("{}")
    assert (found.business_date, found.currency, found.totals.current, found.payments) == (TODAY, "USD", 1_000, ())
    assert FIELDS["order status"].shown(Scene(found)) == "pending, unfulfilled"


def test_amounts_of_the_order_are_put_on_its_lines_and_payments() -> None:
    found = order(
        "{order total: 100, order tax: 8.00, shipping amount: 5, payment status: partially paid, amount paid: 30,"
        " lines: [{sku: A, line amount: 40}, {sku: B}, {sku: C, quantity: 2}]}"
    )
    assert [(line.sku, line.net, line.tax) for line in found.sale_lines] == [
        ("A", 4_000, 800),
        ("B", 2_350, 0),
        ("C", 2_350, 0),
        (None, 500, 0),
    ]
    assert [payment.amount for payment in found.payments] == [3_000]
    assert FIELDS["balance due"].shown(Scene(found)) == "70.00"


def test_an_order_can_be_paid_in_several_ways_and_refunded() -> None:
    found = order(
        "{order total: 50, amount refunded: 20,"
        " payments: [{payment method: Gift card, payment amount: 15}, {gateway: stripe}]}"
    )
    assert [(payment.gateway, payment.amount) for payment in found.payments] == [
        ("gift_card", 1_500),
        ("stripe", 3_500),
        ("", -2_000),
    ]
    assert found.payment_state == "partially_refunded" and found.totals.current == 3_000


def test_several_values_stand_in_a_list_or_with_commas() -> None:
    assert order("{tag: 'wholesale, gift'}").tags == order("{tag: [wholesale, gift]}").tags == ("wholesale", "gift")
    assert order("{product name: 'Mug, blue'}").sale_lines[0].title == "Mug, blue"


def test_the_order_is_one_on_which_the_rule_acts_if_nothing_else_is_said() -> None:
    scope = ", stores: [mugs], valid until: 2025-06-30"
    assert (order("{}", scope).store, order("{}", scope).business_date) == ("mugs", date(2025, 6, 30))
    assert order("{order date: yesterday}", scope).business_date == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("example", "says"),
    [
        ("{given: {skuu: A}, expect: {map sku: B}}", "no field “skuu”. Did you mean “sku”?"),
        ("{given: {sku: A}, expect: {map skuu: B}}", "no action “map skuu”. Did you mean “map sku”?"),
        ("{given: {sku: A}, expect: hold invoise}", "Did you mean “hold invoice”?"),
        ("{given: {sku: A}, expect: nothing, in the end: {map clas: B}}", "Did you mean “map class”?"),
        ("{given: {sku: A}, in the end: {map class: B}}", "two parts, given and expect"),
        ("{given: {sku: A}, expects: nothing}", "Did you mean “expect”?"),
        ("{given: {sku: A}, expect: ''}", "expects something blank"),
        ("{given: {fulfillment status: fulfiled}, expect: nothing}", "Did you mean “fulfilled”?"),
        ("{given: {order total: ten}, expect: nothing}", "“ten” does not fit “order total”"),
        ("{given: {order total: 1.234}, expect: nothing}", "smallest unit"),
        ("{given: {sku: [A, B]}, expect: nothing}", "Write lines: [{sku: A}, {sku: B}]."),
        ("{given: {sku: A, lines: [{sku: B}]}, expect: nothing}", "Say it in one of the lines"),
        ("{given: {lines: [{tag: B}]}, expect: nothing}", "“tag” is not a field of a line"),
        ("{given: {sku: ''}, expect: nothing}", "Leave it out"),
        ("{given: {currency: dollars}, expect: nothing}", "three letters"),
        ("{given: {number of lines: 1000000}, expect: nothing}", "from 0 to 1000"),
        ("{given: {number of lines: 2, lines: [{sku: A}]}, expect: nothing}", "“number of lines” is “1”, not “2”"),
        ("{given: {order total: 20, line amount: 30}, expect: nothing}", "“order total” is “30.00”, not “20”"),
        ("{given: {payment status: unknown}, expect: nothing}", "there is no such order"),
        ("{given: {sku: A}, expect: nothing, in the end: {map order date: soon}}", "does not fit “map order date”"),
        ("{given: {sku: A}, expect: nothing, in the end: {map transaction type: bill}}", "never leaves “bill”"),
        ("{given: [sku], expect: nothing}", "should be names with values"),
        ("plain", "should be names with values"),
    ],
)
def test_an_example_that_cannot_be_read_is_a_fault_of_its_file(example: str, says: str) -> None:
    text = f"rules:\n  - name: The rule\n    when: {{sku: A}}\n    do: {{map sku: B}}\n    examples:\n      - {example}\n"
    with pytest.raises(SettingsError) as error:
        parse_rules(text, "example.yaml", TODAY)
    assert says in str(error.value)
    assert str(error.value).startswith("example.yaml, line 6, rule “The rule”: ")


@pytest.mark.parametrize("text", re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL))
def test_the_examples_in_the_docs_hold(text: str) -> None:
    assert [found for found in run_examples(parse_rules(text, "docs.yaml", TODAY), TODAY) if not found.passed] == []


OLD_MUG = "{name: Old mug, when: {sku: MUG-OLD}, do: {map sku: MUG-2026, map item: Mug}}"


@pytest.mark.parametrize(
    "example",
    [
        "{given: {sku: MUG-OLD}, expect: {map sku: MUG-2026}}",
        "{given: {sku: mug-old}, expect: {map item: Mug, map sku: MUG-2026}}",
        "{given: {sku: MUG-OLD}, expect: [map sku, map item]}",
        "{given: {sku: CUP}, expect: nothing}",
        "{given: {lines: [{sku: MUG-OLD}, {sku: CUP}, {sku: MUG-OLD}]}, expect: {map sku: MUG-2026}}",
        "{given: {lines: [{sku: MUG-OLD}, {sku: CUP}]}, expect: map sku, in the end: {map sku: [MUG-2026, CUP]}}",
        "{given: {sku: MUG-OLD, item: Mug}, expect: {map item: Mug}}",  # it was so already, and is left so
    ],
)
def test_an_example_holds_where_the_rule_leaves_what_is_expected(example: str) -> None:
    assert result_of(OLD_MUG, example).passed


def test_an_example_that_fails_says_what_happened_and_which_comparison_made_it() -> None:
    found = result_of(OLD_MUG, "{given: {sku: MUG-NEW}, expect: {map sku: MUG-2026}}")
    assert (found.file, found.line, found.rule) == ("example.yaml", 2, "Old mug")
    assert (found.given, found.expected) == ("sku: MUG-NEW", "map sku: MUG-2026")
    assert not found.passed and found.happened == "nothing: the rule did not match"
    assert found.why == ("sku equals MUG-OLD: line 1 MUG-NEW has “MUG-NEW”, no",)


def test_an_example_that_expects_another_value_or_nothing_says_what_was_left() -> None:
    other = result_of(OLD_MUG, "{given: {sku: MUG-OLD}, expect: {map sku: MUG-2027}}")
    assert not other.passed and other.happened == "map sku: “MUG-2026”"
    nothing = result_of(OLD_MUG, "{given: {sku: MUG-OLD}, expect: nothing}")
    assert not nothing.passed and "map sku on line 1 MUG-OLD: “MUG-OLD” → “MUG-2026”" in nothing.happened
    assert nothing.why == ("sku equals MUG-OLD: line 1 MUG-OLD has “MUG-OLD”, yes",)


def test_an_example_that_was_left_behind_by_its_rule_fails_and_stops_no_sync() -> None:
    found = result_of(OLD_MUG, "{given: {sku: MUG-OLD}, expect: hold invoice}")
    assert found.why == (
        "the rule does not “hold invoice”, it does: map sku, map item; what other rules do stands under “in the end”",
    )


def test_the_rules_above_run_first_as_they_do_over_any_order() -> None:
    above = "{name: Older mug, when: {sku: MUG-1}, do: {map sku: MUG-OLD}}"
    assert result_of(OLD_MUG, "{given: {sku: MUG-1}, expect: {map sku: MUG-2026}}", above=above).passed
    spoilt = "{name: Spoils, when: always, do: {map sku: OTHER}}"
    found = result_of(OLD_MUG, "{given: {sku: MUG-OLD}, expect: {map sku: MUG-2026}}", above=spoilt)
    assert not found.passed
    assert "“Spoils” did map sku on line 1 MUG-OLD: “MUG-OLD” → “OTHER”" in found.why
    stops = "{name: Ends, when: always, do: stop}"
    found = result_of(OLD_MUG, "{given: {sku: MUG-OLD}, expect: map sku}", above=stops)
    assert found.happened == "the rule was not asked: “Ends” stopped the rules before it"


def test_what_a_later_rule_does_counts_only_in_the_end() -> None:
    rule = "{name: Wholesale, when: {tag: wholesale}, do: {map class: Wholesale}}"
    below = "{name: Trade fair, when: {tag: fair}, do: {map class: Fair}}"
    given = "given: {tag: [wholesale, fair]}"
    assert result_of(rule, f"{{{given}, expect: {{map class: Wholesale}}}}", below=below).passed
    assert result_of(rule, f"{{{given}, expect: map class, in the end: {{map class: Fair}}}}", below=below).passed
    found = result_of(rule, f"{{{given}, expect: map class, in the end: {{map class: Wholesale}}}}", below=below)
    assert found.happened == "in the end map class: “Fair”"
    assert any("“Trade fair” did map class" in why and "in place of “Wholesale”" in why for why in found.why)


def test_examples_of_rules_that_do_not_run_here_are_left_out_and_said() -> None:
    off = "{name: Off, when: always, do: stop, enabled: no}"
    assert result_of(off, "{given: {}, expect: nothing}").left_out == "switched off"
    text = "rules: [{name: R, when: always, do: stop, syncs: [other], examples: [{given: {}, expect: nothing}]}]"
    (found,) = run_examples(load_rules([("a.yaml", text)], sync="shop"))
    assert found.left_out == "not for the sync shop"


def test_a_rule_for_some_records_is_tried_for_each_of_them() -> None:
    rule = "{name: Class, when: {tag: a}, do: {map class: A}, records: [invoice, sales order]}"
    assert result_of(rule, "{given: {tag: a}, expect: {map class: A}}").passed
    assert not result_of(rule, "{given: {tag: a}, expect: nothing}").passed


LEFT = {
    "hold invoice": ("yes", "yes"),
    "mark invoice as unpaid": ("yes", "yes"),
    "do not import": ("yes", "yes"),
    "hold order": ("yes", "yes"),
    "stop": ("yes", "yes"),
    "map transaction type": ("invoice", "invoice"),
    "map order number": ("77", "77"),
    "add prefix": ("A-", "A-"),
    "map order date": ("yesterday", "2026-03-01"),
    "map invoice date": ("today", "today"),
    "map currency": ("EUR", "EUR"),
    "tag": ("big", "big"),
    "remove tag": ("given", "given"),
    "remove tax": ("yes", "yes"),
    "map shipping price": ("7", "7.00"),
    "add shipping surcharge": ("10%", "5.50"),
    "add line": ("{item: Wrap, amount: 3}", "Wrap"),
    "match customer by": ("email", "email"),
    "keep sku before": ("-OLD", "MUG"),
    "keep sku after": ("MUG-", "OLD"),
    "cut from sku": ("-OL", "MUGD"),
    "multiply quantity": ("12", "24"),
    "multiply quantity and amount": ("12", "24"),
    "remove line": ("yes", "yes"),
    "map merchant fee percent": ("2.9", "2.90"),
    "map merchant fee cents": ("0.30", "0.3"),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_can_be_expected_by_the_value_that_it_leaves(action: str) -> None:
    value, left = LEFT.get(action, ("Some text"[: ACTIONS[action].longest], "Some text"))
    wrong = {Kind.yes_no: "no", Kind.number: "99", Kind.money: "99", Kind.money_or_percent: "99", Kind.date: "1999-01-01"}
    other = next((word for word in ACTIONS[action].words if word != left), wrong.get(ACTIONS[action].kind, "other"))
    given = (
        "given: {tag: given, sku: MUG-OLD, quantity: 2, shipping amount: 5, shipping method: Post, order tax: 1,"
        " payment method: PayPal}"
    )
    rule = f"{{name: The rule, when: always, do: {{{action}: {value}}}}}"
    for end in ("", f", in the end: {{{action}: {left}}}"):
        found = result_of(rule, f"{{{given}, expect: {{{action}: {left}}}{end}}}")
        assert found.passed, found
    if action not in ("remove tag",):
        assert not result_of(rule, f"{{{given}, expect: {{{action}: {other}}}}}").passed
    assert not result_of(rule, f"{{{given}, expect: nothing}}").passed


@st.composite
def givens(draw: st.DrawFn) -> Example:
    """An order by some fields, each with a value of its kind, whether they go together or not."""

    def fields(*levels: Level) -> Fields:
        names = st.sampled_from([name for name in NAMES if (found := find_field(name)) and found.level in levels])
        return tuple((name, (draw(value_of(name)),)) for name in draw(st.lists(names, max_size=4, unique=True)))

    if draw(st.booleans()):
        return Example(given=fields(*Level))
    lines, payments = (tuple(fields(level) for _ in range(draw(st.integers(0, 3)))) for level in (Level.line, Level.payment))
    return Example(given=fields(Level.order), lines=lines, payments=payments)


def value_of(name: str) -> st.SearchStrategy[str]:
    field = find_field(name)
    assert field is not None
    odd = {
        Kind.text: ["A", "a, b", "USD", "{x}", "#"],
        Kind.yes_no: ["yes", "no"],
        Kind.number: ["0", "1", "-2", "0.5", "999999999999999"],
        Kind.money: ["0", "-5", "0.01", "100", "999999999999"],
        Kind.date: ["today", "2020-02-29", "0001-01-01", "9999-12-31"],
    }
    return st.sampled_from(field.words or odd[field.kind])


@settings(max_examples=300, deadline=None)
@given(givens())
def test_whatever_an_example_gives_is_an_order_that_keeps_the_laws_or_is_refused(example: Example) -> None:
    try:
        found = order_of(example, Scope(), HERE)
    except SettingsError as error:
        assert error.remedy
        return
    assert problems(found) == ()
    assert msgspec.json.decode(msgspec.json.encode(found), type=Order) == found


@settings(max_examples=200, deadline=None)
@given(rule_sets(), met_orders())
def test_rules_run_over_an_example_as_over_any_order(rules: RuleSet, order: Order) -> None:
    working = WorkingOrder(order)
    run_rules(rules, working, 0, len(rules.rules))
    whole = [step for step in apply(rules, order).trace if not step.record]
    assert working.trace == whole

"""Which rules explain shows, and the documents that a run would make."""

from __future__ import annotations

import pytest
from rich.console import Console

from order_sync.cli.explained import FEW_RULES, Wanted, explained
from order_sync.errors import SettingsError
from order_sync.one_order import Explained
from order_sync.records.build import build
from order_sync.rules import apply, explain, parse_rules
from tests.generators.companies import a_company, a_sync, after
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping

MANY = "\n".join(f"  - {{name: Map {number}, when: {{sku: S{number}}}, do: {{map sku: T{number}}}}}" for number in range(50))
RULES = parse_rules(
    f"""
rules:
{MANY}
  - {{name: Old mug, when: {{sku: MUG-OLD, order total: {{at least: 10}}}}, do: {{map sku: MUG-2026}}}}
  - {{name: Large, when: {{sku: CUP, order total: {{at least: 10}}}}, do: hold invoice}}
  - {{name: Same class, when: {{order total: {{at least: 10}}}}, do: {{remove tag: none}}}}
""",
    "many.yaml",
)
LINES = [a_line(quantity=2, gross=4_000, discount=300, tax=265, sku="MUG-OLD"), shipping()]
ORDER = an_order(lines=LINES, payments=[a_payment(4_465)], shipped=SHIPPED)


def text_of(one: Explained, **wanted: object) -> str:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(*explained(one, Wanted(**wanted)), sep="\n")
    return captured.get()


def shown(**wanted: object) -> str:
    planned = build(apply(RULES, ORDER), a_sync(), a_company())
    return text_of(Explained(order=ORDER, turns=explain(RULES, ORDER), planned=planned), **wanted)


def test_of_many_rules_those_are_shown_of_which_something_held_and_the_others_are_counted() -> None:
    text = shown()
    assert "Old mug" in text and "Large" in text and "Same class" in text
    assert "Map 1 " not in text
    assert "50 more rules of which nothing held on this order not shown; to see all: --all" in text


def test_filters_show_rules_that_matched_that_changed_something_or_of_one_name() -> None:
    assert "Same class" in shown(matched=True) and "Large" not in shown(matched=True)
    assert "Old mug" in shown(changed=True) and "Same class" not in shown(changed=True)
    assert "Map 7 " in shown(rule="map 7") and "Old mug (" not in shown(rule="map 7")
    assert "Map 49 " in shown(every=True) and "more rules" not in shown(every=True)
    with pytest.raises(SettingsError, match="Did you mean “Old mug”"):
        shown(rule="Old mugg")
    with pytest.raises(SettingsError, match="Did you mean “Same class”"):
        shown(rule="class")


def test_few_rules_are_all_shown() -> None:
    assert FEW_RULES < 50
    rules = parse_rules("rules: [{name: Cup, when: {sku: CUP}, do: hold invoice}]", "one.yaml")
    text = text_of(Explained(order=ORDER, turns=explain(rules, ORDER)))
    assert "sku equals CUP: line 1 MUG-OLD has “MUG-OLD”, no" in text


def test_the_documents_are_shown_with_number_date_customer_total_and_lines() -> None:
    text = shown()
    for said in (
        "sales order 1001, dated 2026-03-02, Ada Lockwood, 44.65 USD",
        "invoice 1001, dated 2026-03-05, Ada Lockwood, 44.65 USD",
        "payment, dated 2026-03-03, Ada Lockwood, 44.65 USD, 44.65 USD of it applied to the invoice, by Card",
        "map sku on line 1 MUG-OLD: “MUG-OLD” → “MUG-2026”",
    ):
        assert said in text
    for row in ("MUG-2026", "20", "40.00 USD", "discount (Discounts given)", "-3.00 USD", "tax", "2.65 USD"):
        assert row in text


def test_an_order_that_is_posted_has_nothing_left_to_do() -> None:
    state = a_company()
    for _ in range(2):
        planned = build(apply(RULES, ORDER), a_sync(), state)
        state = after(state, planned)
    assert "do nothing: all of it is posted" in text_of(Explained(order=ORDER, planned=planned))

"""Each comparison, seen from one order of one line: SKU “ Mug-OLD ”, 2 pieces, 40.00 USD, placed on 2026-03-02, no note."""

from __future__ import annotations

from datetime import date

import pytest

from order_sync.orders import PaymentKind, PaymentMethod
from order_sync.rules import apply, parse_rules
from order_sync.rules.comparisons import COMPARISONS
from order_sync.rules.values import Kind, parse_value
from tests.generators.orders import a_line, a_payment, an_order

ORDER = an_order(
    lines=[a_line(sku=" Mug-OLD ", quantity=2, gross=4_000)],
    tags=("Wholesale", "Gift"),
    payments=[
        a_payment(
            0, gateway="ppcp", label="PayPal", method=PaymentMethod.wallet, kind=PaymentKind.authorization, reference=None
        )
    ],
)

EXAMPLES = {
    "equals": (["{sku: mug-old}", "{sku: {equals: [x, MUG-OLD]}}", "{order total: 40}", "{tag: gift}"], ["{sku: mug}"]),
    "is not": (["{sku: {is not: mug}}", "{note: {is not: x}}"], ["{sku: {is not: MUG-OLD}}", "{tag: {is not: gift}}"]),
    "in": (["{sku: [a, mug-old]}", "{order date: [2026-03-02]}"], ["{sku: [a, b]}", "{note: [a]}"]),
    "not in": (["{sku: {not in: [a, b]}}", "{note: {not in: [a]}}"], ["{sku: {not in: [a, mug-old]}}"]),
    "contains": (["{sku: {contains: G-O}}", "{sku: {contains: [x, old]}}"], ["{sku: {contains: gold}}"]),
    "does not contain": (
        ["{sku: {does not contain: gold}}", "{note: {does not contain: x}}"],
        ["{sku: {does not contain: [x, old]}}"],
    ),
    "starts with": (["{sku: {starts with: mug-}}", "{payment method: {starts with: pay}}"], ["{sku: {starts with: old}}"]),
    "ends with": (["{sku: {ends with: old}}"], ["{sku: {ends with: mug}}"]),
    "greater than": (["{quantity: {greater than: 1.5}}"], ["{quantity: {greater than: 2}}"]),
    "at least": (["{order total: {at least: 40.00}}"], ["{order total: {at least: 40.01}}"]),
    "less than": (["{order date: {less than: 2026-03-03}}"], ["{order date: {less than: 2026-03-02}}"]),
    "at most": (["{order total: {at most: 40}}"], ["{order total: {at most: -40}}"]),
    "between": (["{order total: {between: [40, 50]}}"], ["{order date: {between: [2026-03-03, 2026-04-01]}}"]),
    "is empty": (["{note: is empty}", "{payment reference: {is empty}}"], ["{sku: is empty}"]),
    "is not empty": (["{sku: is not empty}"], ["{note: is not empty}"]),
    "any value": (["{note: any value}", "{sku: {any value: yes}}"], []),
    "matches": (
        ["{sku: {matches: 'g-o'}}", "{sku: {matches: '^mug-[a-z]+$'}}", "{sku: {matches: [x, 'OLD$']}}"],
        ["{sku: {matches: '^old'}}", "{note: {matches: '.*'}}"],
    ),
    "does not match": (
        ["{sku: {does not match: '^old'}}", "{note: {does not match: x}}"],
        ["{sku: {does not match: 'g-o'}}", "{sku: {does not match: [x, 'old$']}}"],
    ),
    "copy": (["{note: copy}", "{sku: {copy: }}"], []),
}


def holds(when: str) -> bool:
    rules = parse_rules(f"rules: [{{name: Example, when: {when}, do: hold invoice}}]", "example.yaml")
    return apply(rules, ORDER).invoice_held_by == "Example"


@pytest.mark.parametrize("name", COMPARISONS)
def test_each_comparison_holds_where_it_says_so_and_nowhere_else(name: str) -> None:
    yes, no = EXAMPLES[name]
    assert [when for when in yes if not holds(when)] == []
    assert [when for when in no if holds(when)] == []


def test_money_is_compared_in_the_order_s_own_currency() -> None:
    rules = parse_rules("rules: [{name: Big, when: {order total: {at least: 1000}}, do: hold invoice}]", "example.yaml")
    yen = an_order(lines=[a_line(gross=1_000)], currency="JPY")
    dollars = an_order(lines=[a_line(gross=1_000)])
    assert apply(rules, yen).invoice_held_by == "Big"
    assert apply(rules, dollars).invoice_held_by is None


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{sku: {equals: ' Mug-OLD ', case: exact}}", True),
        ("{sku: {equals: Mug-OLD, case: exact}}", False),
        ("{sku: {contains: g-O, case: exact}}", True),
        ("{sku: {contains: g-o, case: exact}}", False),
        ("{sku: {starts with: ' Mug', case: exact}}", True),
        ("{sku: {starts with: Mug, case: exact}}", False),
        ("{tag: {in: [Gift], case: exact}}", True),
        ("{tag: {in: [gift], case: exact}}", False),
        ("{tag: {is not: gift, case: exact}}", True),
        ("{sku: {matches: OLD, case: exact}}", True),
        ("{sku: {matches: old, case: exact}}", False),
        ("{sku: {case: exact, does not match: old}}", True),
    ],
)
def test_case_exact_makes_case_and_outer_blanks_count(when: str, expected: bool) -> None:
    assert holds(when) is expected


def test_a_pattern_that_would_take_other_engines_for_ever_takes_no_time() -> None:
    rules = parse_rules("rules: [{name: A, when: {sku: {matches: '(a+)+$'}}, do: hold invoice}]", "example.yaml")
    order = an_order(lines=[a_line(sku="a" * 50_000 + "b")])
    assert apply(rules, order).invoice_held_by is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("today", "2026-03-31"),
        ("Yesterday", "2026-03-30"),
        ("1 day ago", "2026-03-30"),
        ("30 days ago", "2026-03-01"),
        ("2 weeks ago", "2026-03-17"),
        ("1 month ago", "2026-02-28"),  # the last day of a shorter month
        ("13 months ago", "2025-02-28"),
        ("1 year ago", "2025-03-31"),
        ("start of this month", "2026-03-01"),
        ("start of last month", "2026-02-01"),
        ("start of this year", "2026-01-01"),
        ("start of last year", "2025-01-01"),
    ],
)
def test_relative_dates_count_from_the_day_of_the_run(written: str, day: str) -> None:
    assert parse_value(Kind.date, written, date(2026, 3, 31)) == date.fromisoformat(day)


def test_the_same_rule_means_another_day_in_another_run() -> None:
    text = "rules: [{name: Old, when: {order date: {less than: 30 days ago}}, do: do not import}]"
    assert apply(parse_rules(text, "example.yaml", date(2026, 4, 1)), ORDER).skipped_by is None
    assert apply(parse_rules(text, "example.yaml", date(2026, 4, 2)), ORDER).skipped_by == "Old"

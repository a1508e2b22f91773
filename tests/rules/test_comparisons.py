"""Each comparison, seen from one order of one line: SKU “ Mug-OLD ”, 2 pieces, 40.00 USD, placed on 2026-03-02, no note."""

from __future__ import annotations

import pytest

from order_sync.orders import PaymentKind, PaymentMethod
from order_sync.rules import apply, parse_rules
from order_sync.rules.comparisons import COMPARISONS
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

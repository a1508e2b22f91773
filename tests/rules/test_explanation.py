"""What explain says of each rule."""

from __future__ import annotations

from order_sync.rules import explain, parse_rules
from order_sync.rules.explanation import Compared
from tests.generators.orders import a_line, an_order

RULES = parse_rules(
    """
rules:
  - name: Old mug
    when: {sku: MUG-OLD, order total: {at least: 10}}
    do: {map sku: MUG-2026}
  - name: New mug waits
    when: {sku: {starts with: [MUG-2026, CUP]}}
    do: hold invoice
  - name: PayPal
    when: {payment method: PayPal}
    do: mark invoice as unpaid
  - name: Off
    when: always
    do: do not import
    enabled: no
  - name: Spring
    when: always
    do: do not import
    valid from: 2026-03-21
""",
    "example.yaml",
)
ORDER = an_order(lines=[a_line("1", sku="Mug-Old"), a_line("2", sku=None, title="Cup")])


def test_every_rule_says_what_it_wanted_what_it_saw_and_what_it_did() -> None:
    old_mug, new_mug, *_ = explain(RULES, ORDER)
    assert (old_mug.rule, old_mug.file, old_mug.line, old_mug.matched) == ("Old mug", "example.yaml", 3, True)
    assert old_mug.compared == (
        Compared(field="sku", comparison="equals", wanted="MUG-OLD", seen="Mug-Old", target="line 1 Mug-Old", holds=True),
        Compared(field="sku", comparison="equals", wanted="MUG-OLD", seen="", target="line 2 Cup", holds=False),
        Compared(field="order total", comparison="at least", wanted="10", seen="40.00", target="order", holds=True),
    )
    assert [(step.target, step.before, step.after) for step in old_mug.steps] == [("line 1 Mug-Old", "Mug-Old", "MUG-2026")]
    assert [(seen.seen, seen.wanted) for seen in new_mug.compared] == [("MUG-2026", "MUG-2026, CUP"), ("", "MUG-2026, CUP")]


def test_a_rule_that_did_not_match_says_what_was_missing() -> None:
    paypal = explain(RULES, ORDER)[2]
    assert not paypal.matched
    assert paypal.compared == (
        Compared(field="payment method", comparison="equals", wanted="PayPal", seen="", target="no payment", holds=False),
    )


def test_a_rule_that_was_not_asked_says_why() -> None:
    *_, off, spring = explain(RULES, ORDER)
    assert (off.not_asked, spring.not_asked) == ("switched off", "not valid on 2026-03-02")

"""An order that a rule holds for approval is booked once a person has approved it, as long as the same is sold."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import msgspec

from order_sync.orders import Address, Order, PaymentState
from order_sync.records.approval import new_approval
from order_sync.records.build import build
from order_sync.records.record import Approval, PlannedOrder
from order_sync.rules import apply, parse_rules
from order_sync.rules.rule_set import RuleSet
from tests.generators.companies import a_company, a_sync, after
from tests.generators.orders import PAID, SHIPPED, a_line, a_payment, a_refund, an_order

LARGE = parse_rules(
    """
rules:
  - {name: Codes, when: {sku: MUG-BLUE}, do: {map sku: MUG-2026}}
  - {name: Large, when: {order total: {at least: 10}}, do: hold order}
""",
    "test.yaml",
)
WHEN = datetime(2026, 3, 4, 9, 30, tzinfo=timezone.utc)


def approved(order: Order, rules: RuleSet = LARGE) -> Approval:
    return new_approval(apply(rules, order), "mugs", "Ada", WHEN)


def planned(order: Order, *approvals: Approval, rules: RuleSet = LARGE, **company: Any) -> PlannedOrder:
    state = a_company(approvals={order.order_id: approvals}, **company)
    return build(apply(rules, order), a_sync(), state)


def kinds(found: PlannedOrder) -> list[str]:
    return [str(record.kind) for record in found.records]


def test_an_approved_order_is_booked_and_says_who_approved_it() -> None:
    order = an_order()
    assert kinds(planned(order)) == []
    found = planned(order, approved(order))
    assert kinds(found) == ["sales_order", "invoice"] and found.held == ()
    assert found.notes == ("Held for approval by rule “Large”; approved by Ada on 2026-03-04 at 09:30 UTC.",)
    assert (found.trace[-1].rule, found.trace[-1].after) == ("Large", "approved by Ada on 2026-03-04 at 09:30 UTC")


def test_an_order_that_is_paid_and_ships_after_its_approval_needs_no_second_one() -> None:
    pending = an_order()
    later = an_order(payments=[a_payment(4_765)], shipped=SHIPPED, paid_at=PAID)
    assert later.payment_state is not pending.payment_state
    assert kinds(planned(later, approved(pending))) == ["sales_order", "invoice", "payment"]


def test_what_is_sold_to_whom_may_not_change_or_it_is_asked_again() -> None:
    order = an_order()
    dearer = an_order(lines=[a_line(quantity=3, gross=6_000)])
    elsewhere = msgspec.structs.replace(order, ship_to=Address(name="Somebody Else", line1="9 Far Road"))
    refunded = an_order(events=[a_refund(order.sale_lines[0])])
    for changed in (dearer, elsewhere):
        found = planned(changed, approved(order))
        assert found.records == ()
        assert {one.code for one in found.held} == {"approval_outdated"} and all(one.waits for one in found.held)
        assert "approved by Ada" in found.held[0].reason and "order-sync approve 1001" in found.held[0].remedy
    assert planned(refunded, approved(order)).records == ()
    assert kinds(planned(dearer, approved(order), approved(dearer))) == ["sales_order", "invoice"]


def test_an_approval_answers_the_rule_that_asked_for_it_and_no_other() -> None:
    order = an_order()
    other = parse_rules("rules: [{name: Far, when: always, do: hold order}]", "test.yaml")
    found = planned(order, approved(order), rules=other)
    assert {one.code for one in found.held} == {"held_for_approval"}


def test_a_new_rule_that_changes_the_order_asks_no_second_time_for_what_the_store_sold() -> None:
    order = an_order()
    more = parse_rules(
        "rules: [{name: Large, when: {order total: {at least: 10}}, do: {hold order: , tag: big}}]", "test.yaml"
    )
    assert kinds(planned(order, approved(order), rules=more)) == ["sales_order", "invoice"]


def test_the_rest_of_an_approved_order_is_booked_when_its_time_comes() -> None:
    order = an_order()
    state = a_company(approvals={order.order_id: (approved(order),)})
    state = after(state, build(apply(LARGE, order), a_sync(["sales_order"]), state))
    paid = an_order(payments=[a_payment(4_765)], payment_state=PaymentState.paid)
    assert kinds(build(apply(LARGE, paid), a_sync(), state)) == ["invoice", "payment"]

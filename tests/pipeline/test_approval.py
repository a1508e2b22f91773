"""An order that a rule holds for approval: approved, booked, changed, taken back."""

from __future__ import annotations

from order_sync import one_order, pipeline
from tests.pipeline.conftest import Flow


def hold_all(flow: Flow) -> None:
    flow.rewrite("rules/demo.yaml", "rules:\n", "rules:\n  - {name: Large, when: always, do: hold order}\n")


def state_of(flow: Flow, number: str) -> tuple[str, str]:
    with flow.outside.ledger() as ledger:
        (row,) = ledger.orders.find(number)
        return row.state, row.code


def test_an_approved_order_is_booked_by_the_next_run_though_the_store_did_not_touch_it(flow: Flow) -> None:
    hold_all(flow)
    (order, *_) = flow.orders("paid_then_fulfilled")
    number = order["number"]
    flow.run(order_numbers=[number])
    assert flow.books_of(order).kinds == [] and state_of(flow, number) == ("waiting", "held_for_approval")
    (found,) = one_order.approve(flow.outside, "shopify", number, "Ada")
    assert found.approval and found.approval.approved_by == "Ada" and not found.given_before
    pipeline.run(flow.outside, "shopify", flow.request())  # what is new since yesterday: nothing of this order
    assert flow.books_of(order).kinds == ["sales_order"]
    (explained,) = one_order.explain(flow.outside, "shopify", number)
    assert explained.planned and explained.planned.trace[-1].after.startswith("approved by Ada on ")
    flow.change_store(f"orders/{order['order_id']}/ship")
    flow.run(order_numbers=[number])  # shipped in its course: the approval stands
    assert flow.books_of(order).kinds[:2] == ["sales_order", "invoice"]


def test_an_approval_says_itself_in_the_report_and_is_given_once(flow: Flow) -> None:
    hold_all(flow)
    (order, *_) = flow.orders("fulfilled_unpaid")
    number = order["number"]
    one_order.approve(flow.outside, "shopify", number, "Ada")
    (again,) = one_order.approve(flow.outside, "shopify", number, "Grace")
    assert again.given_before and again.approval and again.approval.approved_by == "Ada"
    summary = flow.run(order_numbers=[number])
    assert any(noted == number and "approved by Ada" in note for noted, note in summary.notes)
    assert flow.books_of(order).kinds == ["sales_order", "invoice"]


def test_an_approval_that_is_taken_back_holds_the_order_again(flow: Flow) -> None:
    hold_all(flow)
    (order, *_) = flow.orders("fulfilled_unpaid")
    number = order["number"]
    one_order.approve(flow.outside, "shopify", number, "Ada")
    with flow.outside.ledger() as ledger:
        assert len(ledger.approvals.withdraw("shopify", number, "Ada")) == 1
    flow.run(order_numbers=[number])
    assert flow.books_of(order).kinds == []


def test_an_order_that_no_rule_holds_cannot_be_approved(flow: Flow) -> None:
    (order, *_) = flow.orders("fulfilled_unpaid")
    (found,) = one_order.approve(flow.outside, "shopify", order["number"], "Ada")
    assert found.approval is None
    with flow.outside.ledger() as ledger:
        assert ledger.approvals.of("shopify", [order["order_id"]]) == {}

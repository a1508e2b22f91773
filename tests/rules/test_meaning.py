"""What rules mean, each question with its answer (docs/rules.md)."""

from __future__ import annotations

import msgspec
import pytest

from order_sync.orders import FulfillmentState, LineKind, PaymentKind, PaymentMethod, PaymentStatus
from order_sync.rules import apply, parse_rules
from order_sync.rules.decision import Decision, Step
from tests.generators.orders import SHIPPED, a_line, a_payment, a_refund, an_order, shipping

OLD, NEW = a_line("1", sku="MUG-OLD", quantity=2), a_line("2", sku="MUG-NEW", quantity=9)
PAYPAL = {"gateway": "paypal", "label": "PayPal", "method": PaymentMethod.wallet}


def decide(rules: str, **order: object) -> Decision:
    """Rules as one flow mapping each: `name | when | do`."""
    lines = [line.strip().split(" | ") for line in rules.strip().splitlines()]
    text = "rules:\n" + "".join(f"  - name: {name}\n    when: {when}\n    do: {do}\n" for name, when, do in lines)
    return apply(parse_rules(text, "example.yaml"), an_order(**order))


def skus(decision: Decision) -> list[str | None]:
    return [line.sku for event in decision.order.events for line in event.lines]


def test_only_fulfilled_orders_are_invoiced() -> None:
    rule = "Ships first | {fulfillment status: {is not: fulfilled}} | hold invoice"
    assert decide(rule).invoice_held_by == "Ships first"
    assert decide(rule, shipped=SHIPPED).invoice_held_by is None
    assert decide(rule, fulfillment_state=FulfillmentState.partial).invoice_held_by == "Ships first"


def test_an_order_that_needs_no_shipping_is_invoiced_as_if_it_were_fulfilled() -> None:
    rule = "Ships first | {fulfillment status: {is not: fulfilled}} | hold invoice"
    assert decide(rule, fulfillment_state=FulfillmentState.not_required).invoice_held_by is None


def test_test_orders_are_not_imported() -> None:
    rule = "Tests | {test order: yes} | do not import"
    assert decide(rule, is_test=True).skipped_by == "Tests"
    assert decide(rule).skipped_by is None


def test_an_order_that_no_rule_matches_stays_as_it_is() -> None:
    decision = decide("Mug | {sku: CUP} | {map sku: MUG}")
    assert decision == Decision(order=an_order())


def test_a_pending_paypal_payment_counts_before_its_money_moves() -> None:
    pending = a_payment(2_000, kind=PaymentKind.authorization, **PAYPAL)
    assert decide("PayPal | {payment method: PayPal} | mark invoice as unpaid", payments=[pending]).unpaid_by == "PayPal"


@pytest.mark.parametrize(
    "change", [{"status": PaymentStatus.failed}, {"kind": PaymentKind.void}, {"kind": PaymentKind.refund, "amount": -2_000}]
)
def test_a_paypal_try_that_failed_or_money_given_back_through_paypal_does_not_make_it_a_paypal_order(change: dict) -> None:
    other = msgspec.structs.replace(a_payment(2_000, "pay-2", **PAYPAL), **change)
    decision = decide("PayPal | {payment method: PayPal} | mark invoice as unpaid", payments=[a_payment(2_000), other])
    assert decision.unpaid_by is None


def test_an_order_without_payment_has_a_blank_payment_method() -> None:
    decision = decide(
        """Not PayPal | {payment method: {is not: PayPal}} | hold invoice
           Never | {payment method: {contains: a}} | do not import
           Blank | {payment method: is empty} | mark invoice as unpaid"""
    )
    assert (decision.invoice_held_by, decision.skipped_by, decision.unpaid_by) == ("Not PayPal", None, "Blank")


def test_the_deposit_account_is_set_on_each_payment_that_matches_and_on_its_refund() -> None:
    payments = [
        a_payment(1_000, "card"),
        a_payment(3_000, "pp", **PAYPAL),
        a_payment(-500, "back", kind=PaymentKind.refund, **PAYPAL),
        a_payment(3_000, "promise", kind=PaymentKind.authorization, **PAYPAL),
    ]
    decision = decide(
        "PayPal | {payment method: {contains: PAYPAL}} | {map deposit account: PayPal Bank}", payments=payments
    )
    assert [payment.deposit_account for payment in decision.order.payments] == [None, "PayPal Bank", "PayPal Bank", None]
    assert [step.target for step in decision.trace] == ["payment pp", "payment back"]


def test_an_action_on_payments_without_a_condition_on_payments_acts_on_all() -> None:
    decision = decide("POS | {store: mugs} | {map deposit account: Till}", payments=[a_payment(1, "a"), a_payment(2, "b")])
    assert [payment.deposit_account for payment in decision.order.payments] == ["Till", "Till"]


# The questions that the commercial model leaves open (reference connex-features, part 3), by their numbers there.


def test_question_3_mark_invoice_as_unpaid_takes_true_or_blank_and_no_takes_it_back() -> None:
    assert decide("A | always | {mark invoice as unpaid: true}").unpaid_by == "A"
    assert decide("A | always | {mark invoice as unpaid: }").unpaid_by == "A"
    taken_back = decide("A | always | mark invoice as unpaid\nB | {channel: is empty} | {mark invoice as unpaid: no}")
    assert taken_back.unpaid_by is None
    assert taken_back.trace[-1].overrides == "A"


def test_question_8_statuses_are_whole_words_whatever_their_case() -> None:
    assert decide("A | {fulfillment status: FulFilled} | hold invoice").invoice_held_by is None
    assert (
        decide("A | {payment status: partially_paid} | hold invoice", payment_state="partially_paid").invoice_held_by == "A"
    )


def test_question_10_a_blank_value_does_nothing() -> None:
    decision = decide("A | always | {map sku: }", lines=[OLD])
    assert skus(decision) == ["MUG-OLD"]
    assert decision.trace == ()


def test_question_11_and_or_and_not_mix_freely() -> None:
    rule = "A | {any: [{tag: vip}, {not: {channel: web}}], order total: {at least: 1}} | hold invoice"
    assert decide(rule, channel="web").invoice_held_by is None
    assert decide(rule, channel="web", tags=("VIP",)).invoice_held_by == "A"
    assert decide(rule, channel="pos").invoice_held_by == "A"
    assert decide(rule, channel="pos", lines=[]).invoice_held_by is None


def test_question_12_a_line_action_acts_on_the_lines_that_match() -> None:
    decision = decide("A | {sku: mug-old} | {map sku: MUG-2026}", lines=[OLD, NEW, shipping()])
    assert skus(decision) == ["MUG-2026", "MUG-NEW", None]
    assert decision.trace == (Step(rule="A", action="map sku", target="line 1 MUG-OLD", before="MUG-OLD", after="MUG-2026"),)


def test_question_12_an_order_action_acts_if_any_line_matches() -> None:
    assert decide("A | {sku: mug-old} | do not import", lines=[NEW, OLD]).skipped_by == "A"
    assert decide("A | {sku: cup} | do not import", lines=[NEW, OLD]).skipped_by is None


def test_question_12_two_conditions_on_lines_mean_the_same_line() -> None:
    rule = "A | {{sku: mug-old, quantity: {{at least: {}}}}} | do not import"
    assert decide(rule.format(9), lines=[OLD, NEW]).skipped_by is None
    assert decide(rule.format(2), lines=[OLD, NEW]).skipped_by == "A"


def test_two_conditions_on_payments_mean_the_same_payment() -> None:
    payments = [a_payment(1_000), a_payment(9_000, "pay-2", **PAYPAL)]
    rule = "A | {{payment method: paypal, payment amount: {{at most: {}}}}} | hold invoice"
    assert decide(rule.format(10), payments=payments).invoice_held_by is None
    assert decide(rule.format(90), payments=payments).invoice_held_by == "A"


def test_conditions_on_lines_look_at_products_not_at_shipping_or_fees() -> None:
    fee = a_line("fee", sku=None, kind=LineKind.fee)
    assert decide("A | {sku: is empty} | do not import", lines=[OLD, shipping(), fee]).skipped_by is None
    assert skus(decide("A | always | {map sku: X}", lines=[OLD, shipping(), fee])) == ["X", None, None]


def test_a_refunded_line_goes_to_the_same_item_as_its_sale() -> None:
    decision = decide("A | {sku: mug-old} | {map sku: MUG-2026}", lines=[OLD], events=[a_refund(OLD)])
    assert skus(decision) == ["MUG-2026", "MUG-2026"]


def test_a_refunded_line_alone_does_not_make_an_order_match() -> None:
    assert decide("A | {quantity: {less than: 0}} | do not import", lines=[OLD], events=[a_refund(OLD)]).skipped_by is None


def test_question_14_the_last_rule_on_a_target_wins_and_the_trace_says_so() -> None:
    decision = decide("A | {sku: MUG-OLD} | {map sku: M1}\nB | {quantity: 2} | {map sku: M2}", lines=[OLD])
    assert skus(decision) == ["M2"]
    assert decision.trace[-1] == Step(rule="B", action="map sku", target="line 1 M1", before="M1", after="M2", overrides="A")
    assert decide("A | always | hold invoice\nB | always | hold invoice").invoice_held_by == "B"


def test_each_rule_sees_what_earlier_rules_changed_and_none_what_later_ones_do() -> None:
    chained = decide("A | {sku: MUG-OLD} | {map sku: M1}\nB | {sku: M1} | {map sku: M2}", lines=[OLD])
    upward = decide("B | {sku: M1} | {map sku: M2}\nA | {sku: MUG-OLD} | {map sku: M1}", lines=[OLD])
    assert (skus(chained), skus(upward)) == (["M2"], ["M1"])


def test_all_actions_of_a_rule_go_by_what_its_conditions_saw() -> None:
    decision = decide("A | {sku: MUG-OLD} | [{map sku: CUP}, do not import]", lines=[OLD])
    assert (skus(decision), decision.skipped_by) == (["CUP"], "A")


def test_do_not_import_does_not_end_the_rules() -> None:
    decision = decide("A | always | do not import\nB | {tag: keep} | {do not import: no}", tags=("Keep",))
    assert decision.skipped_by is None


def test_a_rule_that_is_switched_off_or_not_valid_on_the_order_s_date_is_passed_over() -> None:
    def held(more: str) -> bool:
        text = f"rules: [{{name: A, when: always, do: hold invoice, {more}}}]"
        return apply(parse_rules(text, "example.yaml"), an_order()).invoice_held_by == "A"

    assert held("enabled: yes")
    assert not held("enabled: no")
    assert held("valid from: 2026-03-02, valid until: 2026-03-02")
    assert not held("valid from: 2026-03-03")
    assert not held("valid until: 2026-03-01")


def test_the_store_s_order_itself_is_never_changed() -> None:
    order = an_order(lines=[OLD])
    before = msgspec.json.encode(order)
    apply(parse_rules("rules: [{name: A, when: always, do: {map sku: X}}]", "example.yaml"), order)
    assert msgspec.json.encode(order) == before


def test_thousands_of_map_rules_cost_an_order_a_look_up() -> None:
    text = "rules:\n" + "".join(f"- {{name: R{n}, when: {{sku: S{n}}}, do: {{map sku: S{n + 1}}}}}\n" for n in range(2_000))
    rules = parse_rules(text, "maps.yaml")
    assert rules.index.unindexed == []
    assert skus(apply(rules, an_order(lines=[a_line(sku="S1997")]))) == ["S2000"]

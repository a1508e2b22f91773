"""What rules mean (docs/rules.md). The questions that others leave open are in test_answers.py."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from order_sync.errors import SettingsError
from order_sync.orders import FulfillmentState, LineKind, PaymentKind, PaymentMethod, PaymentStatus
from order_sync.rules import apply, index, parse_rules
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind
from tests.generators.orders import SHIPPED, a_line, a_payment, a_refund, an_order, shipping

OLD, NEW = a_line("1", sku="MUG-OLD", quantity=2), a_line("2", sku="MUG-NEW", quantity=9)
TODAY = date(2026, 3, 31)
PAYPAL = {"gateway": "paypal", "label": "PayPal", "method": PaymentMethod.wallet}


def decide(rules: str, **order: object) -> Decision:
    """Rules as one flow mapping each: `name | when | do`, and perhaps `| more parts`."""
    parts = [(*line.strip().split(" | "), "")[:4] for line in rules.strip().splitlines()]
    text = "rules:\n" + "".join(
        f"- {{name: {name}, when: {when}, do: {do}{', ' + more if more else ''}}}\n" for name, when, do, more in parts
    )
    return apply(parse_rules(text, "example.yaml", TODAY, reviewed=False), an_order(**order))


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
    assert [payment.deposit_account for payment in decision.order.payments] == ["", "PayPal Bank", "PayPal Bank", ""]
    assert [step.target for step in decision.trace] == ["payment pp", "payment back"]


def test_an_action_on_payments_without_a_condition_on_payments_acts_on_all() -> None:
    decision = decide("POS | {store: mugs} | {map deposit account: Till}", payments=[a_payment(1, "a"), a_payment(2, "b")])
    assert [payment.deposit_account for payment in decision.order.payments] == ["Till", "Till"]


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
    assert skus(apply(rules, an_order(lines=[a_line(sku="S1997")]))) == ["S2000"]


def test_stop_ends_the_rules_for_the_order_and_keeps_what_was_done() -> None:
    decision = decide(
        """A | always | {map class: First}
           B | {tag: vip} | {stop: yes, map memo: Stopped}
           C | always | {map class: Last, do not import: yes}""",
        tags=("VIP",),
    )
    assert (decision.order.class_name, decision.order.memo) == ("First", "Stopped")
    assert (decision.stopped_by, decision.skipped_by) == ("B", None)


def test_a_rule_that_would_stop_and_does_not_match_stops_nothing() -> None:
    decision = decide("A | {tag: vip} | stop\nB | always | do not import")
    assert (decision.stopped_by, decision.skipped_by) == (None, "B")


def test_a_rule_for_some_records_changes_those_alone_and_sees_what_the_others_left() -> None:
    decision = decide(
        """All | always | {map class: Online}
           Invoices | {class: online} | {map class: Shipped} | records: [invoice]
           After | {class: shipped} | {map memo: seen} """
    )
    assert decision.order.class_name == decision.order_for(RecordKind.sales_order).class_name == "Online"
    assert decision.order_for(RecordKind.invoice).class_name == "Shipped"
    assert (decision.order.memo, decision.order_for(RecordKind.invoice).memo) == ("", "seen")
    steps = [(step.rule, step.record) for step in decision.trace]
    assert steps[:2] == [("All", ""), ("Invoices", "invoice")]


@pytest.mark.parametrize("do", ["{map sku: X}", "remove tax", "{add line: {item: A, amount: 1}}", "hold invoice", "stop"])
def test_only_heading_class_and_tax_code_can_be_for_some_records(do: str) -> None:
    with pytest.raises(SettingsError, match="is about the whole order"):
        decide(f"A | always | {do} | records: [invoice]")


def test_a_copy_takes_what_the_field_holds_at_the_rule_s_turn() -> None:
    decision = decide("A | always | {map channel: Amazon}\nB | always | {map class: {copy: channel}}", channel="web")
    assert decision.order.class_name == "Amazon"


def test_a_blank_field_copied_does_nothing_and_clear_empties() -> None:
    decision = decide("A | always | {map class: Kept}\nB | always | {map class: {copy: note}}")
    assert decision.order.class_name == "Kept"
    assert decide("A | always | {map class: Kept}\nB | always | {map class: {clear: yes}}").order.class_name == ""


def test_several_values_copied_are_joined_with_commas() -> None:
    assert decide("A | always | {map memo: {copy: tag}}", tags=("VIP", "gift")).order.memo == "VIP, gift"


def test_a_template_of_blank_fields_alone_does_nothing() -> None:
    rule = "A | always | {map memo: {template: 'Note {note} {po number}'}}"
    assert decide(rule).trace == ()
    assert decide(rule, po_number="7").order.memo == "Note  7"
    assert decide("A | always | {map memo: {template: no fields}}").order.memo == "no fields"


def test_a_line_s_value_is_read_from_the_line_itself() -> None:
    decision = decide("A | always | {map description: {template: '{product name} ({sku})'}}", lines=[OLD, NEW])
    assert [line.description for line in decision.order.sale_lines] == ["Blue mug (MUG-OLD)", "Blue mug (MUG-NEW)"]


def test_an_order_s_value_is_read_from_the_first_line_that_matches() -> None:
    decision = decide("A | {quantity: {at least: 5}} | {map memo: {copy: sku}}", lines=[OLD, NEW])
    assert decision.order.memo == "MUG-NEW"


def test_a_rule_goes_by_the_day_of_the_order_and_a_relative_date_by_the_day_of_the_run() -> None:
    assert decide("A | {order date: {less than: 28 days ago}} | do not import").skipped_by == "A"
    assert decide("A | {order date: {less than: 29 days ago}} | do not import").skipped_by is None
    assert decide("A | always | do not import | valid from: 30 days ago").skipped_by == "A"


def test_later_rules_see_amounts_as_earlier_ones_left_them() -> None:
    rules = "A | {sku: mug-old} | remove line\nB | {order total: {at most: 20}, number of lines: 1} | {tag: small}"
    assert decide(rules, lines=[OLD, NEW]).order.tags == ("small",)


def test_a_rule_may_say_something_about_the_order_before_it_takes_a_line_off() -> None:
    decision = decide("A | {sku: mug-old} | [remove line, {tag: cut}]", lines=[OLD, NEW])
    assert (skus(decision), decision.order.tags) == (["MUG-NEW"], ("cut",))


def test_an_action_on_the_shipping_acts_where_its_condition_on_products_holds() -> None:
    rule = "A | {sku: mug-old} | {map shipping item: Freight}"
    assert decide(rule, lines=[OLD, shipping()]).order.sale_lines[1].item == "Freight"
    assert decide(rule, lines=[NEW, shipping()]).order.sale_lines[1].item == ""


def test_a_rule_that_changes_a_line_and_takes_lines_off_lets_later_rules_see_what_is_left() -> None:
    decision = decide(
        """A | {sku: MUG-NEW} | [{map sku: CUP}, remove line]
           B | {sku: CUP} | {map item: Cup}
           C | {sku: MUG-OLD} | {tag: old}""",
        lines=[OLD, NEW],
    )
    assert (skus(decision), decision.order.tags) == (["MUG-OLD"], ("old",))


def test_a_rule_of_which_two_ways_to_match_begin_with_the_same_sku_matches_by_either(monkeypatch) -> None:
    monkeypatch.setattr(index, "MANY", 1)  # as where rules name many SKUs
    decision = decide(
        "A | {sku: MUG-OLD, any: [{tag: gift}, {channel: pos}]} | {map sku: CUP}", lines=[OLD, NEW], tags=("gift",)
    )
    assert skus(decision) == ["CUP", "MUG-NEW"]

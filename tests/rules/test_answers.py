"""The questions that the commercial model leaves open (reference connex-features, part 3), by their numbers there."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from order_sync.errors import SettingsError
from order_sync.orders import FulfillmentState, Order, PaymentState
from order_sync.records.build import build
from order_sync.records.record import CompanyState, PlannedOrder
from order_sync.rules import apply, load_rules, parse_rules
from order_sync.rules.decision import Decision, Step
from order_sync.syncs import RecordKind
from tests.generators.companies import a_company, a_sync, after, sales_order_state
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping

OLD, NEW = a_line("1", sku="MUG-OLD", quantity=2), a_line("2", sku="MUG-NEW", quantity=9)
SHIPS_FIRST = "Ships first | {fulfillment status: {is not: fulfilled}} | hold invoice"
TOTAL = 4_765


def text_of(rules: str) -> str:
    """Rules as one flow mapping each: `name | when | do`, and perhaps `| more parts`."""
    parts = [(*line.strip().split(" | "), "")[:4] for line in rules.strip().splitlines()]
    return "rules:\n" + "".join(
        f"- {{name: {name}, when: {when}, do: {do}{', ' + more if more else ''}}}\n" for name, when, do, more in parts
    )


def decide(rules: str, order: Order | None = None, sync: str = "", **changes: object) -> Decision:
    loaded = load_rules([("example.yaml", text_of(rules))], sync=sync, today=date(2026, 3, 31))
    return apply(loaded, order or an_order(**changes))


def skus(decision: Decision) -> list[str | None]:
    return [line.sku for event in decision.order.events for line in event.lines]


def run(rules: str, order: Order, state: CompanyState | None = None) -> PlannedOrder:
    return build(decide(rules, order), a_sync(), state or a_company())


def kinds(planned: PlannedOrder) -> list[str]:
    return [record.kind.value for record in planned.records]


def with_its_sales_order(order: Order, **changes: object) -> CompanyState:
    """The company after the order's first sight, with the sales order as a person may have left it."""
    first = run(SHIPS_FIRST, order)
    (record,) = first.records
    state = after(a_company(), first)
    return msgspec.structs.replace(state, sales_orders={record.key: sales_order_state(record, **changes)})


def test_question_2_the_condition_of_hold_invoice_names_the_orders_that_get_none() -> None:
    assert kinds(run(SHIPS_FIRST, an_order())) == ["sales_order"]
    assert kinds(run(SHIPS_FIRST, an_order(shipped=SHIPPED))) == ["sales_order", "invoice"]


@pytest.mark.parametrize("said", ["mark invoice as unpaid", "{mark invoice as unpaid: true}", "{mark invoice as unpaid: }"])
def test_question_3_mark_invoice_as_unpaid_takes_true_or_blank(said: str) -> None:
    planned = run(f"A | always | {said}", an_order(payments=[a_payment(TOTAL)], shipped=SHIPPED))
    assert kinds(planned) == ["sales_order", "invoice"]


def test_question_3_no_takes_it_back() -> None:
    taken_back = decide("A | always | mark invoice as unpaid\nB | {channel: is empty} | {mark invoice as unpaid: no}")
    assert taken_back.unpaid_by is None
    assert taken_back.trace[-1].overrides == "A"


def test_question_4_a_payment_waits_for_its_invoice_and_follows_it() -> None:
    paid = an_order(payments=[a_payment(TOTAL)])
    first = run(SHIPS_FIRST, paid)
    assert kinds(first) == ["sales_order"]
    assert [(one.kind.value, one.code) for one in first.held][-1] == ("payment", "waits_for_invoice")
    shipped = an_order(payments=[a_payment(TOTAL)], shipped=SHIPPED)
    second = run(SHIPS_FIRST, shipped, after(a_company(), first))
    assert kinds(second) == ["invoice", "payment"]
    assert second.records[1].applied == second.records[0].total


def test_question_5_the_invoice_copies_the_sales_order_as_it_stands_and_rules_change_no_line_of_it() -> None:
    state = with_its_sales_order(an_order())
    rules = f"{SHIPS_FIRST}\nNew name | always | {{map sku: MUG-2026}}"
    invoice = run(rules, an_order(shipped=SHIPPED), state).records[0]
    (sales_order,) = state.sales_orders.values()
    assert invoice.kind is RecordKind.invoice
    assert [(line.item, line.amount) for line in invoice.lines] == [(line.item, line.amount) for line in sales_order.lines]
    assert "MUG-2026" not in [line.item for line in invoice.lines]


def test_question_6_both_are_made_where_there_is_no_sales_order_yet() -> None:
    planned = run(SHIPS_FIRST, an_order(shipped=SHIPPED))
    assert kinds(planned) == ["sales_order", "invoice"]
    assert planned.records[1].copies == planned.records[0].key


def test_question_8_statuses_are_whole_words_whatever_their_case() -> None:
    assert decide("A | {fulfillment status: FulFilled} | hold invoice").invoice_held_by is None
    partly = {"payment_state": PaymentState.partially_paid}
    assert decide("A | {payment status: partially_paid} | hold invoice", **partly).invoice_held_by == "A"
    assert decide("A | {payment status: paid} | hold invoice", **partly).invoice_held_by is None


def test_question_8_a_list_is_any_of_its_words_and_order_status_mixes_both_kinds() -> None:
    rule = "A | {order status: [paid, fulfilled]} | hold invoice"
    assert decide(rule).invoice_held_by is None
    assert decide(rule, shipped=SHIPPED).invoice_held_by == "A"
    assert decide(rule, payment_state=PaymentState.paid).invoice_held_by == "A"
    with pytest.raises(SettingsError, match="never “shiped”"):
        decide("A | {order status: [shiped]} | hold invoice")


def test_question_9_starts_with_and_ends_with_only_test_and_cuts_are_said() -> None:
    assert skus(decide("A | {sku: {starts with: MUG-}} | {map sku: M}", lines=[OLD])) == ["M"]
    assert skus(decide("A | {sku: {starts with: MUG-}} | {cut from sku: mug-}", lines=[OLD])) == ["OLD"]
    assert skus(decide("A | {sku: {ends with: -OLD}} | {keep sku before: -OLD}", lines=[OLD])) == ["MUG"]


def test_question_10_a_blank_value_does_nothing_and_clear_empties() -> None:
    blank = decide("A | always | {map sku: }", lines=[OLD])
    assert (skus(blank), blank.trace) == (["MUG-OLD"], ())
    assert skus(decide("A | always | {map sku: {clear: yes}}", lines=[OLD])) in ([None], [""])
    assert decide("A | always | do not import").skipped_by == "A"


def test_question_10_a_blank_value_beside_a_condition_that_copies_takes_that_field() -> None:
    rule = "A | {custom field PO: copy, channel: web} | {map po number: }"
    assert decide(rule, channel="web", attributes={"po": "PO-7"}).order.po_number == "PO-7"
    assert decide(rule, channel="pos", attributes={"po": "PO-7"}).trace == ()
    assert decide(rule, channel="web", po_number="OWN").order.po_number == "OWN"


def test_question_11_and_or_and_not_mix_freely() -> None:
    rule = "A | {any: [{tag: vip}, {not: {channel: web}}], order total: {at least: 1}} | hold invoice"
    assert decide(rule, channel="web").invoice_held_by is None
    assert decide(rule, channel="web", tags=("VIP",)).invoice_held_by == "A"
    assert decide(rule, channel="pos").invoice_held_by == "A"
    assert decide(rule, channel="pos", lines=[]).invoice_held_by is None


def test_question_11_several_conditions_in_one_mapping_must_all_hold() -> None:
    rule = "A | {tag: vip, channel: web} | hold invoice"
    assert decide(rule, channel="web").invoice_held_by is None
    assert decide(rule, channel="web", tags=("vip",)).invoice_held_by == "A"


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


@pytest.mark.parametrize(
    ("scope", "acts"),
    [
        ("", True),
        ("syncs: [shop]", True),
        ("syncs: [other]", False),
        ("syncs: [other, shop]", True),
        ("stores: mugs", True),
        ("stores: [other]", False),
        ("syncs: [shop], stores: [other]", False),
    ],
)
def test_question_13_an_empty_scope_is_everywhere_and_a_filled_one_an_allow_list(scope: str, acts: bool) -> None:
    rule = "A | always | hold invoice" + (f" | {scope}" if scope else "")
    assert (decide(rule, sync="shop").invoice_held_by == "A") is acts


def test_question_14_the_last_rule_on_a_target_wins_and_the_trace_says_so() -> None:
    decision = decide("A | {sku: MUG-OLD} | {map sku: M1}\nB | {quantity: 2} | {map sku: M2}", lines=[OLD])
    assert skus(decision) == ["M2"]
    assert decision.trace[-1] == Step(rule="B", action="map sku", target="line 1 M1", before="M1", after="M2", overrides="A")


def test_question_16_two_rules_of_one_name_are_refused_with_both_places() -> None:
    with pytest.raises(SettingsError, match="stands in example") as caught:
        parse_rules(text_of("Map | {sku: A} | {map sku: B}\nmap | {sku: C} | {map sku: B}"), "example.yaml")
    assert "line 3" in caught.value.message


def test_question_16_a_list_of_values_is_any_of_them() -> None:
    rule = "Map | {sku: [A, MUG-OLD, C]} | {map sku: B}"
    assert skus(decide(rule, lines=[OLD, NEW])) == ["B", "MUG-NEW"]


def test_question_18_an_order_is_paid_where_the_store_says_so_not_where_it_is_shipped() -> None:
    shipped = an_order(shipped=SHIPPED, fulfillment_state=FulfillmentState.fulfilled)
    assert kinds(run(SHIPS_FIRST, shipped)) == ["sales_order", "invoice"]
    assert decide("A | {payment status: paid} | hold invoice", shipped).invoice_held_by is None
    paid = an_order(payments=[a_payment(TOTAL)])
    assert decide("A | {payment status: paid} | hold invoice", paid).invoice_held_by == "A"

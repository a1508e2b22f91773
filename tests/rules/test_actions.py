"""What each action does to an order, and that amounts add up to the cent after those that change them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.invariants import problems
from order_sync.orders import Discount, EventKind, LineKind, Order, Payment, PaymentKind
from order_sync.rules import apply, parse_rules
from order_sync.rules.actions import ACTIONS, ELSEWHERE
from order_sync.rules.decision import Decision
from tests.generators.orders import (
    PAID,
    SHIPPED,
    a_line,
    a_payment,
    a_refund,
    an_order,
    lines,
    shipping,
)

ORDER = an_order(
    lines=[a_line(sku="AB-MUG-7", quantity=2, gross=4_000, tax=265), shipping(500)],
    payments=[a_payment(4_765)],
    tags=("VIP",),
)


def rules_of(do: str, when: str = "always") -> str:
    return f"rules: [{{name: Example, when: {when}, do: {do}}}]"


def decide(do: str, order: Order = ORDER, when: str = "always") -> Decision:
    return apply(parse_rules(rules_of(do, when), "example.yaml"), order)


def product(decision: Decision) -> object:
    line = decision.order.sale_lines[0]
    return line.sku, line.quantity, line.net, line.tax


def shipping_line(decision: Decision, part: str) -> object:
    (line,) = (line for line in decision.order.sale_lines if line.kind is LineKind.shipping)
    return getattr(line, part)


def of_line(part: str) -> Callable[[Decision], object]:
    return lambda decision: getattr(decision.order.sale_lines[0], part)


def of_order(part: str) -> Callable[[Decision], object]:
    return lambda decision: getattr(decision.order, part)


def of_payment(part: str) -> Callable[[Decision], object]:
    return lambda decision: getattr(decision.order.payments[0], part)


def flag(name: str) -> Callable[[Decision], object]:
    return lambda decision: getattr(decision, name)


# Each action with one value: what is looked at afterwards, and what stands there.
CASES: dict[str, tuple[str, Callable[[Decision], object], object]] = {
    "hold invoice": ("hold invoice", flag("invoice_held_by"), "Example"),
    "mark invoice as unpaid": ("mark invoice as unpaid", flag("unpaid_by"), "Example"),
    "do not import": ("do not import", flag("skipped_by"), "Example"),
    "hold order": ("hold order", flag("held_by"), "Example"),
    "stop": ("stop", flag("stopped_by"), "Example"),
    "map transaction type": ("{map transaction type: Sales Receipts}", of_order("transaction_type"), "sales receipt"),
    "map order number": ("{map order number: A-7}", of_order("number"), "A-7"),
    "add prefix": ("{add prefix: AMZ-}", of_order("number_prefix"), "AMZ-"),
    "map order date": ("{map order date: 2026-03-09}", of_order("document_date"), date(2026, 3, 9)),
    "map invoice date": ("{map invoice date: 2026-03-09}", of_order("invoice_date"), date(2026, 3, 9)),
    "map channel": ("{map channel: Amazon}", of_order("channel"), "Amazon"),
    "map class": ("{map class: Online}", of_order("class_name"), "Online"),
    "map location": ("{map location: Berlin}", of_order("quickbooks_location"), "Berlin"),
    "map po number": ("{map po number: PO-7}", of_order("po_number"), "PO-7"),
    "map terms": ("{map terms: Net 30}", of_order("terms_name"), "Net 30"),
    "map sales rep": ("{map sales rep: Ada}", of_order("sales_rep"), "Ada"),
    "map memo": ("{map memo: Thank you}", of_order("memo"), "Thank you"),
    "map customer message": ("{map customer message: Hello}", of_order("customer_message"), "Hello"),
    "map currency": ("{map currency: cad}", of_order("currency"), "CAD"),
    "tag": ("{tag: big}", of_order("tags"), ("VIP", "big")),
    "remove tag": ("{remove tag: vip}", of_order("tags"), ()),
    "map a/r account": ("{map a/r account: Debtors EUR}", of_order("ar_account"), "Debtors EUR"),
    "map discount account": ("{map discount account: Promotions}", of_order("discount_account"), "Promotions"),
    "map tax code": ("{map tax code: CA}", of_order("tax_code"), "CA"),
    "map discount tax code": ("{map discount tax code: NON}", of_order("discount_tax_code"), "NON"),
    "remove tax": ("remove tax", product, ("AB-MUG-7", 2, 4_000, 0)),
    "map shipping price": ("{map shipping price: 7.25}", lambda d: shipping_line(d, "net"), 725),
    "add shipping surcharge": ("{add shipping surcharge: 10%}", lambda d: shipping_line(d, "net"), 550),
    "add line": (
        "{add line: {item: Gift wrap, amount: 3.50, quantity: 2, description: Red}}",
        lambda d: [(x.item, x.title, x.quantity, x.total) for x in d.order.sale_lines[2:]],
        [("Gift wrap", "Red", 2, 350)],
    ),
    "map customer": ("{map customer: Web sales}", of_order("customer_display_name"), "Web sales"),
    "match customer by": ("{match customer by: Email}", of_order("match_customer_by"), "email"),
    "map customer type": ("{map customer type: Retail}", of_order("customer_type"), "Retail"),
    "map sku": ("{map sku: CUP}", of_line("sku"), "CUP"),
    "map item": ("{map item: Blue cup}", of_line("item"), "Blue cup"),
    "map description": ("{map description: A cup}", of_line("description"), "A cup"),
    "map line class": ("{map line class: Mugs}", of_line("class_name"), "Mugs"),
    "map line tax code": ("{map line tax code: NON}", of_line("tax_code"), "NON"),
    "map shipping item": ("{map shipping item: Freight}", lambda d: shipping_line(d, "item"), "Freight"),
    "map shipping tax code": ("{map shipping tax code: NON}", lambda d: shipping_line(d, "tax_code"), "NON"),
    "keep sku before": ("{keep sku before: -}", of_line("sku"), "AB"),
    "keep sku after": ("{keep sku after: -}", of_line("sku"), "MUG-7"),
    "cut from sku": ("{cut from sku: -mug}", of_line("sku"), "AB-7"),
    "multiply quantity": ("{multiply quantity: 12}", product, ("AB-MUG-7", 24, 4_000, 265)),
    "multiply quantity and amount": ("{multiply quantity and amount: 0.5}", product, ("AB-MUG-7", 1, 2_000, 133)),
    "remove line": ("remove line", lambda d: [line.kind for line in d.order.sale_lines], [LineKind.shipping]),
    "map deposit account": ("{map deposit account: Till}", of_payment("deposit_account"), "Till"),
    "map payment method": ("{map payment method: AMZ}", of_payment("method_name"), "AMZ"),
    "map payment reference": ("{map payment reference: R-7}", of_payment("reference"), "R-7"),
    "map merchant fee percent": ("{map merchant fee percent: 2.9}", of_payment("fee_percent"), Decimal("2.9")),
    "map merchant fee cents": ("{map merchant fee cents: 0.30}", of_payment("fee_fixed"), 30),
    "map merchant fee item": ("{map merchant fee item: Stripe fee}", of_payment("fee_item"), "Stripe fee"),
    "map custom field Sales Rep": ("{map custom field Sales Rep: Ada}", of_order("custom_fields"), {"sales rep": "Ada"}),
}


@pytest.mark.parametrize("name", [*ACTIONS, "map custom field Sales Rep"])
def test_each_action_does_what_its_name_says(name: str) -> None:
    do, look, expected = CASES[name]
    decision = decide(do)
    assert look(decision) == expected
    assert [step.rule for step in decision.trace] == ["Example"]
    assert problems(decision.order) == ()


@pytest.mark.parametrize("name", [name for name, action in ACTIONS.items() if action.kind != "yes or no"])
def test_each_action_does_nothing_with_a_blank_value(name: str) -> None:
    assert decide(f"{{{name}: }}") == Decision(order=ORDER)


@pytest.mark.parametrize("name", [name for name, action in ACTIONS.items() if action.can_be_cleared])
def test_what_can_be_cleared_is_as_if_nothing_had_been_put_there(name: str) -> None:
    set_first, look, _ = CASES[name]
    cleared = f"{{{name}: {{clear: yes}}}}"
    text = f"rules: [{{name: Set, when: always, do: {set_first}}}, {{name: Clear, when: always, do: {cleared}}}]"
    assert look(apply(parse_rules(text, "example.yaml", reviewed=False), ORDER)) in ("", None)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_an_action_without_a_place_in_quickbooks_online_says_so_when_it_is_loaded(name: str) -> None:
    with pytest.raises(Exception, match="has no place in QuickBooks Online") as caught:
        parse_rules(rules_of(f"{{{name}: X}}"), "example.yaml")
    assert ELSEWHERE[name] in caught.value.remedy  # type: ignore[attr-defined]


def test_a_cut_of_a_sku_never_leaves_nothing() -> None:
    assert decide("{cut from sku: ab-mug-7}").order == ORDER
    assert decide("{keep sku before: AB}").order == ORDER
    assert decide("{keep sku after: 7}").order == ORDER


def test_a_cut_without_its_text_in_the_sku_changes_nothing() -> None:
    for do in ("{keep sku before: x}", "{keep sku after: x}", "{cut from sku: x}"):
        assert decide(do).trace == ()


def test_a_currency_of_other_decimals_changes_nothing_for_the_amounts_would_change() -> None:
    assert decide("{map currency: JPY}").order == ORDER


def test_a_tag_is_never_there_twice() -> None:
    assert decide("{tag: vip}").order.tags == ("VIP",)


def test_a_shipping_price_on_an_order_without_shipping_makes_its_line() -> None:
    order = an_order(lines=[a_line()])
    decision = decide("{map shipping price: 4}", order)
    assert [(line.kind, line.total) for line in decision.order.sale_lines][1:] == [(LineKind.shipping, 400)]
    assert decision.order.totals.current == 2_400
    assert decide("{add shipping surcharge: 10%}", order).order == order


def test_a_set_replaces_and_a_surcharge_adds_each_time() -> None:
    def twice(do: str) -> int:
        text = f"rules: [{{name: A, when: always, do: {do}}}, {{name: B, when: always, do: {do}}}]"
        return apply(parse_rules(text, "example.yaml"), ORDER).order.sale_lines[1].net

    assert twice("{map shipping price: 7}") == 700
    assert twice("{add shipping surcharge: 1.50}") == 800
    assert twice("{add shipping surcharge: 10%}") == 605


def test_a_removed_tax_comes_off_the_latest_payments_and_the_balance_stays() -> None:
    payments = [a_payment(4_700, "first"), a_payment(65, "later", at=SHIPPED)]
    order = an_order(lines=ORDER.sale_lines, payments=payments)
    changed = decide("remove tax", order).order
    assert [payment.amount for payment in changed.payments] == [4_500, 0]
    assert (changed.totals.current, changed.totals.paid, changed.totals.tax) == (4_500, 4_500, 0)


def test_a_removed_tax_is_taken_off_what_was_given_back_too() -> None:
    sold = a_line(gross=2_000, tax=160)
    payments = [a_payment(2_160), a_payment(-2_160, "back", kind=PaymentKind.refund)]
    changed = decide("remove tax", an_order(lines=[sold], events=[a_refund(sold)], payments=payments)).order
    assert [payment.amount for payment in changed.payments] == [2_000, -2_000]
    assert (changed.totals.paid, changed.totals.refunded, changed.totals.current) == (2_000, 2_000, 0)


def test_an_unpaid_order_loses_its_tax_and_no_payment() -> None:
    changed = decide("remove tax", an_order(lines=ORDER.sale_lines)).order
    assert changed.totals.current == 4_500
    assert changed.totals.paid == 0


def test_remove_tax_said_with_no_leaves_it() -> None:
    assert decide("{remove tax: no}").order == ORDER
    assert decide("{remove line: no}").order == ORDER


def test_a_removed_line_takes_its_refund_with_it() -> None:
    sold = a_line(gross=2_000, tax=160)
    order = an_order(lines=[sold, a_line("2", sku="CUP")], events=[a_refund(sold)])
    changed = decide("remove line", order, "{sku: mug-blue}").order
    assert [len(event.lines) for event in changed.events] == [1, 0]
    assert changed.totals.current == 2_000


@st.composite
def refunded_orders(draw: st.DrawFn) -> Order:
    """Valid orders whose lines may be given back, paid and repaid in any amounts; the store may say what is open."""
    sold = [draw(lines(str(number))) for number in range(draw(st.integers(1, 5)))]
    sold = [
        msgspec.structs.replace(line, discounts=(Discount(name="Spring", amount=line.discount),)) if line.discount else line
        for line in sold
    ]
    back = [a_refund(line, f"refund-{line.line_id}") for line in sold if draw(st.booleans())]
    amounts = draw(st.lists(st.integers(-5_000_000, 10_000_000).filter(bool), max_size=4))
    payments: list[Payment] = [
        a_payment(amount, f"pay-{n}", at=PAID, kind=PaymentKind.sale if amount > 0 else PaymentKind.refund)
        for n, amount in enumerate(amounts)
    ]
    order = an_order(lines=sold, events=back, payments=payments)
    if draw(st.booleans()):
        open_now = order.totals.current - sum(amounts)
        order = msgspec.structs.replace(order, totals=msgspec.structs.replace(order.totals, outstanding=open_now))
    return order


_AMOUNT_CHANGES = st.sampled_from(
    [
        "remove tax",
        "{map shipping price: 0}",
        "{map shipping price: 12.34}",
        "{add shipping surcharge: 1.50}",
        "{add shipping surcharge: -33.3%}",
        "{add line: {item: Wrap, amount: 3.50}}",
        "{multiply quantity: 0.333}",
        "{multiply quantity and amount: 0.333}",
        "{multiply quantity and amount: 7}",
        "remove line",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    order=refunded_orders(),
    changes=st.lists(st.tuples(_AMOUNT_CHANGES, st.sampled_from(["always", "{sku: MUG-BLUE}"])), min_size=1, max_size=4),
)
def test_after_any_change_of_amounts_lines_totals_and_payments_still_add_up_to_the_cent(
    order: Order, changes: list[tuple[str, str]]
) -> None:
    assert problems(order) == ()
    text = "rules:\n" + "".join(f"- {{name: R{n}, when: {when}, do: {do}}}\n" for n, (do, when) in enumerate(changes))
    changed = apply(parse_rules(text, "example.yaml"), order).order
    assert problems(changed) == ()
    before = {line.line_id: line.kind for event in order.events for line in event.lines}
    assert all(before.get(line.line_id, line.kind) is line.kind for event in changed.events for line in event.lines)
    assert sum(payment.amount for payment in changed.payments) == changed.totals.paid - changed.totals.refunded


@settings(max_examples=100, deadline=None)
@given(order=refunded_orders())
def test_removing_the_tax_leaves_none_and_takes_no_more_off_the_payments_than_there_was(order: Order) -> None:
    changed = decide("remove tax", order).order
    assert all(line.tax == 0 and line.taxes == () for event in changed.events for line in event.lines)
    taxed = sum(line.tax for event in order.events if event.kind is EventKind.sale for line in event.lines)
    assert order.totals.paid - taxed <= changed.totals.paid <= order.totals.paid
    assert changed.totals.tax == 0


@settings(max_examples=100, deadline=None)
@given(order=refunded_orders(), wanted=st.integers(0, 10_000_000))
def test_a_shipping_price_is_met_to_the_cent(order: Order, wanted: int) -> None:
    changed = decide(f"{{map shipping price: {wanted // 100}.{wanted % 100:02d}}}", order).order
    assert sum(line.net for line in changed.sale_lines if line.kind is LineKind.shipping) == wanted

"""One invoice a shipment: what each holds, how the payments go to them, and that all together is the order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.orders import (
    FulfillmentState,
    Lifecycle,
    Line,
    Order,
    Payment,
    PaymentKind,
    PaymentMethod,
    Shipment,
    ShippedLine,
)
from order_sync.records.build import build
from order_sync.records.record import CompanyState, DocumentState, PlannedOrder, Record, Revision
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind, Sync
from tests.generators.companies import a_company, a_sync, after
from tests.generators.orders import SHIPPED, a_line, a_payment, a_refund, an_order, lines, shipping

PER_SHIPMENT = a_sync(more="invoices: {per: shipment}")
MUGS = a_line(quantity=3, gross=3_000, tax=240)
TEES = a_line("2", title="Tee", sku="TEE", quantity=2, gross=3_000, tax=240)
SOLD = (MUGS, TEES, shipping(600))
TOTAL = 7_080


def a_shipment(number: int, **pieces: int) -> Shipment:
    """`_1=2`: two pieces of line 1."""
    rows = tuple(ShippedLine(source_line_id=name[1:], quantity=Decimal(n)) for name, n in pieces.items())
    return Shipment(shipment_id=f"s-{number}", at=SHIPPED + timedelta(days=number), lines=rows)


FIRST, SECOND = a_shipment(1, _1=3), a_shipment(2, _2=2)


def placed(*shipments: Shipment, sold: tuple[Line, ...] = SOLD, payments: tuple[Payment, ...] = ()) -> Order:
    state = FulfillmentState.partial if shipments else FulfillmentState.unfulfilled
    return an_order(lines=sold, shipments=shipments, fulfillment_state=state, payments=payments)


def run(order: Order, state: CompanyState | None = None, sync: Sync = PER_SHIPMENT, **held: str) -> PlannedOrder:
    return build(Decision(order=order, **held), sync, state or a_company())


def history(*orders: Order, sync: Sync = PER_SHIPMENT) -> tuple[list[PlannedOrder], CompanyState]:
    """A run for each version of the order, and the company after them."""
    state, planned = a_company(), []
    for order in orders:
        planned.append(run(order, state, sync))
        state = after(state, planned[-1])
    return planned, state


def of_kind(planned: PlannedOrder, kind: RecordKind) -> list[Record]:
    return [record for record in planned.records if record.kind is kind]


def held(planned: PlannedOrder) -> dict[str, str]:
    return {one.kind.value: one.code for one in planned.held}


def test_each_shipment_is_invoiced_with_its_number_and_day_and_the_last_closes_the_sales_order() -> None:
    runs, _ = history(placed(), placed(FIRST), placed(FIRST, SECOND))
    sales_order = runs[0].records[0]
    (first,), (last,) = (of_kind(one, RecordKind.invoice) for one in runs[1:])
    assert [(one.document_number, one.date, one.total) for one in (first, last)] == [
        ("1001", date(2026, 3, 6), 3_540),
        ("1001-2", date(2026, 3, 7), 3_540),
    ]
    assert [(line.item, line.quantity, line.amount) for line in first.lines] == [
        ("MUG-BLUE", 3, 3_000),
        ("Shipping", 1, 300),
    ]
    assert (first.copies, last.copies) == (None, sales_order.key)
    assert last.key == "9130001|mugs|id-1001|sale-1001|invoice"
    assert held(runs[0])["invoice"] == "rest_not_shipped"
    assert "35.40 USD" in runs[1].held[0].reason


def test_an_order_that_ships_whole_gets_the_invoice_that_every_order_gets() -> None:
    whole = msgspec.structs.replace(a_shipment(1), lines=())
    order = placed(whole)
    assert run(order).records == run(order, sync=a_sync()).records


def test_an_order_of_which_nothing_has_to_be_shipped_is_invoiced_whole() -> None:
    order = an_order(lines=SOLD, fulfillment_state=FulfillmentState.not_required)
    assert [one.total for one in of_kind(run(order), RecordKind.invoice)] == [TOTAL]


def test_several_shipments_seen_at_once_are_as_many_invoices() -> None:
    planned = run(placed(FIRST, SECOND))
    assert [one.document_number for one in of_kind(planned, RecordKind.invoice)] == ["1001", "1001-2"]


def test_payments_go_to_the_invoices_in_the_order_of_shipping() -> None:
    pays = (a_payment(5_000, "pay-1"), a_payment(2_080, "pay-2", at=SHIPPED))
    one, two = of_kind(run(placed(FIRST, SECOND, payments=pays)), RecordKind.payment)
    first, last = (record.key for record in of_kind(run(placed(FIRST, SECOND)), RecordKind.invoice))
    assert (one.pays, one.applied, [(part.key, part.amount) for part in one.also_pays]) == (first, 3_540, [(last, 1_460)])
    assert (two.pays, two.applied, two.also_pays) == (last, 2_080, ())


def test_money_taken_before_the_first_shipment_reaches_each_invoice_as_it_is_made() -> None:
    paid = (a_payment(TOTAL),)
    versions = [placed(payments=paid), placed(FIRST, payments=paid), placed(FIRST, SECOND, payments=paid)]
    runs, state = history(*versions)
    assert held(runs[0])["payment"] == "waits_for_invoice"
    (payment,) = of_kind(runs[1], RecordKind.payment)
    assert (payment.total, payment.applied) == (TOTAL, 3_540)
    (application,) = runs[2].applications
    assert (application.key, [part.amount for part in application.applied]) == (payment.key, [3_540])
    assert {invoice.balance for invoice in state.invoices.values()} == {0}
    assert run(versions[-1], state).applications == ()


def test_a_payment_that_a_person_changed_is_not_applied() -> None:
    paid = (a_payment(TOTAL),)
    runs, state = history(placed(payments=paid), placed(FIRST, payments=paid))
    (payment,) = of_kind(runs[1], RecordKind.payment)
    touched = msgspec.structs.replace(state.payments[payment.key], is_touched=True)
    planned = run(placed(FIRST, SECOND, payments=paid), msgspec.structs.replace(state, payments={payment.key: touched}))
    assert (planned.applications, held(planned)["payment"]) == ((), "payment_left_unapplied")


def test_a_rule_that_holds_the_invoice_holds_every_shipment() -> None:
    planned = run(placed(FIRST), invoice_held_by="Only fulfilled orders")
    assert held(planned)["invoice"] == "held_by_rule"


def test_an_order_half_invoiced_goes_on_so_where_the_setting_was_changed_meanwhile() -> None:
    _, state = history(placed(), placed(FIRST))
    (last,) = of_kind(run(placed(FIRST, SECOND), state, sync=a_sync()), RecordKind.invoice)
    assert (last.document_number, last.total) == ("1001-2", 3_540)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": DocumentState.closed}, "sales_order_closed"),
        ({"state": DocumentState.missing}, "sales_order_missing"),
        ({"linked_invoices": ("77",)}, "invoiced_by_hand"),
        ({"edited": ("Line",)}, "sales_order_edited"),
        ({"revision": Revision(changes=("total: 1 → 2",))}, "waits_for_sales_order"),
    ],
)
def test_a_sales_order_that_a_person_changed_keeps_its_shipments_waiting(change: dict[str, object], code: str) -> None:
    _, state = history(placed(), placed(FIRST))
    (key,) = state.sales_orders
    changed = msgspec.structs.replace(state.sales_orders[key], **change)
    order = placed(FIRST, SECOND)
    if code == "waits_for_sales_order":
        order = msgspec.structs.replace(order, note="Now as a present")
    planned = run(order, msgspec.structs.replace(state, sales_orders={key: changed}))
    assert (of_kind(planned, RecordKind.invoice), held(planned)["invoice"]) == ([], code)
    assert planned.unbilled == 3_540


def test_an_order_of_which_an_invoiced_part_would_be_another_now_waits_for_a_person() -> None:
    _, state = history(placed(), placed(FIRST))
    dearer = (msgspec.structs.replace(MUGS, gross=4_000, net=4_000, total=4_240), TEES, shipping(600))
    planned = run(placed(FIRST, SECOND, sold=dearer), state)
    assert held(planned)["invoice"] == "parts_differ"


@st.composite
def lives(draw: st.DrawFn) -> list[Order]:
    """An order as ever more of it ships and is paid, up to the end."""
    sold = tuple(draw(lines(str(number))) for number in range(draw(st.integers(1, 4))))
    pieces = st.integers(1, 5)
    shipments = [
        a_shipment(number, **{f"_{draw(st.sampled_from(sold)).line_id}": draw(pieces)})
        for number in range(draw(st.integers(0, 3)))
    ]
    shipments.append(Shipment(shipment_id="s-last", at=SHIPPED + timedelta(days=30)))
    amounts = draw(st.lists(st.integers(1, 3_000_000), max_size=3))
    when = st.integers(0, 40)
    payments = tuple(
        a_payment(amount, f"pay-{n}", at=SHIPPED + timedelta(days=draw(when), minutes=n)) for n, amount in enumerate(amounts)
    )
    moments = sorted({SHIPPED, *(one.at for one in shipments), *(one.at for one in payments)})
    return [as_of(moment, sold, shipments, payments) for moment in moments]


def as_of(moment: datetime, sold: tuple[Line, ...], shipments: list[Shipment], payments: tuple[Payment, ...]) -> Order:
    gone = tuple(one for one in shipments if one.at <= moment)
    return placed(*gone, sold=sold, payments=tuple(one for one in payments if one.at <= moment))


@settings(deadline=None, max_examples=60)
@given(lives(), st.sampled_from(["hold", "unapplied"]))
def test_whatever_ships_and_is_paid_when_all_invoices_are_the_order_and_balances_what_is_not_paid(
    life: list[Order], before_invoice: str
) -> None:
    sync = a_sync(more=f"invoices: {{per: shipment}}\npayments: {{before_invoice: {before_invoice}}}")
    runs, state = history(*life, sync=sync)
    if any(one.problems for one in runs):
        return  # a quantity that no invoice can hold
    order = life[-1]
    records = [record for one in runs for record in one.records]
    invoices = [record for record in records if record.kind is RecordKind.invoice]
    assert sum(invoice.total for invoice in invoices) == order.totals.original
    assert sum(invoice.tax for invoice in invoices) == order.totals.tax
    for line in order.sale_lines:
        parts = [part for invoice in invoices for part in invoice.lines if part.source_id == line.line_id]
        discounts = line.discount if line.gross >= 0 else 0
        assert sum(part.amount for part in parts) - discounts == line.net
    assert len({invoice.document_number for invoice in invoices}) == len(invoices)
    paid = sum(payment.amount for payment in order.payments)
    assert sum(invoice.balance for invoice in state.invoices.values()) == max(0, order.totals.original - paid)
    assert runs[-1].unbilled == 0
    again = run(order, state, sync)
    assert (again.records, again.applications) == ((), ())


def back_for_the_tees(*shipments: Shipment, state: FulfillmentState, paid_back: bool = True) -> Order:
    """Paid whole; the tees, which have not shipped, are given back."""
    gone = [a_payment(-3_240, "back-1", at=SHIPPED, kind=PaymentKind.refund)] if paid_back else []
    events = [a_refund(TEES, at=SHIPPED)]
    return an_order(
        lines=SOLD, shipments=shipments, fulfillment_state=state, payments=[a_payment(TOTAL), *gone], events=events
    )


def test_what_is_given_back_while_only_a_part_is_invoiced_waits_until_all_is() -> None:
    _, state = history(placed(), placed(FIRST, payments=(a_payment(TOTAL),)))
    planned = run(back_for_the_tees(FIRST, state=FulfillmentState.partial), state)
    assert planned.records == ()
    assert held(planned) == {"invoice": "rest_not_shipped", "refund_receipt": "waits_for_bill"}


def test_where_the_rest_was_given_back_before_it_shipped_it_is_invoiced_and_given_back_in_one_run() -> None:
    _, state = history(placed(), placed(FIRST, payments=(a_payment(TOTAL),)))
    planned = run(back_for_the_tees(FIRST, state=FulfillmentState.fulfilled), state)
    assert [(one.kind.value, one.document_number, one.total) for one in planned.records] == [
        ("invoice", "1001-2", 3_540),
        ("refund_receipt", "1001-R1", 3_240),
    ]
    assert planned.records[0].copies is not None
    assert [part.amount for one in planned.applications for part in one.applied] == [3_540]
    assert (planned.held, planned.store_total) == ((), TOTAL - 3_240)
    done = after(state, planned)
    again = run(back_for_the_tees(FIRST, state=FulfillmentState.fulfilled), done)
    assert (again.records, again.applications, again.held) == ((), (), ())


def test_an_order_cancelled_after_a_part_was_invoiced_is_left_to_a_person() -> None:
    _, state = history(placed(), placed(FIRST))
    cancelled = msgspec.structs.replace(placed(FIRST), lifecycle=Lifecycle.cancelled)
    assert [one.code for one in run(cancelled, state).problems] == ["cancelled_after_a_part"]


def test_an_order_cancelled_after_its_last_part_was_invoiced_is_credited_on_all_of_its_invoices() -> None:
    _, state = history(placed(), placed(FIRST), placed(FIRST, SECOND))
    cancelled = msgspec.structs.replace(placed(FIRST, SECOND), lifecycle=Lifecycle.cancelled)
    planned = run(cancelled, state)
    credit, application = planned.records
    assert (credit.document_number, credit.total, application.applied_in_all) == ("1001-C1", TOTAL, TOTAL)
    assert {invoice.balance for invoice in after(state, planned).invoices.values()} == {0}


def test_an_overpaid_payment_before_the_invoice_pays_it_and_the_rest_stays_unapplied() -> None:
    sync = a_sync(more="payments: {before_invoice: unapplied}")
    too_much = (a_payment(TOTAL + 500),)
    early = build(Decision(order=placed(payments=too_much), invoice_held_by="Only fulfilled"), sync, a_company())
    state = after(a_company(), early)
    shipped = an_order(lines=SOLD, shipped=SHIPPED, payments=too_much)
    planned = run(shipped, state, sync)
    assert [part.amount for one in planned.applications for part in one.applied] == [TOTAL]
    done = after(state, planned)
    assert [one.unapplied for one in done.payments.values()] == [500]
    assert run(shipped, done, sync).applications == ()


def test_a_gift_card_waits_for_the_last_part_while_money_goes_to_the_first() -> None:
    card = a_payment(1_000, "card", method=PaymentMethod.gift_card, gateway="gift_card")
    pays = (a_payment(6_080), card)
    runs, state = history(placed(), placed(FIRST, payments=pays), placed(FIRST, SECOND, payments=pays))
    assert held(runs[1])["payment"] == "waits_for_invoice"
    assert [record.total for record in of_kind(runs[1], RecordKind.payment)] == [6_080]
    assert [record.document_number for record in of_kind(runs[2], RecordKind.credit_memo)] == ["1001-G1"]
    assert {invoice.balance for invoice in state.invoices.values()} == {0}

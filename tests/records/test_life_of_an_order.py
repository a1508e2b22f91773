"""What the store says, and what is then posted: the table of the order's life, row by row."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from order_sync.orders import LineKind, Order, PaymentMethod
from order_sync.records.build import build
from order_sync.records.record import CompanyState, DocumentState, PlannedOrder, Record
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind, Sync
from tests.generators.companies import a_company, a_sync, after, posted, sales_order_state
from tests.generators.orders import PAID, SHIPPED, a_payment, an_order

TOTAL = 4_765
HOLDS = "Only invoice fulfilled orders"


def pending() -> Order:
    return an_order()


def paid() -> Order:
    return an_order(payments=[a_payment(TOTAL)])


def fulfilled() -> Order:
    return an_order(shipped=SHIPPED)


def paid_and_fulfilled() -> Order:
    return an_order(payments=[a_payment(TOTAL)], shipped=SHIPPED)


def run(order: Order, state: CompanyState | None = None, sync: Sync | None = None, **decision: str) -> PlannedOrder:
    """One run under the rule that only shipped orders are invoiced."""
    held = None if order.shipments else HOLDS
    decided = Decision(order=order, **({"invoice_held_by": held} | decision))
    return build(decided, sync or a_sync(), state or a_company())


def kinds(planned: PlannedOrder) -> list[str]:
    return [record.kind.value for record in planned.records]


def held(planned: PlannedOrder) -> dict[str, str]:
    return {one.kind.value: one.code for one in planned.held}


def only(planned: PlannedOrder, kind: RecordKind) -> Record:
    (record,) = (record for record in planned.records if record.kind is kind)
    return record


def with_sales_order(**changes: object) -> CompanyState:
    """The company after the order's first sight, with the sales order as a person may have left it."""
    first = run(pending())
    state = after(a_company(), first)
    record = first.records[0]
    return msgspec.structs.replace(state, sales_orders={record.key: sales_order_state(record, **changes)})


def test_a_pending_order_gets_a_sales_order_and_its_invoice_is_held() -> None:
    planned = run(pending())
    assert kinds(planned) == ["sales_order"]
    assert held(planned) == {"invoice": "held_by_rule"}
    assert HOLDS in planned.held[0].reason
    assert not planned.held[0].waits
    sales_order = planned.records[0]
    assert sales_order.document_number == "1001"
    assert sales_order.buyer.display_name == "Ada Lockwood"
    assert [(line.kind, line.item, line.amount) for line in sales_order.lines] == [
        (LineKind.product, "MUG-BLUE", 4_000),
        (LineKind.shipping, "Shipping", 500),
    ]
    assert (sales_order.discount, sales_order.tax, sales_order.total) == (0, 265, TOTAL)
    assert sales_order.key == "9130001|mugs|id-1001|sale-1001|sales_order"


def test_a_paid_order_that_has_not_shipped_gets_no_invoice_and_no_payment_yet() -> None:
    planned = run(paid())
    assert kinds(planned) == ["sales_order"]
    assert held(planned) == {"invoice": "held_by_rule", "payment": "waits_for_invoice"}


def test_a_paid_order_that_then_ships_gets_an_invoice_from_its_sales_order_and_a_payment() -> None:
    planned = run(paid_and_fulfilled(), with_sales_order())
    assert kinds(planned) == ["invoice", "payment"]
    invoice, payment = planned.records
    assert invoice.copies == "9130001|mugs|id-1001|sale-1001|sales_order"
    assert invoice.copied_state is not None
    assert all(line.copied for line in invoice.lines)
    assert (payment.pays, payment.total, payment.applied) == (invoice.key, TOTAL, TOTAL)
    assert payment.source_id == "pay-1"
    assert payment.document_number is None
    assert (payment.payment_method, payment.payment_reference, payment.deposit_account) == (
        "Card",
        "ch_1",
        "Undeposited Funds",
    )
    assert not planned.notes


def test_an_unpaid_order_that_ships_gets_an_invoice_and_no_payment() -> None:
    planned = run(fulfilled(), with_sales_order())
    assert kinds(planned) == ["invoice"]
    assert not planned.held


def test_an_order_paid_after_its_invoice_gets_only_the_payment() -> None:
    state = with_sales_order()
    state = after(state, run(fulfilled(), state))
    planned = run(paid_and_fulfilled(), state)
    assert kinds(planned) == ["payment"]
    assert planned.records[0].applied == TOTAL


def test_a_paypal_order_marked_as_unpaid_by_a_rule_gets_an_invoice_and_no_payment() -> None:
    planned = run(paid_and_fulfilled(), with_sales_order(), unpaid_by="PayPal is settled later")
    assert kinds(planned) == ["invoice"]
    assert held(planned) == {"payment": "unpaid_by_rule"}
    assert "PayPal is settled later" in planned.held[0].reason


def test_an_order_already_fulfilled_at_first_sight_gets_all_three_in_one_run() -> None:
    planned = run(paid_and_fulfilled())
    assert kinds(planned) == ["sales_order", "invoice", "payment"]
    sales_order, invoice, payment = planned.records
    assert invoice.copies == sales_order.key
    assert invoice.copied_state is None
    assert payment.pays == invoice.key
    assert invoice.total == sales_order.total == payment.applied == TOTAL


def test_an_invoice_follows_a_sales_order_that_a_person_edited_and_says_so() -> None:
    line = msgspec.structs.replace(run(pending()).records[0].lines[0], amount=3_000, copied={"Amount": 3_000})
    state = with_sales_order(lines=(line,), tax=200, total=3_200, customer_name="Ada King")
    planned = run(paid_and_fulfilled(), state)
    invoice, payment = planned.records
    assert (invoice.lines, invoice.tax, invoice.total) == ((line,), 200, 3_200)
    assert invoice.buyer.display_name == payment.buyer.display_name == "Ada King"
    assert (payment.total, payment.applied) == (TOTAL, 3_200)
    assert planned.notes == (
        "Sales order 1001 was changed in QuickBooks; the invoice follows it: 32.00 USD, the store says 47.65 USD.",
        "15.65 USD of the payment of 47.65 USD stays unapplied.",
    )


@pytest.mark.parametrize(
    ("as_it_stands", "code"),
    [
        (DocumentState.missing, "sales_order_missing"),
        (DocumentState.rejected, "sales_order_rejected"),
        (DocumentState.closed, "sales_order_closed"),
    ],
)
def test_an_order_whose_sales_order_was_deleted_rejected_or_closed_waits_with_a_remedy(
    as_it_stands: DocumentState, code: str
) -> None:
    planned = run(paid_and_fulfilled(), with_sales_order(state=as_it_stands))
    assert kinds(planned) == []
    assert held(planned) == {"invoice": code, "payment": "waits_for_invoice"}
    assert planned.held[0].waits
    assert planned.held[0].remedy


def test_a_sales_order_that_could_not_be_found_counts_as_deleted() -> None:
    state = msgspec.structs.replace(with_sales_order(), sales_orders={})
    assert held(run(fulfilled(), state)) == {"invoice": "sales_order_missing"}


def test_a_sales_order_that_the_ledger_knows_as_missing_is_not_made_again() -> None:
    sales_order = run(pending()).records[0]
    state = a_company(posted={"id-1001": (posted(sales_order, "missing"),)})
    assert kinds(run(pending(), state)) == []
    assert held(run(fulfilled(), state)) == {"invoice": "sales_order_missing"}


def test_a_sales_order_that_was_invoiced_by_hand_is_left_to_that_invoice() -> None:
    state = with_sales_order(state=DocumentState.closed, linked_invoices=("99",))
    assert held(run(fulfilled(), state)) == {"invoice": "invoiced_by_hand"}


def test_a_sales_order_closed_by_our_own_invoice_whose_answer_was_lost_is_not_taken_for_anothers() -> None:
    state = with_sales_order()
    invoice = run(fulfilled(), state).records[0]
    sales_order = posted(run(pending()).records[0])
    lost = msgspec.structs.replace(
        with_sales_order(state=DocumentState.closed, linked_invoices=("8",)),
        posted={"id-1001": (sales_order, posted(invoice, "unclear"))},
    )
    assert kinds(run(paid_and_fulfilled(), lost)) == ["invoice", "payment"]


def test_a_sync_of_invoices_and_payments_only_makes_no_sales_order() -> None:
    sync = a_sync(["invoice", "payment"])
    assert kinds(run(pending(), sync=sync)) == []
    planned = run(paid_and_fulfilled(), sync=sync)
    assert kinds(planned) == ["invoice", "payment"]
    assert planned.records[0].copies is None


def test_a_sync_of_sales_receipts_makes_one_for_an_order_fully_paid() -> None:
    planned = run(paid_and_fulfilled(), sync=a_sync(["sales_receipt"]))
    assert kinds(planned) == ["sales_receipt"]
    receipt = planned.records[0]
    assert (receipt.total, receipt.payment_method, receipt.deposit_account) == (TOTAL, "Card", "Undeposited Funds")


@pytest.mark.parametrize("part", [0, TOTAL - 1])
def test_a_sales_receipt_for_an_order_not_fully_paid_is_held_with_the_reason(part: int) -> None:
    order = an_order(payments=[a_payment(part)] if part else [], shipped=SHIPPED)
    planned = run(order, sync=a_sync(["sales_receipt"]))
    assert kinds(planned) == []
    assert held(planned) == {"sales_receipt": "not_paid"}


def test_an_order_not_fully_paid_gets_an_open_invoice_where_the_sync_says_so() -> None:
    sync = a_sync(["sales_receipt"], "receipts: {when_unpaid: invoice}\n")
    first = run(fulfilled(), sync=sync)
    assert kinds(first) == ["invoice"]
    later = run(paid_and_fulfilled(), after(a_company(), first), sync)
    assert kinds(later) == ["payment"]
    assert later.records[0].applied == TOTAL


def test_a_sales_receipt_is_held_by_the_same_rules_as_an_invoice() -> None:
    sync = a_sync(["sales_receipt"])
    assert held(run(paid(), sync=sync)) == {"sales_receipt": "held_by_rule"}
    assert held(run(paid_and_fulfilled(), sync=sync, unpaid_by="PayPal")) == {"sales_receipt": "marked_unpaid"}


def test_an_order_paid_in_two_ways_is_an_invoice_with_two_payments_in_place_of_a_sales_receipt() -> None:
    payments = [a_payment(4_000), a_payment(765, "pay-2", gateway="cash", label="Cash", method=PaymentMethod.cash)]
    planned = run(an_order(payments=payments, shipped=SHIPPED), sync=a_sync(["sales_receipt"]))
    assert kinds(planned) == ["invoice", "payment", "payment"]
    assert [record.applied for record in planned.records] == [None, 4_000, 765]
    assert "Card, Cash" in planned.notes[0]


def test_two_payments_of_the_same_kind_are_one_sales_receipt() -> None:
    payments = [a_payment(4_000), a_payment(765, "pay-2", at=PAID + timedelta(days=1), reference="ch_2")]
    planned = run(an_order(payments=payments, shipped=SHIPPED), sync=a_sync(["sales_receipt"]))
    assert kinds(planned) == ["sales_receipt"]
    assert planned.records[0].payment_reference == "ch_2"
    assert planned.notes


def test_an_order_paid_too_much_has_no_sales_receipt() -> None:
    order = an_order(payments=[a_payment(TOTAL + 1)], shipped=SHIPPED)
    assert held(run(order, sync=a_sync(["sales_receipt"]))) == {"sales_receipt": "paid_too_much"}


def test_an_order_with_a_receipt_gets_no_invoice_when_the_sync_changes() -> None:
    state = after(a_company(), run(paid_and_fulfilled(), sync=a_sync(["sales_receipt"])))
    planned = run(paid_and_fulfilled(), state)
    assert kinds(planned) == []


@pytest.mark.parametrize("order", [pending(), paid(), fulfilled(), paid_and_fulfilled()])
def test_an_identical_second_run_makes_nothing(order: Order) -> None:
    state = after(a_company(), run(order))
    assert kinds(run(order, state)) == []


@pytest.mark.parametrize("state_in_ledger", ["planned", "sent", "unclear", "refused", "undone"])
def test_a_record_that_is_not_confirmed_is_built_again_with_the_same_key(state_in_ledger: str) -> None:
    record = run(pending()).records[0]
    again = run(pending(), a_company(posted={"id-1001": (posted(record, state_in_ledger),)}))
    assert [one.key for one in again.records] == [record.key]


def test_an_order_of_nothing_gets_a_sales_order_and_an_invoice_and_no_payment() -> None:
    lines = [
        msgspec.structs.replace(line, discount=line.gross, net=0, tax=0, total=0, taxes=()) for line in an_order().sale_lines
    ]
    planned = run(an_order(lines=lines, shipped=SHIPPED))
    assert kinds(planned) == ["sales_order", "invoice"]
    assert [record.total for record in planned.records] == [0, 0]
    assert not planned.held


def test_an_order_that_a_rule_skips_makes_nothing_and_names_the_rule() -> None:
    planned = run(paid_and_fulfilled(), skipped_by="No test orders")
    assert (planned.records, planned.held, planned.problems) == ((), (), ())
    assert planned.skipped_by == "No test orders"


def test_the_documents_have_the_days_of_the_store() -> None:
    # 03:00 UTC is still the day before in Chicago
    night = SHIPPED.replace(hour=3)
    order = an_order(payments=[a_payment(TOTAL, at=PAID.replace(hour=3))], shipped=night)
    days = {record.kind: record.date for record in run(order).records}
    assert days == {
        RecordKind.sales_order: date(2026, 3, 2),
        RecordKind.invoice: date(2026, 3, 4),
        RecordKind.payment: date(2026, 3, 2),
    }
    receipt = only(run(order, sync=a_sync(["sales_receipt"])), RecordKind.sales_receipt)
    assert receipt.date == date(2026, 3, 2)

"""What was given back, case by case: what is made, out of which account, under which number; and what is left, and why."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from order_sync.orders import EventKind, Lifecycle, Line, Order, Payment, PaymentKind, PaymentMethod
from order_sync.records.build import build
from order_sync.records.record import CompanyState, DocumentState, PlannedOrder
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind, Sync
from tests.generators.companies import a_company, a_sync, after
from tests.generators.orders import SHIPPED, a_line, a_payment, a_refund, an_order

TOTAL = 4_765
MUGS = an_order().sale_lines[0]  # 42.65 with tax
LATER = SHIPPED + timedelta(days=2)


def run(order: Order, state: CompanyState | None = None, sync: Sync | None = None, **decision: object) -> PlannedOrder:
    return build(Decision(order=order, **decision), sync or a_sync(), state or a_company())  # type: ignore[arg-type]


def made(planned: PlannedOrder) -> list[tuple[str, str | None, int]]:
    return [(record.kind.value, record.document_number, record.total) for record in planned.records]


def held(planned: PlannedOrder) -> list[str]:
    assert not planned.problems
    return [one.code for one in planned.held]


def back(amount: int, payment_id: str = "back-1", **more: object) -> Payment:
    return a_payment(-amount, payment_id, at=LATER, kind=PaymentKind.refund, **more)


def refunded(*payments: Payment, line: Line = MUGS, **changes: object) -> Order:
    return an_order(events=[a_refund(line, at=LATER)], payments=payments, shipped=SHIPPED, **changes)


def in_books(order: Order, sync: Sync | None = None) -> CompanyState:
    return after(a_company(), run(order, sync=sync))


def paid() -> Order:
    return an_order(payments=[a_payment(TOTAL)], shipped=SHIPPED)


def test_a_refund_of_a_posted_order_is_only_the_refund_receipt_on_its_own_day() -> None:
    planned = run(refunded(a_payment(TOTAL), back(4_265)), in_books(paid()))
    assert made(planned) == [("refund_receipt", "1001-R1", 4_265)]
    receipt = planned.records[0]
    assert (receipt.date, receipt.tax, receipt.lines[0].item) == (date(2026, 3, 7), 265, "MUG-BLUE")
    assert receipt.key == "9130001|mugs|id-1001|back-1|refund_receipt"
    assert planned.store_total == 500


def test_the_money_leaves_the_account_that_its_payment_went_into() -> None:
    came_in = a_payment(TOTAL, deposit_account="PayPal Bank")
    receipt = run(refunded(came_in, back(4_265, parent_id="pay-1", deposit_account="Other"))).records[-1]
    assert receipt.deposit_account == "PayPal Bank"


def test_money_of_two_tenders_goes_back_out_of_the_account_of_each() -> None:
    payments = [
        a_payment(3_000, deposit_account="Checking"),
        a_payment(1_765, "pay-2", gateway="paypal", label="PayPal", deposit_account="PayPal Bank"),
        back(3_000, "back-1", parent_id="pay-1"),
        back(1_265, "back-2", gateway="paypal", label="PayPal"),
    ]
    receipts = [one for one in run(refunded(*payments)).records if one.kind is RecordKind.refund_receipt]
    assert [(one.document_number, one.total, one.deposit_account) for one in receipts] == [
        ("1001-R1", 3_000, "Checking"),
        ("1001-R2", 1_265, "PayPal Bank"),
    ]
    assert sum(one.tax for one in receipts) == 265
    assert [one.lines[0].quantity for one in receipts] == [None, 2], "the pieces come back once"


def test_a_captured_authorisation_names_the_account_of_its_capture() -> None:
    captured = a_payment(TOTAL, "capture-1", kind=PaymentKind.capture, parent_id="auth-1", deposit_account="Checking")
    other = a_payment(100, "pay-2", deposit_account="Elsewhere")
    assert run(refunded(other, captured, back(4_265, parent_id="auth-1"))).records[-1].deposit_account == "Checking"


def test_a_refund_without_a_bill_waits_for_it() -> None:
    planned = run(refunded(a_payment(TOTAL), back(4_265)), invoice_held_by="Only fulfilled orders")
    assert made(planned) == [("sales_order", "1001", TOTAL)]
    assert held(planned) == ["held_by_rule", "waits_for_invoice", "waits_for_bill"]


def test_an_order_first_seen_with_a_refund_is_left_alone_where_the_sync_says_so() -> None:
    sync = a_sync(more="refunds: {original_missing: wait}\n")
    order = refunded(a_payment(TOTAL), back(4_265))
    assert held(run(order, sync=sync)) == ["original_missing"]
    assert made(run(order, in_books(paid(), sync), sync)) == [("refund_receipt", "1001-R1", 4_265)]


def test_a_sync_that_books_no_refunds_books_the_sale_and_says_what_it_left_out() -> None:
    planned = run(refunded(a_payment(TOTAL), back(4_265)), sync=a_sync(more="refunds: {book: no}\n"))
    assert [kind for kind, *_ in made(planned)] == ["sales_order", "invoice", "payment"]
    assert held(planned) == ["refund_not_wanted"]
    assert "42.65 USD" in planned.held[0].reason and "refund receipts" in planned.held[0].reason


def test_a_sync_that_names_one_of_the_two_kinds_makes_only_that_one() -> None:
    sync = a_sync(["invoice", "payment", "credit_memo"])
    assert held(run(refunded(a_payment(TOTAL), back(4_265)), sync=sync)) == ["refund_not_wanted"]
    assert ("credit_memo", "1001-C1", 4_265) in made(run(refunded(), sync=sync))


def test_money_paid_beyond_the_total_and_given_back_is_left_to_a_person() -> None:
    order = an_order(payments=[a_payment(TOTAL + 300), back(300)], shipped=SHIPPED)
    planned = run(order)
    assert [kind for kind, *_ in made(planned)] == ["sales_order", "invoice", "payment"]
    assert held(planned) == ["overpayment_given_back"]
    assert held(run(order, after(a_company(), planned))) == ["overpayment_given_back"]


def test_money_given_back_for_nothing_waits_where_the_sync_says_so() -> None:
    order = an_order(payments=[a_payment(TOTAL), back(300)], shipped=SHIPPED)
    assert made(run(order))[-1] == ("refund_receipt", "1001-R1", 300)
    assert held(run(order, sync=a_sync(more="refunds: {without_lines: hold}\n"))) == ["refund_without_lines"]


def test_a_credit_is_not_made_beyond_what_is_open_in_quickbooks() -> None:
    state = in_books(an_order(shipped=SHIPPED))
    settled = {key: msgspec.structs.replace(one, balance=100) for key, one in state.invoices.items()}
    planned = run(refunded(), msgspec.structs.replace(state, invoices=settled))
    assert (made(planned), held(planned)) == ([], ["credit_above_balance"])
    assert "1.00 USD" in planned.held[0].reason


def test_nothing_is_taken_off_an_invoice_that_a_person_deleted() -> None:
    state = in_books(paid())
    gone = {key: msgspec.structs.replace(one, state=DocumentState.missing) for key, one in state.invoices.items()}
    planned = run(refunded(a_payment(TOTAL), back(4_265)), msgspec.structs.replace(state, invoices=gone))
    assert (made(planned), held(planned)) == ([], ["bill_missing"])


def test_goods_back_and_money_later_is_one_refund_receipt_on_the_day_of_the_money() -> None:
    state = in_books(paid())
    waiting = run(refunded(a_payment(TOTAL)), state)
    assert (made(waiting), held(waiting)) == ([], ["waits_for_money_back"])
    later = run(refunded(a_payment(TOTAL), back(4_265)), state)
    assert made(later) == [("refund_receipt", "1001-R1", 4_265)]


def test_a_credit_made_while_unpaid_is_not_given_back_again_when_the_money_moves_after_all() -> None:
    state = in_books(an_order(shipped=SHIPPED))
    state = after(state, run(refunded(), state))
    planned = run(refunded(a_payment(TOTAL), back(4_265)), state)
    assert made(planned) == [("payment", None, TOTAL)]
    assert planned.records[0].applied == 500
    assert held(planned) == ["overpayment_given_back"]


def test_the_number_keeps_the_end_of_an_order_number_that_is_too_long_for_it() -> None:
    number = "ORDER-2026-0000123456"
    state = in_books(paid())
    order = refunded(a_payment(TOTAL), back(4_265), number=number)
    assert len(number) == 21
    planned = run(order, state)
    assert planned.records[-1].document_number == "ER-2026-0000123456-R1"


def test_a_number_that_another_document_of_the_order_has_is_passed_over() -> None:
    state = in_books(paid())
    first = after(state, run(refunded(a_payment(TOTAL), back(2_000, "b")), state))
    earlier = back(500, "a")  # the store now tells of a refund of the same moment that it had not told of
    planned = run(refunded(a_payment(TOTAL), earlier, back(2_000, "b")), first)
    assert [(kind, number) for kind, number, _ in made(planned)] == [("refund_receipt", "1001-R2")]


@pytest.mark.parametrize("lifecycle", [Lifecycle.cancelled, Lifecycle.deleted])
def test_a_cancelled_order_with_an_open_invoice_is_credited_with_every_line(lifecycle: Lifecycle) -> None:
    state = in_books(an_order(shipped=SHIPPED))
    planned = run(an_order(shipped=SHIPPED, lifecycle=lifecycle, cancelled_at=LATER), state)
    assert made(planned) == [("credit_memo", "1001-C1", TOTAL), ("payment", None, 0)]
    assert (planned.records[0].date, planned.records[1].applied, planned.store_total) == (date(2026, 3, 7), TOTAL, 0)
    assert made(run(an_order(shipped=SHIPPED, lifecycle=lifecycle), after(state, planned))) == []


def test_a_cancelled_order_whose_money_went_back_gets_a_refund_receipt_of_its_lines_and_tax() -> None:
    order = an_order(payments=[a_payment(TOTAL), back(TOTAL)], shipped=SHIPPED, lifecycle=Lifecycle.cancelled)
    planned = run(order, in_books(paid()))
    assert made(planned) == [("refund_receipt", "1001-R1", TOTAL)]
    assert (planned.records[0].tax, len(planned.records[0].lines)) == (265, 2)


def test_an_order_of_sales_orders_alone_says_nothing_of_refunds() -> None:
    planned = run(refunded(a_payment(TOTAL), back(4_265)), sync=a_sync(["sales_order"]))
    assert ([kind for kind, *_ in made(planned)], held(planned)) == (["sales_order"], [])


def test_what_rules_say_for_refund_receipts_alone_stands_on_them_alone() -> None:
    order = refunded(a_payment(TOTAL), back(4_265))
    own = msgspec.structs.replace(order, class_name="Returns")
    planned = run(order, for_kind={RecordKind.refund_receipt: own})
    assert {one.kind.value: one.heading.class_name for one in planned.records} == {
        "sales_order": "", "invoice": "", "payment": "", "refund_receipt": "Returns",
    }  # fmt: skip


def test_a_gift_card_that_pays_more_than_the_invoice_leaves_an_open_credit_and_says_so() -> None:
    card = a_payment(5_000, "card-1", method=PaymentMethod.gift_card, label="Gift card")
    planned = run(an_order(payments=[card], shipped=SHIPPED))
    assert made(planned)[2:] == [("credit_memo", "1001-G1", 5_000), ("payment", None, 0)]
    assert planned.records[-1].applied == TOTAL
    assert any("2.35 USD" in note and "unapplied" in note for note in planned.notes)


def test_a_swap_of_equal_price_before_the_bill_is_part_of_it_and_after_it_is_booked_apart() -> None:
    swap = [*a_refund(MUGS).lines, msgspec.structs.replace(MUGS, line_id="new", sku="CUP")]
    event = msgspec.structs.replace(a_refund(MUGS, at=LATER), kind=EventKind.edit, lines=tuple(swap))
    order = an_order(events=[event], shipped=SHIPPED)
    sync = a_sync(["invoice", "payment"])
    (invoice,) = run(order, sync=sync).records
    assert [line.item for line in invoice.lines] == ["Shipping", "CUP"]
    first = run(an_order(shipped=SHIPPED), sync=sync)
    posted = after(a_company(), first, at=LATER - timedelta(days=1))
    assert made(run(order, posted, sync)) == [
        ("invoice", "1001-A1", 4_265),
        ("credit_memo", "1001-C1", 4_265),
        ("payment", None, 0),
    ]


def test_what_was_added_waits_for_its_invoice_where_a_rule_holds_it_and_so_does_what_pays_for_it() -> None:
    rows = (*a_refund(MUGS).lines, a_line("new", sku="CUP", gross=6_000))
    event = msgspec.structs.replace(a_refund(MUGS, at=LATER), kind=EventKind.return_, lines=rows)
    order = an_order(events=[event], payments=[a_payment(TOTAL), a_payment(1_735, "more", at=LATER)], shipped=SHIPPED)
    state = in_books(paid())
    waiting = run(order, state, invoice_held_by="Only fulfilled orders")
    assert (made(waiting), held(waiting)) == ([], ["held_by_rule", "waits_for_invoice"])
    assert [kind for kind, *_ in made(run(order, state))] == ["invoice", "payment", "credit_memo", "payment"]

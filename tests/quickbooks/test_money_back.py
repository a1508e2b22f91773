"""Money and goods given back, over real HTTP: what stands in QuickBooks afterwards, on which accounts, and each once."""

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from order_sync import quickbooks
from order_sync.orders import EventKind, Lifecycle, PaymentKind, PaymentMethod
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_line, a_payment, a_refund, an_order
from tests.quickbooks.conftest import killed_at

MUGS = an_order().sale_lines[0]  # 40.00 and 2.65 tax
LATER = SHIPPED + timedelta(days=2)


def back(amount, payment_id="back-1", **more):
    return a_payment(-amount, payment_id, at=LATER, kind=PaymentKind.refund, **more)


def refunded(number="1001"):
    return an_order(
        number=number,
        shipped=SHIPPED,
        events=[a_refund(MUGS, at=LATER)],
        payments=[a_payment(4_765, f"pay-{number}"), back(4_265, f"back-{number}", parent_id=f"pay-{number}")],
    )


def part_paid(number="1001"):
    return an_order(
        number=number,
        shipped=SHIPPED,
        events=[a_refund(MUGS, at=LATER)],
        payments=[a_payment(2_000, f"pay-{number}"), back(1_500, f"back-{number}")],
    )


def unpaid(number="1001"):
    return an_order(number=number, shipped=SHIPPED, events=[a_refund(MUGS, at=LATER)])


def paid_by_card(number="1001"):
    card = a_payment(1_000, f"card-{number}", method=PaymentMethod.gift_card, label="Gift card")
    return an_order(number=number, shipped=SHIPPED, payments=[card, a_payment(3_765, f"pay-{number}")])


def accounts(books):
    """What the accounts hold that are not empty, by name; debits positive."""
    company = books.sandbox.company
    names = {int(id_): account["Name"] for id_, account in company.documents["Account"].items()}
    return {
        names[account]: Decimal(amount) / 100
        for account in company.ledger.accounts()
        if (amount := company.ledger.balance(account))
    }


def test_money_given_back_is_a_refund_receipt_and_the_invoice_stays_paid(books):
    result = books.run([refunded()])
    assert (result.reasons(), result.differences) == ([], [])
    receipt = books.document("RefundReceipt", "1001-R1")
    assert (receipt["TotalAmt"], receipt["TxnDate"]) == (Decimal("42.65"), "2026-03-07")
    assert receipt["TxnTaxDetail"]["TotalTax"] == Decimal("2.65")
    payment = books.documents("Payment")[0]
    assert receipt["DepositToAccountRef"]["value"] == payment["DepositToAccountRef"]["value"]
    assert books.document("Invoice", "1001")["Balance"] == 0


def test_what_was_not_paid_is_a_credit_memo_that_a_payment_of_nothing_applies(books):
    result = books.run([unpaid()])
    assert (result.reasons(), result.differences) == ([], [])
    credit = books.document("CreditMemo", "1001-C1")
    (payment,) = books.documents("Payment")
    assert (credit["TotalAmt"], credit["RemainingCredit"]) == (Decimal("42.65"), 0)
    assert (payment["TotalAmt"], payment["UnappliedAmt"]) == (0, 0)
    assert books.document("Invoice", "1001")["Balance"] == Decimal("5.00")


def test_of_a_part_paid_order_each_cent_is_given_back_once(books):
    result = books.run([part_paid()])
    assert (result.reasons(), result.differences) == ([], [])
    assert books.document("CreditMemo", "1001-C1")["TotalAmt"] == Decimal("27.65")
    assert books.document("RefundReceipt", "1001-R1")["TotalAmt"] == Decimal("15.00")
    assert books.document("Invoice", "1001")["Balance"] == 0


def test_a_gift_card_used_is_a_credit_memo_on_the_account_of_what_is_owed(books):
    result = books.run([paid_by_card()])
    assert (result.reasons(), result.differences) == ([], [])
    assert books.document("Invoice", "1001")["Balance"] == 0
    assert accounts(books)["Gift cards"] == Decimal("10.00")


def test_an_order_of_a_receipts_sync_that_a_gift_card_paid_is_an_invoice_with_payments(books):
    result = books.run([paid_by_card()], a_sync(["sales_receipt"]))
    assert (result.reasons(), result.differences) == ([], [])
    assert (books.documents("SalesReceipt"), books.document("Invoice", "1001")["Balance"]) == ([], 0)


def test_a_refund_of_a_sales_receipt_is_a_refund_receipt(books):
    sync = a_sync(["sales_receipt"])
    first = an_order(shipped=SHIPPED, payments=[a_payment(4_765, "pay-1001")])
    books.run([first], sync)
    result = books.run([refunded()], sync)
    assert result.outcomes() == [("refund_receipt", "confirmed")]
    assert result.differences == []


def test_a_cancelled_order_whose_invoice_is_open_is_credited_in_full(books):
    books.run([an_order(shipped=SHIPPED)])
    result = books.run([an_order(shipped=SHIPPED, lifecycle=Lifecycle.cancelled)])
    assert (result.reasons(), result.differences) == ([], [])
    assert books.document("Invoice", "1001")["Balance"] == 0
    assert books.document("CreditMemo", "1001-C1")["TotalAmt"] == Decimal("47.65")


def test_an_exchange_is_what_came_back_and_an_invoice_of_what_went_out(books):
    event = msgspec.structs.replace(
        a_refund(MUGS, at=LATER),
        kind=EventKind.return_,
        lines=(*a_refund(MUGS).lines, a_line("new", sku="CUP", gross=6_000)),
    )
    payments = [a_payment(4_765), a_payment(1_735, "more", at=LATER)]
    result = books.run([an_order(shipped=SHIPPED, events=[event], payments=payments)])
    assert (result.reasons(), result.differences) == ([], [])
    assert books.document("Invoice", "1001-A1")["TotalAmt"] == Decimal("60.00")
    assert [books.document("Invoice", number)["Balance"] for number in ("1001", "1001-A1")] == [0, 0]


def test_a_credit_has_the_customer_of_its_invoice_although_he_was_renamed(books):
    books.run([an_order(shipped=SHIPPED)])
    customer = books.document("Invoice", "1001")["CustomerRef"]["value"]
    books.person("rename", kind="Customer", id=customer, name="Ada King")
    result = books.run([unpaid()])
    assert result.reasons() == []
    assert books.document("CreditMemo", "1001-C1")["CustomerRef"]["value"] == customer
    assert [one for one in books.documents("Customer") if one["DisplayName"] == "Ada Lockwood"] == []


def test_an_invoice_that_a_person_settled_gets_no_credit_beyond_what_is_open(books):
    books.run([an_order(shipped=SHIPPED)])
    books.person("receive_payment", kind="Invoice", doc_number="1001")
    result = books.run([unpaid()])
    assert [one.code for one in result.planned[0].held] == ["credit_above_balance"]
    assert books.documents("CreditMemo") == []


def orders(count=12):
    made = (refunded, part_paid, unpaid, paid_by_card)
    return [made[n % 4](str(n)) for n in range(count)]


def totals(books):
    return {
        kind: (len(books.documents(kind)), sum(document["TotalAmt"] for document in books.documents(kind)))
        for kind in ("Invoice", "Payment", "CreditMemo", "RefundReceipt")
    }


EXPECTED = {
    "Invoice": (12, Decimal("571.80")),
    "Payment": (18, Decimal("315.90")),
    "CreditMemo": (9, Decimal("240.90")),
    "RefundReceipt": (6, Decimal("172.95")),
}


def test_the_same_run_again_writes_nothing_and_reads_no_more_than_for_orders_without_refunds(books):
    books.run(orders())
    assert totals(books) == EXPECTED
    books.forget_calls()
    result = books.run(orders())
    calls = books.calls()
    assert (calls["writes"], calls["calls"] <= 3) == (0, True), calls
    assert (result.outcomes(), result.differences) == ([], [])


@pytest.mark.parametrize("after", range(1, 5))
@pytest.mark.parametrize("kind", ["504", "cut_mid_batch"])
def test_whichever_answer_is_lost_every_document_is_there_once_in_the_end(books, kind, after):
    quickbooks.refresh_references(books.open())
    books.fault(kind, count=4, path="/batch", after=after)
    for _ in range(3):
        result = books.run(orders())
    assert (totals(books), result.reasons(), result.differences) == (EXPECTED, [], [])


@pytest.mark.parametrize("place", range(5))
def test_a_process_that_dies_before_any_of_its_batches_leaves_nothing_out(books, place):
    with killed_at("deliver", place):
        books.run(orders())
    for _ in range(2):
        result = books.run(orders())
    assert (totals(books), result.reasons(), result.differences) == (EXPECTED, [], [])


@pytest.mark.parametrize("place", range(1, 5))
def test_a_process_that_dies_after_a_batch_was_done_makes_nothing_twice(books, place):
    with killed_at("finish", place):
        books.run(orders())
    for _ in range(2):
        result = books.run(orders())
    assert (totals(books), result.reasons(), result.differences) == (EXPECTED, [], [])


def test_a_resync_with_the_same_rules_finds_nothing_to_change(books):
    made = [refunded("1"), part_paid("2"), unpaid("3"), paid_by_card("4")]
    books.run(made)
    assert books.compare(made) == []


def test_a_resync_gives_credit_memos_and_refund_receipts_what_new_rules_say(books):
    made = [part_paid("2")]
    books.run(made)
    books.rules = "rules: [{name: A, when: always, do: {map memo: Spring returns}, records: [credit memo, refund receipt]}]"
    rows = books.resync(made)
    assert {(str(row.kind), str(row.fate)) for row in rows} == {("credit_memo", "updated"), ("refund_receipt", "updated")}
    for kind, number in (("CreditMemo", "2-C1"), ("RefundReceipt", "2-R1")):
        assert books.document(kind, number)["PrivateNote"].startswith("Spring returns")
    assert books.compare(made) == []
    assert books.run(made).outcomes() == []


def test_a_refund_receipt_that_a_person_changed_or_deleted_is_reported_and_not_made_again(books):
    books.run([refunded("1"), refunded("2")])
    books.person("delete", kind="RefundReceipt", doc_number="1-R1")
    books.person("edit", kind="RefundReceipt", doc_number="2-R1", line=1, quantity=1, price="30.00", tax="0")
    result = books.run([refunded("1"), refunded("2")])
    assert sorted(one.code for one in result.differences) == ["changed_in_quickbooks", "missing"]
    again = books.run([refunded("1"), refunded("2")])
    assert len(books.documents("RefundReceipt")) == 1
    assert again.outcomes() == []


def test_a_document_number_that_someone_else_used_refuses_only_the_refund(books):
    books.run([an_order(shipped=SHIPPED, payments=[a_payment(4_765, "pay-1001")])])
    other = an_order(number="1001-R1", shipped=SHIPPED)
    books.run([other], a_sync(["invoice"]))
    result = books.run([refunded()])
    assert result.outcomes() == [("refund_receipt", "refused")]
    assert books.documents("RefundReceipt") == []

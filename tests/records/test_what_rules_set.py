"""What rules set on an order reaches its records."""

from __future__ import annotations

from datetime import date

import pytest

from order_sync.orders import Order
from order_sync.records.build import build
from order_sync.records.record import PlannedOrder, Record
from order_sync.rules import apply, parse_rules
from order_sync.syncs import RecordKind, Sync
from tests.generators.companies import a_company, a_sync, after
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping

TOTAL = 4_765


def paid_and_shipped(**changes: object) -> Order:
    return an_order(payments=[a_payment(TOTAL)], shipped=SHIPPED, **changes)


def run(
    do: str, order: Order | None = None, *, sync: Sync | None = None, when: str = "always", more: str = ""
) -> PlannedOrder:
    rules = parse_rules(f"rules:\n  - name: The rule\n    when: {when}\n    do: {do}\n{more}", "test.yaml")
    return build(apply(rules, order or paid_and_shipped()), sync or a_sync(), a_company())


def records(planned: PlannedOrder) -> dict[str, Record]:
    return {record.kind.value: record for record in planned.records}


def test_an_order_held_for_approval_waits_whole_and_is_looked_at_again() -> None:
    planned = run("hold order")
    assert planned.records == ()
    assert {one.code for one in planned.held} == {"held_for_approval"}
    assert all(one.waits and "The rule" in one.reason for one in planned.held)


def test_what_is_posted_already_is_not_said_to_be_held() -> None:
    state = after(a_company(), run("hold invoice"))
    rules = parse_rules("rules:\n  - name: The rule\n    when: always\n    do: hold order\n", "test.yaml")
    planned = build(apply(rules, paid_and_shipped()), a_sync(), state)
    assert [one.kind.value for one in planned.held] == ["invoice", "payment"]


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("sales order", ["sales_order"]),
        ("invoice", ["invoice", "payment"]),
        ("sales receipt", ["sales_receipt"]),
        ("Sales Receipts", ["sales_receipt"]),
        ("sales order and invoice", ["sales_order", "invoice", "payment"]),
    ],
)
def test_the_transaction_type_decides_which_documents_an_order_becomes(kind: str, made: list[str]) -> None:
    assert list(records(run(f"{{map transaction type: {kind}}}"))) == made


def test_a_number_and_a_prefix_of_a_rule_take_the_place_of_the_syncs() -> None:
    sync = a_sync(more="number_prefix: WEB-\n")
    assert records(run("{map order number: 77, add prefix: AZ-}", sync=sync))["invoice"].document_number == "AZ-77"
    assert records(run("{map order number: 77}", sync=sync))["invoice"].document_number == "WEB-77"


def test_a_number_too_long_for_quickbooks_quarantines_the_order_and_is_never_cut() -> None:
    planned = run("{map order number: {template: '{customer email}-{order id}'}}")
    assert [problem.code for problem in planned.problems] == ["number_too_long"]


def test_the_order_date_is_that_of_all_documents_but_payments_and_the_invoice_date_of_the_invoice_alone() -> None:
    made = records(run("{map order date: 2026-01-31}"))
    assert made["sales_order"].date == made["invoice"].date == date(2026, 1, 31)
    assert made["payment"].date == date(2026, 3, 3)
    made = records(run("{map order date: 2026-01-31, map invoice date: 2026-02-01}"))
    assert (made["sales_order"].date, made["invoice"].date) == (date(2026, 1, 31), date(2026, 2, 1))


def test_item_and_description_of_a_line_are_the_rules_own() -> None:
    line = records(run("{map item: Mugs, map description: A mug}"))["invoice"].lines[0]
    assert (line.item, line.description) == ("Mugs", "A mug")


def test_the_shipping_goes_to_the_rules_item() -> None:
    lines = records(run("{map shipping item: Freight}"))["sales_order"].lines
    assert [line.item for line in lines] == ["MUG-BLUE", "Freight"]


@pytest.mark.parametrize(
    ("do", "name"),
    [
        ("{map customer: Web customers}", "Web customers"),
        ("{match customer by: company}", "Lockwood Ltd"),
        ("{match customer by: email}", "ada@example.com"),
        ("{match customer by: name}", "Ada Lockwood"),
    ],
)
def test_the_customer_is_named_as_the_rule_says(do: str, name: str) -> None:
    import msgspec

    order = paid_and_shipped()
    order = msgspec.structs.replace(order, customer=msgspec.structs.replace(order.customer, company="Lockwood Ltd"))
    assert records(run(do, order))["invoice"].buyer.display_name == name


def test_a_memo_stands_before_our_own_mark_and_may_be_for_some_documents_only() -> None:
    made = records(run("{map memo: Thank you}", more="    records: [invoice]\n"))
    assert made["invoice"].memo == "Thank you\nOrder #1001, mugs"
    assert made["sales_order"].memo == "Order #1001, mugs"


def test_discounts_go_to_the_account_of_the_rule() -> None:
    order = an_order(lines=[a_line(gross=2_000, discount=100)])
    assert records(run("{map discount account: Promotions}", order))["sales_order"].discount_account == "Promotions"


def test_method_reference_and_account_of_a_payment_are_the_rules_own() -> None:
    payment = records(run("{map payment method: AMZ, map payment reference: R1, map deposit account: Checking}"))["payment"]
    assert (payment.payment_method, payment.payment_reference, payment.deposit_account) == ("AMZ", "R1", "Checking")


def test_a_fee_is_reported_to_the_cent_and_changes_no_document() -> None:
    planned = run("{map merchant fee percent: 2.9, map merchant fee cents: 0.30, map merchant fee item: Stripe}")
    assert planned.notes == ("Fee of 1.68 USD (Stripe) on the payment of 47.65 USD: reported, not booked.",)
    assert records(planned)["payment"].total == TOTAL


def test_removed_tax_comes_off_the_invoice_and_the_payment_and_the_report_says_so() -> None:
    planned = run("remove tax")
    made = records(planned)
    assert (made["invoice"].total, made["invoice"].tax, made["payment"].total) == (4_500, 0, 4_500)
    assert "Rules changed the order's total from 47.65 USD to 45.00 USD." in planned.notes


@pytest.mark.parametrize(
    ("do", "amounts"),
    [
        ("{map shipping price: 7.25}", [4_000, 725]),
        ("{add shipping surcharge: 10%}", [4_000, 550]),
        ("{add shipping surcharge: 1.50}", [4_000, 650]),
        ("{add line: {item: Gift wrap, amount: 3.50}}", [4_000, 500, 350]),
        ("{multiply quantity: 3}", [4_000, 500]),
        ("{multiply quantity and amount: 2}", [8_000, 500]),
        ("remove line", [500]),
    ],
)
def test_amounts_that_rules_change_are_booked_to_the_cent(do: str, amounts: list[int]) -> None:
    order = an_order(lines=[a_line(quantity=2, gross=4_000), shipping()])
    sales_order = records(run(do, order))["sales_order"]
    assert [line.amount for line in sales_order.lines] == amounts
    assert sales_order.total == sum(amounts)
    assert RecordKind.invoice in {one.kind for one in run(do, order).records}

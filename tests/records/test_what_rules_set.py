"""What rules set on an order reaches its records."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from order_sync.orders import Order
from order_sync.records.build import build
from order_sync.records.record import Heading, PlannedOrder, Record
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
    order = paid_and_shipped()
    order = msgspec.structs.replace(order, customer=msgspec.structs.replace(order.customer, company="Lockwood Ltd"))
    assert records(run(do, order))["invoice"].buyer.display_name == name


def test_a_memo_stands_before_our_own_mark_and_may_be_for_some_documents_only() -> None:
    made = records(run("{map memo: Thank you}", more="    records: [invoice]\n"))
    assert made["invoice"].memo == "Thank you\nOrder #1001, mugs"
    assert made["sales_order"].memo == "Order #1001, mugs"


EVERY_PART = (
    "{map class: Web, map location: Shop, map terms: Net 15, map sales rep: Eve, map customer message: Thanks,"
    " map custom field Crew: Red, map a/r account: Debtors, map tax code: CA, map discount tax code: NON}"
)


def test_what_rules_say_of_the_documents_stands_in_the_heading_of_each() -> None:
    for record in records(run(EVERY_PART)).values():
        assert record.heading == Heading(
            class_name="Web",
            location="Shop",
            terms="Net 15",
            sales_rep="Eve",
            customer_message="Thanks",
            custom_fields={"crew": "Red"},
            ar_account="Debtors",
            tax_code="CA",
            discount_tax_code="NON",
        )


def test_without_rules_headings_are_blank() -> None:
    assert all(record.heading == Heading() for record in records(run("{map memo: x}")).values())


def test_a_heading_may_be_for_some_documents_only_and_a_copy_knows_that_of_its_sales_order() -> None:
    made = records(run("{map location: Shop}", more="    records: [invoice]\n"))
    assert [made[kind].heading.location for kind in ("sales_order", "invoice", "payment")] == ["", "Shop", ""]
    assert made["invoice"].lines_heading == made["sales_order"].heading


def test_class_and_tax_code_of_lines_and_of_shipping_reach_the_records_lines() -> None:
    made = records(run("{map line class: Web, map line tax code: TAX, map shipping tax code: NON}"))
    for kind in ("sales_order", "invoice"):
        assert [(line.class_name, line.tax_code) for line in made[kind].lines] == [("Web", "TAX"), ("", "NON")]


def test_both_parts_of_a_line_that_is_split_have_its_class() -> None:
    order = an_order(lines=[a_line(quantity=30_000, gross=10_000_001)])
    planned = run("{map line class: Web}", order, more="    records: [sales order]\n")
    (sales_order, _) = planned.records
    assert [line.class_name for line in sales_order.lines] == ["Web", "Web"]


def test_lines_may_have_a_class_in_one_kind_of_document_only() -> None:
    sync = a_sync(["invoice", "payment"])
    rule = "{map line class: Web}"
    assert records(run(rule, sync=sync, more="    records: [invoice]\n"))["invoice"].lines[0].class_name == "Web"
    assert records(run(rule, sync=sync, more="    records: [sales order]\n"))["invoice"].lines[0].class_name == ""


def test_an_invoice_has_the_lines_of_its_sales_order_and_says_where_a_rule_wanted_others() -> None:
    planned = run("{map line class: Web}", more="    records: [invoice]\n")
    assert records(planned)["invoice"].lines == records(planned)["sales_order"].lines
    assert any("its lines are those of the sales order" in note for note in planned.notes)
    assert not run("{map line class: Web}").notes


def test_amounts_of_all_documents_stay_alike_though_a_rule_for_one_kind_leads_to_another_rule() -> None:
    text = (
        "rules:\n  - name: One\n    when: always\n    do: {map class: Web}\n    records: [invoice]\n"
        "  - name: Two\n    when: {class: Web}\n    do: remove tax\n"
    )
    made = records(build(apply(parse_rules(text, "test.yaml"), paid_and_shipped()), a_sync(), a_company()))
    assert made["sales_order"].total == made["invoice"].total == TOTAL


def test_texts_too_long_for_quickbooks_are_cut_and_said() -> None:
    order = msgspec.structs.replace(paid_and_shipped(), note="x" * 1_200)
    planned = run("{map customer message: {copy: note}, map custom field Crew: {copy: note}}", order)
    heading = records(planned)["invoice"].heading
    assert (len(heading.customer_message), len(heading.custom_fields["crew"])) == (1_000, 31)
    assert len([note for note in planned.notes if "was cut to" in note]) == 2


def test_a_new_customer_would_get_the_type_that_a_rule_says() -> None:
    assert records(run("{map customer type: Trade}"))["invoice"].buyer.customer_type == "Trade"


def test_a_memo_may_be_for_payments_only() -> None:
    made = records(run("{map memo: Web shop}", more="    records: [payment]\n"))
    assert made["payment"].memo == "Web shop\nOrder #1001, mugs, ch_1"
    assert made["invoice"].memo == "Order #1001, mugs"


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

"""A WooCommerce order's JSON as a normalised order, to the cent."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.errors import OrderProblem
from order_sync.invariants import problems
from order_sync.orders import (
    Customer,
    EventKind,
    LineKind,
    PaymentKind,
    PaymentMethod,
    PaymentStatus,
    Status,
    content_hash,
    statuses_of,
)
from order_sync.stores.woocommerce.normal_order import normal_order
from tests.stores.woocommerce_json import order_json, person, product_row, refund_json, shipping_row


def read(*refunds, test_gateways=(), **changes):
    if refunds:
        changes["refunds"] = [{"id": refund["id"], "reason": "", "total": f"-{refund['amount']}"} for refund in refunds]
    row = json.loads(json.dumps(order_json(**changes)), parse_float=Decimal)
    return normal_order(
        row, list(refunds), store="web_shop", time_zone="America/New_York", test_gateways=frozenset(test_gateways)
    )


def test_an_ordinary_order_keeps_every_law():
    order = read()
    assert problems(order) == ()
    assert (order.order_id, order.number, order.name) == ("727", "727", "727")
    assert (order.platform, order.store) == ("woocommerce", "web_shop")
    assert (order.totals.original, order.totals.tax, order.totals.paid) == (2660, 160, 2660)
    assert statuses_of(order) == {Status.paid, Status.unfulfilled}
    assert order.warnings == ()


def test_times_are_utc_and_the_business_date_is_the_sites_day():
    order = read(date_created_gmt="2026-11-21T03:00:00")
    assert order.placed_at == datetime(2026, 11, 21, 3, tzinfo=timezone.utc)
    assert order.business_date == date(2026, 11, 20)


def test_lines_carry_the_stores_own_words():
    mug, post = read().sale_lines
    assert (mug.line_id, mug.kind, mug.title, mug.sku, mug.product_id, mug.variant_id) == (
        "item:315",
        LineKind.product,
        "Mug",
        "MUG",
        "93",
        None,
    )
    assert (mug.quantity, mug.gross, mug.tax, mug.total) == (2, 2000, 160, 2160)
    assert [(tax.name, tax.rate, tax.amount) for tax in mug.taxes] == [("State Tax", Decimal("0.08"), 160)]
    assert (post.line_id, post.kind, post.title, post.quantity) == ("shipping:400", LineKind.shipping, "Flat rate", 1)


def test_taxes_are_rounded_over_the_whole_order_as_woocommerce_does():
    """Order 728 of WooCommerce's documentation: rounding each line would give 2.26, the order says 2.25."""
    rows = [
        product_row(1, "15.000000", "1.125000"),
        product_row(2, "3.000000", "0.225000"),
        product_row(3, "12.000000", "0.900000"),
    ]
    order = read(
        line_items=rows,
        shipping_lines=[shipping_row("30.000000")],
        shipping_total="30.000000",
        cart_tax="2.250000",
        total_tax="2.250000",
        total="62.250000",
    )
    assert problems(order) == ()
    assert [line.tax for line in order.sale_lines] == [113, 22, 90, 0]


def test_a_discount_and_its_coupon_stand_on_the_line():
    order = read(
        line_items=[product_row(total="16.000000", tax="1.280000", subtotal="20.000000")],
        coupon_lines=[{"code": "four&amp;off", "discount": "4.00"}],
        discount_total="4.000000",
        cart_tax="1.280000",
        total_tax="1.280000",
        total="22.280000",
    )
    assert problems(order) == ()
    mug = order.sale_lines[0]
    assert (mug.gross, mug.discount, mug.net) == (2000, 400, 1600)
    assert [(d.name, d.code, d.amount) for d in mug.discounts] == [("four&off", "four&off", 400)]


def test_gift_cards_pay_and_do_not_lower_what_was_sold():
    """Order 459 of the reference: 18 + 10 = 28, cards of 20 and 4, and a total of 4.00 for the gateway."""
    order = read(
        line_items=[product_row(total="18.000000", tax="0.000000")],
        shipping_lines=[shipping_row("10.000000")],
        shipping_total="10.000000",
        cart_tax="0.000000",
        total_tax="0.000000",
        total="4.000000",
        gift_cards=[{"id": 1, "code": "AAAA", "amount": "20"}, {"id": 2, "code": "BBBB", "amount": "4"}],
    )
    assert problems(order) == ()
    assert order.totals.original == 2800
    assert [(p.payment_id, p.method, p.amount) for p in order.payments] == [
        ("gift_card:1", PaymentMethod.gift_card, 2000),
        ("gift_card:2", PaymentMethod.gift_card, 400),
        ("paid", PaymentMethod.bank, 400),
    ]


def test_a_negative_fee_is_a_line_that_takes_something_off():
    fee = {"id": 500, "name": "Loyal friend", "total": "-2.000000", "total_tax": "0.000000", "taxes": [], "meta_data": []}
    order = read(fee_lines=[fee], total="24.600000")
    assert problems(order) == ()
    assert [(line.kind, line.title, line.total) for line in order.sale_lines][-1] == (LineKind.fee, "Loyal friend", -200)


def test_a_part_given_back_leaves_the_sale_and_adds_a_refund():
    order = read(refund_json())
    assert problems(order) == ()
    refund = order.events[1]
    assert (refund.event_id, refund.kind, refund.reason, refund.refund_id) == (
        "refund:800",
        EventKind.refund,
        "Broken",
        "800",
    )
    (line,) = refund.lines
    assert (line.source_line_id, line.quantity, line.net, line.tax) == ("item:315", -1, -1000, -80)
    assert (order.totals.original, order.totals.current, order.totals.refunded) == (2660, 1580, 1080)
    given_back = order.payments[1]
    assert (given_back.payment_id, given_back.kind, given_back.amount) == ("refund:800", PaymentKind.refund, -1080)
    assert given_back.refund_id == refund.refund_id
    assert statuses_of(order) == {Status.partially_refunded, Status.unfulfilled}


def test_a_refund_without_lines_is_one_adjustment():
    order = read(refund_json(amount="5.00", line_items=[]))
    assert problems(order) == ()
    (line,) = order.events[1].lines
    assert (line.kind, line.total, line.tax) == (LineKind.adjustment, -500, 0)


def test_a_refund_of_more_than_its_lines_has_an_adjustment_for_the_rest():
    order = read(refund_json(amount="12.00"))
    assert problems(order) == ()
    assert [(line.kind, line.total) for line in order.events[1].lines] == [
        (LineKind.product, -1080),
        (LineKind.adjustment, -120),
    ]


def test_a_refund_of_an_unpaid_order_moves_no_money():
    order = read(refund_json(), date_paid_gmt=None)
    assert problems(order) == ()
    assert not any(payment.moves_money for payment in order.payments)


def test_lines_that_do_not_add_up_are_told_not_hidden():
    order = read(total="99.000000")
    assert "lines_do_not_add_up" in {problem.code for problem in problems(order)}


def test_tax_without_its_parts_is_one_tax():
    order = read(line_items=[product_row(taxes=[])])
    assert problems(order) == ()
    assert [tax.name for tax in order.sale_lines[0].taxes] == ["Tax"]


def test_paid_means_one_payment_with_the_gateways_reference():
    (payment,) = read().payments
    assert (payment.payment_id, payment.amount, payment.reference) == ("paid", 2660, "T-1")
    assert (payment.gateway, payment.gateway_label, payment.method) == (
        "bacs",
        "Direct bank transfer",
        PaymentMethod.bank,
    )


@pytest.mark.parametrize(
    ("slug", "status"),
    [("on-hold", PaymentStatus.pending), ("processing", PaymentStatus.pending), ("failed", PaymentStatus.failed)],
)
def test_an_unpaid_order_says_how_it_is_going_to_be_paid(slug, status):
    order = read(status=slug, date_paid_gmt=None)
    (promise,) = order.payments
    assert (promise.payment_id, promise.gateway_label, promise.status) == ("promised", "Direct bank transfer", status)
    assert not promise.moves_money
    assert problems(order) == ()


def test_an_unpaid_order_without_gateway_promises_nothing():
    assert read(date_paid_gmt=None, payment_method="").payments == ()
    assert read(status="cancelled", date_paid_gmt=None).payments == ()


def test_an_unknown_gateway_is_said_and_costs_nothing():
    order = read(payment_method="abacus", payment_method_title="Abacus")
    assert order.payments[0].method is PaymentMethod.other
    assert order.warnings == ("The payment method “abacus” is not known here.",)


def test_an_order_of_nothing_has_no_payment():
    order = read(
        line_items=[product_row(total="0.000000", tax="0.000000")],
        shipping_lines=[],
        **dict.fromkeys(("total", "total_tax", "shipping_total", "cart_tax"), "0.000000"),
    )
    assert problems(order) == ()
    assert order.payments == ()


def test_a_test_order_shows_only_through_its_gateway():
    assert read(payment_method="dummy", test_gateways=["dummy"]).is_test
    assert not read().is_test


def test_a_completed_order_has_one_shipment_at_that_time():
    (shipment,) = read(status="completed", date_completed_gmt="2026-11-21T12:00:00").shipments
    assert (shipment.shipment_id, shipment.at) == ("completed", datetime(2026, 11, 21, 12, tzinfo=timezone.utc))
    assert read().shipments == ()


def test_an_imported_order_without_that_time_was_shipped_all_the_same():
    (shipment,) = read(status="completed", date_completed_gmt=None, date_paid_gmt=None).shipments
    assert shipment.at == datetime(2026, 11, 20, 9, tzinfo=timezone.utc)


def test_being_looked_at_changes_the_time_but_not_the_content():
    seen = read(status="cancelled", date_modified_gmt="2026-11-22T10:00:00")
    assert content_hash(seen) == content_hash(read(status="cancelled"))


def test_a_guest_without_name_or_address():
    blank = {name: "" for name in person()}
    order = read(billing=blank, shipping=blank)
    assert order.customer == Customer(is_guest=True)
    assert (order.bill_to, order.ship_to) == (None, None)


def test_a_customers_text_is_made_plain():
    order = read(billing=person(last_name="O&#039;Hara\x00"), customer_id=12)
    assert (order.customer.name, order.customer.customer_id) == ("Grace O'Hara", "12")
    assert order.bill_to.name == "Grace O'Hara"


def test_meta_of_plugins_is_left_out_and_the_shops_own_is_kept():
    meta = [{"key": "_secret", "value": "x"}, {"key": "Gift note", "value": "For you"}, {"key": "list", "value": ["a"]}]
    assert read(meta_data=meta).attributes == {"Gift note": "For you"}


@pytest.mark.parametrize("total", ["26.605", "", "abc"])
def test_a_total_that_is_no_amount_is_refused(total):
    with pytest.raises(OrderProblem):
        read(total=total)


MONEY = st.integers(0, 10**9).map(lambda number: Decimal(number).scaleb(-6))


@given(st.lists(st.tuples(MONEY, MONEY, MONEY), min_size=1, max_size=12), st.booleans())
def test_whatever_the_fractions_the_lines_add_up_to_the_stores_totals(rows, is_paid):
    """The store rounds only the sums (reference section 2.6); so must we."""

    def cents(amount):
        return amount.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")

    nets, taxes, discounts = (sum((row[place] for row in rows), Decimal(0)) for place in range(3))
    order = read(
        line_items=[
            product_row(number, str(net), str(tax), subtotal=str(net + discount))
            for number, (net, tax, discount) in enumerate(rows)
        ],
        shipping_lines=[],
        shipping_total="0.000000",
        discount_total=str(discounts),
        cart_tax=str(taxes),
        total_tax=str(taxes),
        total=str(cents(nets + taxes)),
        date_paid_gmt="2026-11-20T09:01:00" if is_paid else None,
    )
    assert problems(order) == ()
    assert sum(line.total for line in order.sale_lines) == order.totals.original

"""The identities of reference section 2.6, over seeds and over whatever happens to the orders."""

import random
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.stores.baskets import Basket, BasketLine, Shipping
from sandbox.stores.buyers import TaxRate
from sandbox.stores.catalogue import WOOCOMMERCE, Product
from sandbox.stores.fates import Fate
from sandbox.stores.orders import LineChange, NotPossible, RefundRequest
from sandbox.stores.seeding import Plan
from sandbox.stores.woocommerce.order_view import OrderView
from sandbox.stores.woocommerce.pricing import price
from sandbox.stores.world import World

CENT = Decimal("0.01")
FINE = OrderView(ZoneInfo("America/New_York"), 6)
PLAIN = OrderView(ZoneInfo("America/New_York"), 2)


def rounded(value):
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def total_of(rows, name="total"):
    return sum((Decimal(row[name]) for row in rows), Decimal(0))


def check(order):
    lines, fees, shipping = order["line_items"], order["fee_lines"], order["shipping_lines"]
    number = {name: Decimal(order[name]) for name in ("total", "total_tax", "cart_tax", "shipping_tax", "shipping_total")}
    parts = total_of(lines) + total_of(fees) + number["shipping_total"] + number["cart_tax"] + number["shipping_tax"]
    assert number["total"] == rounded(parts)
    assert number["shipping_total"] == sum(rounded(Decimal(row["total"])) for row in shipping)
    assert Decimal(order["discount_total"]) == total_of(lines, "subtotal") - total_of(lines)
    exact = sum((total_of(row["taxes"]) for row in (*lines, *fees, *shipping)), Decimal(0))
    assert number["total_tax"] == number["cart_tax"] + number["shipping_tax"] == rounded(exact)
    for row in lines:
        assert Decimal(row["total_tax"]) == total_of(row["taxes"])


def sound(world):
    return [order for order in world.orders_of("woocommerce") if order.draft.fate is not Fate.lines_do_not_add_up]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_every_order_keeps_the_laws_to_the_cent_also_when_edited(seed):
    world, rng = World(Plan(seed=seed, orders=25)), random.Random(seed)
    for order in sound(world):
        check(FINE.order(order))
        try:
            order.edit(world.now(), [LineChange(rng.randint(1, 5), product=rng.choice(WOOCOMMERCE))])
        except NotPossible:
            continue
        check(FINE.order(order))


def test_some_orders_have_parts_finer_than_a_cent():
    lines = [line for order in sound(World(Plan(orders=60))) for line in FINE.order(order)["line_items"]]
    assert any(not line["total"].endswith("0000") for line in lines)
    assert any(not line["total_tax"].endswith("0000") for line in lines)


def test_line_taxes_shown_with_two_decimals_can_be_a_cent_off_the_orders_tax():
    rate = TaxRate(1, "Tax", Decimal("0.075"))
    goods = [BasketLine(Product("", str(amount), Decimal(amount)), 1) for amount in (15, 3, 12)]
    shipping = Shipping("Post", Decimal(30))
    priced = price(Basket(tuple(goods), shipping=shipping, taxes=(rate,)), [1, 2, 3], 4, 5)
    assert (priced.cart_tax, priced.total) == (Decimal("2.25"), Decimal("62.25"))
    assert sum(rounded(line.tax) for line in priced.lines) == Decimal("2.26")


def test_an_order_whose_lines_do_not_add_up_is_one_dollar_off():
    world = World(Plan(orders=40))
    bad = [order for order in world.orders_of("woocommerce") if order.draft.fate is Fate.lines_do_not_add_up]
    assert len(bad) >= 2
    for order in bad:
        assert order.total - order.priced.total == Decimal("1.00")


def test_decimals_change_the_output_only():
    order = sound(World(Plan(orders=40)))[0]
    fine, plain = FINE.order(order), PLAIN.order(order)
    assert Decimal(fine["total"]) == Decimal(plain["total"])
    assert plain["line_items"][0]["total"] == str(rounded(Decimal(fine["line_items"][0]["total"])))
    assert fine["line_items"][0]["taxes"] == plain["line_items"][0]["taxes"]
    assert isinstance(plain["line_items"][0]["price"], float)


def paid_order(world):
    return next(order for order in sound(world) if order.paid_at and order.total > 20 and order.priced.lines[0].quantity > 1)


def test_a_partial_refund_keeps_the_status_and_names_the_line():
    world = World(Plan(seed=2, orders=60))
    order = paid_order(world)
    before, line = order.status, order.priced.lines[0]
    order.refund(world.now(), RefundRequest(((line.line_id, 1),), reason="Broken"))
    assert order.status == before
    refund = PLAIN.refund(order.refunds[0], order)
    row = refund["line_items"][0]
    assert (row["quantity"], row["meta_data"][0]["key"]) == (-1, "_refunded_item_id")
    assert row["meta_data"][0]["value"] == str(line.line_id)
    assert Decimal(refund["amount"]) > 0 > Decimal(row["total"])
    assert PLAIN.order(order)["refunds"][0]["total"] == f"-{refund['amount']}"


def test_a_refund_may_have_no_lines_and_a_full_one_changes_the_status():
    world = World(Plan(seed=2, orders=60))
    order = paid_order(world)
    order.refund(world.now(), RefundRequest(amount=Decimal("1.00")))
    assert PLAIN.refund(order.refunds[0], order)["line_items"] == []
    order.refund(world.now(), RefundRequest(amount=order.total - 1))
    assert order.status == "refunded"

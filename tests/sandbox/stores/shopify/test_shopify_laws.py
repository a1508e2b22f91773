"""The identities of reference section 1.9, over seeds and over whatever happens to the orders."""

import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.stores.catalogue import SHOPIFY
from sandbox.stores.fates import Fate
from sandbox.stores.orders import LineChange, NotPossible, RefundRequest
from sandbox.stores.seeding import Plan
from sandbox.stores.world import World

FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def money(bag):
    return Decimal(bag["shopMoney"]["amount"])


def taxes(part):
    return sum(money(tax["priceSet"]) for tax in part["taxLines"])


def ledger_rows(ledger, *reasons):
    agreements = ledger["agreements"]["nodes"]
    return [row for each in agreements if not reasons or each["reason"] in reasons for row in each["sales"]["nodes"]]


def check_order_as_sold(order):
    lines, shipping = order["lineItems"]["nodes"], order["shippingLines"]["nodes"]
    goods = sum(money(line["originalTotalSet"]) for line in lines)
    discounts = sum(money(part["allocatedAmountSet"]) for line in lines for part in line["discountAllocations"])
    sent = sum(money(line["discountedPriceSet"]) for line in shipping)
    tax = money(order["totalTaxSet"])
    assert money(order["totalPriceSet"]) == goods - discounts + sent + (0 if order["taxesIncluded"] else tax)
    assert sum(taxes(part) for part in (*lines, *shipping)) == tax == taxes(order)
    for line in lines:
        assert money(line["originalTotalSet"]) == money(line["originalUnitPriceSet"]) * line["quantity"]


def check_ledger(order, ledger):
    rows = ledger_rows(ledger)
    assert sum(money(row["totalAmount"]) for row in rows) == money(order["currentTotalPriceSet"])
    assert sum(money(row["totalTaxAmount"]) for row in rows) == money(order["currentTotalTaxSet"])
    sold = ledger_rows(ledger, "ORDER")
    assert sum(money(row["totalAmount"]) for row in sold) == money(order["originalTotalPriceSet"])
    for row in rows:
        assert money(row["totalTaxAmount"]) == sum(money(tax["amount"]) for tax in row["taxes"])


def check_money(order):
    done = [each for each in order["transactions"] if each["status"] == "SUCCESS"]
    received = sum(money(each["amountSet"]) for each in done if each["kind"] in ("SALE", "CAPTURE"))
    refunded = sum(money(each["amountSet"]) for each in done if each["kind"] == "REFUND")
    assert received == money(order["totalReceivedSet"])
    assert refunded == money(order["totalRefundedSet"])
    assert received - refunded == money(order["netPaymentSet"])
    assert money(order["currentTotalPriceSet"]) - money(order["netPaymentSet"]) == money(order["totalOutstandingSet"])


def sound(world):
    """All but the orders whose fate is not to add up."""
    return [order for order in world.orders_of("shopify") if order.draft.fate is not Fate.lines_do_not_add_up]


@FEW
@given(st.integers(0, 10**6))
def test_every_seeded_order_keeps_the_laws_to_the_cent(read, seed):
    world = World(Plan(seed=seed, orders=25))
    for order, ledger in read(sound(world)):
        check_order_as_sold(order)
        check_ledger(order, ledger)
        check_money(order)


def do_something(rng, world, order):
    now, line = world.now(), rng.choice(order.goods)
    units = rng.randint(0, line.quantity)
    amount = Decimal(rng.randint(0, 2000)).scaleb(-2) if rng.random() < 0.3 else None
    deeds = [
        lambda: order.pay(now),
        lambda: order.ship(now),
        lambda: order.cancel(now),
        lambda: order.edit(now, [LineChange(units, line_id=line.line.line_id)]),
        lambda: order.edit(now, [LineChange(line.quantity + 2, line_id=line.line.line_id)]),
        lambda: order.edit(now, [LineChange(3, product=rng.choice(SHOPIFY))]),
        lambda: order.refund(now, RefundRequest(((line.line.line_id, units),), rng.random() < 0.3, amount)),
    ]
    rng.choice(deeds)()


@FEW
@given(st.integers(0, 10**6))
def test_the_ledger_adds_up_after_any_edits_refunds_and_cancellations(read, seed):
    world, rng = World(Plan(seed=seed, orders=20)), random.Random(seed)
    for order in sound(world):
        for _ in range(rng.randint(1, 5)):
            before = order.updated_at
            try:
                do_something(rng, world, order)
            except NotPossible:
                assert order.updated_at == before
            else:
                assert order.updated_at > before
    for order, ledger in read(sound(world)):
        check_ledger(order, ledger)
        check_money(order)


def test_agreements_are_written_once_and_never_change(read):
    world = World(Plan(seed=4, orders=10))
    order = next(each for each in sound(world) if each.received and len(each.goods) > 1)
    before = read([order])[0][1]["agreements"]["nodes"]
    order.refund(world.now(), RefundRequest(((order.goods[0].line.line_id, 1),)))
    after = read([order])[0][1]["agreements"]["nodes"]
    assert after[: len(before)] == before
    assert after[-1]["__typename"] == "RefundAgreement"
    assert after[-1]["refund"]["id"]


def test_an_order_whose_lines_do_not_add_up_is_one_dollar_off_its_ledger(read):
    world = World(Plan(seed=4, orders=40))
    bad = [order for order in world.orders_of("shopify") if order.draft.fate is Fate.lines_do_not_add_up]
    for order, ledger in read(bad):
        sold = sum(money(row["totalAmount"]) for row in ledger_rows(ledger))
        assert money(order["currentTotalPriceSet"]) - sold == Decimal("1.00")
        check_money(order)


def test_a_refund_of_more_money_than_goods_leaves_an_adjustment_in_the_ledger(read):
    world = World(Plan(seed=4, orders=10))
    order = next(each for each in sound(world) if each.received > 1000)
    order.refund(world.now(), RefundRequest(amount=Decimal("5.00"), reason="Goodwill"))
    shown, ledger = read([order])[0]
    row = ledger_rows(ledger)[-1]
    assert (row["__typename"], money(row["totalAmount"])) == ("AdjustmentSale", Decimal("-5.00"))
    assert shown["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    check_ledger(shown, ledger)


@pytest.mark.parametrize(
    ("fate", "has"),
    [
        (Fate.unknown_status, {"displayFulfillmentStatus": "PENDING_TELEPORT"}),
        (Fate.foreign_currency, {"currencyCode": "EUR", "taxesIncluded": True}),
        (Fate.no_customer_name, {"customer": None}),
        (Fate.test_order, {"test": True}),
        (Fate.zero_total, {"displayFinancialStatus": "PAID", "transactions": []}),
        (Fate.fulfilled_unpaid, {"displayFinancialStatus": "PENDING", "displayFulfillmentStatus": "FULFILLED"}),
        (Fate.paypal_fulfilled, {"paymentGatewayNames": ["paypal"], "displayFinancialStatus": "PENDING"}),
    ],
)
def test_a_fate_shows_in_the_order(read, fate, has):
    world = World(Plan(seed=4, orders=40))
    for order, _ in read([each for each in world.orders_of("shopify") if each.draft.fate is fate]):
        assert {name: order[name] for name in has} == has


def test_amounts_have_as_few_decimals_as_it_takes(read):
    world = World(Plan(seed=4, orders=40))
    texts = {order["totalPriceSet"]["shopMoney"]["amount"] for order, _ in read(sound(world))}
    assert "0.0" in texts
    assert all("." in text and not text.endswith("00") for text in texts)

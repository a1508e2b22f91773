"""Each field, read from one order that has them all."""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal

import msgspec
import pytest

from order_sync.orders import (
    Address,
    Customer,
    Discount,
    FulfillmentState,
    Order,
    PaymentMethod,
    PaymentState,
)
from order_sync.rules.fields import FIELDS, Scene, find_field
from order_sync.rules.values import Value
from tests.generators.orders import a_line, a_payment, an_order, shipping

LINE = a_line(sku="MUG-OLD", title="Old mug", quantity=2, gross=4_000, discount=500, tax=265)


def rich_order() -> Order:
    line = msgspec.structs.replace(
        LINE, discounts=(Discount(name="Spring", amount=500, code="SPRING"),), attributes={"Engraving": "Ada"}
    )
    return an_order(
        lines=[line, shipping(500)],
        payments=[a_payment(4_265, gateway="paypal", label="PayPal", method=PaymentMethod.wallet, reference="TX-1")],
        placed_at=datetime(2026, 3, 3, 3, 0, tzinfo=timezone.utc),
        payment_state=PaymentState.partially_paid,
        fulfillment_state=FulfillmentState.partial,
        channel="Web",
        location="Main",
        po_number="PO-7",
        note="Ring twice",
        tags=("VIP", "gift"),
        customer=Customer(name="Ada Lockwood", email="Ada@Example.com", company="Engines Ltd"),
        bill_to=Address(name="Ada Lockwood", company="Engines Ltd", city="Springfield", region="IL", country="US"),
        ship_to=Address(name="Byron", company="Harold Inc", city="Toronto", region="ON", country="CA"),
        attributes={"Gift message": "Hello"},
    )


EXPECTED: dict[str, tuple[Value, ...]] = {
    "order number": ("1001", "#1001"),
    "order status": ("partially fulfilled", "partially paid"),
    "payment status": ("partially paid",),
    "fulfillment status": ("partially fulfilled",),
    "test order": (False,),
    "order date": (date(2026, 3, 2),),  # in the store's zone
    "order total": (Decimal("42.65"),),
    "order tax": (Decimal("2.65"),),
    "shipping amount": (Decimal("5.00"),),
    "currency": ("usd",),
    "store": ("mugs",),
    "platform": ("shopify",),
    "channel": ("web",),
    "location": ("main",),
    "tag": ("vip", "gift"),
    "discount code": ("spring",),
    "po number": ("po-7",),
    "note": ("ring twice",),
    "customer name": ("ada lockwood",),
    "customer email": ("ada@example.com",),
    "customer company": ("engines ltd",),
    "billing name": ("ada lockwood",),
    "billing company": ("engines ltd",),
    "billing city": ("springfield",),
    "billing region": ("il",),
    "billing country": ("us",),
    "shipping name": ("byron",),
    "shipping company": ("harold inc",),
    "shipping city": ("toronto",),
    "shipping region": ("on",),
    "shipping country": ("ca",),
    "any custom field": ("hello",),
    "custom field Gift Message": ("hello",),
    "sku": ("mug-old",),
    "product name": ("old mug",),
    "quantity": (Decimal(2),),
    "line amount": (Decimal("35.00"),),
    "line custom field engraving": ("ada",),
    "payment method": ("paypal", "paypal"),
    "gateway": ("paypal",),
    "payment type": ("wallet",),
    "payment amount": (Decimal("42.65"),),
    "payment reference": ("tx-1",),
}


@pytest.mark.parametrize("name", [*FIELDS, "custom field Gift Message", "line custom field engraving"])
def test_each_field_gives_what_stands_in_the_order(name: str) -> None:
    order = rich_order()
    field = find_field(name)
    assert field is not None
    assert field.values(Scene(order, line=order.sale_lines[0], payment=order.payments[0])) == EXPECTED[name]


@pytest.mark.parametrize("name", [*FIELDS, "custom field Gift Message", "line custom field engraving"])
def test_no_field_fails_on_an_order_without_line_payment_or_address(name: str) -> None:
    field = find_field(name)
    assert field is not None
    bare = an_order(lines=[], bill_to=None, ship_to=None, customer=Customer())
    assert all(value != "" for value in field.values(Scene(bare)))


def test_an_order_that_needs_no_shipping_counts_as_fulfilled() -> None:
    order = an_order(fulfillment_state=FulfillmentState.not_required)
    assert FIELDS["fulfillment status"].values(Scene(order)) == ("fulfilled", "not required")


@pytest.mark.parametrize("state", FulfillmentState)
def test_every_fulfillment_status_has_its_word(state: FulfillmentState) -> None:
    words = FIELDS["fulfillment status"].values(Scene(an_order(fulfillment_state=state)))
    assert words
    assert set(words) <= set(FIELDS["fulfillment status"].words)

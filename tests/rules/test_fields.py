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
    PaymentKind,
    PaymentMethod,
    PaymentState,
    RawStatus,
    Shipment,
    Terms,
)
from order_sync.rules.fields import FIELDS, Scene, find_field
from order_sync.rules.values import Value
from tests.generators.orders import PAID, SHIPPED, a_line, a_payment, an_order, shipping

LINE = a_line(sku="MUG-OLD", title="Old mug", quantity=2, gross=4_000, discount=500, tax=265)


def rich_order() -> Order:
    line = msgspec.structs.replace(
        LINE,
        discounts=(Discount(name="Spring", amount=500, code="SPRING"),),
        attributes={"Engraving": "Ada"},
        product_id="P-1",
        variant_id="V-1",
        taxable=True,
        item="Mugs:Old",
        description="A mug",
        class_name="Kitchen",
        tax_code="TAX",
    )
    paid = a_payment(4_265, gateway="paypal", label="PayPal", method=PaymentMethod.wallet, reference="TX-1")
    return an_order(
        lines=[line, shipping(500)],
        payments=[msgspec.structs.replace(paid, deposit_account="Till")],
        placed_at=datetime(2026, 3, 3, 3, 0, tzinfo=timezone.utc),
        payment_state=PaymentState.partially_paid,
        fulfillment_state=FulfillmentState.partial,
        channel="Web",
        location="Main",
        po_number="PO-7",
        note="Ring twice",
        tags=("VIP", "gift"),
        customer=Customer(
            customer_id="C-1", name="Ada Lockwood", email="Ada@Example.com", company="Engines Ltd", phone="555"
        ),
        bill_to=Address(
            name="Ada Lockwood",
            company="Engines Ltd",
            line1="1 Main St",
            line2="Flat 2",
            city="Springfield",
            postal_code="62701",
            region="IL",
            country="US",
            phone="556",
        ),
        ship_to=Address(
            name="Byron",
            company="Harold Inc",
            line1="7 King St",
            line2="Unit 3",
            city="Toronto",
            postal_code="M5H",
            region="ON",
            country="CA",
            phone="557",
        ),
        attributes={"Gift message": "Hello"},
        shipments=(Shipment(shipment_id="s-1", at=SHIPPED, carrier="DHL", tracking=("T-1",)),),
        raw_status=RawStatus(order="open", financial="partially_paid", fulfillment="partial"),
        paid_at=PAID,
        cancelled_at=SHIPPED,
        presentment_currency="CAD",
        external_ref="X-1",
        terms=Terms(name="Net 15"),
        class_name="Online",
        quickbooks_location="Berlin",
        sales_rep="Grace",
        memo="Thanks",
        customer_message="Hello there",
        transaction_type="invoice",
        customer_display_name="Lockwood, Ada",
        customer_type="Retail",
        tax_code="CA",
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
    "return status": ("none",),
    "store status": ("open", "partially_paid", "partial"),
    "tax exempt": (False,),
    "prices include tax": (False,),
    "guest": (False,),
    "date paid": (date(2026, 3, 3),),
    "date shipped": (date(2026, 3, 5),),
    "date cancelled": (date(2026, 3, 5),),
    "order discount": (Decimal("5.00"),),
    "tip amount": (Decimal("0.00"),),
    "amount paid": (Decimal("42.65"),),
    "amount refunded": (Decimal("0.00"),),
    "balance due": (Decimal("0.00"),),
    "number of lines": (Decimal(1),),
    "total quantity": (Decimal(2),),
    "discount name": ("spring",),
    "shipping method": ("parcel",),
    "carrier": ("dhl",),
    "tracking number": ("t-1",),
    "tax name": ("state tax",),
    "tax remitted by channel": (False,),
    "terms": ("net 15",),
    "order id": ("id-1001",),
    "buyer currency": ("cad",),
    "external reference": ("x-1",),
    "customer id": ("c-1",),
    "customer phone": ("555",),
    "class": ("online",),
    "quickbooks location": ("berlin",),
    "sales rep": ("grace",),
    "memo": ("thanks",),
    "customer message": ("hello there",),
    "transaction type": ("invoice",),
    "quickbooks customer": ("lockwood, ada",),
    "customer type": ("retail",),
    "tax code": ("ca",),
    "billing address": ("1 main st",),
    "billing address 2": ("flat 2",),
    "billing postal code": ("62701",),
    "billing phone": ("556",),
    "shipping address": ("7 king st",),
    "shipping address 2": ("unit 3",),
    "shipping postal code": ("m5h",),
    "shipping phone": ("557",),
    "product id": ("p-1",),
    "variant id": ("v-1",),
    "item": ("mugs:old",),
    "description": ("a mug",),
    "line class": ("kitchen",),
    "line tax code": ("tax",),
    "line discount": (Decimal("5.00"),),
    "line tax": (Decimal("2.65"),),
    "taxable": (True,),
    "gift card": (False,),
    "any line custom field": ("ada",),
    "deposit account": ("till",),
    "payment step": ("sale",),
    "payment outcome": ("ok",),
    "payment date": (date(2026, 3, 3),),
    "test payment": (False,),
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


def test_a_copy_takes_one_name_of_one_thing_and_all_of_several() -> None:
    order = rich_order()
    scene = Scene(order, line=order.sale_lines[0], payment=order.payments[0])
    assert FIELDS["order number"].copied(scene) == "1001"
    assert FIELDS["payment method"].copied(scene) == "PayPal"
    assert FIELDS["tag"].copied(scene) == "VIP, gift"
    assert FIELDS["order total"].copied(scene) == "42.65"
    assert FIELDS["payment method"].copied(Scene(order)) == ""


def test_what_a_rule_set_goes_before_what_the_store_said() -> None:
    paid = msgspec.structs.replace(a_payment(100), method_name="AMZ")
    order = an_order(document_date=date(2026, 4, 1), terms_name="Net 30", terms=Terms(name="Net 15"), payments=[paid])
    assert FIELDS["order date"].values(Scene(order)) == (date(2026, 4, 1),)
    assert FIELDS["terms"].values(Scene(order)) == ("net 30",)
    assert FIELDS["payment method"].values(Scene(order, payment=paid)) == ("amz",)


def test_the_balance_due_counts_what_was_paid_and_what_was_given_back() -> None:
    line = a_line(gross=2_000)
    order = an_order(lines=[line], payments=[a_payment(1_500), a_payment(-200, "back", kind=PaymentKind.refund)])
    assert FIELDS["amount paid"].values(Scene(order)) == (Decimal("13.00"),)
    assert FIELDS["balance due"].values(Scene(order)) == (Decimal("7.00"),)

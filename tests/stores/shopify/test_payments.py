"""Shopify's transactions as payments."""

from __future__ import annotations

import pytest

from order_sync.orders import PaymentKind, PaymentMethod, PaymentStatus
from order_sync.stores.shopify.payments import order_payments
from tests.stores.shopify_json import bag, transaction


def read(*rows):
    return order_payments({"transactions": list(rows)}, "USD")


@pytest.mark.parametrize(
    ("kind", "status", "amount", "moves_money"),
    [
        ("SALE", "SUCCESS", 1000, True),
        ("CAPTURE", "SUCCESS", 1000, True),
        ("REFUND", "SUCCESS", -1000, True),
        ("CHANGE", "SUCCESS", -1000, True),
        ("AUTHORIZATION", "SUCCESS", 1000, False),
        ("EMV_AUTHORIZATION", "SUCCESS", 1000, False),
        ("VOID", "SUCCESS", 1000, False),
        ("SALE", "PENDING", 1000, False),
        ("SALE", "FAILURE", 1000, False),
        ("SALE", "TELEPORTED", 1000, False),
    ],
)
def test_only_a_success_that_is_no_hold_moves_money(kind, status, amount, moves_money):
    (payment,), _ = read(transaction(1, "10.0", kind=kind, status=status))
    assert (payment.amount, payment.moves_money) == (amount, moves_money)


def test_a_suggested_refund_is_never_money():
    assert read(transaction(1, "10.0", kind="SUGGESTED_REFUND")) == ((), [])


def test_an_unknown_kind_is_said_and_not_counted():
    (payment,), warnings = read(transaction(1, "10.0", kind="BARTER"))
    assert (payment.kind, payment.moves_money) == (PaymentKind.authorization, False)
    assert "BARTER" in warnings[0]


@pytest.mark.parametrize(
    ("gateway", "manual", "method"),
    [
        ("shopify_payments", False, PaymentMethod.card),
        ("paypal", False, PaymentMethod.wallet),
        ("gift_card", False, PaymentMethod.gift_card),
        ("Cash on Delivery (COD)", True, PaymentMethod.cash_on_delivery),
        ("Bank Deposit", True, PaymentMethod.bank),
        ("Handshake", True, PaymentMethod.manual),
        ("handshake", False, PaymentMethod.other),
    ],
)
def test_the_method_follows_the_machine_key_not_the_label(gateway, manual, method):
    row = transaction(1, "10.0", gateway=gateway, manualPaymentGateway=manual, formattedGateway="Our own name")
    (payment,), warnings = read(row)
    assert (payment.method, payment.gateway, payment.gateway_label) == (method, gateway, "Our own name")
    assert bool(warnings) is (method is PaymentMethod.other)


def test_fees_are_added_up_in_the_shops_currency_only():
    dollars = {"amount": {"amount": "0.59", "currencyCode": "USD"}}
    euros = {"amount": {"amount": "0.10", "currencyCode": "EUR"}}
    assert read(transaction(1, "10.0", fees=[dollars, dollars]))[0][0].fee == 118
    assert read(transaction(1, "10.0", fees=[dollars, euros]))[0][0].fee is None
    assert read(transaction(1, "10.0"))[0][0].fee is None


def test_a_capture_knows_its_authorization():
    (payment,), _ = read(
        transaction(2, "10.0", kind="CAPTURE", parentTransaction={"id": "gid://shopify/OrderTransaction/1"})
    )
    assert (payment.payment_id, payment.parent_id, payment.reference) == ("2", "1", "pay-2")
    assert payment.status is PaymentStatus.ok


def test_cash_rounding_at_the_till_is_said():
    _, warnings = read(transaction(1, "10.02", gateway="cash", amountRoundingSet=bag("-0.02")))
    assert warnings == ["At the till the cash was rounded by -0.02 USD; that is not booked."]

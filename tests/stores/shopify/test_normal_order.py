"""A Shopify order's JSON as a normalised order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from order_sync.errors import OrderProblem
from order_sync.invariants import problems
from order_sync.orders import Customer, FulfillmentState, Lifecycle, PaymentState, ReturnState, Status, statuses_of
from tests.stores.shopify_json import address, agreement, bag, connection, read, sale, transaction


def test_an_ordinary_order_keeps_every_law():
    order = read()
    assert problems(order) == ()
    assert (order.order_id, order.number, order.name) == ("1", "1001", "#1001")
    assert (order.platform, order.store) == ("shopify", "main_shop")
    assert order.totals.original == order.totals.current == order.totals.paid == 2660
    assert statuses_of(order) == {Status.paid, Status.unfulfilled}
    assert order.warnings == ()
    assert order.paid_at == order.payments[0].at


def test_the_business_date_is_the_stores_day():
    assert read(processedAt="2026-11-21T02:00:00Z").business_date == date(2026, 11, 20)


def test_lines_that_do_not_add_up_are_told_not_hidden():
    order = read(originalTotalPriceSet=bag("99.0"))
    assert "lines_do_not_add_up" in {problem.code for problem in problems(order)}


def test_a_guest_without_addresses_is_normal():
    order = read(customer=None, billingAddress=None, shippingAddress=None, email=None)
    assert order.customer == Customer(is_guest=True)
    assert order.bill_to is None


def test_a_customer_who_is_shown_as_his_email_has_no_name():
    nameless = {
        "id": "gid://shopify/Customer/7",
        "legacyResourceId": "7",
        "displayName": "ada@example.com",
        "defaultEmailAddress": {"emailAddress": "ada@example.com"},
        "defaultPhoneNumber": None,
    }
    blank = address(firstName=None, lastName=None, name=None)
    assert read(customer=nameless, billingAddress=blank, shippingAddress=blank).customer.name == ""
    assert read(customer=nameless).customer.name == "Ada Lockwood"


def test_a_business_customer_has_the_companys_name_and_terms():
    order = read(
        purchasingEntity={"__typename": "PurchasingCompany", "company": {"id": "c", "name": "Engines &amp; Sons"}},
        paymentTerms={"paymentTermsName": "Net 30", "dueInDays": 30},
    )
    assert order.customer.company == "Engines & Sons"
    assert (order.terms.name, order.terms.due_days) == ("Net 30", 30)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("FULFILLED", FulfillmentState.fulfilled),
        ("FULFILLMENT_NOT_REQUIRED", FulfillmentState.not_required),
        ("REQUEST_DECLINED", FulfillmentState.unfulfilled),
        ("PENDING_FULFILLMENT", FulfillmentState.in_progress),
    ],
)
def test_fulfillment_words(word, state):
    assert read(displayFulfillmentStatus=word).fulfillment_state is state


def test_a_word_of_a_coming_version_is_unknown_and_costs_only_this_order():
    order = read(displayFulfillmentStatus="TELEPORTED")
    assert order.fulfillment_state is FulfillmentState.unknown
    assert order.raw_status.fulfillment == "TELEPORTED"
    assert order.warnings == ("The store's fulfillment status “TELEPORTED” is not known here.",)
    assert [problem.code for problem in problems(order)] == ["unknown_status"]


def test_no_payment_word_means_nothing_due_only_where_nothing_is():
    free = {
        "agreements": connection([agreement(1, [sale(1, "0.0", item=1)])]),
        "transactions": [],
        **{name: bag("0.0") for name in ("originalTotalPriceSet", "currentTotalPriceSet", "currentTotalTaxSet")},
        "totalReceivedSet": bag("0.0"),
    }
    assert read(displayFinancialStatus=None, **free).payment_state is PaymentState.none_due
    assert read(displayFinancialStatus=None).payment_state is PaymentState.unknown


@pytest.mark.parametrize(
    ("changes", "lifecycle"),
    [
        ({}, Lifecycle.open),
        ({"closed": True, "closedAt": "2026-11-21T00:00:00Z"}, Lifecycle.closed),
        ({"cancelledAt": "2026-11-21T00:00:00Z", "closed": True}, Lifecycle.cancelled),
    ],
)
def test_cancelled_counts_more_than_archived(changes, lifecycle):
    assert read(**changes).lifecycle is lifecycle


def test_what_the_buyer_saw_is_kept_as_a_rate():
    seen = {**bag("26.6"), "presentmentMoney": {"amount": "24.21", "currencyCode": "EUR"}}
    order = read(presentmentCurrencyCode="EUR", totalPriceSet=seen)
    assert (order.currency, order.presentment_currency, order.fx_rate) == ("USD", "EUR", Decimal("0.91015038"))


def test_an_order_paid_in_test_mode_is_a_test_order():
    assert read(transactions=[transaction(1, "26.6", test=True)]).is_test
    assert read(test=True).is_test
    assert not read().is_test


def test_only_what_went_out_is_a_shipment():
    def fulfillment(number, status):
        tracking = [{"company": "UPS", "number": f"1Z{number}", "url": None}]
        return {
            "id": f"gid://shopify/Fulfillment/{number}",
            "name": "#1001.1",
            "status": status,
            "createdAt": "2026-11-21T10:00:00Z",
            "trackingInfo": tracking,
        }

    (shipment,) = read(fulfillments=[fulfillment(1, "CANCELLED"), fulfillment(2, "SUCCESS")]).shipments
    assert (shipment.shipment_id, shipment.carrier, shipment.tracking) == ("2", "UPS", ("1Z2",))


def test_an_amount_in_another_currency_is_refused():
    with pytest.raises(OrderProblem, match="in EUR for an order in USD"):
        read(totalReceivedSet=bag("26.6", "EUR"))


def test_yen_have_no_cents():
    order = read(
        currencyCode="JPY",
        presentmentCurrencyCode="JPY",
        agreements=connection(
            [
                agreement(
                    1,
                    [
                        sale(
                            1,
                            "0",
                            item=1,
                            totalAmount=bag("2000.0", "JPY"),
                            totalTaxAmount=bag("0.0", "JPY"),
                            totalDiscountAmountBeforeTaxes=bag("0.0", "JPY"),
                        )
                    ],
                )
            ]
        ),
        transactions=[transaction(1, "0", amountSet=bag("2000.0", "JPY"))],
        originalTotalPriceSet=bag("2000.0", "JPY"),
        currentTotalPriceSet=bag("2000.0", "JPY"),
        totalReceivedSet=bag("2000.0", "JPY"),
        **{
            name: bag("0.0", "JPY")
            for name in (
                "currentTotalTaxSet",
                "totalDiscountsSet",
                "currentShippingPriceSet",
                "totalRefundedSet",
                "totalOutstandingSet",
            )
        },
    )
    assert problems(order) == ()
    assert order.totals.original == 2000


def test_text_is_made_plain():
    order = read(
        note="Ring\x07 the bell\nplease",
        tags=["B&amp;B"],
        customAttributes=[{"key": "gift", "value": "yes"}],
    )
    assert (order.note, order.tags, order.attributes) == ("Ring the bell please", ("B&B",), {"gift": "yes"})


def test_a_returned_order_says_so():
    assert read(returnStatus="INSPECTION_COMPLETE").return_state is ReturnState.in_progress

"""Shopify's sales agreements as events, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from order_sync.invariants import problems
from order_sync.orders import EventKind, LineKind
from tests.stores.shopify_json import agreement, bag, connection, line_item, read, sale, transaction


def test_lines_come_from_the_ledger_with_what_the_line_item_adds():
    mug, post = read().events[0].lines
    assert (mug.kind, mug.title, mug.sku, mug.variant_id, mug.product_id) == (
        LineKind.product,
        "Mug 1 - Blue",
        "SKU-1",
        "1",
        "1",
    )
    assert (mug.gross, mug.discount, mug.net, mug.tax, mug.total) == (2000, 0, 2000, 160, 2160)
    assert [(tax.name, tax.rate) for tax in mug.taxes] == [("NY State Tax", Decimal("0.08"))]
    assert (post.kind, post.title, post.quantity, post.total) == (LineKind.shipping, "Post", 1, 500)


def test_a_discount_over_three_lines_stays_as_the_store_allocated_it():
    shares = ["3.34", "3.33", "3.33"]
    items = [
        line_item(
            number,
            discountAllocations=[
                {
                    "allocatedAmountSet": bag(share),
                    "discountApplication": {"index": 0, "targetSelection": "ALL", "targetType": "LINE_ITEM"},
                }
            ],
        )
        for number, share in enumerate(shares, start=1)
    ]
    sales = [
        sale(number, str(20 - Decimal(share)), discount=share, item=number) for number, share in enumerate(shares, start=1)
    ]
    order = read(
        lineItems=connection(items),
        agreements=connection([agreement(1, sales)]),
        discountCodes=["TENOFF"],
        originalTotalPriceSet=bag("50.0"),
        currentTotalPriceSet=bag("50.0"),
        currentTotalTaxSet=bag("0.0"),
        totalReceivedSet=bag("50.0"),
        transactions=[transaction(1, "50.0")],
    )
    assert problems(order) == ()
    assert [line.discount for line in order.sale_lines] == [334, 333, 333]
    assert [line.gross for line in order.sale_lines] == [2000] * 3
    assert {(d.code, d.whole_order) for line in order.sale_lines for d in line.discounts} == {("TENOFF", True)}


def test_an_exchange_adds_up_where_refund_lines_alone_would_not():
    """The real order of the reference, section 1.8, scaled down: sale, two refunds, and a return with an exchange in it."""
    untaxed = {"lineType": "PRODUCT"}
    order = read(
        agreements=connection(
            [
                agreement(1, [sale(1, "1340730.0", item=1)]),
                agreement(
                    2,
                    [sale(2, "-670365.0", item=1, quantity=-1, **untaxed)],
                    "RefundAgreement",
                    refund={"id": "gid://shopify/Refund/5"},
                ),
                agreement(3, [sale(3, "-33518.25", item=1, quantity=-1)], "RefundAgreement"),
                agreement(4, [sale(4, "-33518.25", item=1, quantity=-1), sale(5, "885.95", item=1)], "ReturnAgreement"),
            ]
        ),
        originalTotalPriceSet=bag("1340730.0"),
        currentTotalPriceSet=bag("604214.45"),
        currentTotalTaxSet=bag("0.0"),
        totalReceivedSet=bag("1340730.0"),
        totalRefundedSet=bag("736515.55"),
        displayFinancialStatus="PARTIALLY_REFUNDED",
        transactions=[
            transaction(1, "1340730.0"),
            transaction(2, "670365.0", kind="REFUND"),
            transaction(3, "33518.25", kind="REFUND"),
            transaction(4, "32632.3", kind="REFUND"),
        ],
    )
    assert problems(order) == ()
    assert [event.kind for event in order.events] == [
        EventKind.sale,
        EventKind.refund,
        EventKind.refund,
        EventKind.return_,
    ]
    assert order.events[1].refund_id == "5"


def test_the_tax_of_a_refund_is_not_the_tax_of_the_sale():
    order = read(
        agreements=connection(
            [
                agreement(1, [sale(1, "21.6", tax="1.6", item=1), sale(2, "5.0")]),
                agreement(2, [sale(3, "-21.6", tax="-1.6", item=1, quantity=-1)], "RefundAgreement"),
            ]
        ),
        currentTotalPriceSet=bag("5.0"),
        currentTotalTaxSet=bag("0.0"),
        totalRefundedSet=bag("21.6"),
        transactions=[transaction(1, "26.6"), transaction(2, "21.6", kind="REFUND")],
    )
    assert problems(order) == ()
    assert order.totals.tax == 160


@pytest.mark.parametrize(
    ("line_type", "kind"),
    [
        ("GIFT_CARD", LineKind.gift_card_sold),
        ("TIP", LineKind.tip),
        ("DUTY", LineKind.duty),
        ("ADDITIONAL_FEE", LineKind.fee),
        ("ADJUSTMENT", LineKind.adjustment),
        ("SURPRISE", LineKind.adjustment),
    ],
)
def test_line_types(line_type, kind):
    order = read(agreements=connection([agreement(1, [sale(1, "26.6", lineType=line_type)])]))
    assert order.sale_lines[0].kind is kind
    assert bool(order.warnings) is (line_type == "SURPRISE")


def test_an_unknown_event_is_taken_for_an_edit_and_said():
    order = read(agreements=connection([agreement(1, [], "GiftAgreement")]))
    assert order.events[0].kind is EventKind.edit
    assert "GiftAgreement" in order.warnings[0]


def test_tax_that_the_channel_pays_is_marked():
    taxed = sale(1, "21.6", tax="1.6", item=1)
    taxed["taxes"][0]["taxLine"]["channelLiable"] = True
    order = read(agreements=connection([agreement(1, [taxed, sale(2, "5.0")])]))
    assert order.sale_lines[0].taxes[0].remitted_by_channel

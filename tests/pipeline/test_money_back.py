"""Refunds, returns and cancellations from the stores' own wire formats into the books, through the whole flow."""

from decimal import Decimal

import pytest
import requests

STORES = ["shopify", "woocommerce"]


def documents(flow, kind, number):
    """The company's documents of one kind whose number is the order's, or begins with it."""
    answer = requests.get(f"{flow.company.url}/_sandbox/documents", params={"kind": kind}, timeout=30)
    answer.raise_for_status()
    return [one for one in answer.json() if one.get("DocNumber", "").partition("-")[0] == number]


def amounts(flow, kind, number):
    return [Decimal(str(one["TotalAmt"])) for one in documents(flow, kind, number)]


def a_paid_order(flow, store):
    """An order that is shipped and paid by card, and in the books."""
    order = next(
        one for one in flow.orders("paid_then_fulfilled", store) if one["gateway"] in ("shopify_payments", "stripe")
    )
    flow.change_store(f"orders/{order['order_id']}/ship")
    run(flow, store, order)
    assert flow.books_of(order).kinds == ["sales_order", "invoice", "payment"]
    return order


def run(flow, store, order):
    summary = flow.run(store, order_numbers=[order["number"]])
    assert summary.differences == ()
    return summary


@pytest.mark.parametrize("store", STORES)
def test_a_line_given_back_is_a_refund_receipt_out_of_the_account_of_its_payment(flow, store):
    order = a_paid_order(flow, store)
    line = order["lines"][0]
    flow.change_store(f"orders/{order['order_id']}/refund", lines=[{"line_id": line["line_id"], "quantity": 1}])
    summary = run(flow, store, order)
    assert [(str(total.kind), total.count) for total in summary.totals] == [("refund_receipt", 1)]
    (receipt,) = documents(flow, "RefundReceipt", order["number"])
    (payment,) = flow.books_of(order).payments
    assert receipt["DocNumber"] == f"{order['number']}-R1"
    assert receipt["DepositToAccountRef"]["value"] == payment["DepositToAccountRef"]["value"]
    assert flow.books_of(order).invoices[0]["Balance"] == 0
    assert run(flow, store, order).totals == ()


@pytest.mark.parametrize("store", STORES)
def test_several_refunds_are_several_receipts_and_come_to_what_went_back(flow, store):
    order = a_paid_order(flow, store)
    for amount in ("1.00", "2.50"):
        flow.change_store(f"orders/{order['order_id']}/refund", amount=amount)
        run(flow, store, order)
    assert amounts(flow, "RefundReceipt", order["number"]) == [Decimal("1.00"), Decimal("2.50")]


@pytest.mark.parametrize("store", STORES)
def test_an_order_first_seen_after_its_refund_gets_sale_and_refund(flow, store):
    order = next(
        one for one in flow.orders("paid_then_fulfilled", store) if one["gateway"] in ("shopify_payments", "stripe")
    )
    flow.change_store(f"orders/{order['order_id']}/ship")
    flow.change_store(f"orders/{order['order_id']}/refund", amount="1.00")
    summary = run(flow, store, order)
    assert [str(total.kind) for total in summary.totals] == ["sales_order", "invoice", "payment", "refund_receipt"]


@pytest.mark.parametrize("store", STORES)
def test_an_unpaid_invoice_is_credited_for_what_came_back(flow, store):
    order = flow.orders("fulfilled_unpaid", store)[0]
    run(flow, store, order)
    flow.change_store(
        f"orders/{order['order_id']}/refund",
        lines=[{"line_id": order["lines"][0]["line_id"], "quantity": 1}],
        shipping=False,
    )
    run(flow, store, order)
    (credit,) = documents(flow, "CreditMemo", order["number"])
    assert credit["RemainingCredit"] == 0
    (invoice,) = flow.books_of(order).invoices
    assert Decimal(str(invoice["TotalAmt"])) - Decimal(str(credit["TotalAmt"])) == Decimal(str(invoice["Balance"]))


def test_a_full_refund_gives_back_lines_shipping_and_tax(flow):
    order = a_paid_order(flow, "shopify")
    lines = [{"line_id": line["line_id"], "quantity": line["quantity"]} for line in order["lines"]]
    flow.change_store(f"orders/{order['order_id']}/refund", lines=lines, shipping=True)
    run(flow, "shopify", order)
    (receipt,) = documents(flow, "RefundReceipt", order["number"])
    (invoice,) = flow.books_of(order).invoices
    assert (receipt["TotalAmt"], receipt["TxnTaxDetail"]["TotalTax"]) == (
        invoice["TotalAmt"],
        invoice["TxnTaxDetail"]["TotalTax"],
    )


def test_a_full_refund_without_lines_gives_back_the_tax_too(flow):
    order = a_paid_order(flow, "woocommerce")
    flow.change_store(f"orders/{order['order_id']}/refund", amount=order["total"])
    run(flow, "woocommerce", order)
    (receipt,) = documents(flow, "RefundReceipt", order["number"])
    (invoice,) = flow.books_of(order).invoices
    assert (receipt["TotalAmt"], receipt["TxnTaxDetail"]["TotalTax"]) == (
        invoice["TotalAmt"],
        invoice["TxnTaxDetail"]["TotalTax"],
    )

"""Orders that ship in parts, the whole way from the store to QuickBooks."""

from __future__ import annotations

from decimal import Decimal


def an_order(flow):
    orders = [one for one in flow.orders("pending_stays") if one["gateway"] != "paypal"]
    return next(one for one in orders if len(one["lines"]) > 1 and all(line["sku"] for line in one["lines"]))


def money(documents, name="TotalAmt"):
    return sum(Decimal(str(document[name])) for document in documents)


def test_a_shop_that_ships_in_parts_gets_an_invoice_a_shipment_that_add_up_to_the_order(flow):
    flow.rewrite("syncs/shopify.yaml", "schedule: hourly", "schedule: hourly\ninvoices: {per: shipment}")
    flow.rewrite("rules/demo.yaml", "{is not: fulfilled}", "unfulfilled")
    order = an_order(flow)
    flow.change_store(f"orders/{order['order_id']}/pay")
    flow.run(order_numbers=[order["number"]])
    first, *_ = order["lines"]
    flow.change_store(f"orders/{order['order_id']}/ship", lines=[{"line_id": first["line_id"], "quantity": 1}])
    part = flow.run(order_numbers=[order["number"]])
    books = flow.books_of(order)
    assert (books.kinds, books.estimates[0]["TxnStatus"], part.differences) == (
        ["sales_order", "invoice", "payment"],
        "Accepted",
        (),
    )
    flow.change_store(f"orders/{order['order_id']}/ship")
    rest = flow.run(order_numbers=[order["number"]])
    estimate = flow.books_of(order).estimates[0]
    invoices = [*flow.books_of(order).invoices, *flow.books_of({"number": f"{order['number']}-2"}).invoices]
    assert (money(invoices), money(invoices, "Balance")) == (Decimal(order["total"]), 0)
    assert (len(invoices), estimate["TxnStatus"], rest.differences) == (2, "Closed", ())
    assert rest.changed == {"payment applied": 1}

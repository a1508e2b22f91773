"""How many calls a sale costs: Intuit throttles all of them and meters the reads."""

from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, Address, a_line, a_payment, an_order

ORDERS = 300
MOST_CALLS_A_SALE = 0.30


def new_orders(*, shipped_and_paid, count=ORDERS):
    """Orders of as many new customers, with two new items each."""
    orders = []
    for number in range(count):
        buyer = Address(name=f"Customer Number {number}", line1=f"{number} Test Street", city="Springfield")
        lines = [
            a_line("1", title=f"Mug {number}", sku=f"MUG-{number}", quantity=2, gross=4_000, tax=265),
            a_line("2", title=f"Tea {number}", sku=f"TEA-{number}", gross=999),
        ]
        payments = [a_payment(5_264, f"pay-{number}")] if shipped_and_paid else []
        orders.append(
            an_order(
                number=f"{number:04}",
                lines=lines,
                payments=payments,
                shipped=SHIPPED if shipped_and_paid else None,
                bill_to=buyer,
                ship_to=buyer,
            )
        )
    return orders


def test_three_hundred_new_orders_cost_at_most_030_calls_a_sale_and_nothing_is_written_twice(books):
    books.run(new_orders(shipped_and_paid=False), invoice_held_by="Only fulfilled orders")
    assert books.counts() == (ORDERS, 0, 0)
    result = books.run(new_orders(shipped_and_paid=True))
    assert (books.counts(), result.differences, result.reasons()) == ((ORDERS, ORDERS, ORDERS), [], [])
    calls = books.calls()
    assert calls["calls"] <= MOST_CALLS_A_SALE * ORDERS, calls
    assert {document["Balance"] for document in books.documents("Invoice")} == {0}

    books.forget_calls()
    books.run(new_orders(shipped_and_paid=True))
    calls = books.calls()
    assert (calls["writes"], calls["calls"] <= 3) == (0, True), calls


def test_invoices_and_payments_alone_cost_at_most_020_calls_a_sale(books):
    books.run(new_orders(shipped_and_paid=True), a_sync(["invoice", "payment"]))
    calls = books.calls()
    assert calls["calls"] <= 0.20 * ORDERS, calls


def test_one_new_order_costs_at_most_seven_calls(books):
    books.run(new_orders(shipped_and_paid=True, count=1), a_sync(["invoice", "payment"]))
    calls = books.calls()
    assert calls["calls"] <= 7, calls

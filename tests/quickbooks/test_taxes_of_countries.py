"""The life of an order in companies whose taxes differ: automated in the United States, VAT, HST. To the cent in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal

import msgspec
import pytest

from order_sync.ledger import Ledger
from order_sync.orders import Address, Tax
from sandbox.quickbooks.server import running
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping
from tests.quickbooks.conftest import Books

VAT = """
taxes:
  untaxed: No VAT
  codes:
    - {country: GB, rate: 20, code: 20.0% S}
    - {country: GB, rate: 5, code: 5.0% R}
"""
HST = """
taxes:
  untaxed: Zero-rated
  codes:
    - {country: CA, state: NS, code: HST NS}
    - {country: CA, state: "ON", code: HST ON}
"""
Open = Callable[[str], Books]


@pytest.fixture
def in_country(ledger: Ledger) -> Iterator[Open]:
    with ExitStack() as stack:

        def opened(sample: str) -> Books:
            books = Books(stack.enter_context(running(samples=(sample,))), ledger)
            ledger.clock = books.clock
            return books

        yield opened


def taxed(line, rate, amount):
    tax = Tax(name="Tax", amount=amount, rate=Decimal(rate))
    return msgspec.structs.replace(line, tax=amount, total=line.net + amount, taxes=(tax,))


def lived(books, sync, **fields):
    """Placed, then shipped and paid; the invoice, and its sales order."""
    order = an_order(**fields)
    first = books.run([order], sync)
    assert first.reasons() == []
    paid = an_order(**fields, shipped=SHIPPED, payments=[a_payment(order.totals.current)])
    second = books.run([paid], sync)
    assert (second.reasons(), second.differences) == ([], [])
    (invoice,), (sales_order,) = books.documents("Invoice"), books.documents("Estimate")
    assert invoice["TotalAmt"] * 100 == sales_order["TotalAmt"] * 100 == order.totals.current
    assert invoice["Balance"] == 0
    return invoice, sales_order


def codes(books, form):
    names = {code["Id"]: code["Name"] for code in books.documents("TaxCode")}
    return [
        names[line["SalesItemLineDetail"]["TaxCodeRef"]["value"]] for line in form["Line"] if "SalesItemLineDetail" in line
    ]


@pytest.mark.parametrize("prices_include_tax", [False, True])
def test_vat_of_two_rates_stands_by_line_and_to_the_penny_whether_the_shop_shows_it_in_its_prices_or_not(
    in_country, prices_include_tax
):
    """11.99 with VAT is 9.99 and 2.00: the shop's own cents, which 20 % of 9.99 gives, half-up, as well."""
    books = in_country("uk")
    lines = [taxed(a_line("1", gross=999), "0.2", 200), taxed(a_line("2", gross=333), "0.05", 17), shipping(0)]
    invoice, sales_order = lived(
        books,
        a_sync(more=VAT),
        lines=lines,
        currency="GBP",
        prices_include_tax=prices_include_tax,
        ship_to=Address(name="Ada Lockwood", line1="1 Test Row", city="Leeds", country="GB"),
    )
    for form in (invoice, sales_order):
        assert codes(books, form) == ["20.0% S", "5.0% R", "No VAT"]
        assert form["GlobalTaxCalculation"] == "TaxExcluded"
        assert form["TxnTaxDetail"]["TotalTax"] * 100 == 217


def test_hst_follows_the_province_of_the_buyer(in_country):
    books = in_country("ca")
    invoice, _ = lived(
        books,
        a_sync(more=HST),
        lines=[taxed(a_line(gross=10_000), "0.13", 1_300)],
        currency="CAD",
        ship_to=Address(name="Ada Lockwood", line1="1 Test Row", city="Ottawa", region="ON", country="CA"),
    )
    assert codes(books, invoice) == ["HST ON"]
    assert invoice["TxnTaxDetail"]["TotalTax"] == 13


def test_with_automated_sales_tax_the_stores_own_tax_is_kept(in_country):
    """8.25 % of 40.00 would be 3.30: the store took 2.65."""
    books = in_country("us_tax")
    invoice, _ = lived(books, a_sync())
    assert invoice["TxnTaxDetail"]["TotalTax"] * 100 == 265


def test_tax_that_the_channel_pays_is_neither_owed_nor_received(in_country):
    books = in_country("us_tax")
    line = a_line(quantity=2, gross=4_000, tax=265)
    line = msgspec.structs.replace(line, taxes=(Tax(name="State", amount=265, remitted_by_channel=True),))
    order = an_order(lines=[line, shipping()], shipped=SHIPPED, payments=[a_payment(4_765)])
    result = books.run([order])
    assert (result.reasons(), result.differences) == ([], [])
    (invoice,), (payment,) = books.documents("Invoice"), books.documents("Payment")
    assert (invoice["TotalAmt"], invoice["Balance"], payment["TotalAmt"]) == (45, 0, 45)
    assert invoice["TxnTaxDetail"]["TotalTax"] == 0


def test_a_line_that_neither_table_nor_rule_gives_a_code_costs_its_order_and_says_where_to_add_one(in_country):
    books = in_country("uk")
    (row,) = books.run([an_order(currency="GBP")]).loaded
    assert row.code == "tax_code_needed"
    assert "taxes: codes" in row.remedy

"""Estimates, invoices, receipts, credit memos, refunds: sums, numbers, dates, rules."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.quickbooks.money import as_json, cents


def discount(**detail):
    amount = {"Amount": detail.pop("Amount")} if "Amount" in detail else {}
    return {"DetailType": "DiscountLineDetail", "DiscountLineDetail": detail, **amount}


def test_an_invoice_answers_with_subtotal_line_totals_and_defaults(books, bodies):
    made = books.make("Invoice", bodies.form(Line=[bodies.line(70, Qty=2, UnitPrice=35)], TxnDate="2026-01-31"))
    first, subtotal = made["Line"]
    assert (first["Id"], first["LineNum"]) == ("1", 1)
    assert first["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "NON"}
    assert subtotal == {"Amount": 70, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    assert (made["TotalAmt"], made["Balance"], made["LinkedTxn"]) == (70, 70, [])
    assert made["DueDate"] == "2026-03-02"
    assert made["TxnTaxDetail"] == {"TotalTax": 0}
    assert made["CustomerRef"]["name"] == "Amy's Bird Sanctuary"


def test_numbers_have_two_decimals_but_zero_is_bare(books, bodies):
    text = books.post("invoice", bodies.form(Line=[bodies.line("100", Qty="4.50", UnitPrice=0)])).text
    assert '"TotalAmt":100.00' in text
    assert '"TotalTax":0' in text
    assert '"Qty":4.5,' in text


def test_a_total_is_items_less_discount_plus_shipping_plus_tax(books, bodies):
    lines = [
        bodies.line("100.00", TaxCodeRef={"value": "TAX"}),
        bodies.line("12.50", item="SHIPPING_ITEM_ID"),
        discount(Amount=10, PercentBased=False),
    ]
    made = books.make("Estimate", bodies.form(Line=lines, TxnTaxDetail={"TotalTax": "8.17"}))
    assert made["TotalAmt"] == Decimal("110.67")
    assert [line["DetailType"] for line in made["Line"]] == [
        "SalesItemLineDetail",
        "SubTotalLineDetail",
        "DiscountLineDetail",
        "SalesItemLineDetail",
    ]
    assert made["Line"][2]["DiscountLineDetail"]["DiscountAccountRef"] == {"value": "86", "name": "Discounts given"}


def test_a_percent_discount_is_reckoned_by_quickbooks_and_leaves_shipping_out(books, bodies):
    lines = [
        bodies.line("99.99"),
        bodies.line("10", item="SHIPPING_ITEM_ID"),
        discount(PercentBased=True, DiscountPercent=8.5),
    ]
    made = books.make("Invoice", bodies.form(Line=lines))
    assert made["Line"][2]["Amount"] == Decimal("8.50")
    assert made["TotalAmt"] == Decimal("101.49")


def test_without_a_total_tax_automated_sales_tax_charges_its_rate_on_taxable_lines(books, bodies):
    taxable = bodies.line("10.00", TaxCodeRef={"value": "TAX"})
    assert books.make("Invoice", bodies.form(Line=[taxable]))["TotalAmt"] == Decimal("10.80")
    explicit = books.make("Invoice", bodies.form(Line=[taxable], TxnTaxDetail={"TotalTax": 0}))
    assert explicit["TotalAmt"] == 10
    books.control("preferences", TaxPrefs={"PartnerTaxEnabled": False})
    assert books.make("Invoice", bodies.form(Line=[taxable]))["TotalAmt"] == 10


def test_a_company_without_sales_tax_ignores_the_tax(books, bodies):
    books.control("preferences", TaxPrefs={"UsingSalesTax": False})
    made = books.make("Invoice", bodies.form(TxnTaxDetail={"TotalTax": 5}))
    assert (made["TotalAmt"], "TxnTaxDetail" in made) == (35, False)


def test_an_amount_must_be_quantity_times_price_half_up(books, bodies):
    good = bodies.line("1861.08", Qty="128.350", UnitPrice="14.50")
    assert books.make("Invoice", bodies.form(Line=[good]))["TotalAmt"] == Decimal("1861.08")
    error = books.refused("Invoice", bodies.form(Line=[{**good, "Amount": 1861.07}]))
    assert error["code"] == "6070"
    assert "Supplied value:1,861.07" in error["Detail"]


@pytest.mark.parametrize("detail", [{"Qty": 0, "UnitPrice": 0}, {"Qty": 3}, {"UnitPrice": 3}, {}])
def test_the_amount_stands_alone_where_quantity_or_price_is_missing_or_zero(books, bodies, detail):
    assert books.make("Invoice", bodies.form(Line=[bodies.line(100, **detail)]))["TotalAmt"] == 100


@settings(max_examples=200, deadline=None)
@given(st.decimals(0, 9999, places=5), st.decimals(0, 9999, places=5))
def test_cents_are_rounded_half_up_and_written_exactly(quantity, price):
    product = quantity * price
    rounded = cents(product)
    assert abs(rounded - product) <= Decimal("0.005")
    assert rounded >= product - Decimal("0.005")
    assert Decimal(as_json(rounded)) == rounded


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"CustomerRef": None}, "2020"),
        ({"CustomerRef": {"value": "999"}}, "2500"),
        ({"Line": []}, "2020"),
        ({"DocNumber": "x" * 22}, "2050"),
        ({"PrivateNote": "x" * 4001}, "2050"),
        ({"CustomerMemo": {"value": "x" * 1001}}, "2050"),
        ({"TxnDate": "31.01.2026"}, "2060"),
        ({"Colour": "red"}, "2010"),
        ({"BillAddr": {"Line1": "x" * 501}}, "2050"),
        ({"BillAddr": {f"Line{number}": "x" * 450 for number in range(1, 6)}}, "2050"),
        ({"DepartmentRef": {"value": "99"}}, "2500"),
        ({"EmailStatus": "NeedToSend"}, "6420"),
        ({"CurrencyRef": {"value": "CAD"}}, "6000"),
        ({"LinkedTxn": [{"TxnId": "999", "TxnType": "Estimate"}]}, "2500"),
        ({"TxnTaxDetail": {"TotalTax": "a lot"}}, "2100"),
        ({"CustomField": [{"DefinitionId": "9", "Type": "StringType", "StringValue": "x"}]}, "3000"),
    ],
)
def test_an_invoice_that_breaks_a_rule_is_refused_with_its_code(books, bodies, change, code):
    assert books.refused("Invoice", bodies.form() | change)["code"] == code
    assert books.documents("Invoice") == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "10"}}}, "2020"),
        ({"Amount": 1}, "2020"),
        ({"Amount": 1, "DetailType": "Mystery"}, "2170"),
        ({"Amount": 1, "DetailType": "SalesItemLineDetail", "Price": 1}, "2010"),
        ({"Amount": "1.123456", "DetailType": "SalesItemLineDetail"}, "2110"),
        ({"Amount": 1, "DetailType": "SalesItemLineDetail", "Description": "x" * 4001}, "2050"),
    ],
)
def test_a_line_that_breaks_a_rule_is_refused(books, bodies, line, code):
    assert books.refused("Invoice", bodies.form(Line=[line]))["code"] == code


@pytest.mark.parametrize(
    ("detail", "code"),
    [
        ({"TaxCodeRef": {"value": "CITY"}}, "6100"),
        ({"ClassRef": {"value": "99"}}, "2500"),
        ({"ServiceDate": "soon"}, "2060"),
        ({"Qty": "many"}, "2100"),
    ],
)
def test_a_line_detail_that_breaks_a_rule_is_refused(books, bodies, detail, code):
    assert books.refused("Invoice", bodies.form(Line=[bodies.line(1, **detail)]))["code"] == code


def test_a_discount_without_amount_or_percent_is_refused(books, bodies):
    assert books.refused("Invoice", bodies.form(Line=[bodies.line(5), discount(PercentBased=True)]))["code"] == "6090"


def test_a_discount_to_a_bank_account_is_refused(books, bodies):
    wrong = discount(Amount=1, DiscountAccountRef={"value": "35"})
    assert books.refused("Invoice", bodies.form(Line=[bodies.line(5), wrong]))["code"] == "6430"


def test_a_total_below_zero_is_refused(books, bodies):
    assert books.refused("Invoice", bodies.form(Line=[bodies.line(5), discount(Amount=6)]))["code"] == "6000"


@pytest.mark.parametrize(
    ("preference", "line"),
    [
        ("AllowShipping", {"item": "SHIPPING_ITEM_ID"}),
        ("AllowGratuity", {"item": "GRATUITY_ITEM_ID"}),
    ],
)
def test_shipping_and_gratuity_need_their_preference(books, bodies, preference, line):
    body = bodies.form(Line=[bodies.line(5), bodies.line(1, **line)])
    books.control("preferences", SalesFormsPrefs={preference: False})
    assert books.refused("Invoice", body)["code"] == "6000"
    books.control("preferences", SalesFormsPrefs={preference: True})
    assert books.make("Invoice", body)["TotalAmt"] == 6


def test_discounts_and_estimates_need_their_preference(books, bodies):
    books.control("preferences", SalesFormsPrefs={"AllowDiscount": False, "AllowEstimates": False})
    assert books.refused("Invoice", bodies.form(Line=[bodies.line(5), discount(Amount=1)]))["code"] == "6000"
    assert books.refused("Estimate", bodies.form())["code"] == "5030"


def test_a_line_without_an_item_is_only_a_note(books, bodies):
    note = {
        "Amount": 99,
        "DetailType": "SalesItemLineDetail",
        "Description": "hello",
        "SalesItemLineDetail": {"ItemRef": {}},
    }
    made = books.make("Invoice", bodies.form(Line=[note, bodies.line(5)]))
    assert made["TotalAmt"] == 5
    assert (made["Line"][0]["DetailType"], made["Line"][0]["Description"]) == ("DescriptionOnly", "hello")


def test_notes_alone_make_an_invoice_but_no_estimate(books, bodies):
    note = {"DetailType": "DescriptionOnly", "Description": "hello", "DescriptionLineDetail": {}}
    assert books.make("Invoice", bodies.form(Line=[note]))["TotalAmt"] == 0
    assert books.refused("Estimate", bodies.form(Line=[note]))["code"] == "2020"


def test_with_multicurrency_the_currency_is_the_customers(books, bodies):
    books.control("preferences", CurrencyPrefs={"MultiCurrencyEnabled": True})
    assert books.make("Invoice", bodies.form())["CurrencyRef"]["value"] == "USD"
    books.control("switches", currency_ref_needed=True)
    assert books.refused("Invoice", bodies.form())["element"] == "CurrencyRef"
    assert books.refused("Invoice", bodies.form(CurrencyRef={"value": "CAD"}))["code"] == "6000"
    foreign = books.make("Customer", {"DisplayName": "Maple", "CurrencyRef": {"value": "CAD"}})["Id"]
    body = bodies.form("10.00", customer=foreign, CurrencyRef={"value": "CAD"}, ExchangeRate="0.735")
    assert books.make("Invoice", body)["HomeTotalAmt"] == Decimal("7.35")


def test_empty_strings_are_absent_and_numbers_may_be_strings(books, bodies):
    body = bodies.form("35.00", TxnDate="", DocNumber="", DueDate="", PrivateNote="", TotalAmt="", Balance=0, ExchangeRate=1)
    made = books.make("Invoice", body)
    assert made["TotalAmt"] == 35
    assert "DocNumber" not in made
    assert "PrivateNote" not in made


def test_a_receipt_needs_no_customer_and_goes_to_undeposited_funds(books, bodies):
    made = books.make("SalesReceipt", {"Line": [bodies.line(5)]})
    assert made["DepositToAccountRef"] == {"value": "4", "name": "Undeposited Funds"}
    assert made["Balance"] == 0


def test_money_cannot_arrive_in_a_liability_account(books, bodies):
    gift_cards = {"DepositToAccountRef": {"value": "92"}}
    assert books.refused("SalesReceipt", bodies.form() | gift_cards)["code"] == "6430"
    assert books.refused("Payment", bodies.payment("5") | gift_cards)["code"] == "6430"


def test_a_refund_names_the_account_that_the_money_leaves(books, bodies):
    assert books.refused("RefundReceipt", bodies.form())["element"] == "DepositToAccountRef"
    made = books.make("RefundReceipt", bodies.form(DepositToAccountRef={"value": "35"}))
    assert (made["TotalAmt"], made["PaymentRefNum"]) == (35, "To Print")


def test_nothing_is_written_when_the_subscription_has_ended(books, bodies):
    books.control("switches", subscription_ended=True)
    assert books.refused("Invoice", bodies.form())["code"] == "6190"
    assert books.get("customer/1").status_code == 200


def test_malformed_json_is_refused(books):
    answer = books.session.post(f"{books.base}/invoice", data="{", headers={"Content-Type": "application/json"}, timeout=5)
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, "2010")


def test_another_content_type_is_refused(books):
    answer = books.session.post(f"{books.base}/invoice", data="{}", headers={"Content-Type": "text/plain"}, timeout=5)
    assert answer.json()["Fault"]["Error"][0]["code"] == "1050"


def test_a_taxed_form_has_750_lines_at_most_and_any_10000(books, bodies):
    many = [bodies.line("1.00") for _ in range(751)]
    taxed = {"TxnTaxDetail": {"TotalTax": "1"}}
    assert "at most 750 lines" in books.refused("Invoice", bodies.form(Line=many, **taxed))["Detail"]
    assert books.make("Invoice", bodies.form(Line=many))["TotalAmt"] == 751
    assert books.make("SalesReceipt", bodies.form(Line=many, **taxed))["TotalAmt"] == 752
    linked = [{"Amount": 0, "LinkedTxn": [{"TxnId": "1", "TxnType": "Invoice"}]}] * 10_001
    assert "at most 10,000 lines" in books.refused("Payment", bodies.payment("1") | {"Line": linked})["Detail"]

"""What a form adds up to: tax in and outside the US, bundles, foreign currency."""

from decimal import Decimal

import pytest


@pytest.fixture
def vat(books):
    """The id of a 20 % tax code in a British company."""
    rate = {"TaxRateName": "VAT 20", "RateValue": 20, "TaxAgencyId": 1, "TaxApplicableOn": "Sales"}
    made = books.post("taxservice/taxcode", {"TaxCode": "VAT", "TaxRateDetails": [rate]}).json()
    with books.sandbox.world.lock:
        books.sandbox.company.documents["CompanyInfo"]["1"]["Country"] = "GB"
    return {"value": made["TaxCodeId"]}


@pytest.fixture
def bundle(books):
    members = [{"ItemRef": {"value": "10"}, "Qty": 2}, {"ItemRef": {"value": "11"}, "Qty": 1}]
    return books.make("Item", {"Name": "Set", "Type": "Group", "ItemGroupDetail": {"ItemGroupLine": members}})


def of_bundle(item, **detail):
    return {"DetailType": "GroupLineDetail", "GroupLineDetail": {"GroupItemRef": {"value": item["Id"]}, **detail}}


@pytest.mark.parametrize(
    ("method", "detail", "total", "tax"),
    [
        ("TaxExcluded", {}, "120.00", "20.00"),
        ("TaxInclusive", {"TaxInclusiveAmt": "100.00"}, "100.00", "16.67"),
        ("TaxInclusive", {}, "120.00", "20.00"),
        ("NotApplicable", {}, "100.00", "0"),
    ],
)
def test_outside_the_us_each_line_is_taxed_by_its_code(books, bodies, vat, method, detail, total, tax):
    made = books.make(
        "Invoice", bodies.form(Line=[bodies.line("100.00", TaxCodeRef=vat, **detail)], GlobalTaxCalculation=method)
    )
    assert (made["TotalAmt"], made["TxnTaxDetail"]["TotalTax"]) == (Decimal(total), Decimal(tax))
    net = made["Line"][0]["Amount"]
    assert made["TotalAmt"] == net + made["TxnTaxDetail"]["TotalTax"]


def test_that_an_inclusive_amount_is_gross_is_a_switch(books, bodies, vat):
    books.control("switches", inclusive_amounts="gross")
    line = bodies.line("100.00", TaxCodeRef=vat, Qty=4, UnitPrice=25)
    made = books.make("Invoice", bodies.form(Line=[line], GlobalTaxCalculation="TaxInclusive"))
    assert (made["TotalAmt"], made["Line"][0]["Amount"]) == (100, Decimal("83.33"))
    assert made["Line"][0]["SalesItemLineDetail"]["UnitPrice"] == Decimal("20.8325")
    again = books.make("Invoice", {**made})
    assert (again["TotalAmt"], again["Line"]) == (100, made["Line"])


def test_tax_where_none_applies_is_refused(books, bodies, vat):
    body = bodies.form(Line=[bodies.line(5, TaxCodeRef=vat)], GlobalTaxCalculation="NotApplicable")
    assert books.refused("Invoice", {**body, "TxnTaxDetail": {"TotalTax": 1}})["code"] == "6170"


def test_each_rate_is_rounded_once_for_all_its_lines(books, bodies, vat):
    lines = [bodies.line("0.02", TaxCodeRef=vat) for _ in range(5)]
    made = books.make("Invoice", bodies.form(Line=lines, GlobalTaxCalculation="TaxExcluded"))
    assert made["TxnTaxDetail"]["TotalTax"] == Decimal("0.02")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"TaxCode": ""}, "2020"),
        ({"TaxRateDetails": []}, "2020"),
        ({"TaxCode": "California"}, "6240"),
        ({"TaxRateDetails": [{"TaxRateId": "99"}]}, "2500"),
        ({"TaxRateDetails": [{"TaxRateName": "x", "RateValue": 101, "TaxAgencyId": 1}]}, "2150"),
        ({"TaxRateDetails": [{"TaxRateName": "x", "RateValue": 1}]}, "2020"),
    ],
)
def test_a_tax_code_that_breaks_a_rule_is_not_made(books, change, code):
    body = {"TaxCode": "New", "TaxRateDetails": [{"TaxRateId": "1"}]} | change
    assert books.post("taxservice/taxcode", body).json()["Fault"]["Error"][0]["code"] == code
    assert books.query("select count(*) from TaxCode where Name = 'New'") == {"totalCount": 0}


def test_without_the_tax_engine_a_us_form_is_taxed_by_its_own_code(books, bodies):
    books.control("preferences", TaxPrefs={"PartnerTaxEnabled": False})
    form = bodies.form(
        Line=[bodies.line("10.00", TaxCodeRef={"value": "TAX"})], TxnTaxDetail={"TxnTaxCodeRef": {"value": "3"}}
    )
    made = books.make("Invoice", form)
    assert made["TxnTaxDetail"]["TotalTax"] == Decimal("0.91")
    assert [line["TaxLineDetail"]["TaxPercent"] for line in made["TxnTaxDetail"]["TaxLine"]] == [Decimal("7.1"), 2]


def test_the_tax_engine_reckons_again_when_lines_change_but_keeps_a_total_that_was_sent(books, bodies):
    line = bodies.line("10.00", TaxCodeRef={"value": "TAX"})
    for detail, after in (({}, "1.60"), ({"TxnTaxDetail": {"TotalTax": "0.50"}}, "0.50")):
        made = books.make("Invoice", bodies.form(Line=[line], **detail))
        sparse = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Line": [line, line]}
        assert books.make("Invoice", sparse)["TxnTaxDetail"]["TotalTax"] == Decimal(after)


def test_a_bundle_is_spelled_out_and_keeps_its_lines_when_sent_again(books, bodies, bundle):
    made = books.make("Invoice", bodies.form(Line=[of_bundle(bundle, Quantity=2), bodies.line("10.00")]))
    line = made["Line"][0]
    assert line["Amount"] == 165
    assert [member["SalesItemLineDetail"]["Qty"] for member in line["GroupLineDetail"]["Line"]] == [4, 2]
    assert made["TotalAmt"] == Decimal("177.00")  # 8 % on the one taxable member
    assert books.make("Invoice", {**made})["Line"] == made["Line"]


def test_a_bundle_needs_members_and_its_line_a_bundle(books, bodies):
    assert books.refused("Item", {"Name": "Set", "Type": "Group"})["code"] == "2020"
    assert books.refused("Invoice", bodies.form(Line=[of_bundle({"Id": "10"})]))["code"] == "6000"


def test_home_amounts_follow_the_rate_of_the_day_and_what_is_paid(books, bodies):
    books.control("preferences", CurrencyPrefs={"MultiCurrencyEnabled": True})
    books.make("ExchangeRate", {"SourceCurrencyCode": "CAD", "AsOfDate": "2026-01-01", "Rate": "0.7"})
    cad = {"CurrencyRef": {"value": "CAD"}}
    customer = books.make("Customer", {"DisplayName": "Maple", **cad})["Id"]
    invoice = books.make("Invoice", bodies.form("10.00", customer=customer, TxnDate="2026-02-01", **cad))
    assert (invoice["ExchangeRate"], invoice["HomeTotalAmt"]) == (Decimal("0.7"), 7)
    books.make("Payment", bodies.payment("4", ("4", invoice, "Invoice"), customer=customer, **cad))
    assert books.read("Invoice", invoice["Id"])["HomeBalance"] == Decimal("4.20")
    rate = books.get("exchangerate", sourcecurrencycode="CAD", asofdate="2026-03-01").json()["ExchangeRate"]
    assert (rate["Rate"], rate["TargetCurrencyCode"]) == (0.7, "USD")


@pytest.mark.parametrize("kind", ["Estimate", "Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"])
def test_a_form_is_sent_and_printed(books, bodies, kind):
    form = books.make(kind, bodies.form(DepositToAccountRef={"value": "35"} if kind == "RefundReceipt" else None))
    address = f"{books.base}/{kind.lower()}/{form['Id']}/send"
    headers = {"Content-Type": "application/octet-stream"}
    assert books.session.post(address, headers=headers, timeout=5).json()["Fault"]["Error"][0]["code"] == "6420"
    sent = books.session.post(address, params={"sendTo": "ada@example.com"}, headers=headers, timeout=5).json()[kind]
    assert (sent["EmailStatus"], sent["BillEmail"]["Address"]) == ("EmailSent", "ada@example.com")
    printed = books.get(f"{kind.lower()}/{form['Id']}/pdf")
    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-1.4")
    assert printed.content.rstrip().endswith(b"%%EOF")


def test_the_companys_own_data_is_changed_in_part(books):
    changed = books.make("CompanyInfo", {"SyncToken": "0", "sparse": True, "LegalName": "New Legal Name"})
    assert (changed["LegalName"], changed["CompanyName"]) == ("New Legal Name", "Sandbox Trading Company")
    assert books.refused("CompanyInfo", {"SyncToken": "0", "sparse": True})["code"] == "5010"
    assert books.refused("CompanyInfo", {"SyncToken": "1", "CompanyName": "x"})["element"] == "CompanyAddr"


def test_a_note_is_attached_to_what_exists_and_deleted_without_a_token(books, bodies):
    def to(id):
        return {"Note": "See", "AttachableRef": [{"EntityRef": {"type": "Invoice", "value": id}}]}

    assert "Invoice 999" in books.refused("Attachable", to("999"))["Detail"]
    made = books.make("Attachable", to(books.make("Invoice", bodies.form())["Id"]))
    assert books.make("Attachable", {"Id": made["Id"]}, operation="delete")["status"] == "Deleted"


def test_a_tax_code_that_is_refused_leaves_none_of_its_rates(books):
    rates = [{"TaxRateName": "First", "RateValue": 1, "TaxAgencyId": 1}, {"TaxRateId": "99"}]
    assert books.post("taxservice/taxcode", {"TaxCode": "New", "TaxRateDetails": rates}).status_code == 400
    assert books.query("select count(*) from TaxRate where Name = 'First'") == {"totalCount": 0}


def test_a_voided_form_with_tax_in_its_prices_stays_empty(books, bodies, vat):
    line = bodies.line("100.00", TaxCodeRef=vat, TaxInclusiveAmt="120.00")
    made = books.make("Invoice", bodies.form(Line=[line], GlobalTaxCalculation="TaxInclusive"))
    books.make("Invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="void")
    noted = books.make("Invoice", {"Id": made["Id"], "SyncToken": "1", "sparse": True, "PrivateNote": "mistake"})
    assert (noted["TotalAmt"], noted["Balance"]) == (0, 0)

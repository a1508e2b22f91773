"""Classes, locations, terms, custom fields, customer types and receivables accounts: kept where the company uses them."""

import pytest

FIELD = {"DefinitionId": "2", "Type": "StringType", "StringValue": "red"}


def one(books, kind, name):
    (found,) = books.query(f"SELECT * FROM {kind} WHERE Name = '{name}'")[kind]
    return found["Id"]


def with_preferences(books, section, **values):
    books.control("preferences", **{section: values})


def custom_fields(*names, off=()):
    numbered = list(enumerate(names, start=1))
    return [
        {
            "CustomField": [
                {"Name": f"SalesFormsPrefs.UseSalesCustom{n}", "Type": "BooleanType", "BooleanValue": name not in off}
                for n, name in numbered
            ]
        },
        {
            "CustomField": [
                {"Name": f"SalesFormsPrefs.SalesCustomName{n}", "Type": "StringType", "StringValue": name}
                for n, name in numbered
            ]
        },
    ]


def test_a_class_is_of_a_line_or_of_the_form_as_the_company_tracks_them(books, bodies):
    web = {"value": one(books, "Class", "Web")}
    of_line, of_form = bodies.form(Line=[bodies.line(5, ClassRef=web)]), bodies.form(ClassRef=web)
    made = books.make("Invoice", of_line)
    assert made["Line"][0]["SalesItemLineDetail"]["ClassRef"] == {**web, "name": "Web"}
    assert books.refused("Invoice", of_form)["code"] == "5030"
    with_preferences(books, "AccountingInfoPrefs", ClassTrackingPerTxn=True, ClassTrackingPerTxnLine=False)
    assert books.make("Estimate", of_form)["ClassRef"]["name"] == "Web"
    assert books.refused("Invoice", of_line)["code"] == "5030"


def test_an_item_may_have_a_class_however_classes_are_tracked(books):
    item = {"Name": "Tea", "Type": "Service", "IncomeAccountRef": {"value": "1"}}
    assert books.make("Item", {**item, "ClassRef": {"value": one(books, "Class", "Web")}})["ClassRef"]["name"] == "Web"


def test_locations_need_location_tracking(books, bodies):
    form = bodies.form(DepartmentRef={"value": one(books, "Department", "Retail")})
    assert books.make("Estimate", form)["DepartmentRef"]["name"] == "Retail"
    with_preferences(books, "AccountingInfoPrefs", TrackDepartments=False)
    assert books.refused("Estimate", form)["code"] == "5030"


def test_the_terms_of_an_invoice_make_its_due_date(books, bodies):
    made = books.make("Invoice", bodies.form(TxnDate="2026-01-31", SalesTermRef={"value": one(books, "Term", "Net 60")}))
    assert made["DueDate"] == "2026-04-01"


def test_every_custom_field_in_use_is_on_the_form_with_its_name_and_the_value_that_was_sent(books, bodies):
    with_preferences(books, "SalesFormsPrefs", CustomField=custom_fields("Crew", "Colour", "Old", off=("Old",)))
    assert books.make("Invoice", bodies.form(CustomField=[FIELD]))["CustomField"] == [
        {"DefinitionId": "1", "Name": "Crew", "Type": "StringType"},
        {"DefinitionId": "2", "Name": "Colour", "Type": "StringType", "StringValue": "red"},
    ]


def test_a_customer_keeps_the_type_that_it_is_given(books):
    made = books.make("Customer", {"DisplayName": "Ada", "CustomerTypeRef": {"value": one(books, "CustomerType", "Trade")}})
    assert made["CustomerTypeRef"] == {"value": "2"}
    assert books.refused("Customer", {"DisplayName": "Eve", "CustomerTypeRef": {"value": "99"}})["code"] == "2500"
    assert books.refused("CustomerType", {"Name": "New"})["code"] == "500"


def test_a_payment_names_a_receivables_account_and_no_other(books, bodies):
    assert books.make("Payment", bodies.payment("5", ARAccountRef={"value": "84"}))["ARAccountRef"]["value"] == "84"
    assert books.refused("Payment", bodies.payment("5", ARAccountRef={"value": "35"}))["code"] == "6430"


def test_an_invoice_takes_no_receivables_account(books, bodies):
    assert "ARAccountRef" not in books.make("Invoice", bodies.form(ARAccountRef={"value": "84"}))


@pytest.mark.parametrize("code", ["2", "TAX"])
def test_outside_the_united_states_a_line_names_a_tax_code_of_the_company(books, bodies, code):
    with books.sandbox.world.lock:
        books.sandbox.company.documents["CompanyInfo"]["1"]["Country"] = "CA"
    form = bodies.form(Line=[bodies.line(5, TaxCodeRef={"value": code})], TxnTaxDetail={"TotalTax": "0.40"})
    assert books.refused("Invoice", form)["code"] == "2020"
    assert books.refused("Invoice", bodies.form(GlobalTaxCalculation="TaxExcluded"))["code"] == "6000"
    made = books.make("Invoice", {**form, "GlobalTaxCalculation": "TaxExcluded"})
    assert made["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": code}

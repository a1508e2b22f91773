"""What rules set stands in QuickBooks' documents afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from order_sync.errors import CompanyError
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping

LINES = [a_line(quantity=2, gross=4_000, discount=400, tax=265), shipping()]
TOTAL = 4_365
INVOICES = ["invoice", "payment"]


def rule(do: str, more: str = "", when: str = "always", name: str = "The rule") -> str:
    return f"  - name: {name}\n    when: {when}\n    do: {do}\n" + (f"    records: [{more}]\n" if more else "")


def rules(*parts: str) -> str:
    return "rules:\n" + "".join(parts)


def pending() -> Any:
    return an_order(lines=LINES)


def done(**changes: Any) -> Any:
    return an_order(lines=LINES, payments=[a_payment(TOTAL)], shipped=SHIPPED, **changes)


def run(books, do, *, order=None, sync=None, records=""):
    books.rules = rules(rule(do, records))
    result = books.run([order or done()], sync)
    assert result.reasons() == []
    return {kind: (books.documents(kind) or [None])[-1] for kind in ("Estimate", "Invoice", "Payment", "SalesReceipt")}


def refused(books, do, **more):
    """Why the order's record is refused, with its code."""
    books.rules = rules(rule(do))
    (row,) = books.run([more.pop("order", done())], a_sync(INVOICES), **more).loaded
    assert books.documents("Invoice") == []
    assert [str(record.outcome) for record in row.records] == ["refused", "waiting"]
    assert row.remedy
    return row.code


def prefer(books, section="AccountingInfoPrefs", **values):
    books.sandbox.company.documents["Preferences"]["1"][section].update(values)


def custom_fields(books, *names):
    numbers = list(enumerate(names, start=1))
    use = [{"Name": f"SalesFormsPrefs.UseSalesCustom{n}", "Type": "BooleanType", "BooleanValue": True} for n, _ in numbers]
    named = [
        {"Name": f"SalesFormsPrefs.SalesCustomName{n}", "Type": "StringType", "StringValue": name} for n, name in numbers
    ]
    prefer(books, "SalesFormsPrefs", CustomField=[{"CustomField": use}, {"CustomField": named}])


def values_of(document):
    return {field["Name"]: field.get("StringValue") for field in document["CustomField"]}


def details(document, kind="SalesItemLineDetail"):
    return [line[kind] for line in document["Line"] if kind in line]


def classes(document, kind="SalesItemLineDetail"):
    return [detail.get("ClassRef", {}).get("name") for detail in details(document, kind)]


def codes(document, kind="SalesItemLineDetail"):
    return [detail.get("TaxCodeRef", {}).get("value") for detail in details(document, kind)]


def test_a_class_stands_on_every_line_where_classes_are_of_lines(books):
    made = run(books, "{map class: web}")
    for document in (made["Estimate"], made["Invoice"]):
        assert classes(document) == ["Web", "Web"]
        assert classes(document, "DiscountLineDetail") == ["Web"]
        assert "ClassRef" not in document
        assert document["TotalAmt"] * 100 == TOTAL
    assert "ClassRef" not in made["Payment"]


def test_a_class_stands_on_the_document_where_classes_are_of_documents(books):
    prefer(books, ClassTrackingPerTxn=True, ClassTrackingPerTxnLine=False)
    made = run(books, "{map class: Web}")
    assert [made[kind]["ClassRef"]["name"] for kind in ("Estimate", "Invoice")] == ["Web", "Web"]
    assert classes(made["Invoice"]) == [None, None]


def test_a_line_has_its_own_class_before_the_documents(books):
    books.rules = rules(rule("{map class: Web}"), rule("{map line class: Retail}", when="{sku: MUG-BLUE}", name="Line"))
    books.run([done()])
    assert classes(books.document("Invoice", "1001")) == ["Retail", "Web"]


def test_a_receipt_has_location_class_message_and_tax_code_too(books):
    made = run(
        books,
        "{map class: Web, map location: Retail, map customer message: Thanks, map tax code: California}",
        sync=a_sync(["sales_receipt"]),
    )["SalesReceipt"]
    assert (classes(made), made["DepartmentRef"]["name"]) == (["Web", "Web"], "Retail")
    assert made["CustomerMemo"] == {"value": "Thanks"}
    assert made["TxnTaxDetail"]["TxnTaxCodeRef"]["name"] == "California"


def test_location_and_message_stand_on_sales_order_and_invoice_and_the_terms_make_the_due_date(books):
    made = run(books, "{map location: Retail, map customer message: Thank you, map terms: Net 15}")
    for document in (made["Estimate"], made["Invoice"]):
        assert document["DepartmentRef"]["name"] == "Retail"
        assert document["CustomerMemo"] == {"value": "Thank you"}
    assert "SalesTermRef" not in made["Estimate"]
    assert (made["Invoice"]["SalesTermRef"]["name"], made["Invoice"]["DueDate"]) == ("Net 15", "2026-03-20")


def test_a_custom_field_is_found_by_its_name_and_a_sales_rep_goes_to_the_one_called_so(books):
    custom_fields(books, "Crew #", "Sales Rep")
    made = run(books, "{'map custom field crew #': Blue, map sales rep: Eve Moor}")
    for document in (made["Estimate"], made["Invoice"]):
        assert values_of(document) == {"Crew #": "Blue", "Sales Rep": "Eve Moor"}
        assert "Eve" not in document["PrivateNote"]


def test_without_such_a_field_the_sales_rep_stands_in_the_memo(books):
    made = run(books, "{map sales rep: Eve Moor}")
    assert "Sales rep Eve Moor" in made["Invoice"]["PrivateNote"]
    assert "Eve" not in made["Payment"]["PrivateNote"]


def test_a_new_customer_gets_the_type_and_an_old_one_keeps_what_he_is(books):
    run(books, "{map customer type: Trade}")
    run(books, "{map customer type: Consumer}", order=done(number="1002"))
    (ada,) = [one for one in books.documents("Customer") if one["DisplayName"] == "Ada Lockwood"]
    assert ada["CustomerTypeRef"] == {"value": "2"}


@pytest.mark.parametrize(
    ("do", "lines", "discount", "document"),
    [
        ("{map tax code: California}", ["TAX", "NON"], [None], "2"),
        ("{map tax code: TAX}", ["TAX", "TAX"], [None], None),
        ("{map shipping tax code: tax}", ["TAX", "TAX"], [None], None),
        ("{map line tax code: TAX, map discount tax code: NON}", ["TAX", "NON"], ["NON"], None),
    ],
)
def test_tax_codes_stand_where_a_company_in_the_united_states_has_them_and_the_tax_stays_to_the_cent(
    books, do, lines, discount, document
):
    made = run(books, do)
    for form in (made["Estimate"], made["Invoice"]):
        assert (codes(form), codes(form, "DiscountLineDetail")) == (lines, discount)
        assert form["TxnTaxDetail"].get("TxnTaxCodeRef", {}).get("value") == document
        assert (form["TxnTaxDetail"]["TotalTax"] * 100, form["TotalAmt"] * 100) == (265, TOTAL)


@pytest.mark.parametrize("do", ["{map line tax code: NON}", "{map tax code: NON}"])
def test_a_code_without_tax_on_a_line_with_tax_is_refused_and_never_makes_another_amount(books, do):
    assert refused(books, do) == "tax_code_contradicts"


def test_after_the_tax_is_removed_the_code_fits(books):
    made = run(books, "[remove tax, {map tax code: NON}]")
    assert codes(made["Invoice"]) == ["NON", "NON"]
    assert made["Invoice"]["Balance"] == made["Invoice"]["TxnTaxDetail"]["TotalTax"] == 0


def outside_the_united_states(books):
    company = books.sandbox.company
    company.documents["CompanyInfo"]["1"]["Country"] = "CA"
    for code in ("TAX", "NON"):
        company.remove("TaxCode", code)


def test_outside_the_united_states_each_line_has_a_code_of_the_company(books):
    outside_the_united_states(books)
    made = run(books, "{map tax code: California}")["Invoice"]
    assert (codes(made), codes(made, "DiscountLineDetail")) == (["2", "2"], ["2"])
    assert (made["GlobalTaxCalculation"], made["TotalAmt"] * 100) == ("TaxExcluded", TOTAL)


def test_outside_the_united_states_a_line_without_a_code_is_refused(books):
    outside_the_united_states(books)
    assert refused(books, "{map line tax code: California}") == "tax_code_needed"


def test_the_companys_one_receivables_account_is_named_on_the_payment(books):
    made = run(books, "{map a/r account: Accounts Receivable (A/R)}")
    assert made["Payment"]["ARAccountRef"]["value"] == "84"
    assert made["Invoice"]["Balance"] == 0


def test_shipping_that_a_rule_gives_an_item_is_a_line_of_that_item(books):
    made = run(books, "{map shipping item: Freight}")
    assert [detail["ItemRef"]["name"] for detail in details(made["Invoice"])] == ["MUG-BLUE", "Freight"]


def test_an_item_that_is_there_is_found_by_its_full_name(books):
    company = books.sandbox.company
    parent = company.add("Item", {**company.find("Item", "11"), "Name": "Kitchen", "FullyQualifiedName": "Kitchen"})
    mug = {"Name": "Mug", "FullyQualifiedName": "Kitchen:Mug", "ParentRef": {"value": parent["Id"]}, "SubItem": True}
    company.add("Item", {**company.find("Item", "11"), **mug})
    made = run(books, "{map item: Kitchen:Mug}", sync=a_sync(INVOICES, more="items: {when_missing: hold}\n"))
    assert details(made["Invoice"])[0]["ItemRef"]["name"] == "Kitchen:Mug"


def test_rules_for_payments_alone_change_payments_alone(books):
    made = run(books, "{map memo: From the shop, map po number: P1}", records="payment")
    assert made["Payment"]["PrivateNote"].startswith("From the shop\nOrder #1001, mugs, ch_1 PO P1")
    assert "shop" not in made["Invoice"]["PrivateNote"]


def test_discounts_of_one_kind_of_document_go_to_the_account_of_its_rule(books):
    run(books, "{map discount account: Services}", records="invoice", sync=a_sync(INVOICES))
    (discount,) = details(books.document("Invoice", "1001"), "DiscountLineDetail")
    assert discount["DiscountAccountRef"]["name"] == "Services"


@pytest.mark.parametrize(
    ("do", "off", "code"),
    [
        ("{map class: Web}", {"ClassTrackingPerTxnLine": False}, "class_off"),
        ("{map line class: Web}", {"ClassTrackingPerTxnLine": False, "ClassTrackingPerTxn": True}, "class_of_line_off"),
        ("{map location: Retail}", {"TrackDepartments": False}, "location_off"),
    ],
)
def test_what_the_company_does_not_track_refuses_the_record_with_what_to_turn_on(books, do, off, code):
    prefer(books, **off)
    assert refused(books, do) == code


@pytest.mark.parametrize(
    ("do", "code"),
    [
        ("{map class: Nowhere}", "class_missing"),
        ("{map line class: Nowhere}", "class_missing"),
        ("{map location: Nowhere}", "location_missing"),
        ("{map terms: Net 7}", "terms_missing"),
        ("{map tax code: Mars}", "tax_code_missing"),
        ("{map line tax code: California}", "tax_code_not_of_a_line"),
        ("{map discount tax code: California}", "tax_code_not_of_a_line"),
        ("{map custom field Colour: red}", "custom_field_missing"),
        ("{map customer type: Press}", "customer_type_missing"),
        ("{map a/r account: Checking}", "account_not_chosen"),
        ("{map a/r account: Nowhere}", "account_missing"),
        ("{map discount account: Nowhere}", "account_missing"),
    ],
)
def test_a_name_that_the_company_does_not_have_refuses_that_orders_record(books, do, code):
    assert refused(books, do) == code


def test_one_order_with_such_a_name_keeps_no_other_back(books):
    books.rules = rules(rule("{map class: Nowhere}", when="{order number: 1001}"))
    result = books.run([done(), done(number="1002")], a_sync(INVOICES))
    assert [row.code for row in result.loaded] == ["class_missing", ""]
    assert [document["DocNumber"] for document in books.documents("Invoice")] == ["1002"]


def test_of_two_receivables_accounts_none_can_be_chosen(books):
    account = {"Name": "Trade debtors", "FullyQualifiedName": "Trade debtors", "AccountType": "Accounts Receivable"}
    kind = {"AccountSubType": "AccountsReceivable", "Classification": "Asset"}
    books.sandbox.company.add("Account", {**account, **kind, "Active": True, "CurrencyRef": {"value": "USD"}})
    assert refused(books, "{map a/r account: Trade debtors}") == "account_not_chosen"


def first_the_sales_order(books, *parts):
    books.rules = rules(*parts)
    books.run([pending()], invoice_held_by="Only fulfilled orders")
    return books.document("Estimate", "1001")


def edit(books, **changes):
    estimate = books.document("Estimate", "1001")
    books.sandbox.company.replace("Estimate", estimate, {**estimate, **changes})


def test_an_invoice_made_later_takes_what_a_person_changed_on_its_sales_order(books):
    custom_fields(books, "Crew")
    first_the_sales_order(books, rule("{map location: Web, map customer message: Thanks, map custom field Crew: Blue}"))
    retail = next(one for one in books.documents("Department") if one["Name"] == "Retail")
    crew = [{"DefinitionId": "1", "Name": "Crew", "Type": "StringType", "StringValue": "Red"}]
    edit(books, DepartmentRef={"value": retail["Id"]}, CustomerMemo={"value": "By hand"}, CustomField=crew)
    books.run([done()])
    made = books.document("Invoice", "1001")
    assert (made["DepartmentRef"]["name"], made["CustomerMemo"]["value"]) == ("Retail", "By hand")
    assert values_of(made) == {"Crew": "Red"}


def test_what_rules_say_for_invoices_alone_stands_on_an_invoice_made_later_but_its_lines_stay(books):
    first_the_sales_order(
        books,
        rule("{map location: Web, map class: Web}"),
        rule("{map location: Retail, map class: Retail, map terms: Net 60}", "invoice", name="Invoices"),
    )
    books.run([done()])
    made = books.document("Invoice", "1001")
    assert (made["DepartmentRef"]["name"], made["SalesTermRef"]["name"]) == ("Retail", "Net 60")
    assert classes(made) == ["Web", "Web"]
    assert books.document("Estimate", "1001")["DepartmentRef"]["name"] == "Web"


def test_an_invoice_made_at_once_has_the_same_lines_as_one_made_later(books):
    books.rules = rules(rule("{map line class: Web}"), rule("{map line class: Retail}", "invoice", name="Invoices"))
    result = books.run([done()])
    assert classes(books.document("Invoice", "1001"))[0] == "Web"
    assert any("its lines are those of the sales order" in note for note in result.planned[0].notes)


def test_what_the_sales_order_leaves_blank_is_as_the_rules_now_say(books):
    first_the_sales_order(books, rule("{map memo: x}"))
    books.rules = rules(rule("{map location: Web}"))
    books.run([done()])
    assert books.document("Invoice", "1001")["DepartmentRef"]["name"] == "Web"


def test_a_rule_may_ask_for_an_invoice_and_payment_where_the_sync_makes_sales_orders_alone(books):
    sync = a_sync(["sales_order"])
    first_the_sales_order(books, rule("{map memo: x}"))
    books.rules = rules(rule("{map transaction type: sales order and invoice}"))
    books.run([done()], sync)
    (invoice,) = books.documents("Invoice")
    assert (invoice["LinkedTxn"][0]["TxnType"], invoice["Balance"]) == ("Estimate", 0)
    assert books.counts() == (1, 1, 1)


def test_an_invoice_that_a_rule_asked_for_is_paid_later_where_the_sync_makes_sales_orders_alone(books):
    books.rules = rules(rule("{map transaction type: invoice}"))
    books.run([an_order(lines=LINES, shipped=SHIPPED)], a_sync(["sales_order"]))
    assert books.documents("Invoice")[0]["Balance"] > 0
    books.run([done()], a_sync(["sales_order"]))
    assert (books.counts(), books.documents("Invoice")[0]["Balance"]) == ((0, 1, 1), 0)


def test_sales_orders_that_a_rule_asks_for_need_estimates_in_the_company(books):
    prefer(books, "SalesFormsPrefs", AllowEstimates=False)
    books.rules = rules(rule("{map transaction type: sales order}", when="{order number: 1001}"))
    books.run([done(number="1002")], a_sync(INVOICES))
    with pytest.raises(CompanyError, match="estimates"):
        books.plan([done()], a_sync(INVOICES))


def test_a_second_run_with_rules_writes_nothing(books):
    books.rules = rules(rule("{map class: Web, map location: Retail, map terms: Net 15, map tax code: California}"))
    books.run([done()])
    before = books.calls()["writes"]
    result = books.run([done()])
    assert (books.calls()["writes"], result.loaded) == (before, [])

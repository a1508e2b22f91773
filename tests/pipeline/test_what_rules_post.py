"""What a rule file says stands in QuickBooks after a run, and a wrong name in it stops the run before anything is posted."""

import pytest
import requests

from local.books import read_books
from order_sync.errors import CompanyError, SettingsError
from tests.pipeline.conftest import ALL

EVERYTHING = """
  - name: Web orders
    when: always
    do:
      map class: Web
      map location: Retail
      map terms: Net 15
      map sales rep: Eve Moor
      map customer message: Thank you
      map custom field Crew: Blue
      map customer type: Trade
      map a/r account: Accounts Receivable (A/R)
      map tax code: California
      map discount tax code: NON

  - name: Mugs
    when: {sku: {starts with: MUG}}
    do: {map line class: Retail}

  - name: Payments say where they come from
    when: always
    do: {map memo: Web shop}
    records: [payment]
"""


def add_rules(flow, text):
    path = flow.outside.include / "rules" / "demo.yaml"
    path.write_text(path.read_text() + text)


def rule(do, name="Added"):
    return f"\n  - name: {name}\n    when: always\n    do: {do}\n"


def prefer(flow, section, **values):
    requests.post(f"{flow.company.url}/_sandbox/preferences", json={section: values}, timeout=30).raise_for_status()


def crew():
    name = "SalesFormsPrefs."
    use = [{"Name": f"{name}UseSalesCustom1", "Type": "BooleanType", "BooleanValue": True}]
    named = [{"Name": f"{name}SalesCustomName1", "Type": "StringType", "StringValue": "Crew"}]
    return [{"CustomField": use}, {"CustomField": named}]


@pytest.mark.parametrize("store", ["shopify", "woocommerce"])
def test_every_value_of_a_rule_stands_in_the_documents_to_the_cent_and_a_second_run_writes_nothing(flow, store):
    prefer(flow, "SalesFormsPrefs", CustomField=crew())
    flow.rewrite("rules/demo.yaml", "when: {payment method: PayPal}", "when: {payment method: Nothing}")
    add_rules(flow, EVERYTHING)
    first = flow.run(store)
    assert not [row for row in first.kept if str(row.keeping) == "refused"]
    invoiced = paid = 0
    for order in flow.orders_of(store):
        books = flow.books_of(order)
        for document in (*books.estimates, *books.invoices):
            assert document["DepartmentRef"]["name"] == "Retail"
            assert document["CustomerMemo"]["value"] == "Thank you"
            assert document["CustomField"][0]["StringValue"] == "Blue"
            assert document["TxnTaxDetail"]["TxnTaxCodeRef"]["name"] == "California"
            assert "Sales rep Eve Moor" in document["PrivateNote"]
            items = [line["SalesItemLineDetail"] for line in document["Line"] if "SalesItemLineDetail" in line]
            assert {item["ClassRef"]["name"] for item in items} <= {"Web", "Retail"}
        for document in books.invoices:
            invoiced += 1
            assert document["SalesTermRef"]["name"] == "Net 15"
            assert document["DueDate"] > document["TxnDate"]
        for payment in books.payments:
            paid += 1
            assert payment["PrivateNote"].startswith("Web shop")
            assert payment["ARAccountRef"]["value"] == "84"
    assert invoiced and paid
    assert first.differences == ()
    before = read_books(flow.company.url)
    again = flow.run(store)
    assert (read_books(flow.company.url), again.calls.get("writes", 0)) == (before, 0)
    types = {one.get("CustomerTypeRef", {}).get("value") for one in new_customers(flow)}
    assert types == {"2"}


def new_customers(flow):
    found = requests.get(f"{flow.company.url}/_sandbox/documents", params={"kind": "Customer"}, timeout=30).json()
    return [one for one in found if int(one["Id"]) > 70]


@pytest.mark.parametrize(
    ("do", "says"),
    [
        ("{map class: Wbe}", "no class “Wbe”.*Did you mean “Web”"),
        ("{map line class: Retial}", "no class “Retial”.*Did you mean “Retail”"),
        ("{map location: retale}", "Did you mean “Retail”"),
        ("{map terms: Net15}", "no terms “Net15”.*Did you mean “Net 15”"),
        ("{map discount account: Discounts gven}", "Did you mean “Discounts given”"),
        ("{map a/r account: Checking}", "no receivables account “Checking” that QuickBooks books invoices to"),
        ("{map tax code: Californa}", "Did you mean “California”"),
        ("{map line tax code: California}", "no tax code “California” for lines.*Use one of: TAX, NON"),
        ("{map discount tax code: California}", "for lines"),
        ("{map customer type: Trades}", "Did you mean “Trade”"),
        ("{map custom field Colour: red}", "no custom field “colour”"),
    ],
)
def test_a_name_that_the_company_does_not_have_stops_the_sync_before_anything_is_posted(flow, do, says):
    add_rules(flow, rule(do))
    with pytest.raises(SettingsError, match=f"(?s)demo.yaml, line [0-9]+, rule “Added”: .*{says}") as stopped:
        flow.run()
    assert read_books(flow.company.url).documents == 0
    assert stopped.value.remedy or "Did you mean" in str(stopped.value)


def test_all_wrong_names_are_told_at_once(flow):
    add_rules(flow, rule("{map class: Wbe, map location: Retial}"))
    with pytest.raises(SettingsError, match=r"(?s)Wbe.*Retial"):
        flow.run()


def test_another_sync_goes_on(flow):
    add_rules(flow, rule("{map class: Wbe}") + "    syncs: [shopify]\n")
    with pytest.raises(SettingsError):
        flow.run()
    assert flow.run("woocommerce").totals


def test_what_is_added_in_quickbooks_lets_the_next_run_pass(flow):
    add_rules(flow, rule("{map class: Fairs, map customer type: Press, map custom field Crew: Blue}"))
    with pytest.raises(SettingsError):
        flow.run()
    with flow.company.world.lock:
        flow.company.company.add("Class", {"Name": "Fairs", "FullyQualifiedName": "Fairs", "Active": True})
        flow.company.company.add("CustomerType", {"Name": "Press", "Active": True})
    prefer(flow, "SalesFormsPrefs", CustomField=crew())
    assert flow.run().totals


@pytest.mark.parametrize(
    ("section", "values", "do", "says"),
    [
        (
            "AccountingInfoPrefs",
            {"ClassTrackingPerTxnLine": False},
            "{map class: {copy: tag}}",
            "the tracking of classes",
        ),
        ("AccountingInfoPrefs", {"TrackDepartments": False}, "{map location: Web}", "needs the tracking of locations"),
        ("TaxPrefs", {"UsingSalesTax": False}, "{map tax code: TAX}", "needs sales tax"),
        (
            "AccountingInfoPrefs",
            {"ClassTrackingPerTxnLine": False, "ClassTrackingPerTxn": True},
            "{map line class: Web}",
            "classes by line",
        ),
    ],
)
def test_what_the_company_has_turned_off_stops_rules_that_need_it_until_it_is_turned_on(flow, section, values, do, says):
    prefer(flow, section, **values)
    add_rules(flow, rule(do))
    with pytest.raises(SettingsError, match=says):
        flow.run(preview_only=True, **ALL)
    prefer(flow, section, **{name: not value for name, value in values.items()})
    flow.run(preview_only=True, **ALL)


def test_a_computed_name_that_is_missing_costs_only_its_orders(flow):
    add_rules(flow, rule("{map class: {template: 'Class {order number}'}}"))
    summary = flow.run()
    refused = {row.reason.partition(" 1")[0] for row in summary.kept if str(row.keeping) == "refused"}
    assert refused == {"The company has no class “Class"}
    assert read_books(flow.company.url).documents == 0


def test_rules_may_turn_orders_into_receipts_where_the_sync_makes_none(flow):
    add_rules(flow, rule("{map transaction type: sales receipt}"))
    flow.run()
    kinds = {kind for order in flow.orders("paid_then_fulfilled") for kind in flow.books_of(order).kinds}
    assert kinds <= {"sales_receipt"}


def test_rules_that_ask_for_sales_orders_need_estimates_in_the_company(flow):
    prefer(flow, "SalesFormsPrefs", AllowEstimates=False)
    flow.rewrite("syncs/shopify.yaml", "[sales_order, invoice, payment]", "[invoice, payment]")
    add_rules(flow, rule("{map transaction type: sales order and invoice}"))
    with pytest.raises(CompanyError, match="estimates"):
        flow.run()
    assert read_books(flow.company.url).documents == 0

"""The mirror of the company's lists: filled by pages, kept fresh by one read of changes."""

import dataclasses

import pytest

from order_sync import quickbooks
from order_sync.errors import CompanyError
from order_sync.quickbooks import company_preferences, preferences, references
from order_sync.quickbooks.batches import MOST_ITEMS
from order_sync.quickbooks.queries import PAGE
from tests.generators.companies import a_sync


def names(books, kind):
    return {row.name: row.active for row in books.ledger.references.all(books.sandbox.realm, kind)}


def add_customers(books, count):
    for number in range(count):
        name = f"Customer {number}"
        books.sandbox.company.add("Customer", {"DisplayName": name, "Active": True, "CurrencyRef": {"value": "USD"}})


def test_the_first_fill_of_a_small_company_is_one_call(books):
    quickbooks.refresh_references(books.open())
    assert books.calls()["calls"] == 1
    assert {"Undeposited Funds", "Sales of Product Income"} <= names(books, "Account").keys()
    assert "Garden Lights" in names(books, "Item")
    assert "Credit Card" in names(books, "PaymentMethod")


def test_a_long_list_is_read_on_by_pages(books):
    add_customers(books, 2_345)
    quickbooks.refresh_references(books.open())
    assert len(names(books, "Customer")) == 2_350
    assert books.calls()["calls"] == 1 + 3


def test_later_one_read_brings_what_changed_the_inactive_included(books):
    quickbooks.refresh_references(books.open())
    books.person("rename", kind="Item", id="11", name="Garden Lamps")
    books.person("deactivate", kind="Customer", id="2")
    books.forget_calls()
    quickbooks.refresh_references(books.open())
    assert books.calls()["calls"] == 1
    assert "Garden Lamps" in names(books, "Item")
    assert names(books, "Customer")["Blue Door Books (deleted)"] is False


def test_a_full_answer_of_changes_is_followed_by_pages(books):
    quickbooks.refresh_references(books.open())
    add_customers(books, 1_200)
    quickbooks.refresh_references(books.open())
    assert len(names(books, "Customer")) == 1_205


def test_after_a_month_of_silence_the_lists_are_read_whole(books):
    quickbooks.refresh_references(books.open())
    books.sleep(30 * 86_400)
    add_customers(books, 1)
    books.forget_calls()
    quickbooks.refresh_references(books.open())
    assert "Customer 0" in names(books, "Customer")
    assert books.calls()["batch_queries"] == 1 + len(references.FIRST_PAGES)


def test_the_second_chunk_of_a_run_reads_nothing(books):
    started = books.clock()
    quickbooks.refresh_references(books.open(), started)
    books.forget_calls()
    quickbooks.refresh_references(books.open(), started)
    assert books.calls()["calls"] == 0


@pytest.mark.parametrize(
    ("section", "name", "value", "said"),
    [
        ("SalesFormsPrefs", "AllowEstimates", False, "Turn on Estimates"),
        ("SalesFormsPrefs", "AutoApplyCredit", True, "Turn off"),
    ],
)
def test_what_the_company_lacks_stops_the_sync_with_the_remedy_until_it_is_mended(books, section, name, value, said):
    books.sandbox.company.documents["Preferences"]["1"][section][name] = value
    with pytest.raises(CompanyError, match=said):
        books.plan([])
    books.sandbox.company.documents["Preferences"]["1"][section][name] = not value
    books.sleep(60)
    books.plan([])


def test_preferences_are_read_once_a_day(books):
    for _ in range(3):
        books.plan([])
    assert books.calls()["calls"] == 1 + 2  # lists and preferences at first, and the changes of two runs
    books.sleep(86_400)
    books.forget_calls()
    books.plan([])
    assert books.calls()["calls"] == 2  # what changed; preferences, tax codes and customer types


def test_a_new_tax_code_or_customer_type_is_known_a_day_later_though_no_change_is_told(books):
    books.plan([])
    books.sandbox.company.add("CustomerType", {"Name": "Press", "Active": True})
    books.plan([])
    assert "Press" not in names(books, "CustomerType")
    books.sleep(86_400)
    books.plan([])
    assert {"Press", "Trade"} <= names(books, "CustomerType").keys()
    assert {"TAX", "NON", "California"} <= names(books, "TaxCode").keys()


def test_a_mirror_that_an_older_version_filled_is_filled_again_with_the_lists_that_it_lacks(books):
    quickbooks.refresh_references(books.open())
    mirror, realm = books.ledger.references, books.sandbox.realm
    facts = mirror.company(realm)
    older = {name: value for name, value in facts.preferences.items() if name not in ("lists_read", "class_of_line")}
    mirror.save_company(dataclasses.replace(facts, preferences=older))
    mirror.remove(realm, "Class", [row.quickbooks_id for row in mirror.all(realm, "Class")])
    assert company_preferences.preferences_of(books.open()).class_of_line  # as loading does, before the lists are filled
    quickbooks.refresh_references(books.open())
    assert {"Web", "Retail"} <= names(books, "Class").keys()


def test_the_first_pages_fit_one_batch():
    assert len(references.FIRST_PAGES) + 1 <= MOST_ITEMS
    assert sum(references.FIRST_PAGES.values()) + 1 <= PAGE


def test_an_account_that_the_sync_names_and_the_company_lacks_stops_it(books):
    with pytest.raises(CompanyError, match="no account “Web sales”"):
        books.plan([], a_sync(more="items: {income_account: Web sales}\n"))


def test_preferences_that_are_left_out_are_off():
    found = preferences.read_preferences({})
    assert (found.home_currency, found.custom_numbers, found.multi_currency) == ("USD", False, False)
    assert (found.class_of_line, found.locations, found.custom_fields) == (False, False, {})


def test_custom_fields_in_use_are_known_by_name_and_number():
    entry = "SalesFormsPrefs.SalesCustomName"
    names = [{"Name": f"{entry}{n}", "Type": "StringType", "StringValue": name} for n, name in ((1, "Crew #"), (3, "Old"))]
    switches = [
        {"Name": f"SalesFormsPrefs.UseSalesCustom{n}", "Type": "BooleanType", "BooleanValue": n == 1} for n in (1, 3)
    ]
    answer = {"SalesFormsPrefs": {"CustomField": [{"CustomField": switches}, {"CustomField": names}]}}
    found = preferences.read_preferences(answer)
    assert found.custom_fields == {"Crew #": "1"}
    assert found.custom_field("crew  #") == ("Crew #", "1")
    assert found.custom_field("Old") is None

"""Customers in a company: found, created once, told apart, woken and renewed."""

import threading
import time

import pytest

from order_sync import quickbooks
from order_sync.orders import Address, Customer
from sandbox.quickbooks import seed
from tests.generators.companies import a_sync
from tests.generators.orders import PLACED, an_order

SEEDED = {id for id, _ in seed.CUSTOMERS}


def order(number, name="Ada Lockwood", email="ada@example.com", **more):
    address = Address(name=name, line1="12 Test Street", city="Springfield", postal_code="62701", region="IL")
    customer = Customer(name=name, email=email, phone="555-0101")
    return an_order(**({"number": number, "bill_to": address, "ship_to": address, "customer": customer} | more))


def sync(settings=""):
    return a_sync(["sales_order"], more=f"customers: {{{settings}}}\n" if settings else "")


def add(books, name, **more):
    fields = {"DisplayName": name, "FullyQualifiedName": name, "Active": True, "CurrencyRef": {"value": "USD"}, **more}
    return books.sandbox.company.add("Customer", fields)["Id"]


def names(books):
    """Of the customers whom the company did not have from the start."""
    return [one["DisplayName"] for one in books.documents("Customer") if one["Id"] not in SEEDED]


def whose(books):
    return {one["DocNumber"]: one["CustomerRef"]["name"] for one in books.documents("Estimate")}


def email(address):
    return {"PrimaryEmailAddr": {"Address": address}}


def test_a_customer_is_found_by_one_of_his_email_addresses(books):
    add(books, "Lockwood, A.", **email("old@example.com, ada@example.com"))
    result = books.run([order("1")], sync())
    assert result.planned[0].records[0].buyer.display_name == "Lockwood, A."
    assert whose(books) == {"1": "Lockwood, A."}


def test_new_customers_of_one_name_or_one_email_are_told_apart_in_one_run(books):
    orders = [
        order("1"),
        order("2", email="other@example.com"),
        order("3", email="other@example.com"),
        order("4", "A. Lockwood"),
        order("5", email=""),
    ]
    books.run(orders, sync())
    books.run(orders, sync())
    assert sorted(names(books)) == ["Ada Lockwood", "Ada Lockwood (other@example.com)"]
    assert whose(books) == {
        "1": "Ada Lockwood",
        "2": "Ada Lockwood (other@example.com)",
        "3": "Ada Lockwood (other@example.com)",
        "4": "Ada Lockwood",
        "5": "Ada Lockwood",
    }


def test_two_syncs_that_meet_one_new_person_under_two_names_make_one_customer(books):
    quickbooks.refresh_references(books.open())
    planned = [books.plan([order("1")], sync()), books.plan([order("2", "Ada L.")], sync())]
    done = []

    def post(rows):
        company = books.open()
        company.sleep = lambda _: time.sleep(0.05)  # real: on the books' clock it would end the other's claims
        done.append(quickbooks.load(company, sync(), rows))

    threads = [threading.Thread(target=post, args=(rows,)) for rows in planned]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.reason for rows in done for row in rows] == ["", ""]
    assert len(names(books)) == 1
    assert len(set(whose(books).values())) == 1


def test_a_namesake_that_a_person_added_meanwhile_is_told_apart(books):
    planned = books.plan([order("1")], sync())
    add(books, "Ada Lockwood", **email("other@example.com"))
    quickbooks.load(books.open(), sync(), planned)
    assert whose(books) == {"1": "Ada Lockwood (ada@example.com)"}


@pytest.mark.parametrize("kind", ["cut_after_commit", "cut_before_commit"])
def test_a_customer_whose_creation_got_no_answer_is_there_once(books, kind):
    quickbooks.refresh_references(books.open())
    books.fault(kind, count=4, path="/batch", after=1)  # the first batch makes the item
    books.run([order("1")], sync())
    books.sleep(300)
    books.run([order("1")], sync())
    assert names(books) == ["Ada Lockwood"]
    assert whose(books) == {"1": "Ada Lockwood"}


def test_a_vendors_name_quarantines_where_the_sync_says_so(books):
    result = books.run([order("1", "Northgate Freight")], sync("name_taken: quarantine"))
    assert "vendor or an employee" in result.loaded[0].reason
    assert (names(books), books.documents("Estimate")) == ([], [])


def test_a_sub_customer_is_made_under_its_parent_once(books):
    for _ in range(2):
        books.run(
            [order("1", channel="Market"), order("2", "Kit Marsh", "kit@example.com", channel="Market")],
            sync("parent: channel"),
        )
    market = next(one for one in books.documents("Customer") if one["DisplayName"] == "Market")
    paths = [
        one["FullyQualifiedName"]
        for one in books.documents("Customer")
        if one.get("ParentRef", {}).get("value") == market["Id"]
    ]
    assert sorted(paths) == ["Market:Ada Lockwood", "Market:Kit Marsh"]


def test_a_rule_names_a_sub_customer_of_a_sub_customer(books):
    for number in "12":
        books.run([order(number, customer_display_name="World:Market:Ada")], sync())
    assert [one["FullyQualifiedName"] for one in books.documents("Customer") if one["DisplayName"] == "Ada"] == [
        "World:Market:Ada"
    ]


def test_in_a_multicurrency_company_there_is_a_customer_for_each_currency(books):
    prefs = books.sandbox.company.documents["Preferences"]["1"]["CurrencyPrefs"]
    prefs["MultiCurrencyEnabled"] = True
    orders = [order("1"), order("2", currency="EUR")]
    for _ in range(2):
        books.run(orders, sync())
    found = {one["DisplayName"]: one["CurrencyRef"]["value"] for one in books.documents("Customer")}
    assert (found["Ada Lockwood"], found["Ada Lockwood (EUR)"]) == ("USD", "EUR")
    assert len(names(books)) == 2


def test_an_inactive_customer_is_made_active_again_where_the_sync_says_so(books):
    books.run([order("1")], sync())
    id_ = books.document("Estimate", "1")["CustomerRef"]["value"]
    books.person("deactivate", kind="Customer", id=id_)
    books.run([order("2")], sync("when_inactive: reactivate"))
    assert (names(books), whose(books)["2"]) == (["Ada Lockwood"], "Ada Lockwood")
    assert books.document("Estimate", "2")["CustomerRef"]["value"] == id_


def test_an_inactive_customer_is_left_alone_and_a_new_one_made_by_default(books):
    books.run([order("1")], sync())
    books.person("deactivate", kind="Customer", id=books.document("Estimate", "1")["CustomerRef"]["value"])
    result = books.run([order("2")], sync())
    assert "is inactive, so a new one is created" in result.planned[0].notes[0]
    assert sorted(names(books)) == ["Ada Lockwood", "Ada Lockwood (deleted)"]


def test_one_customer_for_all_keeps_each_orders_own_addresses(books):
    other = Address(name="Kit Marsh", line1="9 Dock Road", city="Hull")
    books.run(
        [order("1"), order("2", "Kit Marsh", "kit@example.com", bill_to=other)], sync("name: [single], single: Web store")
    )
    assert set(whose(books).values()) == {"Web store"}
    assert books.document("Estimate", "2")["BillAddr"]["Line2"] == "9 Dock Road"
    web = next(one for one in books.documents("Customer") if one["DisplayName"] == "Web store")
    assert "PrimaryEmailAddr" not in web


ALL = "update: [phone, email, billing_address, shipping_address]"


def test_contacts_of_existing_customers_are_left_alone_unless_the_sync_says_so(books):
    books.run([order("1")], sync())
    moved = Address(name="Ada Lockwood", line1="1 New Street", city="Hull")
    changed = {"bill_to": moved, "customer": Customer(name="Ada Lockwood", email="ada@example.com", phone="555-9")}
    books.run([order("2", **changed)], sync())
    ada = next(one for one in books.documents("Customer") if one["DisplayName"] == "Ada Lockwood")
    assert (ada["PrimaryPhone"]["FreeFormNumber"], ada["BillAddr"]["Line2"]) == ("555-0101", "12 Test Street")
    books.run([order("3", **changed)], sync(ALL))
    ada = next(one for one in books.documents("Customer") if one["DisplayName"] == "Ada Lockwood")
    assert (ada["PrimaryPhone"]["FreeFormNumber"], ada["BillAddr"]["Line2"]) == ("555-9", "1 New Street")
    token = ada["SyncToken"]
    books.run([order("4", **changed)], sync(ALL))
    assert next(one for one in books.documents("Customer") if one["Id"] == ada["Id"])["SyncToken"] == token


def test_an_update_whose_answer_was_lost_is_found_to_be_done(books):
    books.run([order("1")], sync())
    new = {"customer": Customer(name="Ada Lockwood", email="ada@example.com", phone="555-9")}
    books.fault("cut_after_commit", count=4, path="/batch")
    result = books.run([order("2", **new)], sync("update: [phone]"))
    books.sleep(300)
    books.run([order("2", **new)], sync("update: [phone]"))
    ada = next(one for one in books.documents("Customer") if one["DisplayName"] == "Ada Lockwood")
    assert (ada["PrimaryPhone"]["FreeFormNumber"], ada["SyncToken"]) == ("555-9", "1")
    assert whose(books)["2"] == "Ada Lockwood", result.reasons()


def test_the_look_up_of_many_customers_costs_no_call(books):
    books.run([order("1")], sync())
    books.forget_calls()
    books.plan([order(str(number), f"Ada {number}", f"ada{number}@example.com") for number in range(2, 202)], sync())
    assert books.calls()["calls"] == 1, "the read of changes"


def test_a_late_order_does_not_renew_a_contact_with_an_older_one_of_the_same_run(books):
    books.run([order("1")], sync())
    phones = {"early": "555-1", "late": "555-2"}
    early, late = (
        order(
            number,
            placed_at=PLACED.replace(day=day),
            customer=Customer(name="Ada", email="ada@example.com", phone=phones[number]),
        )
        for number, day in (("early", 3), ("late", 20))
    )
    books.run([late, early], sync("update: [phone]"))
    ada = next(one for one in books.documents("Customer") if one["DisplayName"] == "Ada Lockwood")
    assert ada["PrimaryPhone"]["FreeFormNumber"] == "555-2"

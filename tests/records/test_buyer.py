"""Whose name a document bears."""

from __future__ import annotations

import pytest

from order_sync.customer_settings import CustomerSettings
from order_sync.orders import Address, Customer, Order
from order_sync.records.buyer import buyer_of
from order_sync.records.reasons import Unbookable
from order_sync.records.record import Buyer
from tests.generators.orders import an_order


def buyer(order: Order, notes: list[str] | None = None, **settings: str) -> Buyer:
    return buyer_of(order, CustomerSettings(**settings), ([] if notes is None else notes).append)


def named(billing: str = "", customer: str = "", company: str = "") -> Order:
    return an_order(bill_to=Address(name=billing, company=company), customer=Customer(name=customer))


def test_the_billing_name_goes_before_the_customers_and_that_before_the_company() -> None:
    assert buyer(named("Grace Holloway", "Ada Lockwood", "Mill Ltd")).display_name == "Grace Holloway"
    assert buyer(named("", "Ada Lockwood", "Mill Ltd")).display_name == "Ada Lockwood"
    assert buyer(named("", "", "Mill Ltd")).display_name == "Mill Ltd"


def test_an_order_without_addresses_takes_the_customers_own_name() -> None:
    assert buyer(an_order(bill_to=None, ship_to=None)).display_name == "Ada Lockwood"


def test_a_person_is_given_and_family_name() -> None:
    found = buyer(named("Mary Ann Evans", company="Mill Ltd"))
    assert (found.given_name, found.family_name, found.company_name) == ("Mary Ann", "Evans", "Mill Ltd")
    assert (buyer(named("Plato")).given_name, buyer(named("Plato")).family_name) == ("Plato", "")


@pytest.mark.parametrize("nothing", ["", "  ", "-", ". .", "\t\n"])
def test_an_order_without_a_name_is_quarantined_with_a_remedy(nothing: str) -> None:
    with pytest.raises(Unbookable) as stop:
        buyer(named(nothing))
    assert stop.value.problem.code == "no_customer_name"
    assert "when_unnamed" in stop.value.problem.remedy


def test_an_order_without_a_name_goes_under_the_customer_that_the_sync_names() -> None:
    notes: list[str] = []
    found = buyer(named(), notes, when_unnamed="Web customer")
    assert (found.display_name, found.email, found.phone) == ("Web customer", "", "")
    assert notes == ["The order has no customer name; it is booked under “Web customer”."]


def test_what_quickbooks_cannot_hold_in_a_name_is_replaced_and_noted() -> None:
    notes: list[str] = []
    assert buyer(named("Mill:\tNorth\nAda"), notes).display_name == "Mill- North Ada"
    assert any("colon" in note for note in notes)


def test_names_that_are_too_long_are_cut_and_noted() -> None:
    notes: list[str] = []
    found = buyer(named("A" * 600, company="C" * 101), notes)
    assert (len(found.display_name), len(found.given_name), len(found.company_name)) == (500, 100, 100)
    assert len(notes) == 3


def test_an_email_that_is_too_long_is_left_out_and_noted() -> None:
    notes: list[str] = []
    order = an_order(customer=Customer(name="Ada", email="a" * 90 + "@example.com", phone="5" * 40))
    found = buyer(order, notes)
    assert (found.email, len(found.phone)) == ("", 30)
    assert len(notes) == 2

"""Who an order's documents are for: a customer of the company, or what a new one is created with."""

from __future__ import annotations

from order_sync.customer_settings import CustomerSettings
from order_sync.orders import Order
from order_sync.records import fields
from order_sync.records.customer_match import match
from order_sync.records.customer_names import (
    company_of,
    emails_of,
    given_and_family,
    person_of,
    single,
    stands_for_many,
    wish_of,
)
from order_sync.records.fields import Note, cut, cut_name
from order_sync.records.known_customers import KnownCustomers
from order_sync.records.reasons import Unbookable, problem
from order_sync.records.record import Buyer

_NONE_KNOWN = KnownCustomers()


def buyer_of(
    order: Order, settings: CustomerSettings, note: Note, known: KnownCustomers = _NONE_KNOWN, currency: str = ""
) -> Buyer:
    """The buyer by the sync's settings; raises Unbookable where they say that a person has to look.

    `currency`: the order's where the company uses several, else blank.
    """
    wish = wish_of(order, settings, currency, note)
    found = match(wish, known, settings)
    is_of_many = stands_for_many(wish, order, settings)
    if found.customer is None and settings.when_missing != "create":
        if settings.when_missing == "quarantine":
            shown = f"{wish.name}, {wish.emails[0]}" if wish.emails else wish.name
            raise Unbookable(problem("customer_missing", name=shown))
        wish, is_of_many = single(settings, currency), True
        found = match(wish, known, settings)
    if found.passed_over:
        note(f"QuickBooks' customer “{found.passed_over}” is inactive, so a new one is created.")
    return Buyer(
        display_name=found.name,
        customer_id=found.customer.quickbooks_id if found.customer else "",
        wish=wish,
        bill_to=order.bill_to,
        ship_to=order.ship_to,
        **({} if is_of_many else _contact(order, note)),
    )


def _contact(order: Order, note: Note) -> dict[str, str]:
    """What is known of the person, by the fields of a Buyer."""
    given, family = given_and_family(person_of(order))
    return dict(
        given_name=cut_name(given, fields.PERSON_NAME, "The customer's given name", note),
        family_name=cut_name(family, fields.PERSON_NAME, "The customer's family name", note),
        company_name=cut_name(company_of(order), fields.COMPANY_NAME, "The customer's company", note),
        email=_email(order, note),
        phone=cut(_phone(order), fields.PHONE, "The phone number", note),
        customer_type=order.customer_type,
    )


def _phone(order: Order) -> str:
    return order.customer.phone or (order.bill_to.phone if order.bill_to else "")


def _email(order: Order, note: Note) -> str:
    """All of the order's addresses where QuickBooks has room for them, else the first that it has room for."""
    written = order.customer.email.strip()
    if len(written) <= fields.EMAIL:
        return written
    fitting = next((one for one in emails_of(order) if len(one) <= fields.EMAIL), "")
    done = "only the first was kept" if fitting else "was left out"
    note(f"The e-mail address is longer than {fields.EMAIL} characters and {done}.")
    return fitting

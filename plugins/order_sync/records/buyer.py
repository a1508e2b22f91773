"""Who an order's documents are for: the customer's name in QuickBooks, and what a new customer is created with."""

from __future__ import annotations

from order_sync.orders import Order
from order_sync.records import fields
from order_sync.records.fields import Note, cut, cut_name
from order_sync.records.reasons import Unbookable, problem
from order_sync.records.record import Buyer
from order_sync.syncs import CustomerSettings


def buyer_of(order: Order, settings: CustomerSettings, note: Note) -> Buyer:
    """The buyer by the sync's name rule; raises Unbookable where the order has no name and the sync gives none."""
    person, company = _person(order), _company(order)
    chosen = _chosen(order, person, company)
    if not chosen:
        return _unnamed(order, settings, note)
    given, _, family = person.rpartition(" ") if " " in person else (person, "", "")
    return Buyer(
        display_name=cut_name(chosen, fields.DISPLAY_NAME, "The customer's name", note),
        given_name=cut_name(given, fields.PERSON_NAME, "The customer's given name", note),
        family_name=cut_name(family, fields.PERSON_NAME, "The customer's family name", note),
        company_name=cut_name(company, fields.COMPANY_NAME, "The customer's company", note),
        email=_email(order, note),
        phone=cut(_phone(order), fields.PHONE, "The phone number", note),
        bill_to=order.bill_to,
        ship_to=order.ship_to,
        customer_type=order.customer_type,
    )


def customer_name(order: Order) -> str:
    """What a rule says, else the billing name, the customer's name, the company; empty where the order has none of them."""
    return _chosen(order, _person(order), _company(order))


def _chosen(order: Order, person: str, company: str) -> str:
    first = {"company": company, "email": order.customer.email.strip()}.get(order.match_customer_by, person)
    return order.customer_display_name or first or person or company


def _person(order: Order) -> str:
    return _first_named(order.bill_to.name if order.bill_to else "", order.customer.name)


def _company(order: Order) -> str:
    return _first_named(order.bill_to.company if order.bill_to else "", order.customer.company)


def _first_named(*names: str) -> str:
    """The first that holds a letter or digit: stores fill a missing name with dashes, dots or blanks."""
    return next((" ".join(name.split()) for name in names if any(sign.isalnum() for sign in name)), "")


def _unnamed(order: Order, settings: CustomerSettings, note: Note) -> Buyer:
    if settings.when_unnamed is None:
        raise Unbookable(problem("no_customer_name"))
    name = cut_name(settings.when_unnamed, fields.DISPLAY_NAME, "The customer for orders without a name", note)
    note(f"The order has no customer name; it is booked under “{name}”.")
    # no e-mail or phone: this customer stands for many people
    return Buyer(display_name=name, bill_to=order.bill_to, ship_to=order.ship_to)


def _phone(order: Order) -> str:
    return order.customer.phone or (order.bill_to.phone if order.bill_to else "")


def _email(order: Order, note: Note) -> str:
    email = order.customer.email.strip()
    if len(email) <= fields.EMAIL:
        return email
    note(f"The e-mail address is longer than {fields.EMAIL} characters and was left out.")
    return ""

"""Which customer an order means, by the sync's settings and its rules: name, e-mail addresses, who stands above him."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from order_sync.customer_settings import CustomerSettings, NameSource
from order_sync.orders import Address, Order
from order_sync.records import fields
from order_sync.records.fields import Note, distinct_name
from order_sync.records.known_customers import Wish, folded
from order_sync.records.reasons import Unbookable, problem

_BY_RULE = {"name": NameSource.first_last, "company": NameSource.billing_company, "email": NameSource.email}
_OF_MANY = frozenset((NameSource.single, NameSource.channel, NameSource.store_currency))  # such a customer is no person
_SEPARATORS = re.compile(r"[,;\s]+")
_MOST_EMAILS = 10
_WHAT = "The customer's name"


def wish_of(order: Order, settings: CustomerSettings, currency: str, note: Note) -> Wish:
    """The customer that the order means; raises Unbookable where it has no name and the sync gives none.

    `currency`: the order's where the company uses several, else blank.
    """
    if by_rule := _path(order, note):
        return Wish(by_rule[-1], (), currency, tuple(by_rule[:-1]))
    for source in _sources(order, settings):
        if name := distinct_name(_NAMES[source](order, settings), fields.DISPLAY_NAME, _WHAT, note):
            return Wish(name, () if source in _OF_MANY else emails_of(order), currency, _parents(order, settings, name))
    if settings.when_unnamed is None:
        raise Unbookable(problem("no_customer_name"))
    name = distinct_name(settings.when_unnamed, fields.DISPLAY_NAME, "The customer for orders without a name", note)
    note(f"The order has no customer name; it is booked under “{name}”.")
    return Wish(name, (), currency)


def single(settings: CustomerSettings, currency: str) -> Wish:
    """The customer of all orders that have none of their own."""
    return Wish(settings.single or "", (), currency)


def stands_for_many(wish: Wish, order: Order, settings: CustomerSettings) -> bool:
    """Whether he is no one person, so that nobody's e-mail address and phone number go onto him."""
    if order.customer_display_name.strip() or wish.emails:
        return False
    source = next((source for source in _sources(order, settings) if _NAMES[source](order, settings)), None)
    return source is None or source in _OF_MANY


def customer_name(order: Order, settings: CustomerSettings | None = None) -> str:
    """What the order calls its customer; empty where it calls him nothing."""
    if order.customer_display_name.strip():
        return order.customer_display_name
    settings = settings or CustomerSettings()
    return next(filter(None, (_NAMES[source](order, settings) for source in _sources(order, settings))), "")


def emails_of(order: Order) -> tuple[str, ...]:
    """The order's e-mail addresses, folded; stores give several with commas between them."""
    written = folded(order.customer.email)
    parts = _SEPARATORS.split(written) if _SEPARATORS.search(written) else (written,)
    return tuple(dict.fromkeys(one for one in parts if "@" in one))[:_MOST_EMAILS]


def person_of(order: Order) -> str:
    return _first_named(order.bill_to.name if order.bill_to else "", order.customer.name)


def company_of(order: Order) -> str:
    return _first_named(order.bill_to.company if order.bill_to else "", order.customer.company)


def given_and_family(person: str) -> tuple[str, str]:
    """`Mary Ann Evans` is Mary Ann, Evans; one word alone is a given name."""
    given, _, family = person.rpartition(" ") if " " in person else (person, "", "")
    return given, family


def _sources(order: Order, settings: CustomerSettings) -> tuple[NameSource, ...]:
    """What may name the customer, in its order; a rule's choice comes first."""
    chosen = _BY_RULE.get(order.match_customer_by)
    return (chosen, *(one for one in settings.name if one is not chosen)) if chosen else settings.name


def _path(order: Order, note: Note) -> list[str]:
    """The names that a rule gives: a sub-customer's as `Parent:Child`; empty where it gives none."""
    if not order.customer_display_name:
        return []
    parts = (distinct_name(part, fields.DISPLAY_NAME, _WHAT, note) for part in order.customer_display_name.split(":"))
    return [part for part in parts if part]


def _parents(order: Order, settings: CustomerSettings, name: str) -> tuple[str, ...]:
    if settings.parent is None:
        return ()
    parent = distinct_name(_NAMES[settings.parent](order, settings), fields.DISPLAY_NAME, _WHAT, lambda _: None)
    return () if not parent or folded(parent) == folded(name) else (parent,)


def _last_first(person: str) -> str:
    given, family = given_and_family(person)
    return f"{family}, {given}" if family else given


def _first_named(*names: str) -> str:
    """The first that holds a letter or digit: stores fill a missing name with dashes, dots or blanks."""
    for name in names:
        if name and (name[0].isalnum() or any(sign.isalnum() for sign in name)):
            return " ".join(name.split())
    return ""


def _shipped_to(order: Order) -> Address:
    return order.ship_to or Address()


_NAMES: Mapping[NameSource, Callable[[Order, CustomerSettings], str]] = {
    NameSource.first_last: lambda order, _: person_of(order),
    NameSource.last_first: lambda order, _: _last_first(person_of(order)),
    NameSource.billing_company: lambda order, _: company_of(order),
    NameSource.shipping_first_last: lambda order, _: _first_named(_shipped_to(order).name),
    NameSource.shipping_last_first: lambda order, _: _last_first(_first_named(_shipped_to(order).name)),
    NameSource.shipping_company: lambda order, _: _first_named(_shipped_to(order).company),
    NameSource.email: lambda order, _: next(iter(emails_of(order)), ""),
    NameSource.channel: lambda order, _: _first_named(order.channel),
    NameSource.store_currency: lambda order, _: f"{order.store} {order.currency}",
    NameSource.order_number: lambda order, _: order.number.strip(),
    NameSource.single: lambda _, settings: settings.single or "",
}

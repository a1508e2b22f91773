"""The fields that conditions can name: what each is called, what it is a field of, and how it is read.

A field gives all the values it has on one order, line or payment: none where it is blank, several where the order has
several (tags) or where one thing goes by two names (a payment's gateway and its label).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from order_sync.money import to_major
from order_sync.orders import (
    EventKind,
    FulfillmentState,
    Line,
    LineKind,
    Order,
    Payment,
    PaymentKind,
    PaymentMethod,
    PaymentState,
    PaymentStatus,
    ReturnState,
    Status,
    Word,
    statuses_of,
)
from order_sync.rules.values import Kind, Value, plain, plain_name, plain_word, show_value


class Level(Word):
    """What a field, or an action, is of."""

    order = "order"
    line = "line"
    payment = "payment"


class Scene(NamedTuple):
    """What a rule's conditions look at, at once: the order, at most one of its lines, at most one of its payments."""

    order: Order
    line: Line | None = None
    payment: Payment | None = None


# Takes the order, line or payment that the field is of, and the order.
Read = Callable[[Any, Order], Iterable[Value | None]]
Minor = Callable[[Any], int]


@dataclass(frozen=True)
class Field:
    """Two fields are equal when their names are.

    `path`: the one text attribute that it is, as "customer.email"; blank where it is worked out, or is no text.
    `one`: of a field that is worked out and has one value at most, that value.
    `minor`: of an amount, in minor units of the order's currency, from the same target; `read` gives it as people write it.
    """

    name: str
    level: Level = field(compare=False)
    kind: Kind = field(compare=False)
    about: str = field(compare=False)
    read: Read = field(compare=False, repr=False)
    words: tuple[str, ...] = field(compare=False, default=())  # of a choice: all there are
    path: str = field(compare=False, default="")
    one: Callable[[Any, Order], Value | None] | None = field(compare=False, repr=False, default=None)
    minor: Minor | None = field(compare=False, repr=False, default=None)
    one_thing: bool = field(compare=False, default=False)  # its values are names of one thing

    def given(self, scene: Scene) -> list[Value]:
        """The values as they stand in the order; blank ones are left out."""
        target = scene.order if self.level is Level.order else scene.line if self.level is Level.line else scene.payment
        if target is None:
            return []
        return [value for value in self.read(target, scene.order) if value is not None and value != ""]

    def values(self, scene: Scene, raw: bool = False) -> tuple[Value, ...]:
        """The values as rules compare them; `raw` as they stand: a text keeps its case and blanks."""
        given = self.given(scene)
        if raw or self.kind is not Kind.text:
            return tuple(given)
        return tuple([value for value in map(plain, given) if value])

    def shown(self, scene: Scene) -> str:
        """The values as they stand in the order, for people."""
        return ", ".join(dict.fromkeys(show_value(value) for value in self.given(scene)))

    def copied(self, scene: Scene) -> str:
        """What a rule copies of it as text: all values, or one name of the one thing."""
        given = self.given(scene)
        return show_value(given[0]) if given and self.one_thing else self.shown(scene)


def text_getter(path: str) -> Callable[[Any], str | None]:
    """Reads a text that is one attribute of its target, or of a part of it that may be missing."""
    first, _, second = path.partition(".")
    get: Callable[[Any], Any] = attrgetter(first)
    if not second:
        return get
    get_text = attrgetter(second)

    def read(target: Any) -> str | None:
        part = get(target)
        return None if part is None else get_text(part)

    return read


def _path(name: str, level: Level, path: str, about: str) -> Field:
    get = text_getter(path)
    return Field(name, level, Kind.text, about, lambda target, _: (get(target),), path=path)


def _order(
    name: str, about: str, read: Callable[[Order], Iterable[Value | None]], kind: Kind, words: tuple[str, ...] = ()
) -> Field:
    return Field(name, Level.order, kind, about, lambda order, _: read(order), words)


def _line(
    name: str, about: str, read: Callable[[Line], Iterable[Value | None]], kind: Kind, words: tuple[str, ...] = ()
) -> Field:
    return Field(name, Level.line, kind, about, lambda line, _: read(line), words)


def _payment(
    name: str, about: str, read: Callable[[Payment, Order], Iterable[Value | None]], kind: Kind, words: tuple[str, ...] = ()
) -> Field:
    return Field(name, Level.payment, kind, about, read, words)


# Where a store has no need to ship, the order counts as fulfilled, as it does for a sync's statuses.
_FULFILLMENT_WORDS = {state: (plain_word(state),) for state in FulfillmentState} | {
    FulfillmentState.partial: ("partially fulfilled",),
    FulfillmentState.not_required: ("fulfilled", "not required"),
}


def _one(name: str, level: Level, about: str, one: Callable[[Any, Order], Value | None], kind: Kind) -> Field:
    return Field(name, level, kind, about, lambda target, order: (one(target, order),), one=one)


def _money(name: str, level: Level, about: str, minor: Minor) -> Field:
    def read(target: Any, order: Order) -> Iterable[Value]:
        return (to_major(minor(target), order.currency),)

    return Field(name, level, Kind.money, about, read, minor=minor)


def _words(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain_word(word) for group in groups for word in group))


def _statuses(order: Order) -> tuple[str, ...]:
    return tuple(sorted(plain_word(status) for status in statuses_of(order)))


def _total_sold(order: Order) -> int:
    """Tax included, refunds not taken off."""
    total = 0
    for event in order.events:
        if event.kind in _SOLD:
            for line in event.lines:
                total += line.total
    return total


_SOLD = (EventKind.sale, EventKind.edit)


def _sold(order: Order, kind: LineKind) -> int:
    return sum(line.net for line in order.sale_lines if line.kind is kind)


def _products(order: Order) -> list[Line]:
    return [line for line in order.sale_lines if line.kind in (LineKind.product, LineKind.gift_card_sold)]


def _discounts(order: Order, part: str) -> tuple[str | None, ...]:
    """Each once, in the order of the lines."""
    found: list[str | None] = []
    for event in order.events:
        if event.kind in _SOLD:
            for line in event.lines:
                for discount in line.discounts:
                    found.append(getattr(discount, part))
    return tuple(dict.fromkeys(found)) if found else ()


def _kept(order: Order) -> int:
    """The money that came in and was not given back."""
    return sum(payment.amount for payment in order.payments if payment.moves_money)


def _day_shipped(order: Order) -> tuple[date, ...]:
    last = max((shipment.at for shipment in order.shipments), default=None)
    return () if last is None else (order.day(last),)


_ORDER_TEXTS = (
    ("order id", "order_id", "the store's own id"),
    ("store", "store", "the shop as the sync names it"),
    ("platform", "platform", "shopify, woocommerce"),
    ("channel", "channel", "where in the store it was sold: web, pos"),
    ("location", "location", "the store's location"),
    ("currency", "currency", "three letters: USD"),
    ("buyer currency", "presentment_currency", "the one that the buyer saw, three letters"),
    ("po number", "po_number", "the buyer's purchase order"),
    ("note", "note", "the note on the order"),
    ("external reference", "external_ref", "the order's number in another system"),
    ("customer id", "customer.customer_id", "the store's own id"),
    ("customer name", "customer.name", ""),
    ("customer email", "customer.email", ""),
    ("customer company", "customer.company", ""),
    ("customer phone", "customer.phone", ""),
    ("class", "class_name", "set by a rule"),
    ("quickbooks location", "quickbooks_location", "set by a rule"),
    ("sales rep", "sales_rep", "set by a rule"),
    ("memo", "memo", "set by a rule"),
    ("customer message", "customer_message", "set by a rule"),
    ("transaction type", "transaction_type", "set by a rule"),
    ("quickbooks customer", "customer_display_name", "set by a rule"),
    ("customer type", "customer_type", "set by a rule"),
    ("tax code", "tax_code", "set by a rule"),
)
_ADDRESS_TEXTS = (
    ("name", "name", ""),
    ("company", "company", ""),
    ("address", "line1", "street and number"),
    ("address 2", "line2", ""),
    ("city", "city", ""),
    ("postal code", "postal_code", ""),
    ("region", "region", "code of the state or province: CA"),
    ("country", "country", "two letters: US"),
    ("phone", "phone", ""),
)
_LINE_TEXTS = (
    ("sku", "sku", ""),
    ("product name", "title", ""),
    ("product id", "product_id", "the store's own id"),
    ("variant id", "variant_id", "the store's own id"),
    ("item", "item", "set by a rule"),
    ("description", "description", "set by a rule"),
    ("line class", "class_name", "set by a rule"),
    ("line tax code", "tax_code", "set by a rule"),
)
_PAYMENT_TEXTS = (
    ("gateway", "gateway", "the store's key alone: paypal"),
    ("payment reference", "reference", "the processor's transaction id"),
    ("deposit account", "deposit_account", "set by a rule"),
)

_TABLE = (
    replace(_order("order number", "as 1001 or as #1001", lambda o: (o.number, o.name), Kind.text), one_thing=True),
    _order(
        "order status",
        "the words in which a sync chooses orders; an order can have several",
        _statuses,
        Kind.choice,
        _words(Status),
    ),
    _order("payment status", "how the store says it is paid", lambda o: (plain_word(o.payment_state),), Kind.choice,
           _words(PaymentState)),
    _order(
        "fulfillment status",
        "how far it is shipped; an order that needs no shipping is both “not required” and “fulfilled”",
        lambda o: _FULFILLMENT_WORDS[o.fulfillment_state],
        Kind.choice,
        _words(*_FULFILLMENT_WORDS.values()),
    ),
    _order("return status", "", lambda o: (plain_word(o.return_state),), Kind.choice, _words(ReturnState)),
    _order(
        "store status",
        "the store's own words, as they came",
        lambda o: (o.raw_status.order, o.raw_status.financial, o.raw_status.fulfillment, o.raw_status.returns),
        Kind.text,
    ),
    _order("test order", "whether the store marks it as a test", lambda o: (o.is_test,), Kind.yes_no),
    _order("tax exempt", "whether the store takes no tax on it", lambda o: (o.tax_exempt,), Kind.yes_no),
    _order("prices include tax", "", lambda o: (o.prices_include_tax,), Kind.yes_no),
    _order("guest", "whether the buyer has no account in the store", lambda o: (o.customer.is_guest,), Kind.yes_no),
    _one(
        "order date",
        Level.order,
        "the day it was placed, in the store's time zone, or what a rule made it",
        lambda order, _: order.document_date or order.day(order.placed_at),
        Kind.date,
    ),
    _order("date paid", "", lambda o: (o.day(o.paid_at) if o.paid_at else None,), Kind.date),
    _order("date shipped", "the day of the last shipment", _day_shipped, Kind.date),
    _order("date cancelled", "", lambda o: (o.day(o.cancelled_at) if o.cancelled_at else None,), Kind.date),
    _money("order total", Level.order, "what was sold, tax included, refunds not taken off", _total_sold),
    _money("order tax", Level.order, "all tax of what was sold", attrgetter("totals.tax")),
    _money("order discount", Level.order, "", lambda o: sum(line.discount for line in o.sale_lines)),
    _money("shipping amount", Level.order, "without tax", lambda o: _sold(o, LineKind.shipping)),
    _money("tip amount", Level.order, "", lambda o: _sold(o, LineKind.tip)),
    _money("amount paid", Level.order, "money in, less money given back", _kept),
    _money("amount refunded", Level.order, "", attrgetter("totals.refunded")),
    _money("balance due", Level.order, "what is not paid yet", lambda o: o.totals.current - _kept(o)),
    _order("number of lines", "products and gift cards sold", lambda o: (Decimal(len(_products(o))),), Kind.number),
    _order("total quantity", "of products and gift cards sold",
           lambda o: (sum((line.quantity for line in _products(o)), Decimal(0)),), Kind.number),
    _order("tag", "any of the order's tags", lambda o: o.tags, Kind.text),
    _order("discount code", "any code that was used", lambda o: _discounts(o, "code"), Kind.text),
    _order("discount name", "", lambda o: _discounts(o, "name"), Kind.text),
    _order("shipping method", "the name of what was paid for shipping",
           lambda o: [line.title for line in o.sale_lines if line.kind is LineKind.shipping], Kind.text),
    _order("carrier", "", lambda o: [shipment.carrier for shipment in o.shipments], Kind.text),
    _order("tracking number", "", lambda o: [t for shipment in o.shipments for t in shipment.tracking], Kind.text),
    _order("tax name", "", lambda o: dict.fromkeys(tax.name for line in o.sale_lines for tax in line.taxes), Kind.text),
    _order(
        "tax remitted by channel",
        "whether a marketplace pays some of the tax to the state",
        lambda o: (any(tax.remitted_by_channel for line in o.sale_lines for tax in line.taxes),),
        Kind.yes_no,
    ),
    _order("terms", "the store's, or what a rule made them",
           lambda o: (o.terms_name or (o.terms.name if o.terms else None),), Kind.text),
    *(_path(name, Level.order, path, about) for name, path, about in _ORDER_TEXTS),
    *(
        _path(f"{word} {name}", Level.order, f"{which}.{part}", about)
        for word, which in (("billing", "bill_to"), ("shipping", "ship_to"))
        for name, part, about in _ADDRESS_TEXTS
    ),
    _order("any custom field", "the values of all custom fields of the order", lambda o: o.attributes.values(), Kind.text),
    *(_path(name, Level.line, path, about) for name, path, about in _LINE_TEXTS),
    _one("quantity", Level.line, "", lambda line, _: line.quantity, Kind.number),
    _money("line amount", Level.line, "after discount, without tax", attrgetter("net")),
    _money("line discount", Level.line, "", attrgetter("discount")),
    _money("line tax", Level.line, "", attrgetter("tax")),
    _line("taxable", "", lambda line: (line.taxable,), Kind.yes_no),
    _line("gift card", "whether the line sells a gift card", lambda line: (line.kind is LineKind.gift_card_sold,),
          Kind.yes_no),
    _line("any line custom field", "the values of all custom fields of the line", lambda line: line.attributes.values(),
          Kind.text),
    *(_path(name, Level.payment, path, about) for name, path, about in _PAYMENT_TEXTS),
    replace(
        _payment(
            "payment method",
            "the store's key or its label, whichever fits: paypal, PayPal; or what a rule made it",
            lambda payment, _: (payment.method_name,) if payment.method_name else (payment.gateway_label, payment.gateway),
            Kind.text,
        ),
        one_thing=True,
    ),
    _payment(
        "payment type",
        "what kind of money it is",
        lambda payment, _: (plain_word(payment.method),),
        Kind.choice,
        _words(PaymentMethod),
    ),
    _payment("payment step", "", lambda payment, _: (plain_word(payment.kind),), Kind.choice, _words(PaymentKind)),
    _payment("payment outcome", "", lambda payment, _: (plain_word(payment.status),), Kind.choice, _words(PaymentStatus)),
    _money("payment amount", Level.payment, "", attrgetter("amount")),
    _payment("payment date", "", lambda payment, order: (order.day(payment.at),), Kind.date),
    _payment("test payment", "", lambda payment, _: (payment.is_test,), Kind.yes_no),
)  # fmt: skip

FIELDS: dict[str, Field] = {entry.name: entry for entry in _TABLE}

CUSTOM = "custom field "
LINE_CUSTOM = "line custom field "


def find_field(written: str) -> Field | None:
    """The field of that name; `custom field NAME` and `line custom field NAME` are made as they are asked for."""
    name = plain_name(written)
    return FIELDS.get(name) or _custom_field(name)


@lru_cache(maxsize=1_000)
def _custom_field(name: str) -> Field | None:
    for prefix, level in ((LINE_CUSTOM, Level.line), (CUSTOM, Level.order)):
        if name.startswith(prefix):
            return _custom(name, name.removeprefix(prefix), level)
    return None


def _custom(name: str, key: str, level: Level) -> Field:
    def read(target: Any, _: Order) -> Iterable[Value | None]:
        attributes: Mapping[str, str] = target.attributes
        return [value for attribute, value in attributes.items() if plain_name(attribute) == key]

    return Field(name, level, Kind.text, "", read)

"""The fields that conditions can name: what each is called, what it is a field of, and how it is read.

A field gives all the values it has on one order, line or payment: none where it is blank, several where the order has
several (tags) or where one thing goes by two names (a payment's gateway and its label).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from order_sync.money import to_major
from order_sync.orders import (
    Address,
    FulfillmentState,
    Line,
    LineKind,
    Order,
    Payment,
    PaymentMethod,
    PaymentState,
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


@dataclass(frozen=True)
class Scene:
    """What a rule's conditions look at, at once: the order, at most one of its lines, at most one of its payments."""

    order: Order
    line: Line | None = None
    payment: Payment | None = None


Read = Callable[[Scene], Iterable[Value]]


@dataclass(frozen=True)
class Field:
    """Two fields are equal when their names are."""

    name: str
    level: Level = field(compare=False)
    kind: Kind = field(compare=False)
    about: str = field(compare=False)
    read: Read = field(compare=False, repr=False)
    words: tuple[str, ...] = field(compare=False, default=())  # of a choice: all there are

    def values(self, scene: Scene) -> tuple[Value, ...]:
        """The values as rules compare them; blank ones are left out."""
        raw = self.read(scene)
        return tuple([value for value in (plain(v) if isinstance(v, str) else v for v in raw) if value != ""])

    def shown(self, scene: Scene) -> str:
        """The values as they stand in the order, for people."""
        return ", ".join(dict.fromkeys(show_value(value) for value in self.read(scene) if value != ""))


def _order(
    name: str, about: str, read: Callable[[Order], Iterable[Value]], kind: Kind = Kind.text, words: tuple[str, ...] = ()
) -> Field:
    return Field(name, Level.order, kind, about, lambda scene: read(scene.order), words)


def _line(name: str, about: str, read: Callable[[Line, str], Iterable[Value]], kind: Kind = Kind.text) -> Field:
    def of_line(scene: Scene) -> Iterable[Value]:
        return read(scene.line, scene.order.currency) if scene.line else ()

    return Field(name, Level.line, kind, about, of_line)


def _payment(
    name: str,
    about: str,
    read: Callable[[Payment, str], Iterable[Value]],
    kind: Kind = Kind.text,
    words: tuple[str, ...] = (),
) -> Field:
    def of_payment(scene: Scene) -> Iterable[Value]:
        return read(scene.payment, scene.order.currency) if scene.payment else ()

    return Field(name, Level.payment, kind, about, of_payment, words)


# Where a store has no need to ship, the order counts as fulfilled, as it does for a sync's statuses.
_FULFILLMENT_WORDS = {state: (plain_word(state),) for state in FulfillmentState} | {
    FulfillmentState.partial: ("partially fulfilled",),
    FulfillmentState.not_required: ("fulfilled", "not required"),
}


def _words(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain_word(word) for group in groups for word in group))


def _text(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _statuses(order: Order) -> tuple[str, ...]:
    return tuple(sorted(plain_word(status) for status in statuses_of(order)))


def _order_total(order: Order) -> tuple[Value, ...]:
    return (to_major(sum(line.total for line in order.sale_lines), order.currency),)


def _shipping_amount(order: Order) -> tuple[Value, ...]:
    shipping = sum(line.net for line in order.sale_lines if line.kind is LineKind.shipping)
    return (to_major(shipping, order.currency),)


def _discount_codes(order: Order) -> tuple[str, ...]:
    codes = (discount.code for line in order.sale_lines for discount in line.discounts)
    return tuple(dict.fromkeys(code for code in codes if code))


def _of_address(part: str, which: str) -> Callable[[Order], tuple[str, ...]]:
    def read(order: Order) -> tuple[str, ...]:
        address: Address | None = getattr(order, which)
        return _text(getattr(address, part)) if address else ()

    return read


_TABLE = (
    _order("order number", "as 1001 or as #1001", lambda order: _text(order.number, order.name)),
    _order(
        "order status",
        "the words in which a sync chooses orders; an order can have several",
        _statuses,
        Kind.choice,
        _words(Status),
    ),
    _order(
        "payment status",
        "how the store says it is paid",
        lambda order: (plain_word(order.payment_state),),
        Kind.choice,
        _words(PaymentState),
    ),
    _order(
        "fulfillment status",
        "how far it is shipped; an order that needs no shipping is both “not required” and “fulfilled”",
        lambda order: _FULFILLMENT_WORDS[order.fulfillment_state],
        Kind.choice,
        _words(*_FULFILLMENT_WORDS.values()),
    ),
    _order("test order", "whether the store marks it as a test", lambda order: (order.is_test,), Kind.yes_no),
    _order("order date", "the day it was placed, in the store's time zone", lambda order: (order.business_date,), Kind.date),
    _order("order total", "what was sold, tax included, refunds not taken off", _order_total, Kind.money),
    _order("order tax", "all tax of what was sold", lambda order: (to_major(order.totals.tax, order.currency),), Kind.money),
    _order("shipping amount", "without tax", _shipping_amount, Kind.money),
    _order("currency", "three letters: USD", lambda order: (order.currency,)),
    _order("store", "the shop as the sync names it", lambda order: (order.store,)),
    _order("platform", "shopify, woocommerce", lambda order: (order.platform,)),
    _order("channel", "where in the store it was sold: web, pos", lambda order: (order.channel,)),
    _order("location", "the store's location", lambda order: _text(order.location)),
    _order("tag", "any of the order's tags", lambda order: order.tags),
    _order("discount code", "any code that was used", _discount_codes),
    _order("po number", "the buyer's purchase order", lambda order: _text(order.po_number)),
    _order("note", "the note on the order", lambda order: _text(order.note)),
    _order("customer name", "", lambda order: _text(order.customer.name)),
    _order("customer email", "", lambda order: _text(order.customer.email)),
    _order("customer company", "", lambda order: _text(order.customer.company)),
    *(
        _order(f"{word} {name}", about, _of_address(part, which))
        for word, which in (("billing", "bill_to"), ("shipping", "ship_to"))
        for name, part, about in (
            ("name", "name", ""),
            ("company", "company", ""),
            ("city", "city", ""),
            ("region", "region", "code of the state or province: CA"),
            ("country", "country", "two letters: US"),
        )
    ),
    _order("any custom field", "the values of all custom fields of the order", lambda order: order.attributes.values()),
    _line("sku", "", lambda line, _: _text(line.sku)),
    _line("product name", "", lambda line, _: _text(line.title)),
    _line("quantity", "", lambda line, _: (line.quantity,), Kind.number),
    _line("line amount", "after discount, without tax", lambda line, currency: (to_major(line.net, currency),), Kind.money),
    _payment(
        "payment method",
        "the store's key or its label, whichever fits: paypal, PayPal",
        lambda payment, _: _text(payment.gateway, payment.gateway_label),
    ),
    _payment("gateway", "the store's key alone: paypal", lambda payment, _: _text(payment.gateway)),
    _payment(
        "payment type",
        "what kind of money it is",
        lambda payment, _: (plain_word(payment.method),),
        Kind.choice,
        _words(PaymentMethod),
    ),
    _payment("payment amount", "", lambda payment, currency: (to_major(payment.amount, currency),), Kind.money),
    _payment("payment reference", "the processor's transaction id", lambda payment, _: _text(payment.reference)),
)

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
        key = name.removeprefix(prefix)
        if name.startswith(prefix):
            return _custom(name, key, level)
    return None


def _custom(name: str, key: str, level: Level) -> Field:
    def named(attributes: Mapping[str, str]) -> Iterable[Value]:
        return [value for attribute, value in attributes.items() if plain_name(attribute) == key]

    if level is Level.line:
        return _line(name, "", lambda line, _: named(line.attributes))
    return _order(name, "", lambda order: named(order.attributes))

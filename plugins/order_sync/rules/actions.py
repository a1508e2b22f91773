"""The actions that rules can take. How to add one: docs/add-a-rule-action.md."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from order_sync.money import minor_digits, round_minor, show
from order_sync.orders import Line, LineKind, Order
from order_sync.rules import amounts
from order_sync.rules.fields import Level
from order_sync.rules.values import Kind, NewLine, Value, plain_name
from order_sync.syncs import RecordKind

# Takes the order, the places of the lines (payments) it acts on, and the value.
Reshape = Callable[[Order, Collection[int], Value], Order]


@dataclass(frozen=True)
class Action:
    """Two actions are equal when their names are. It does one of four things, whichever is given:

    raises a flag of the decision; puts its value into one attribute of its target (order, line or payment, by `level`);
    gives the target anew (`change`); gives the whole order anew (`reshape`). `shown` says what the target holds.
    """

    name: str
    level: Level = field(compare=False)
    kind: Kind = field(compare=False)
    about: str = field(compare=False)
    longest: int = field(compare=False, default=0)  # characters of a text value
    words: tuple[str, ...] = field(compare=False, default=())  # of a choice: all there are
    flag: str | None = field(compare=False, default=None)  # the field of Decision that names the rule
    attribute: str = field(compare=False, default="")
    change: Callable[[Any, Value, Order], Any] | None = field(compare=False, repr=False, default=None)
    reshape: Reshape | None = field(compare=False, repr=False, default=None)
    shown: Callable[[Any, Order], str] = field(compare=False, repr=False, default=lambda target, _: str(target))
    writes: tuple[str, ...] | None = field(compare=False, default=None)  # fields that may change; None: any
    names: str = field(compare=False, default="")  # which list of QuickBooks the value is a name of: "account", "class"
    for_documents: bool = field(compare=False, default=False)  # may be for some record kinds only
    nowhere: tuple[RecordKind, ...] = field(compare=False, default=())  # kinds that have no place for it
    only_lines: tuple[LineKind, ...] = field(compare=False, default=(LineKind.product, LineKind.gift_card_sold))
    takes_off: bool = field(compare=False, default=False)  # lines lose their places
    target: str = field(
        compare=False, init=False, repr=False, default=""
    )  # what it sets: two of one target override each other
    is_on_products: bool = field(compare=False, init=False, repr=False, default=True)  # else on other lines, as shipping

    def __post_init__(self) -> None:
        object.__setattr__(self, "target", f"{self.level} {self.attribute or self.name}")
        object.__setattr__(self, "is_on_products", self.only_lines == (LineKind.product, LineKind.gift_card_sold))

    @property
    def can_be_cleared(self) -> bool:
        return bool(self.attribute) and self.kind in (Kind.text, Kind.choice, Kind.date)

    def empty(self, target: Any) -> Any:
        """What the attribute holds where nothing was ever put into it."""
        info = {found.name: found for found in msgspec.structs.fields(target)}[self.attribute]
        return "" if info.default is msgspec.NODEFAULT else info.default


def _flag(name: str, flag: str, about: str) -> Action:
    return Action(name, Level.order, Kind.yes_no, about, flag=flag, writes=())


def _sets(
    name: str,
    level: Level,
    attribute: str,
    longest: int,
    about: str,
    *fields: str,
    names: str = "",
    kind: Kind = Kind.text,
    words: tuple[str, ...] = (),
    for_documents: bool = False,
    only_lines: tuple[LineKind, ...] = (LineKind.product, LineKind.gift_card_sold),
    nowhere: tuple[RecordKind, ...] = (),
) -> Action:
    """An action that puts its value into one attribute of its target; `fields` are those that read it."""

    def shown(target: Any, _: Order) -> str:
        held = getattr(target, attribute)
        return "" if held is None else str(held)

    return Action(
        name, level, kind, about, longest, words, attribute=attribute, shown=shown, writes=fields, names=names,
        for_documents=for_documents, only_lines=only_lines, nowhere=nowhere,
    )  # fmt: skip


def _heading(name: str, attribute: str, longest: int, about: str, *fields: str, names: str = "", **more: Any) -> Action:
    """An action that sets a part of the documents' heading."""
    return _sets(name, Level.order, attribute, longest, about, *fields, names=names, for_documents=True, **more)


def _on_line(
    name: str, kind: Kind, about: str, change: Callable[[Line, Value], Line], attribute: str, *fields: str
) -> Action:
    """An action that works out one attribute of a line anew; `fields` are those that read it, none: any."""
    return Action(
        name, Level.line, kind, about, 100, change=lambda line, value, _: change(line, value),
        shown=lambda line, _: str(getattr(line, attribute) or ""), writes=fields or None,
    )  # fmt: skip


def _on_order(name: str, kind: Kind, about: str, change: Callable[[Order, Value], Order]) -> Action:
    """An action that changes amounts; the trace shows the order's total."""
    return Action(
        name, Level.order, kind, about, reshape=lambda order, _, value: change(order, value),
        shown=lambda order, _: show(order.totals.current, order.currency),
    )  # fmt: skip


def _with_sku(change: Callable[[str, str], str]) -> Callable[[Line, Value], Line]:
    """Changes the SKU, never into nothing."""

    def changed(line: Line, value: Value) -> Line:
        sku = change(line.sku or "", str(value)).strip()
        return msgspec.structs.replace(line, sku=sku) if sku and sku != line.sku else line

    return changed


def _without(sku: str, part: str) -> str:
    """The SKU without the first place where the part stands, in whatever case."""
    at = sku.lower().find(part.lower())
    return sku if at < 0 else sku[:at] + sku[at + len(part) :]


def _tagged(order: Order, value: Value) -> Order:
    tag = str(value)
    if plain_name(tag) in {plain_name(other) for other in order.tags}:
        return order
    return msgspec.structs.replace(order, tags=(*order.tags, tag))


def _untagged(order: Order, value: Value) -> Order:
    kept = tuple(tag for tag in order.tags if plain_name(tag) != plain_name(str(value)))
    return order if kept == order.tags else msgspec.structs.replace(order, tags=kept)


def _on_tags(name: str, about: str, change: Callable[[Order, Value], Order]) -> Action:
    return Action(
        name, Level.order, Kind.text, about, 255, change=lambda order, value, _: change(order, value),
        shown=lambda order, _: ", ".join(order.tags), writes=("tag",),
    )  # fmt: skip


def _relabelled(order: Order, value: Value) -> Order:
    """The same amounts in another currency; only one of the same number of decimals, or the amounts would change."""
    code = str(value).upper()
    same = minor_digits(code) == minor_digits(order.currency)
    return msgspec.structs.replace(order, currency=code) if same else order


def _added(order: Order, value: Value) -> Order:
    assert isinstance(value, NewLine)
    amount = round_minor(value.amount, order.currency)
    return amounts.with_line(order, value, amount, LineKind.product, value.description or value.item)


def _fee(name: str, attribute: str, kind: Kind, about: str) -> Action:
    def change(payment: Any, value: Value, order: Order) -> Any:
        number = Decimal(str(value))
        put = number if kind is Kind.number else round_minor(number, order.currency)
        return msgspec.structs.replace(payment, **{attribute: put})

    def shown(payment: Any, order: Order) -> str:
        held = getattr(payment, attribute)
        if held is None:
            return ""
        return show(held, order.currency) if kind is Kind.money else str(held)

    return Action(name, Level.payment, kind, about, change=change, shown=shown, writes=())


TRANSACTION_TYPES = ("sales order", "invoice", "sales receipt", "sales order and invoice")
CUSTOMER_MATCHES = ("name", "company", "email")
_SHIPPING = (LineKind.shipping,)
_NO_PAYMENT = (RecordKind.payment,)
_ONLY_INVOICE = tuple(kind for kind in RecordKind if kind is not RecordKind.invoice)
_ONLY_OWED = tuple(kind for kind in RecordKind if kind not in (RecordKind.invoice, RecordKind.payment))

# QuickBooks: an item's SKU and name hold 100 characters, an account's full name is a chain of such names; DocNumber and
# PaymentRefNum 21, a private note 4,000, a message 1,000, a custom field 31 (reference sections 2.1 and 2.2).
_TABLE = (
    _flag("hold invoice", "invoice_held_by", "makes no invoice, receipt, payment or refund yet; the sales order is made"),
    _flag("mark invoice as unpaid", "unpaid_by", "makes no payment, whatever the store says; a refund is a credit memo"),
    _flag("do not import", "skipped_by", "leaves the whole order out of QuickBooks"),
    _flag("hold order", "held_by", "makes nothing until a person approves the order, or the rule no longer says so"),
    _flag("stop", "stopped_by", "no later rule looks at this order"),
    _sets("map transaction type", Level.order, "transaction_type", 0,
          "which documents the order becomes, in place of the sync's", "transaction type", kind=Kind.choice,
          words=TRANSACTION_TYPES),
    _sets("map order number", Level.order, "number", 21, "the documents' number, without the prefix", "order number"),
    _sets("add prefix", Level.order, "number_prefix", 8, "stands before the number, in place of the sync's prefix"),
    _heading("map order date", "document_date", 0, "the date of the documents, payments left out", "order date",
             kind=Kind.date, nowhere=_NO_PAYMENT),
    _heading("map invoice date", "invoice_date", 0, "the date of the invoice alone", kind=Kind.date,
             nowhere=_ONLY_INVOICE),
    _sets("map channel", Level.order, "channel", 255, "where it was sold, for later rules", "channel"),
    _heading("map class", "class_name", 500, "the class of the documents, payments left out", "class", names="class",
             nowhere=_NO_PAYMENT),
    _heading("map location", "quickbooks_location", 500, "the location of the documents, payments left out",
             "quickbooks location", names="location", nowhere=_NO_PAYMENT),
    _heading("map po number", "po_number", 15, "the purchase order in the memo", "po number"),
    _heading("map terms", "terms_name", 31, "the terms of the invoice", "terms", names="terms", nowhere=_ONLY_INVOICE),
    _heading("map sales rep", "sales_rep", 31, "goes to the custom field “Sales Rep”, else into the memo",
             "sales rep", nowhere=_NO_PAYMENT),
    _heading("map memo", "memo", 3_500, "the private note of the documents, before our own mark", "memo"),
    _heading("map customer message", "customer_message", 1_000, "the message that the customer sees", "customer message",
             nowhere=_NO_PAYMENT),
    Action("map currency", Level.order, Kind.text, "says in which currency the amounts are; nothing is converted", 3,
           change=lambda order, value, _: _relabelled(order, value), shown=lambda order, _: order.currency),
    _on_tags("tag", "adds a tag, for later rules and the report", _tagged),
    _on_tags("remove tag", "takes a tag off, for later rules", _untagged),
    _heading("map a/r account", "ar_account", 500, "the receivables account of invoice and payment; the company's only one",
             names="receivables account", nowhere=_ONLY_OWED),
    _heading("map discount account", "discount_account", 500, "the account that discounts go to", names="account",
             nowhere=_NO_PAYMENT),
    _heading("map tax code", "tax_code", 100, "the tax code of the documents", "tax code", names="tax code",
             nowhere=_NO_PAYMENT),
    _heading("map discount tax code", "discount_tax_code", 100, "the tax code of the discount", names="line tax code",
             nowhere=_NO_PAYMENT),
    _on_order("remove tax", Kind.yes_no, "takes all tax off the order, and off what was paid",
              lambda order, value: amounts.without_tax(order) if value is True else order),
    _on_order("map shipping price", Kind.money, "makes the shipping this amount, without tax",
              lambda order, value: amounts.with_shipping(order, lambda _: round_minor(Decimal(str(value)), order.currency))),
    _on_order("add shipping surcharge", Kind.money_or_percent, "puts an amount or a percentage on top of the shipping",
              amounts.surcharge),
    _on_order("add line", Kind.line, "adds a line to what was sold", _added),
    _sets("map customer", Level.order, "customer_display_name", 500, "the customer's name in QuickBooks",
          "quickbooks customer"),
    _sets("match customer by", Level.order, "match_customer_by", 0, "which field of the order names the customer",
          kind=Kind.choice, words=CUSTOMER_MATCHES),
    _sets("map customer type", Level.order, "customer_type", 100, "the type that a new customer gets", "customer type",
          names="customer type"),
    _sets("map sku", Level.line, "sku", 100, "gives the line another SKU before its item is looked up", "sku"),
    _sets("map item", Level.line, "item", 100, "the item's name in QuickBooks, whatever the SKU", "item"),
    _sets("map description", Level.line, "description", 4_000, "the line's text, in place of the product's name",
          "description"),
    _sets("map line class", Level.line, "class_name", 500, "the class of the line", "line class", names="line class",
          for_documents=True, nowhere=_NO_PAYMENT),
    _sets("map line tax code", Level.line, "tax_code", 100, "the tax code of the line", "line tax code",
          names="line tax code", for_documents=True, nowhere=_NO_PAYMENT),
    _sets("map shipping item", Level.line, "item", 100, "the item of what was paid for shipping", only_lines=_SHIPPING),
    _sets("map shipping tax code", Level.line, "tax_code", 100, "the tax code of the shipping", names="line tax code",
          only_lines=_SHIPPING),
    _on_line("keep sku before", Kind.text, "keeps what stands before the first place of this text",
             _with_sku(lambda sku, at: sku.partition(at)[0]), "sku", "sku"),
    _on_line("keep sku after", Kind.text, "keeps what stands after the first place of this text",
             _with_sku(lambda sku, at: sku.partition(at)[2] or sku), "sku", "sku"),
    _on_line("cut from sku", Kind.text, "takes this text out of the SKU", _with_sku(_without), "sku", "sku"),
    _on_line("multiply quantity", Kind.number, "the quantity times this; the amount stays, so the unit price changes",
             lambda line, value: msgspec.structs.replace(line, quantity=line.quantity * Decimal(str(value))),
             "quantity"),
    Action("multiply quantity and amount", Level.line, Kind.number, "the quantity and the amounts times this",
           reshape=lambda order, places, value: amounts.multiplied(order, places, Decimal(str(value))),
           shown=lambda line, order: f"{line.quantity:f} for {show(line.total, order.currency)}"),
    Action("remove line", Level.line, Kind.yes_no, "takes the line off the order",
           reshape=lambda order, places, value: amounts.without_lines(order, places) if value is True else order,
           takes_off=True,
        shown=lambda line, order: show(line.total, order.currency)),
    _sets("map deposit account", Level.payment, "deposit_account", 500, "puts the money into this account",
          "deposit account", names="account"),
    _sets("map payment method", Level.payment, "method_name", 31, "the payment method in QuickBooks", "payment method"),
    _sets("map payment reference", Level.payment, "reference", 21, "the reference of the payment", "payment reference"),
    _fee("map merchant fee percent", "fee_percent", Kind.number, "the processor's fee in percent of the payment"),
    _fee("map merchant fee cents", "fee_fixed", Kind.money, "the processor's fee for each payment, as 0.30"),
    _sets("map merchant fee item", Level.payment, "fee_item", 100, "what the fee is called in the report"),
)  # fmt: skip

ACTIONS: dict[str, Action] = {entry.name: entry for entry in _TABLE}
CUSTOM_FIELD = "map custom field "

# What the commercial model has and QuickBooks Online has no place for, with what to do instead.
ELSEWHERE: dict[str, str] = {
    "map inventory site": "QuickBooks Online has no inventory sites; use map location.",
    "map unit of measure": "QuickBooks Online has no units of measure; use multiply quantity.",
    "map order template": "QuickBooks Online takes no form template from outside; choose it in QuickBooks.",
    "map line custom field": "QuickBooks Online's lines have no custom fields; use map description.",
    "map discount item": "QuickBooks Online books a discount to an account: use map discount account.",
    "map tax item": "Tax is never sent as a line, so it needs no item.",
    "map order status": "Orders go from the store to QuickBooks only.",
}


def find_action(written: str) -> Action | None:
    """The action of that name; `map custom field NAME` is made as it is asked for."""
    name = plain_name(written)
    return ACTIONS.get(name) or _custom_field(name)


@lru_cache(maxsize=1_000)
def _custom_field(name: str) -> Action | None:
    key = name.removeprefix(CUSTOM_FIELD)
    if not name.startswith(CUSTOM_FIELD) or not key:
        return None

    def change(order: Order, value: Value, _: Order) -> Order:
        return msgspec.structs.replace(order, custom_fields={**order.custom_fields, key: str(value)})

    return Action(
        name, Level.order, Kind.text, "a custom field of the documents, by its name in QuickBooks", 31, change=change,
        shown=lambda order, _: order.custom_fields.get(key, ""), writes=(), for_documents=True,
        names="custom field", nowhere=_NO_PAYMENT,
    )  # fmt: skip

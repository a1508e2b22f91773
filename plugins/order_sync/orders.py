"""The normalised order: what every store's order becomes before anything else looks at it.

Money is integer minor units of `currency`; everything is without tax, plus tax. Times are aware UTC. Ids are strings.
Sale rows are positive, refund and return rows negative; `net = gross - discount` and `total = net + tax` hold on both sides.
(Field by field: reference store-order-apis, section 9.)
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec


class Word(str, Enum):
    """An enumeration that prints as its value, on every Python version."""

    def __str__(self) -> str:
        return str(self.value)


class Lifecycle(Word):
    open = "open"
    closed = "closed"
    cancelled = "cancelled"
    draft = "draft"
    deleted = "deleted"
    unknown = "unknown"


class PaymentState(Word):
    none_due = "none_due"
    pending = "pending"
    authorized = "authorized"
    expired = "expired"
    partially_paid = "partially_paid"
    paid = "paid"
    partially_refunded = "partially_refunded"
    refunded = "refunded"
    voided = "voided"
    failed = "failed"
    disputed = "disputed"
    unknown = "unknown"


class FulfillmentState(Word):
    unfulfilled = "unfulfilled"
    in_progress = "in_progress"
    partial = "partial"
    fulfilled = "fulfilled"
    on_hold = "on_hold"
    scheduled = "scheduled"
    not_required = "not_required"
    unknown = "unknown"


class ReturnState(Word):
    none = "none"
    requested = "requested"
    in_progress = "in_progress"
    returned = "returned"
    failed = "failed"
    unknown = "unknown"


class Status(Word):
    """The words in which a sync chooses orders; one order can have several (paid and fulfilled)."""

    pending = "pending"
    authorized = "authorized"
    partially_paid = "partially_paid"
    paid = "paid"
    unfulfilled = "unfulfilled"
    partially_fulfilled = "partially_fulfilled"
    fulfilled = "fulfilled"
    on_hold = "on_hold"
    partially_refunded = "partially_refunded"
    refunded = "refunded"
    voided = "voided"
    failed = "failed"
    cancelled = "cancelled"
    draft = "draft"


class EventKind(Word):
    sale = "sale"
    edit = "edit"
    refund = "refund"
    return_ = "return"
    cancel = "cancel"


class LineKind(Word):
    product = "product"
    gift_card_sold = "gift_card_sold"
    shipping = "shipping"
    handling = "handling"
    wrapping = "wrapping"
    fee = "fee"
    tip = "tip"
    duty = "duty"
    adjustment = "adjustment"
    rounding = "rounding"


class PaymentKind(Word):
    authorization = "authorization"
    sale = "sale"
    capture = "capture"
    refund = "refund"
    void = "void"
    change = "change"


class PaymentStatus(Word):
    ok = "ok"
    pending = "pending"
    failed = "failed"
    unknown = "unknown"


class PaymentMethod(Word):
    """What kind of money it is; the store's own words stay in `gateway` and `gateway_label`."""

    card = "card"
    wallet = "wallet"
    cash = "cash"
    bank = "bank"
    gift_card = "gift_card"
    store_credit = "store_credit"
    manual = "manual"
    cash_on_delivery = "cash_on_delivery"
    other = "other"


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""  # state or province code
    postal_code: str = ""
    country: str = ""  # ISO 3166, two letters
    phone: str = ""


class Customer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    customer_id: str | None = None
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    is_guest: bool = False


class Tax(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    amount: int
    rate: Decimal | None = None  # a fraction: 0.0825
    remitted_by_channel: bool = False  # the marketplace pays it to the state, not the merchant


class Discount(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    amount: int
    code: str | None = None
    whole_order: bool = False


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of an event. `net = gross - discount`, `total = net + tax`, `tax = sum(taxes)`."""

    line_id: str
    kind: LineKind
    title: str
    quantity: Decimal
    gross: int
    discount: int = 0
    net: int
    tax: int = 0
    total: int
    source_line_id: str | None = None
    sku: str | None = None
    variant_id: str | None = None
    product_id: str | None = None
    parent_line_id: str | None = None
    taxable: bool = True
    taxes: tuple[Tax, ...] = ()
    discounts: tuple[Discount, ...] = ()
    attributes: dict[str, str] = {}
    # Set by rules alone; blank: as the sync's settings say.
    item: str = ""  # the item's name in QuickBooks
    description: str = ""
    class_name: str = ""
    tax_code: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened to the order and changed what it is worth."""

    event_id: str
    kind: EventKind
    at: datetime
    lines: tuple[Line, ...] = ()
    reason: str | None = None
    refund_id: str | None = None


class Payment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Money in (+) or out (-), or the promise of it; only `moves_money` counts as money."""

    payment_id: str
    kind: PaymentKind
    status: PaymentStatus
    method: PaymentMethod
    gateway: str  # the store's machine key: "paypal", "shopify_payments"
    gateway_label: str = ""  # what the merchant calls it: "PayPal"
    amount: int
    moves_money: bool
    at: datetime
    parent_id: str | None = None
    reference: str | None = None
    fee: int | None = None
    is_test: bool = False
    refund_id: str | None = None  # money out: that of the event which it belongs to, where the store says so
    # Set by rules alone; blank: as the sync's settings say.
    deposit_account: str = ""
    method_name: str = ""  # the payment method's name in QuickBooks
    fee_percent: Decimal | None = None  # of the amount: 2.9
    fee_fixed: int | None = None  # minor units, on top of the percentage
    fee_item: str = ""


class ShippedLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    source_line_id: str
    quantity: Decimal


class Shipment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    shipment_id: str
    at: datetime
    carrier: str | None = None
    tracking: tuple[str, ...] = ()
    lines: tuple[ShippedLine, ...] = ()


class Terms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    due_days: int | None = None


class RawStatus(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The store's own words, as they came."""

    order: str = ""
    financial: str = ""
    fulfillment: str = ""
    returns: str = ""


class StoreTotals(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the store itself says; the truth that the parts must add up to."""

    original: int  # all SALE rows, tax included
    current: int  # after edits, refunds and returns
    tax: int  # of SALE and EDIT rows
    paid: int  # money in, before refunds
    refunded: int = 0  # money given back, positive
    discount: int = 0
    shipping: int = 0
    outstanding: int | None = None  # None: the store does not say


class Order(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    platform: str  # "shopify", "woocommerce"
    store: str  # the configured shop, never the platform: part of every key
    order_id: str
    number: str  # "1001": becomes the document number
    name: str  # "#1001": what people see in the store
    created_at: datetime
    placed_at: datetime
    updated_at: datetime
    time_zone: str  # the store's, as IANA names it
    currency: str
    lifecycle: Lifecycle
    payment_state: PaymentState
    fulfillment_state: FulfillmentState
    return_state: ReturnState = ReturnState.none
    raw_status: RawStatus = RawStatus()
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    closed_at: datetime | None = None
    presentment_currency: str | None = None
    fx_rate: Decimal | None = None  # 1 currency = fx_rate presentment
    is_test: bool = False
    prices_include_tax: bool = False
    tax_exempt: bool = False
    taxes_final: bool = True
    channel: str = ""
    location: str | None = None
    po_number: str | None = None
    note: str | None = None
    external_ref: str | None = None
    tags: tuple[str, ...] = ()
    terms: Terms | None = None
    attributes: dict[str, str] = {}
    customer: Customer = Customer()
    bill_to: Address | None = None
    ship_to: Address | None = None
    events: tuple[Event, ...] = ()
    payments: tuple[Payment, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    totals: StoreTotals
    warnings: tuple[str, ...] = ()
    # Set by rules alone; blank: as the sync's settings say.
    transaction_type: str = ""
    number_prefix: str = ""
    document_date: date | None = None  # of sales order, invoice and receipt
    invoice_date: date | None = None  # of the invoice alone
    class_name: str = ""
    quickbooks_location: str = ""  # Department in QuickBooks' API
    terms_name: str = ""
    sales_rep: str = ""
    custom_fields: dict[str, str] = {}  # QuickBooks' own, by name
    memo: str = ""
    customer_message: str = ""
    ar_account: str = ""
    discount_account: str = ""
    tax_code: str = ""
    discount_tax_code: str = ""
    customer_display_name: str = ""  # the customer's name in QuickBooks
    match_customer_by: str = ""
    customer_type: str = ""

    @property
    def business_date(self) -> date:
        """The day the order was placed, in the store's zone."""
        return self.day(self.placed_at)

    def day(self, moment: datetime) -> date:
        """The store's calendar day of a moment."""
        return moment.astimezone(_zone(self.time_zone)).date()

    @property
    def sale_lines(self) -> tuple[Line, ...]:
        """The lines as sold: those of SALE and EDIT events."""
        return tuple(line for event in self.events if event.kind in (EventKind.sale, EventKind.edit) for line in event.lines)

    @property
    def money_in(self) -> tuple[Payment, ...]:
        """Payments in which money came in, in the order of time."""
        return tuple(
            sorted((p for p in self.payments if p.moves_money and p.amount > 0), key=lambda p: (p.at, p.payment_id))
        )

    @property
    def given_back(self) -> tuple[Payment, ...]:
        """Payments in which something was given back, amounts below zero, in the order of time; change is none."""
        back = (p for p in self.payments if p.moves_money and p.kind is PaymentKind.refund and p.amount < 0)
        return tuple(sorted(back, key=lambda p: (p.at, p.payment_id)))


class UnreadableOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order that a store gave and that could not be normalised; it costs only itself."""

    store: str
    order_id: str
    number: str
    reason: str
    remedy: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why an order must not be posted, in words for the bookkeeper."""

    code: str
    reason: str
    remedy: str


_zone = lru_cache(maxsize=1_000)(ZoneInfo)


_PAYMENT_STATUS = {
    PaymentState.pending: Status.pending,
    PaymentState.authorized: Status.authorized,
    PaymentState.partially_paid: Status.partially_paid,
    PaymentState.paid: Status.paid,
    PaymentState.partially_refunded: Status.partially_refunded,
    PaymentState.refunded: Status.refunded,
    PaymentState.voided: Status.voided,
    PaymentState.expired: Status.voided,
    PaymentState.failed: Status.failed,
}
_FULFILLMENT_STATUS = {
    FulfillmentState.unfulfilled: Status.unfulfilled,
    FulfillmentState.partial: Status.partially_fulfilled,
    FulfillmentState.fulfilled: Status.fulfilled,
    FulfillmentState.not_required: Status.fulfilled,
    FulfillmentState.on_hold: Status.on_hold,
}
_LIFECYCLE_STATUS = {Lifecycle.cancelled: Status.cancelled, Lifecycle.draft: Status.draft}


def statuses_of(order: Order) -> frozenset[Status]:
    """All the words that describe the order now; empty where the store's words are unknown."""
    found = (
        _PAYMENT_STATUS.get(order.payment_state),
        _FULFILLMENT_STATUS.get(order.fulfillment_state),
        _LIFECYCLE_STATUS.get(order.lifecycle),
    )
    return frozenset(status for status in found if status is not None)


def content_hash(order: Order) -> str:
    """What the accounts depend on, as a hash: two versions with the same one need no new record.

    Left out: what a store changes by itself (times of update, warnings), and what has its default value, so that a field
    added to the model changes no hash.
    """
    return _hash(msgspec.structs.replace(order, updated_at=order.placed_at, warnings=()))


def sold_hash(order: Order) -> str:
    """What was sold to whom for how much, as a hash: that it is paid, shipped or closed in its course changes nothing."""
    return _hash(
        msgspec.structs.replace(
            order,
            updated_at=order.placed_at,
            warnings=(),
            lifecycle=Lifecycle.open if order.lifecycle is Lifecycle.closed else order.lifecycle,
            payment_state=PaymentState.pending,
            fulfillment_state=FulfillmentState.unfulfilled,
            raw_status=RawStatus(),
            paid_at=None,
            closed_at=None,
            payments=(),
            shipments=(),
            totals=msgspec.structs.replace(order.totals, paid=0, refunded=0, outstanding=None),
        )
    )


def _hash(order: Order) -> str:
    encoded = msgspec.json.encode(order, order="deterministic")
    if b":[]" in encoded:  # an empty tuple is told from its default by identity, which some Pythons lose as they build one
        encoded = msgspec.json.encode(msgspec.json.decode(encoded, type=Order), order="deterministic")
    return hashlib.sha256(encoded).hexdigest()[:32]

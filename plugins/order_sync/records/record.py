"""Records: the documents to post, with their keys, lines and links; and the company's state that they are built against.

Money is integer minor units of the record's currency.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from order_sync.orders import Address, LineKind, Order, Problem, Word
from order_sync.records.known_customers import KnownCustomers, Wish, folded
from order_sync.rules.decision import Step
from order_sync.syncs import RecordKind

Day = date  # where a struct has a field of that name


def record_key(company: str, store: str, order_id: str, source_id: str, kind: RecordKind) -> str:
    """`company | store | order id | source id | record kind`: unique for ever."""
    return "|".join((company, store, order_id, source_id, kind))


def key_hash(key: str) -> str:
    """The short mark that every document carries in its private note."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """Who the document is for. `customer_id`: the customer found in the company; blank: he is to be created."""

    display_name: str
    email: str = ""
    phone: str = ""
    company_name: str = ""
    given_name: str = ""
    family_name: str = ""
    bill_to: Address | None = None
    ship_to: Address | None = None
    customer_type: str = ""  # that a new customer gets
    customer_id: str = ""
    wish: Wish = Wish()  # by which he was, or is to be found

    @property
    def key(self) -> str:
        """What tells him from every other buyer: his id, else whom the order means."""
        if self.customer_id:
            return f"id {self.customer_id}"
        wish = self.wish
        return "\x1f".join((wish.currency, *map(folded, (*wish.parents, wish.name or self.display_name)), *wish.emails))


class Heading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What rules say of one document as a whole, by the names of things in QuickBooks; blank: rules say nothing."""

    class_name: str = ""
    location: str = ""
    terms: str = ""
    sales_rep: str = ""
    customer_message: str = ""
    custom_fields: dict[str, str] = {}  # by the field's name, in lower case
    ar_account: str = ""
    tax_code: str = ""
    discount_tax_code: str = ""


class RecordLine(msgspec.Struct, frozen=True, kw_only=True):
    """`amount` is the store's; where `unit_price` is None QuickBooks is sent the amount alone."""

    line_id: str
    source_id: str = ""  # the order's line that it books, alone or with another
    kind: LineKind
    item: str  # the item's name in the company
    sku: str | None = None
    description: str = ""
    quantity: Decimal | None = None
    unit_price: Decimal | None = None  # at most five decimals
    amount: int
    taxable: bool = False  # the store took tax on it
    class_name: str = ""
    tax_code: str = ""
    item_is_chosen: bool = False  # by a rule
    is_discount: bool = False  # what was taken off the other lines
    copied: dict[str, Any] | None = None  # a line of a sales order as it stands in QuickBooks


class Applied(msgspec.Struct, frozen=True):
    """What a payment takes off an invoice, given by its key; in minor units."""

    key: str
    amount: int


class Record(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    kind: RecordKind
    company: str
    store: str
    order_id: str
    order_number: str
    source_id: str
    document_number: str | None  # None: this kind has none (payment)
    date: date
    currency: str
    buyer: Buyer
    lines: tuple[RecordLine, ...] = ()
    discount: int = 0  # positive; taken off the lines
    discount_account: str | None = None
    tax: int = 0
    total: int
    memo: str = ""
    po_number: str | None = None
    heading: Heading = Heading()
    lines_heading: Heading | None = None  # an invoice that copies a sales order: what rules say for that one
    order_hash: str  # sold_hash of the store's order: what its documents say by now
    copies: str | None = None  # invoice: the key of the sales order that it copies and closes
    copied_state: SalesOrderState | None = None  # that sales order as it was read; None: it is made in this same run
    linked_state: SalesOrderState | None = None  # of an invoice that closes its sales order, but is no copy: as it was read
    due_date: Day | None = None  # invoice; None: as its terms, or QuickBooks' own, say
    ship_date: Day | None = None
    carrier: str = ""
    tracking: str = ""
    to_be_sent: bool = False  # invoice: by e-mail, by QuickBooks
    adopts: HandInvoice | None = None  # an invoice that is there already: nothing is sent, it is taken for this one
    is_part: bool = False  # invoice: of one shipment out of several
    pays: str | None = None  # payment: the key of its invoice; None: there is none yet
    applied: int | None = None  # payment: how much of `total` goes to that invoice; the rest stays unapplied
    also_pays: tuple[Applied, ...] = ()  # payment: further invoices of the order
    uses: str | None = None  # payment of nothing: the key of the credit memo that it applies
    reverses: str | None = None  # credit memo, refund receipt, further invoice: the key of the order's bill
    payment_method: str | None = None
    payment_reference: str | None = None
    deposit_account: str | None = None

    @property
    def hash(self) -> str:
        return key_hash(self.key)

    @property
    def applied_in_all(self) -> int:
        return (self.applied or 0) + sum(one.amount for one in self.also_pays)

    @property
    def needs(self) -> tuple[str, ...]:
        """The keys of the records that must be in the books before this one."""
        named = (self.copies, self.pays, self.uses, self.reverses, *(one.key for one in self.also_pays))
        return tuple(dict.fromkeys(key for key in named if key))

    @property
    def names_its_buyer(self) -> bool:
        """Whether its customer is its own, not that of the document that it copies, pays or follows."""
        return self.copied_state is None and self.pays is None and not self.is_on_an_invoice

    @property
    def is_on_an_invoice(self) -> bool:
        """Whether it follows an invoice, whose customer it then has."""
        return (self.reverses or "").endswith(f"|{RecordKind.invoice}")


class DocumentState(Word):
    """How a document that we posted stands in QuickBooks now."""

    open = "open"
    closed = "closed"  # a sales order: closed or converted
    rejected = "rejected"
    missing = "missing"  # deleted there


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """What an edit in the store comes to for the open sales order, held against the document as it stands."""

    changes: tuple[str, ...] = ()  # as people read them; none: it says all that already
    left: str = ""  # why it is not touched
    is_known: bool = True  # else it is still to be found out


class HandInvoice(msgspec.Struct, frozen=True, kw_only=True):
    """The one invoice that a person made of a sales order in QuickBooks."""

    quickbooks_id: str
    document_number: str
    date: date
    total: int
    balance: int


class SalesOrderState(msgspec.Struct, frozen=True, kw_only=True):
    """A sales order as it now stands in QuickBooks."""

    quickbooks_id: str
    sync_token: str
    state: DocumentState
    linked_invoices: tuple[str, ...] = ()  # QuickBooks ids
    hand_invoice: HandInvoice | None = None  # the only one of these, where it is not ours
    customer_id: str = ""
    customer_name: str = ""
    lines: tuple[RecordLine, ...] = ()
    discount: int = 0
    tax: int = 0
    total: int = 0
    document: dict[str, Any] = {}  # the Estimate as read, for what is copied as it stands (tax detail, addresses)
    edited: tuple[str, ...] = ()  # the fields that a person changed or filled since our last write; “?”: not known
    revision: Revision | None = None  # None: it was not asked for


class InvoiceState(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice as it now stands in QuickBooks."""

    quickbooks_id: str
    sync_token: str
    state: DocumentState  # open (whatever its balance) or missing (deleted or voided)
    balance: int = 0
    total: int = 0
    customer_id: str = ""


class PaymentState(msgspec.Struct, frozen=True, kw_only=True):
    """A payment of ours as it now stands in QuickBooks."""

    quickbooks_id: str
    sync_token: str
    unapplied: int = 0
    is_touched: bool = False  # by someone else, since our last write


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """What is unapplied of a payment in the books goes to invoices of its order. `sync_token`: of the payment as read."""

    key: str  # the payment's
    sync_token: str
    currency: str
    total: int
    applied: tuple[Applied, ...]


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger knows of a record of this order."""

    key: str
    kind: RecordKind
    source_id: str
    state: str  # planned, sent, confirmed, refused, undone
    quickbooks_id: str | None = None
    total: int = 0
    order_hash: str = ""
    reason: str | None = None
    document_number: str | None = None
    confirmed_at: datetime | None = None


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """That a person let an order go on which a rule holds for approval. `sold_hash`: of the order as it was then."""

    sync: str
    order_id: str
    order_number: str
    rule: str
    sold_hash: str
    approved_by: str
    approved_at: datetime

    def __str__(self) -> str:
        return f"approved by {self.approved_by} on {self.approved_at:%Y-%m-%d at %H:%M} UTC"


class CompanyState(msgspec.Struct, frozen=True, kw_only=True):
    """What building needs to know of the company; read in bulk before, never during."""

    company: str  # the realm id
    home_currency: str
    multi_currency: bool = False
    codes_on_lines: bool = False  # outside the United States, where each line names a tax code of the company
    closed_until: date | None = None  # nothing dated up to this day is accepted
    posted: dict[str, tuple[Posted, ...]] = {}  # by order id
    before: dict[str, tuple[Posted, ...]] = {}  # the same where a resync builds an order as if nothing of it were posted
    sales_orders: dict[str, SalesOrderState] = {}  # by record key
    invoices: dict[str, InvoiceState] = {}  # by record key
    payments: dict[str, PaymentState] = {}  # by record key; those that may have something unapplied
    items: dict[str, str] = {}  # SKU or name, lower case -> the item's name; those the orders at hand may need
    named_items: dict[str, str] = {}  # as `items`, by name alone: for what a rule or the sync's settings name
    inactive_items: dict[str, str] = {}  # as `items`, but made inactive
    ambiguous_items: frozenset[str] = frozenset()  # names, lower case, that several items in categories bear
    stock_items: frozenset[str] = frozenset()  # names of items with tracked stock
    bundles: frozenset[str] = frozenset()  # names of items that QuickBooks spells out as others
    approvals: dict[str, tuple[Approval, ...]] = {}  # by order id, the oldest first
    customers: KnownCustomers = KnownCustomers()  # those that the orders at hand may mean

    def currency_of(self, order: Order) -> str:
        """The currency that the order's customer must have; blank: the company uses one alone."""
        return order.currency if self.multi_currency else ""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A record that is not made now, and why. `waits`: worth another look without a change in the store."""

    kind: RecordKind
    code: str
    reason: str
    remedy: str = ""
    waits: bool = False


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """An open sales order that is to be closed without an invoice, as it was read."""

    key: str
    document_number: str
    quickbooks_id: str
    sync_token: str
    currency: str
    total: int


class PlannedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a run means to do for one order: one row of a records file."""

    order_id: str
    order_number: str
    store: str
    currency: str
    store_total: int  # what the order is worth now
    sold_total: int | None = None  # what its bill comes to: before refunds, and edits after it; None: the same
    order_hash: str
    statuses: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()  # in the order of dependency
    revised: tuple[Record, ...] = ()  # sales orders that are posted, as the store has them now
    agreeing: tuple[Record, ...] = ()  # those of them that say so already: only the ledger does not know it
    closings: tuple[Closing, ...] = ()
    applications: tuple[Application, ...] = ()  # of payments in the books
    unbilled: int = 0  # what of the store's total has not shipped, and so is on no invoice yet
    held: tuple[Held, ...] = ()
    problems: tuple[Problem, ...] = ()  # not empty: quarantined, nothing of it is posted
    skipped_by: str | None = None  # the rule that said: do not import
    trace: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()  # differences and cuts, for the report

    def store_total_of(self, record: Record) -> int:
        """What the store says that a record should come to: sales order and whole bill what was sold, any other its own."""
        if record.kind is RecordKind.payment or record.is_part or record.reverses is not None:
            return record.total
        return self.store_total if self.sold_total is None else self.sold_total

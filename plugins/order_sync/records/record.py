"""Records: the documents to post, with their keys, lines and links; and the company's state that they are built against.

Money is integer minor units of the record's currency.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from order_sync.orders import Address, LineKind, Problem, Word
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
    """Who the document is for; found in the company by display name (or e-mail, by setting), else created."""

    display_name: str
    email: str = ""
    phone: str = ""
    company_name: str = ""
    given_name: str = ""
    family_name: str = ""
    bill_to: Address | None = None
    ship_to: Address | None = None
    customer_type: str = ""  # that a new customer gets


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
        named = (self.copies, self.pays, *(one.key for one in self.also_pays))
        return tuple(dict.fromkeys(key for key in named if key))


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
    closed_until: date | None = None  # nothing dated up to this day is accepted
    posted: dict[str, tuple[Posted, ...]] = {}  # by order id
    before: dict[str, tuple[Posted, ...]] = {}  # the same where a resync builds an order as if nothing of it were posted
    sales_orders: dict[str, SalesOrderState] = {}  # by record key
    invoices: dict[str, InvoiceState] = {}  # by record key
    payments: dict[str, PaymentState] = {}  # by record key; those that may have something unapplied
    items: dict[str, str] = {}  # SKU or name, lower case -> the item's name; those the orders at hand may need
    stock_items: frozenset[str] = frozenset()  # names of items with tracked stock
    approvals: dict[str, tuple[Approval, ...]] = {}  # by order id, the oldest first


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
    store_total: int
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
        """What the store says that a record should come to: payments and parts their own, any other the order's total."""
        return record.total if record.kind is RecordKind.payment or record.is_part else self.store_total

"""One sync's settings, read and checked; and which orders a run of it takes."""

from __future__ import annotations

import itertools
import re
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import pydantic

from order_sync import settings_file
from order_sync.customer_settings import CustomerSettings
from order_sync.errors import SettingsError
from order_sync.invoice_settings import InvoiceSettings
from order_sync.item_settings import ItemSettings
from order_sync.line_settings import LineSettings
from order_sync.number_settings import NumberSettings
from order_sync.orders import Status, Word
from order_sync.settings_file import Settings as _Settings
from order_sync.tax_settings import TaxSettings

OVERLAP = timedelta(minutes=10)  # stores' clocks and search indexes lag (reference store-order-apis, section 5)
LONGEST_SLICE = timedelta(days=92)


class RecordKind(Word):
    """What can be posted. The order is the order of dependency."""

    sales_order = "sales_order"
    invoice = "invoice"
    payment = "payment"
    sales_receipt = "sales_receipt"
    credit_memo = "credit_memo"
    refund_receipt = "refund_receipt"
    journal_entry = "journal_entry"


REFUNDS = (RecordKind.credit_memo, RecordKind.refund_receipt)
BOOKABLE = (RecordKind.sales_order, RecordKind.invoice, RecordKind.payment, RecordKind.sales_receipt, *REFUNDS)
_BILLS = frozenset((RecordKind.invoice, RecordKind.sales_receipt))

_CRON = {"hourly": "0 * * * *", "daily": "0 6 * * *", "monthly": "0 0 1 * *"}


Name = Annotated[str, pydantic.Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$", max_length=100)]
FileName = Annotated[str, pydantic.Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$", max_length=150)]


class StoreSettings(_Settings):
    kind: Name  # the module in stores/: shopify, woocommerce
    connection: Name  # the Airflow connection
    name: Name | None = None  # the shop in every key; never change it once orders are posted. Default: the connection
    test_gateways: tuple[str, ...] = ()  # WooCommerce has no test flag: payment methods that mean a test order


class CompanySettings(_Settings):
    connection: Name


class CheckSettings(_Settings):
    orders: FileName = "orders.json"
    records: FileName = "records.json"


class PaymentSettings(_Settings):
    deposit_account: str = "Undeposited Funds"
    before_invoice: Literal["hold", "unapplied"] = "hold"  # money taken before the invoice: waits, or is booked unapplied


class ReceiptSettings(_Settings):
    when_unpaid: Literal["hold", "invoice"] = "hold"


class RefundSettings(_Settings):
    book: bool = True  # where `records` names neither credit memos nor refund receipts: both are made
    original_missing: Literal["create", "wait"] = "create"  # an order first seen with a refund: sale and refund, or neither
    without_lines: Literal["adjustment", "hold"] = "adjustment"  # money given back that no line of the store explains


class Sync(_Settings):
    """One configured flow; the dag id is `name`, the file's stem."""

    name: Name
    store: StoreSettings
    company: CompanySettings
    schedule: str | None = "hourly"  # hourly, daily, a cron line, or nothing: by hand only
    time_zone: str = "UTC"  # of the schedule
    history: Literal["daily", "monthly"] = "daily"  # the interval of the history DAG
    start: date | None = None  # orders updated before this day, in UTC, are left alone by scheduled runs
    statuses: tuple[Status, ...] = (
        Status.pending,
        Status.paid,
        Status.fulfilled,
        Status.partially_refunded,
        Status.refunded,
    )
    records: tuple[RecordKind, ...] = (RecordKind.sales_order, RecordKind.invoice, RecordKind.payment)
    rules: tuple[FileName, ...] = ()
    checks: CheckSettings = CheckSettings()
    number_prefix: str = pydantic.Field(default="", max_length=8)
    numbers: NumberSettings = NumberSettings()
    discount_account: str = "Discounts given"
    customers: CustomerSettings = CustomerSettings()
    items: ItemSettings = ItemSettings()
    lines: LineSettings = LineSettings()
    closed_period: Literal["hold", "first_open_day"] = "hold"  # a document whose date lies in a closed period
    invoices: InvoiceSettings = InvoiceSettings()
    payments: PaymentSettings = PaymentSettings()
    receipts: ReceiptSettings = ReceiptSettings()
    taxes: TaxSettings = TaxSettings()
    refunds: RefundSettings = RefundSettings()

    @pydantic.field_validator("statuses")
    @classmethod
    def _statuses_can_be_pulled(cls, value: tuple[Status, ...]) -> tuple[Status, ...]:
        if not value:
            raise ValueError("name at least one status")
        return value

    @pydantic.field_validator("records")
    @classmethod
    def _records_go_together(cls, value: tuple[RecordKind, ...]) -> tuple[RecordKind, ...]:
        kinds = set(value)
        if not kinds or len(kinds) != len(value):
            raise ValueError("name each record kind once")
        if unbookable := kinds - set(BOOKABLE):
            raise ValueError(f"{', '.join(sorted(unbookable))} cannot be chosen; choose from {', '.join(BOOKABLE)}")
        if RecordKind.sales_receipt in kinds and len(kinds - set(REFUNDS)) > 1:
            raise ValueError("a sales receipt stands for sales order, invoice and payment: choose the one or the others")
        if RecordKind.payment in kinds and RecordKind.invoice not in kinds:
            raise ValueError("a payment needs an invoice to be applied to: add invoice")
        if RecordKind.refund_receipt in kinds and not kinds & {RecordKind.payment, RecordKind.sales_receipt}:
            raise ValueError("a refund receipt gives back what a payment or a sales receipt took: add one of them")
        if RecordKind.credit_memo in kinds and not kinds & _BILLS:
            raise ValueError("a credit memo takes off what an invoice or a sales receipt booked: add one of them")
        return value

    @pydantic.field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"“{value}” is not a time zone; write it like America/New_York") from error
        return value

    @pydantic.model_validator(mode="after")
    def _prefix_is_used(self) -> Sync:
        if self.number_prefix and self.numbers.by == "quickbooks":
            raise ValueError("QuickBooks' own numbers have no prefix: take out number_prefix, or set numbers: by to order")
        return self

    @pydantic.field_validator("schedule")
    @classmethod
    def _schedule_is_cron(cls, value: str | None) -> str | None:
        if value is not None and value not in _CRON and not re.fullmatch(r"\S+ \S+ \S+ \S+ \S+", value):
            raise ValueError("write hourly, daily, a cron line of five fields, or leave it empty")
        return value

    @property
    def refund_kinds(self) -> tuple[RecordKind, ...]:
        """Those of credit memo and refund receipt that are made: what `records` names, else both where there are bills."""
        named = tuple(kind for kind in REFUNDS if kind in self.records)
        return named or (REFUNDS if self.refunds.book and _BILLS & set(self.records) else ())

    @property
    def shop(self) -> str:
        """The store's name in every key."""
        return self.store.name or self.store.connection

    @property
    def cron(self) -> str | None:
        return _CRON.get(self.schedule, self.schedule) if self.schedule else None

    @property
    def history_cron(self) -> str:
        return "0 0 * * *" if self.history == "daily" else _CRON["monthly"]


def with_records(sync: Sync, kinds: tuple[RecordKind, ...]) -> dict[str, Any]:
    """The sync's settings with exactly these kinds of record: credit memos and refund receipts too only where named, and
    only where there are bills that they can follow."""
    settings = sync.model_dump(mode="json")
    chosen = [kind for kind in kinds if kind not in REFUNDS or _BILLS & set(kinds)]
    if not set(kinds) & {RecordKind.payment, RecordKind.sales_receipt}:
        chosen = [kind for kind in chosen if kind is not RecordKind.refund_receipt]
    return {**settings, "records": chosen, "refunds": {**settings["refunds"], "book": bool(set(chosen) & set(REFUNDS))}}


def parse_sync(text: str, name: str) -> Sync:
    """One sync from its file's text; raises SettingsError with the field and the remedy."""
    content = settings_file.parse_yaml(text, f"{name}.yaml")
    if isinstance(content, dict) and "name" in content:
        raise SettingsError(f"{name}.yaml: a sync's name is its file's name.", remedy="Remove “name”, or rename the file.")
    return settings_file.check(Sync, {**content, "name": name} if isinstance(content, dict) else content, f"{name}.yaml")


def load_sync(path: Path) -> Sync:
    return parse_sync(settings_file.read_text(path), path.stem)


def sync_files(folder: Path) -> list[Path]:
    """The sync files of a folder, in the order of their names."""
    return sorted(path for path in folder.glob("*.y*ml") if path.suffix in (".yaml", ".yml"))


def sync_file(folder: Path, name: str) -> Path:
    """Where a sync's file is; an unknown name is a SettingsError that lists the known ones."""
    for path in sync_files(folder):
        if path.stem == name:
            return path
    known = ", ".join(path.stem for path in sync_files(folder)) or "none"
    raise SettingsError(f"There is no sync “{name}” in {folder.name}/.", remedy=f"Known are: {known}.")


class Span(msgspec.Struct, frozen=True):
    """Moments from `start` up to, not including, `end`; aware UTC."""

    start: datetime
    end: datetime


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person chose when starting a run by hand. Dates are days in the store's zone, both included."""

    statuses: tuple[Status, ...] = ()
    records: tuple[RecordKind, ...] = ()
    placed_from: date | None = None
    placed_to: date | None = None
    order_numbers: tuple[str, ...] = ()
    preview_only: bool = False


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders a run, or one slice of it, takes. Empty `statuses`: any."""

    statuses: tuple[Status, ...] = ()
    followed: tuple[Status, ...] = ()  # beside these: of orders alone that the sync has seen before
    updated: Span | None = None
    placed: Span | None = None
    numbers: tuple[str, ...] = ()  # order numbers as people write them
    order_ids: tuple[str, ...] = ()  # the store's own ids
    history: bool = False  # past orders: none that are draft, failed, or were cancelled before payment or shipping
    moves_watermark: bool = False

    @property
    def asked(self) -> tuple[Status, ...]:
        """The statuses to ask the store for; none: any."""
        return (*self.statuses, *(one for one in self.followed if one not in self.statuses)) if self.statuses else ()


RunKind = Literal["scheduled", "manual", "backfill"]


def parse_form(values: dict[str, Any]) -> Form:
    """The form's values, strictly: an unknown name or a wrong value is refused with its name."""
    given = {name: value for name, value in values.items() if value not in (None, "", [])}
    try:
        form = msgspec.convert(given, Form)
    except msgspec.ValidationError as error:
        raise SettingsError(
            f"The form cannot be used: {error}.", remedy="Correct the value and start the run again."
        ) from error
    if form.placed_from and form.placed_to and form.placed_from > form.placed_to:
        raise SettingsError("The first day lies after the last day.", remedy="Swap the two dates.")
    return form


def resolve_window(
    *,
    kind: RunKind,
    sync: Sync,
    form: Form,
    interval: Span | None,
    run_after: datetime,
    watermark: datetime | None,
    store_zone: str,
) -> Selection:
    """Which orders a run takes, from everything that can say so. Pure.

    A list of order numbers ignores dates and statuses. Dates choose by the day placed. A backfill takes the orders placed in
    its interval, whatever their status. A scheduled run takes those updated from the earlier of its interval's start and the
    watermark, less OVERLAP, to its interval's end. A run by hand without dates takes what was updated since the watermark.
    Both also take the cancelled orders among those that the sync has seen before: a sales order may have to be closed, or a
    bill credited.
    """
    statuses = form.statuses or sync.statuses
    if form.order_numbers:
        return Selection(numbers=form.order_numbers)
    if form.placed_from or form.placed_to:
        return Selection(statuses=statuses, placed=days(form.placed_from, form.placed_to, run_after, store_zone))
    if kind == "backfill":
        if interval is None or interval.start >= interval.end:
            raise SettingsError("This backfill has no interval.", remedy="Start it on the sync's history DAG.")
        return Selection(placed=interval, history=True)
    end = interval.end if kind == "scheduled" and interval else run_after
    starts = [moment for moment in (interval.start if kind == "scheduled" and interval else None, watermark) if moment]
    start = (min(starts) if starts else end - timedelta(days=1)) - OVERLAP
    if sync.start:
        first = datetime.combine(sync.start, time(), timezone.utc)
        start = max(start, first) if starts else first
    updated = Span(min(start, end), end)
    moves = kind == "scheduled"
    return Selection(statuses=statuses, followed=(Status.cancelled,), updated=updated, moves_watermark=moves)


def days(first: date | None, last: date | None, run_after: datetime, zone: str) -> Span:
    """From the first moment of `first` to the last of `last`, in the store's zone."""
    store_zone = ZoneInfo(zone)
    last = last or run_after.astimezone(store_zone).date()
    first = first or date(2000, 1, 1)
    if first > last:
        raise SettingsError("The first day lies in the future.", remedy="Choose an earlier day.")
    start = datetime.combine(first, time(), store_zone)
    end = datetime.combine(last + timedelta(days=1), time(), store_zone)
    return Span(start.astimezone(timezone.utc), end.astimezone(timezone.utc))


def slices(selection: Selection, longest: timedelta = LONGEST_SLICE) -> tuple[Selection, ...]:
    """The selection cut into spans of time of at most `longest`, together exactly the whole."""
    for field in ("updated", "placed"):
        span: Span | None = getattr(selection, field)
        if span is not None:
            cuts = [*_cuts(span, longest), span.end]
            spans = (Span(start, end) for start, end in itertools.pairwise(cuts))
            return tuple(msgspec.structs.replace(selection, **{field: piece}) for piece in spans)
    return (selection,)


def _cuts(span: Span, longest: timedelta) -> list[datetime]:
    pieces = max(1, -(-(span.end - span.start) // longest))
    return [span.start + longest * piece for piece in range(pieces)]

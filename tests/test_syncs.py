"""A sync's settings, and which orders a run of it takes."""

import itertools
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.errors import SettingsError
from order_sync.orders import Status
from order_sync.syncs import (
    Form,
    RecordKind,
    Selection,
    Span,
    Sync,
    parse_form,
    parse_sync,
    resolve_window,
    slices,
    with_records,
)

UTC = timezone.utc
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINIMAL = "store: {kind: shopify, connection: my_shop}\ncompany: {connection: my_books}\n"
SYNC = parse_sync(MINIMAL, "my_sync")


def window(**given_values):
    values = {
        "kind": "scheduled",
        "sync": SYNC,
        "form": Form(),
        "interval": Span(NOON - HOUR, NOON),
        "run_after": NOON,
        "watermark": None,
        "store_zone": "America/New_York",
    }
    return resolve_window(**{**values, **given_values})


def test_a_short_file_is_enough_and_the_rest_has_defaults():
    assert SYNC.name == "my_sync"
    assert SYNC.shop == "my_shop"
    assert SYNC.cron == "0 * * * *"
    assert SYNC.records == (RecordKind.sales_order, RecordKind.invoice, RecordKind.payment)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MINIMAL + "statuses: [shiped]", "statuses"),
        (MINIMAL + "records: [sales_receipt, invoice]", "choose the one or the others"),
        (
            MINIMAL + "records: [invoice, refund_receipt]",
            "a refund receipt gives back what a payment or a sales receipt took",
        ),
        (
            MINIMAL + "records: [sales_order, credit_memo]",
            "a credit memo takes off what an invoice or a sales receipt booked",
        ),
        (MINIMAL + "refunds: {original_missing: maybe}", "original_missing"),
        (MINIMAL + "records: [payment]", "add invoice"),
        (MINIMAL + "schedule: sometimes", "cron line"),
        (MINIMAL + "time_zone: Mars/Base", "not a time zone"),
        (MINIMAL + "colour: blue", "colour"),
        (MINIMAL + "name: other", "file's name"),
        (MINIMAL + MINIMAL, "said twice"),
        ("store: &a {kind: shopify, connection: x}\ncompany: *a", "aliases are not allowed"),
        ("just text", "list of names and values"),
        (MINIMAL + "rules: [../../secret.yaml]", "rules"),
    ],
)
def test_a_wrong_file_is_refused_with_the_field_named(text, says):
    with pytest.raises(SettingsError, match=says):
        parse_sync(text, "my_sync")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", ["credit_memo", "refund_receipt"]),
        ("records: [sales_receipt]", ["credit_memo", "refund_receipt"]),
        ("records: [sales_order]", []),
        ("refunds: {book: no}", []),
        ("records: [sales_receipt, refund_receipt]", ["refund_receipt"]),
        ("records: [invoice, credit_memo]\nrefunds: {book: no}", ["credit_memo"]),
    ],
)
def test_credit_memos_and_refund_receipts_are_made_where_there_are_bills_unless_the_sync_says_otherwise(text, kinds):
    assert [str(kind) for kind in parse_sync(MINIMAL + text, "my_sync").refund_kinds] == kinds


def test_a_form_makes_exactly_the_kinds_that_are_ticked_as_far_as_they_have_something_to_follow():
    def made(*kinds):
        return Sync.model_validate(with_records(SYNC, tuple(map(RecordKind, kinds))))

    assert made("invoice", "payment").refund_kinds == ()
    assert made("invoice", "payment", "refund_receipt").refund_kinds == (RecordKind.refund_receipt,)
    assert made("sales_order", "credit_memo", "refund_receipt").records == (RecordKind.sales_order,)
    assert made("invoice", "credit_memo", "refund_receipt").records == (RecordKind.invoice, RecordKind.credit_memo)


def test_a_sync_that_says_no_statuses_sees_orders_after_their_refund_too():
    assert {Status.partially_refunded, Status.refunded} <= set(SYNC.statuses)


DEFAULT = (Status.pending, Status.paid, Status.fulfilled, Status.partially_refunded, Status.refunded)


def test_a_scheduled_run_takes_what_was_updated_in_its_interval_and_a_little_before():
    selection = window()
    assert selection.updated == Span(NOON - HOUR - timedelta(minutes=10), NOON)
    assert selection.statuses == DEFAULT
    assert selection.moves_watermark


def test_every_sync_also_follows_cancelled_orders_and_asks_for_them_once():
    assert window().followed == (Status.cancelled,)
    assert window().asked == (*DEFAULT, Status.cancelled)
    named = parse_sync(MINIMAL + "statuses: [cancelled, paid]", "my_sync")
    assert window(sync=named).asked == (Status.cancelled, Status.paid)
    by_number = window(kind="manual", form=Form(order_numbers=("1001",)))
    assert (by_number.followed, by_number.asked) == ((), ())


def test_settings_of_invoices_and_payments_are_checked_when_loaded():
    with pytest.raises(SettingsError, match="per"):
        parse_sync(MINIMAL + "invoices: {per: parcel}", "my_sync")
    with pytest.raises(SettingsError, match="due_days"):
        parse_sync(MINIMAL + "invoices: {due_days: -1}", "my_sync")
    with pytest.raises(SettingsError, match="closed_period"):
        parse_sync(MINIMAL + "closed_period: ignore", "my_sync")


def test_the_first_run_after_an_outage_starts_at_the_watermark_and_covers_all_of_it():
    selection = window(watermark=NOON - 72 * HOUR)
    assert selection.updated == Span(NOON - 72 * HOUR - timedelta(minutes=10), NOON)


def test_a_scheduled_run_with_an_empty_interval_still_reaches_back_to_the_watermark():
    assert window(interval=Span(NOON, NOON), watermark=NOON - HOUR).updated.start == NOON - HOUR - timedelta(minutes=10)


def test_a_run_started_through_the_api_has_no_interval_and_takes_what_is_new():
    selection = window(kind="manual", interval=None, watermark=NOON - 5 * HOUR)
    assert selection.updated == Span(NOON - 5 * HOUR - timedelta(minutes=10), NOON)
    assert not selection.moves_watermark


def test_a_run_by_hand_ignores_the_interval_that_the_ui_sends_along():
    assert window(kind="manual", interval=Span(NOON - 48 * HOUR, NOON - 24 * HOUR)).updated.end == NOON


def test_nothing_before_the_syncs_first_day_is_taken():
    sync = parse_sync(MINIMAL + "start: 2026-11-22", "my_sync")
    assert window(sync=sync, watermark=NOON - 240 * HOUR).updated.start == datetime(2026, 11, 22, tzinfo=UTC)


def test_order_numbers_ignore_dates_and_statuses():
    form = Form(order_numbers=("1001",), placed_from=date(2026, 1, 1), statuses=(Status.paid,))
    assert window(kind="manual", form=form) == Selection(numbers=("1001",))


def test_dates_in_the_form_are_the_stores_days_both_included():
    form = Form(placed_from=date(2026, 11, 1), placed_to=date(2026, 11, 1), statuses=(Status.fulfilled,))
    selection = window(kind="manual", form=form)
    # the day on which New York's clocks go back has 25 hours
    assert selection.placed == Span(datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC))
    assert selection.statuses == (Status.fulfilled,)


def test_a_backfill_takes_the_orders_placed_in_its_interval_whatever_their_status():
    day = Span(NOON - 24 * HOUR, NOON)
    assert window(kind="backfill", interval=day) == Selection(placed=day, history=True)


def test_a_backfill_without_an_interval_says_where_to_start_it():
    with pytest.raises(SettingsError, match="history DAG"):
        window(kind="backfill", interval=None)


@pytest.mark.parametrize(
    "values",
    [
        {"statuses": ["shiped"]},
        {"statusez": ["paid"]},
        {"placed_from": "soon"},
        {"placed_from": "2026-02-01", "placed_to": "2026-01-01"},
    ],
)
def test_a_wrong_value_in_the_form_is_refused(values):
    with pytest.raises(SettingsError):
        parse_form(values)


def test_what_was_left_empty_in_the_form_counts_as_not_said():
    assert parse_form({"statuses": [], "placed_from": None, "order_numbers": None, "preview_only": False}) == Form()


moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(start=moments, length=st.timedeltas(timedelta(0), timedelta(days=900)), longest=st.integers(1, 60))
def test_slices_are_together_exactly_the_whole_span(start, length, longest):
    pieces = [piece.placed for piece in slices(Selection(placed=Span(start, start + length)), timedelta(days=longest))]
    assert pieces[0].start == start
    assert pieces[-1].end == start + length
    assert all(one.end == other.start for one, other in itertools.pairwise(pieces))
    assert all(piece.end - piece.start <= timedelta(days=longest) for piece in pieces)

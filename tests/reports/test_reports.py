"""A run's report: the same numbers on the page, in the terminal and in the ledger."""

import io
import re
from datetime import date, datetime, timezone

from rich.console import Console

from order_sync.orders import Problem, UnreadableOrder
from order_sync.records.outcome import Difference, LoadedOrder, LoadedRecord, RecordOutcome
from order_sync.records.record import Buyer, Held, PlannedOrder, Record, record_key
from order_sync.reports import Keeping, order_rows, page, summarise, terminal
from order_sync.syncs import RecordKind, parse_sync

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
SYNC = parse_sync("store: {kind: shopify, connection: shop}\ncompany: {connection: books}", "shop_sync")


def planned(number, **fields):
    values = {"order_id": f"id-{number}", "order_number": number, "store": "shop", "currency": "USD", "store_total": 1000}
    return PlannedOrder(**{**values, "order_hash": "h", **fields})


def loaded(number, outcome, total=1000, **fields):
    record = LoadedRecord(
        key=f"k{number}",
        kind=RecordKind.invoice,
        outcome=outcome,
        currency="USD",
        store_total=1000,
        total=total,
        **fields,
    )
    return LoadedOrder(order_id=f"id-{number}", order_number=number, records=(record,), **fields)


def a_summary(**fields):
    values = {
        "sync": "shop_sync",
        "run_id": "run-1",
        "run_kind": "manual",
        "preview": False,
        "started_at": NOW,
        "calls": {"batches": 2},
        "unreadable": [],
        "planned": [],
        "loaded": [],
        "differences": [],
    }
    return summarise(**{**values, **fields})


HELD = Held(kind=RecordKind.invoice, code="held_by_rule", reason="Rule “Only invoice fulfilled orders” holds it.")
GONE = Held(kind=RecordKind.invoice, code="sales_order_missing", reason="It was deleted.", remedy="Restore it.", waits=True)
WRONG = Problem(code="lines_do_not_add_up", reason="The lines add up to 9.00 USD.", remedy="Correct it in the store.")


def test_made_records_are_counted_and_summed_by_kind_on_both_sides():
    summary = a_summary(
        planned=[planned("1"), planned("2")],
        loaded=[loaded("1", RecordOutcome.confirmed), loaded("2", RecordOutcome.confirmed, total=999)],
    )
    (total,) = summary.totals
    assert (total.kind, total.count, total.store_total, total.quickbooks_total) == (RecordKind.invoice, 2, 2000, 1999)


def test_everything_kept_back_is_there_with_its_reason():
    summary = a_summary(
        planned=[
            planned("1", held=(HELD,)),
            planned("2", held=(GONE,)),
            planned("3", problems=(WRONG,)),
            planned("4", skipped_by="No tests"),
        ],
        loaded=[loaded("5", RecordOutcome.refused, reason="The period is closed.")],
        unreadable=[UnreadableOrder(store="shop", order_id="6", number="6", reason="No total.", remedy="Look.")],
    )
    kept = {(row.order_number, row.keeping) for row in summary.kept}
    assert kept == {
        ("1", Keeping.held),
        ("2", Keeping.waiting),
        ("3", Keeping.quarantined),
        ("4", Keeping.skipped),
        ("5", Keeping.refused),
        ("6", Keeping.unreadable),
    }
    assert summary.counts()["kept"] == {str(keeping): 1 for _, keeping in kept}


def test_a_preview_counts_what_would_be_posted():
    record = Record(
        key=record_key("1", "shop", "id-1", "e", RecordKind.sales_order),
        kind=RecordKind.sales_order,
        company="1",
        store="shop",
        order_id="id-1",
        order_number="1",
        source_id="e",
        document_number="1",
        date=date(2026, 11, 22),
        currency="USD",
        buyer=Buyer(display_name="Ada Example"),
        total=1000,
        order_hash="h",
    )
    summary = a_summary(preview=True, planned=[planned("1", records=(record,))])
    assert [(total.kind, total.count) for total in summary.totals] == [(RecordKind.sales_order, 1)]


def test_the_page_escapes_what_comes_from_outside_and_fetches_nothing():
    evil = planned("<script>alert(1)</script>", problems=(WRONG,))
    difference = Difference(
        order_id="1",
        order_number="1",
        kind=RecordKind.invoice,
        code="edited",
        reason="<b>edited</b>",
        remedy="",
        currency="USD",
        store_total=1000,
        quickbooks_total=1100,
    )
    text = page(a_summary(planned=[evil], differences=[difference]))
    assert "<script" not in text and "<b>" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"(src|href)=|https?://|@import|url\(", text)


def test_the_terminal_shows_totals_to_the_cent():
    console = Console(width=160, record=True, file=io.StringIO())
    terminal.write(a_summary(planned=[planned("1")], loaded=[loaded("1", RecordOutcome.confirmed)]), console)
    text = console.export_text()
    assert "10.00 USD" in text and "to the cent" in text


def test_an_orders_row_says_the_gravest_thing_first():
    rows = order_rows(
        "realm",
        SYNC,
        "run-1",
        NOW,
        [planned("1", held=(HELD, GONE)), planned("2", problems=(WRONG,), held=(HELD,)), planned("3"), planned("4")],
        [loaded("3", RecordOutcome.confirmed), loaded("4", RecordOutcome.refused, reason="Closed.", code="6200")],
    )
    assert [(row.state, row.code) for row in rows] == [
        ("waiting", "sales_order_missing"),
        ("quarantined", "lines_do_not_add_up"),
        ("posted", ""),
        ("waiting", "6200"),
    ]

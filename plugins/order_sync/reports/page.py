"""The run's report as one HTML page."""

from __future__ import annotations

from collections.abc import Sequence

from order_sync.money import show
from order_sync.offline_page import document, heading, table
from order_sync.reports.summary import Keeping, Kept, Summary

_HEADINGS = {
    Keeping.unreadable: "Could not be read from the store",
    Keeping.quarantined: "Quarantined: nothing of these orders is posted",
    Keeping.refused: "Refused by QuickBooks",
    Keeping.unclear: "Sent, answer not known yet: the next run finds out",
    Keeping.waiting: "Waiting: looked at again in every run",
    Keeping.held: "Held until the store or a rule says otherwise",
    Keeping.skipped: "Not imported",
}


def page(summary: Summary) -> str:
    """The whole page as text."""
    title = f"{summary.sync}: {'preview' if summary.preview else summary.run_kind} run"
    subtitle = f"{summary.run_id} · started {summary.started_at:%Y-%m-%d %H:%M} UTC · {summary.orders_read} orders read"
    calls = sorted((name, str(count)) for name, count in summary.calls.items())
    parts = [
        heading("Records that would be made" if summary.preview else "Records made"),
        _totals(summary),
        *_changed(summary),
        *_differences(summary),
        *(part for keeping in Keeping for part in _kept(keeping, summary.kept)),
        *([heading("Notes"), table(["Order", "Note"], summary.notes)] if summary.notes else []),
        heading("Calls"),
        table(["To", "Calls"], calls, numbers={1}),
    ]
    return document(title, subtitle, parts)


def _totals(summary: Summary) -> str:
    rows = [
        (
            str(total.kind).replace("_", " "),
            str(total.count),
            show(total.store_total, total.currency),
            show(total.quickbooks_total, total.currency),
            "equal" if total.store_total == total.quickbooks_total else "different: see below",
        )
        for total in summary.totals
    ]
    return table(["Kind", "Records", "Store's total", "QuickBooks' total", ""], rows, numbers={1, 2, 3})


def _changed(summary: Summary) -> list[str]:
    rows = [(what, str(count)) for what, count in summary.changed.items()]
    return [heading("Documents changed"), table(["What", "Documents"], rows, numbers={1})] if rows else []


def _differences(summary: Summary) -> list[str]:
    rows = [
        (
            difference.order_number,
            str(difference.kind).replace("_", " "),
            show(difference.store_total, difference.currency),
            show(difference.quickbooks_total, difference.currency),
            difference.reason,
            difference.remedy,
        )
        for difference in summary.differences
    ]
    heads = ["Order", "Record", "Store", "QuickBooks", "What happened", "What to do"]
    return [heading("Differences between store and QuickBooks"), table(heads, rows, numbers={2, 3})] if rows else []


def _kept(keeping: Keeping, kept: Sequence[Kept]) -> list[str]:
    rows = [
        (row.order_number, str(row.kind or "order").replace("_", " "), row.reason, row.remedy)
        for row in kept
        if row.keeping is keeping
    ]
    heads = ["Order", "What", "Why", "What to do"]
    return [heading(f"{_HEADINGS[keeping]} ({len(rows)})"), table(heads, rows)] if rows else []

"""The run's report as one HTML page that opens without a network: everything from outside is escaped, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from order_sync.money import show
from order_sync.reports.summary import Keeping, Kept, Summary

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
body { color: #1c2330; background: #fff }
h1 { font-size: 1.5rem; margin-bottom: .2rem } h2 { font-size: 1.1rem; margin-top: 2rem }
p.sub { color: #5c6675; margin-top: 0 }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #e3e7ee; vertical-align: top }
th { background: #f4f6fa; font-weight: 600 } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
.ok { color: #17703a } .bad { color: #b3261e } .none { color: #5c6675 }
"""

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
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p class=sub>{escape(summary.run_id)} · started {summary.started_at:%Y-%m-%d %H:%M} UTC · "
        f"{summary.orders_read} orders read</p>",
        "<h2>Records that would be made</h2>" if summary.preview else "<h2>Records made</h2>",
        _totals(summary),
        *_differences(summary),
        *(part for keeping in Keeping for part in _kept(keeping, summary.kept)),
        *_notes(summary),
        "<h2>Calls</h2>",
        _table(["To", "Calls"], sorted((name, str(count)) for name, count in summary.calls.items()), numbers={1}),
    ]
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return head + "\n".join(parts) + "</html>\n"


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
    return _table(["Kind", "Records", "Store's total", "QuickBooks' total", ""], rows, numbers={1, 2, 3})


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
    return ["<h2>Differences between store and QuickBooks</h2>", _table(heads, rows, numbers={2, 3})] if rows else []


def _kept(keeping: Keeping, kept: Sequence[Kept]) -> list[str]:
    rows = [
        (row.order_number, str(row.kind or "order").replace("_", " "), row.reason, row.remedy)
        for row in kept
        if row.keeping is keeping
    ]
    heads = ["Order", "What", "Why", "What to do"]
    return [f"<h2>{escape(_HEADINGS[keeping])} ({len(rows)})</h2>", _table(heads, rows)] if rows else []


def _notes(summary: Summary) -> list[str]:
    return ["<h2>Notes</h2>", _table(["Order", "Note"], summary.notes)] if summary.notes else []


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int] | set[int] = frozenset()) -> str:
    def cells(tag: str, values: Sequence[str]) -> str:
        mark = [" class=n" if column in numbers else "" for column in range(len(values))]
        return "".join(f"<{tag}{mark[column]}>{escape(value)}</{tag}>" for column, value in enumerate(values))

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f"<table><tr>{cells('th', heads)}</tr>{body}</table>" if body else "<p class=none>None.</p>"

"""Documents whose date lies in a closed period: refused before anything is sent, or posted on the first open day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec

from order_sync.records.reasons import held
from order_sync.records.record import Held, Record
from order_sync.records.sale import Made, Sale


def in_open_periods(sale: Sale, made: Made) -> Made:
    """The same documents without those of a closed period, or with those on the first open day, by setting."""
    closed = sale.state.closed_until
    if closed is None or not any(_is_closed(record, closed) for record in (*made.records, *made.revised, *made.agreeing)):
        return made
    if sale.sync.closed_period == "first_open_day":
        note = f"Documents dated up to {closed}, which is closed in QuickBooks, are posted on the day after."
        return replace(
            made,
            records=_all_moved(made.records, closed),
            revised=_all_moved(made.revised, closed),  # as they were posted, so that their date is no difference
            agreeing=_all_moved(made.agreeing, closed),
            notes=(*made.notes, note) if made.records else made.notes,
        )
    kept: list[Record] = []
    left: dict[str, Held] = {}
    for record in made.records:  # in the order of dependency
        if _is_closed(record, closed):
            left[record.key] = held(record.kind, "closed_period", date=str(record.date), closed=str(closed))
        elif any(key in left for key in record.needs):
            reason = next(left[key] for key in record.needs if key in left)
            left[record.key] = msgspec.structs.replace(reason, kind=record.kind)
        else:
            kept.append(record)
    applications = tuple(one for one in made.applications if not any(part.key in left for part in one.applied))
    return replace(made, records=tuple(kept), held=(*made.held, *left.values()), applications=applications)


def _is_closed(record: Record, closed: date) -> bool:
    return record.date <= closed and record.adopts is None


def _all_moved(records: tuple[Record, ...], closed: date) -> tuple[Record, ...]:
    return tuple(_moved(record, closed) if _is_closed(record, closed) else record for record in records)


def _moved(record: Record, closed: date) -> Record:
    memo = f"{record.memo}\nIts true date is {record.date}; the books are closed up to {closed}."
    due = record.due_date if record.due_date is None else max(record.due_date, closed + timedelta(days=1))
    return msgspec.structs.replace(record, date=closed + timedelta(days=1), due_date=due, memo=memo)

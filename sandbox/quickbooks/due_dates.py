"""When an invoice is due: the days of its terms, or a day of the month (reference sections 2.1 and 2.2)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.references import lookup

WITHOUT_TERMS = 30  # recorded


def due_date(company: Company, values: dict[str, Any]) -> str:
    """At the latest the last day that a calendar has."""
    try:
        return _due(company, values).isoformat()
    except (OverflowError, ValueError):
        return date.max.isoformat()


def _due(company: Company, values: dict[str, Any]) -> date:
    made = date.fromisoformat(values["TxnDate"])
    term = lookup(company, "Term", values["SalesTermRef"]["value"]) if "SalesTermRef" in values else {}
    if "DayOfMonthDue" in term:
        return _day_of_month(made, int(term["DayOfMonthDue"]), int(term.get("DueNextMonthDays", 0)))
    return made + timedelta(days=int(term.get("DueDays", WITHOUT_TERMS)))


def _day_of_month(made: date, day: int, next_month_days: int) -> date:
    """The next such day; the one a month later where the form is made too few days before it."""
    due = _in_month(made.year, made.month, day)
    months = 0
    while due < made or (due - made).days < next_month_days:
        months += 1
        due = _in_month(made.year + (made.month - 1 + months) // 12, (made.month - 1 + months) % 12 + 1, day)
    return due


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))

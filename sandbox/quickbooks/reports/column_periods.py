"""Columns of a report by time: months, quarters and years of its period, cut off where it begins and ends.

Title, StartDate, EndDate and ColKey of a month are as reported; the titles of quarters, years and parts are assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.quickbooks.errors import refusal
from sandbox.quickbooks.reports.account_sums import AccountSums
from sandbox.quickbooks.reports.asked import Asked, fiscal_month
from sandbox.quickbooks.reports.date_ranges import first_of, shifted

UNITS = {"Total": "", "Month": "month", "Quarter": "quarter", "Year": "year"}
MOST_CELLS = 400_000  # of one answer (reference section 4.6)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    title: str
    first: date
    last: date

    @property
    def column(self) -> dict[str, Any]:
        named = {"StartDate": self.first.isoformat(), "EndDate": self.last.isoformat(), "ColKey": self.title}
        meta = [{"Name": name, "Value": value} for name, value in named.items()]
        return {"ColTitle": self.title, "ColType": "Money", "MetaData": meta}


def periods_of(asked: Asked, sums: AccountSums) -> tuple[str, list[Period]]:
    """(what columns are summarised by, the periods); none for Total. Raises 10100 where there would be too many."""
    by = asked.choice("summarize_column_by", "Total", *UNITS)
    if by == "Total":
        return by, []
    days = [day for account in sums.accounts for day in sums.company.ledger.days(int(account["Id"]))]
    first = asked.start or date.fromordinal(min(days, default=asked.company.clock.today().toordinal()))
    last = asked.end or date.fromordinal(max(days, default=first.toordinal()))
    unit, begins, found = UNITS[by], fiscal_month(asked.company), []
    start = first_of(unit, first, begins)
    while start <= last:
        if start.year == date.max.year:
            raise refusal("2190", f"Columns end before the year {date.max.year}", "end_date")
        after = shifted(start, unit, 1)
        found.append(_period(unit, start, after - DAY, max(start, first), min(after - DAY, last)))
        if len(found) * len(sums.accounts) > MOST_CELLS:
            raise refusal("10100", f"The report would have more than {MOST_CELLS} cells", "summarize_column_by")
        start = after
    return by, found


def _period(unit: str, whole_first: date, whole_last: date, first: date, last: date) -> Period:
    if (whole_first, whole_last) != (first, last):
        begun = f"{first:%b} {first.day}" + ("" if first.year == last.year else f", {first.year}")
        ended = f"{last.day}" if (first.year, first.month) == (last.year, last.month) else f"{last:%b} {last.day}"
        return Period(f"{begun} - {ended}, {last.year}", first, last)
    if unit == "month":
        return Period(f"{first:%b %Y}", first, last)
    if unit == "year" and first.month == 1:
        return Period(f"{first.year}", first, last)
    same_year = f"{first:%b}" if first.year == last.year else f"{first:%b %Y}"
    return Period(f"{same_year} - {last:%b %Y}", first, last)

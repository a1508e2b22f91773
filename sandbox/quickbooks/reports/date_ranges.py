"""date_macro: the standard ranges of dates, in QuickBooks' words.

That a week begins on Sunday, and that "Next 4 Weeks" begins with the next one, is how QuickBooks' pages show it in the US;
the reference does not say.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}
WORDS = re.compile(r"(this|last|next) (?:(fiscal|calendar) )?(week|month|quarter|year)(-to-date)?")
DAY = timedelta(days=1)


def dates_of(macro: str, today: date, fiscal_month: int) -> tuple[date, date] | None:
    """First and last day; None for "all". `fiscal_month` begins the fiscal year. Raises ValueError for no known macro."""
    words = macro.strip().lower()
    if words == "all":
        return None
    if words in ("today", "yesterday"):
        day = today - DAY * (words == "yesterday")
        return day, day
    if words == "next 4 weeks":
        first = first_of("week", today, 1) + 7 * DAY
        return first, first + 28 * DAY - DAY
    found = WORDS.fullmatch(words)
    if not found or (found[2] and found[3] not in ("quarter", "year")) or (found[1] == "next" and found[4]):
        raise ValueError(macro)
    which, calendar, unit, to_date = found.groups()
    begins = fiscal_month if calendar != "calendar" else 1
    steps = {"last": -1, "this": 0, "next": 1}[which]
    first = shifted(first_of(unit, today, begins), unit, steps)
    if to_date:
        return first, shifted(today, unit, steps)
    return first, shifted(first, unit, 1) - DAY


def fiscal_year_of(day: date, fiscal_month: int) -> date:
    """The first day of the fiscal year that the day is in."""
    return first_of("year", day, fiscal_month)


def shifted(day: date, unit: str, steps: int) -> date:
    """The same day some units later; the last of its month where the month is shorter."""
    if unit == "week":
        return day + 7 * DAY * steps
    months = day.year * 12 + day.month - 1 + steps * MONTHS[unit]
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def first_of(unit: str, day: date, begins: int) -> date:
    """The first day of the week, month, quarter or year that the day is in; the year begins with the month `begins`."""
    if unit == "week":
        return day - DAY * ((day.weekday() + 1) % 7)
    back = (day.month - begins) % 12 % MONTHS[unit]
    if day.year == 1 and back >= day.month:  # before the first year that a date can have
        return date.min
    return shifted(day.replace(day=1), "month", -back)

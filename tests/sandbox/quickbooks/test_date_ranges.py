"""The standard ranges of dates, in QuickBooks' words."""

from datetime import date

import pytest

from sandbox.quickbooks.reports.date_ranges import dates_of

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("macro", "first", "last"),
    [
        ("Today", "2026-11-25", "2026-11-25"),
        ("Yesterday", "2026-11-24", "2026-11-24"),
        ("This Week", "2026-11-22", "2026-11-28"),
        ("Last Week-to-date", "2026-11-15", "2026-11-18"),
        ("Next 4 Weeks", "2026-11-29", "2026-12-26"),
        ("this month-to-date", "2026-11-01", "2026-11-25"),
        ("Last Month", "2026-10-01", "2026-10-31"),
        ("Next Month", "2026-12-01", "2026-12-31"),
        ("This Fiscal Quarter", "2026-10-01", "2026-12-31"),
        ("Last Fiscal Quarter-to-date", "2026-07-01", "2026-08-25"),
        ("This Fiscal Year-to-date", "2026-04-01", "2026-11-25"),
        ("Last Fiscal Year", "2025-04-01", "2026-03-31"),
        ("This Calendar Year", "2026-01-01", "2026-12-31"),
        ("Last Calendar Quarter", "2026-07-01", "2026-09-30"),
    ],
)
def test_a_macro_is_a_first_and_a_last_day_where_the_fiscal_year_begins_in_april(macro, first, last):
    assert dates_of(macro, WEDNESDAY, 4) == (date.fromisoformat(first), date.fromisoformat(last))


def test_all_has_no_days():
    assert dates_of("all", WEDNESDAY, 1) is None


def test_the_last_month_to_date_ends_with_a_shorter_month():
    assert dates_of("last month-to-date", date(2026, 3, 31), 1) == (date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize("macro", ["", "soon", "this decade", "last fiscal week", "next month-to-date"])
def test_other_words_are_refused(macro):
    with pytest.raises(ValueError, match=macro or "^$"):
        dates_of(macro, WEDNESDAY, 1)

"""Reports with a column for each month, quarter or year."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.quickbooks import reports, seed
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.documents import Options, write
from tests.sandbox.quickbooks.test_reports import refused, report, table


@pytest.fixture
def sold(books, bodies):
    for amount, day in (("10.00", "2026-01-31"), ("20.00", "2026-02-01"), ("40.00", "2026-04-15"), ("5.00", "2025-12-31")):
        books.make("SalesReceipt", bodies.form(amount, TxnDate=day))


def titles(answer):
    return [column["ColTitle"] for column in answer["Columns"]["Column"]]


def row(answer, title):
    return next(values[1:] for values in table(answer) if values[0] == title)


def test_months_have_a_column_each_and_a_total(books, sold):
    dates = {"start_date": "2026-01-01", "end_date": "2026-04-30"}
    answer = report(books, "ProfitAndLoss", summarize_column_by="Month", **dates)
    assert titles(answer) == ["", "Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "Total"]
    assert answer["Header"]["SummarizeColumnsBy"] == "Month"
    assert answer["Columns"]["Column"][1]["MetaData"] == [
        {"Name": "StartDate", "Value": "2026-01-01"},
        {"Name": "EndDate", "Value": "2026-01-31"},
        {"Name": "ColKey", "Value": "Jan 2026"},
    ]
    assert row(answer, "Services") == ["10.00", "20.00", "", "40.00", "70.00"]
    assert row(answer, "Net Income") == ["10.00", "20.00", "0.00", "40.00", "70.00"]


def test_a_balance_sheet_by_month_stands_at_the_end_of_each(books, sold):
    dates = {"start_date": "2026-01-01", "end_date": "2026-02-28"}
    answer = report(books, "BalanceSheet", summarize_column_by="month", **dates)
    assert titles(answer) == ["", "Jan 2026", "Feb 2026"]
    assert row(answer, "TOTAL ASSETS") == ["15.00", "35.00"]
    assert row(answer, "Net Income") == ["10.00", "30.00"]
    assert row(answer, "Retained Earnings") == ["5.00", "5.00"]


@pytest.mark.parametrize(
    ("by", "dates", "shown"),
    [
        ("Quarter", ("2026-01-01", "2026-06-30"), ["Jan - Mar 2026", "Apr - Jun 2026"]),
        ("Quarter", ("2026-02-10", "2026-04-15"), ["Feb 10 - Mar 31, 2026", "Apr 1 - 15, 2026"]),
        ("Year", ("2025-12-31", "2026-12-31"), ["Dec 31 - 31, 2025", "2026"]),
        ("Total", ("2026-01-01", "2026-06-30"), []),
    ],
)
def test_periods_are_cut_off_where_the_report_begins_and_ends(books, sold, by, dates, shown):
    answer = report(books, "ProfitAndLoss", summarize_column_by=by, start_date=dates[0], end_date=dates[1])
    assert titles(answer) == ["", *shown, "Total"]


def test_quarters_are_those_of_the_fiscal_year(books, sold):
    books.control("preferences", AccountingInfoPrefs={"FirstMonthOfFiscalYear": "February"})
    dates = {"start_date": "2026-02-01", "end_date": "2026-07-31"}
    answer = report(books, "ProfitAndLoss", summarize_column_by="Quarter", **dates)
    assert titles(answer) == ["", "Feb - Apr 2026", "May - Jul 2026", "Total"]
    whole = report(books, "ProfitAndLoss", summarize_column_by="Year", start_date="2026-02-01", end_date="2027-01-31")
    assert titles(whole) == ["", "Feb 2026 - Jan 2027", "Total"]


def test_all_dates_begin_with_the_first_entry(books, sold):
    answer = report(books, "ProfitAndLoss", summarize_column_by="Year", date_macro="all")
    assert titles(answer)[1].endswith("2025") and titles(answer)[-1] == "Total"


@pytest.mark.parametrize("name", ["ProfitAndLoss", "BalanceSheet"])
def test_the_first_and_the_last_year_of_all_are_no_trouble(books, sold, name):
    books.control("preferences", AccountingInfoPrefs={"FirstMonthOfFiscalYear": "February"})
    early = {"start_date": "0001-01-01", "end_date": "0001-03-31"}
    assert report(books, name, summarize_column_by="Quarter", **early)
    assert report(books, name, end_date="0001-01-15")
    late = {"start_date": "9998-01-01", "end_date": "9999-12-31"}
    assert refused(books, name, summarize_column_by="Year", **late) == ("2190", "end_date")


def test_too_many_cells_are_refused(books, sold):
    dates = {"start_date": "0001-01-01", "end_date": "9999-12-31"}
    assert refused(books, "ProfitAndLoss", summarize_column_by="Month", **dates)[0] == "10100"


days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@settings(max_examples=25, deadline=None)
@given(sales=st.lists(st.tuples(days, st.integers(1, 9999)), min_size=1, max_size=8), ends=st.tuples(days, days))
def test_the_columns_of_a_row_add_up_to_its_total(sales, ends):
    company = Company("1")
    seed.fill(company)
    for day, amount in sales:
        line = {
            "Amount": f"{amount / 100:.2f}",
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {"ItemRef": {"value": "10"}},
        }
        write(company, "SalesReceipt", {"TxnDate": day.isoformat(), "Line": [line]}, Options())
    first, last = sorted(ends)
    dates = {"start_date": first.isoformat(), "end_date": last.isoformat()}
    whole = table(reports.answer(company, "ProfitAndLoss", dates))
    for by in ("Month", "Quarter", "Year"):
        rows = table(reports.answer(company, "ProfitAndLoss", {**dates, "summarize_column_by": by}))
        assert [(values[0], values[-1]) for values in rows] == [(values[0], values[-1]) for values in whole]
        for _, *amounts, total in rows:
            assert sum(round(float(amount or 0) * 100) for amount in amounts) == round(float(total or 0) * 100)

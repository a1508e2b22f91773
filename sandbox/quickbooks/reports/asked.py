"""What a report is asked for: its parameters, checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import refusal
from sandbox.quickbooks.readers import day, whole
from sandbox.quickbooks.reports.date_ranges import dates_of, fiscal_year_of

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Parameters of Intuit's reports that narrow or group what is shown: one that a report here does not know is refused, since
# leaving it out of account would give other figures than asked for. Names that Intuit does not have are ignored.
KNOWN = frozenset(
    [
        "accounting_method",
        "adjusted_gain_loss",
        "account",
        "account_type",
        "aging_method",
        "aging_period",
        "appaid",
        "arpaid",
        "attachment_type",
        "bothamount",
        "class",
        "cleared",
        "columns",
        "createdate_macro",
        "custom1",
        "custom2",
        "custom3",
        "customer",
        "date_macro",
        "department",
        "docnum",
        "duedate_macro",
        "employee",
        "end_createdate",
        "end_date",
        "end_duedate",
        "end_moddate",
        "group_by",
        "high_pp_date",
        "item",
        "low_pp_date",
        "memo",
        "moddate_macro",
        "name",
        "num_periods",
        "past_due",
        "payment_method",
        "printed",
        "report_date",
        "shipvia",
        "sort_by",
        "sort_order",
        "source_account",
        "source_account_type",
        "start_createdate",
        "start_date",
        "start_duedate",
        "start_moddate",
        "summarize_column_by",
        "term",
        "transaction_type",
        "vendor",
    ]
)


@dataclass(frozen=True)
class Asked:
    company: Company
    report: str
    parameters: dict[str, str]
    start: date | None  # None: since ever
    end: date | None  # None: for ever
    macro: str | None

    @property
    def last_day(self) -> int:
        return self.end.toordinal() if self.end else date.max.toordinal()

    @property
    def first_day(self) -> int:
        return self.start.toordinal() if self.start else date.min.toordinal()

    def text(self, name: str, default: str = "") -> str:
        return self.parameters.get(name, "").strip() or default

    def ids(self, name: str) -> set[int] | None:
        """The ids of a comma-separated list; None where there is none: then all are meant."""
        wanted = [part.strip() for part in self.text(name).split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() for part in wanted):
            raise refusal("2030", f"Id should be a valid number. Supplied value:{self.text(name)}", name)
        return {int(part) for part in wanted} or None

    def choice(self, name: str, default: str, *known: str) -> str:
        """One of the known values, in any case of letters. Raises 2170."""
        found = self.text(name, default)
        for value in known:
            if found.lower() == value.lower():
                return value
        raise refusal("2170", f"{found} is not a value of {name}; this sandbox knows {', '.join(known)}", name)

    def columns(self, usual: Iterable[str], known: Iterable[str]) -> list[str]:
        """The columns asked for, or the usual ones. Raises 2170."""
        names = [name.strip() for name in self.text("columns", ",".join(usual)).split(",")]
        for name in names:
            if name not in known:
                raise refusal("2170", f"{name} is not a value of columns; this sandbox knows {', '.join(known)}", "columns")
        return names

    def whole(self, name: str, default: int, least: int) -> int:
        return int(whole(least, 1000)(self.text(name, str(default)), name))

    def day(self, name: str, default: date | None = None) -> date | None:
        return day_of(self.parameters, name) or default


def read(company: Company, report: str, parameters: dict[str, str], known: frozenset[str], macro: str) -> Asked:
    """Checks names and dates; `macro` is the report's own range of dates, where none is asked for."""
    for name in sorted(parameters):
        if name in KNOWN and name not in known and parameters[name].strip():
            raise refusal("5030", f"Feature Not Supported : this sandbox's {report} has no parameter {name}", name)
    _check_basis(company, parameters)
    today, first_month = company.clock.today(), fiscal_month(company)
    start, end = day_of(parameters, "start_date"), day_of(parameters, "end_date")
    if start or end:
        # One without the other: the reference does not say; the fiscal year of the last day, up to today.
        end = end or today
        start = start or fiscal_year_of(end, first_month)
        if start > end:
            raise refusal("2190", f"start_date {start} is after end_date {end}", "start_date")
        return Asked(company, report, parameters, start, end, None)
    words = parameters.get("date_macro", "").strip() or macro
    try:
        found = dates_of(words, today, first_month)
    except ValueError:
        raise refusal("2170", f"{words} is not a value of date_macro", "date_macro") from None
    first, last = found or (None, None)
    return Asked(company, report, parameters, first, last, words.lower())


def day_of(parameters: dict[str, str], name: str) -> date | None:
    text = parameters.get(name, "").strip()
    return date.fromisoformat(day(text, name)) if text else None


def fiscal_month(company: Company) -> int:
    """1 to 12: the first month of the fiscal year."""
    name: Any = company.preference("AccountingInfoPrefs", "FirstMonthOfFiscalYear")
    return MONTH_NAMES.index(name) + 1 if name in MONTH_NAMES else 1


def _check_basis(company: Company, parameters: dict[str, str]) -> None:
    """Cash basis moves income to the day of its payment by rules that are not published: refused, never guessed."""
    method = parameters.get("accounting_method", "").strip() or str(company.preference("ReportPrefs", "ReportBasis"))
    if method.lower() == "cash":
        raise refusal("5030", "Feature Not Supported : this sandbox reports on the accrual basis only", "accounting_method")
    if method.lower() != "accrual":
        raise refusal("2170", f"{method} is not a value of accounting_method", "accounting_method")

"""The kinds of value that a field has, and how a value written in a rule file is read as one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Union

from order_sync.orders import Word
from order_sync.rules.map_table import MapTable
from order_sync.rules.patterns import Pattern


@dataclass(frozen=True)
class Percent:
    """A share of something: Percent(Decimal("10")) is a tenth."""

    of_hundred: Decimal


@dataclass(frozen=True)
class NewLine:
    """A line that a rule adds to an order; the amount is for the whole line, in major units, without tax."""

    item: str
    amount: Decimal
    quantity: Decimal = Decimal(1)
    description: str = ""


Value = Union[str, Decimal, date, bool, Percent, NewLine, Pattern, MapTable]  # noqa: UP007 (an alias made at run time, on Python 3.10 too)

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_AGO = re.compile(r"([0-9]{1,4}) (day|week|month|year)s? ago")
_YES_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class Kind(Word):
    text = "text"
    choice = "one of some words"
    yes_no = "yes or no"
    number = "number"
    money = "amount"  # in the order's currency, as people write it: 12.50
    money_or_percent = "amount or percentage"
    date = "date"
    line = "new line"


ORDERED = (Kind.number, Kind.money, Kind.date)


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """The text as rules compare it: without case and outer blanks."""
    return text.strip().casefold()


def plain_name(text: str) -> str:
    """A name that a person wrote (of a field, a comparison, an action), without case and spare blanks."""
    return " ".join(text.split()).casefold()


def plain_word(text: str) -> str:
    """A status word, with or without underscores: partially_paid and “Partially paid” are one."""
    return plain_name(text.replace("_", " "))


def parse_value(kind: Kind, written: str, today: date | None = None) -> Value:
    """What a rule's text means for a field of this kind; ValueError says in plain words what is expected.

    `today` is the day from which relative dates count; without it they are refused.
    """
    if kind is Kind.date:
        return _date(written, today)
    return _PARSERS[kind](written)


def show_value(value: Value) -> str:
    """The value as a person would write it in a rule."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Percent):
        return f"{value.of_hundred:f}%"
    if isinstance(value, NewLine):
        return f"{value.quantity:f} {value.item} for {value.amount:f}"
    return str(value)


def _number(written: str) -> Decimal:
    text = written.strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError("a number, such as 12 or 12.50, without currency or thousands separators")
    return Decimal(text)


def _money_or_percent(written: str) -> Value:
    text = written.strip()
    try:
        return Percent(_number(text[:-1])) if text.endswith("%") else _number(text)
    except ValueError:
        raise ValueError("an amount, such as 1.50, or a percentage, such as 10%") from None


def _date(written: str, today: date | None) -> date:
    text = plain_name(written)
    found = _DATE.fullmatch(text)
    try:
        if found:
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
        relative = _relative_date(text, today) if today else None
    except (ValueError, OverflowError):
        relative = None
    if relative is None:
        raise ValueError(
            "a day that exists, as 2026-01-31" + (", or today, yesterday, 30 days ago, start of last month" if today else "")
        )
    return relative


def _relative_date(text: str, today: date) -> date | None:
    """The day that a relative date means; None where the text is none."""
    ago = _AGO.fullmatch(text)
    if ago:
        count, unit = int(ago[1]), ago[2]
        if unit in ("day", "week"):
            return today - timedelta(days=count * (7 if unit == "week" else 1))
        return _months_before(today, count * (12 if unit == "year" else 1))
    first = today.replace(day=1)
    return {
        "today": today,
        "yesterday": today - timedelta(days=1),
        "start of this month": first,
        "start of last month": _months_before(first, 1),
        "start of this year": today.replace(month=1, day=1),
        "start of last year": today.replace(year=today.year - 1, month=1, day=1),
    }.get(text)


def is_relative(written: str) -> bool:
    """Whether a date is written so that it moves with the day of the run."""
    return _DATE.fullmatch(plain_name(written)) is None


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _yes_no(written: str) -> bool:
    try:
        return _YES_NO[plain(written)]
    except KeyError:
        raise ValueError("yes or no") from None


_PARSERS: dict[Kind, Callable[[str], Value]] = {
    Kind.text: plain,
    Kind.choice: plain_word,
    Kind.yes_no: _yes_no,
    Kind.number: _number,
    Kind.money: _number,
    Kind.money_or_percent: _money_or_percent,
}

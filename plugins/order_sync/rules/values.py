"""The kinds of value that a field has, and how a value written in a rule file is read as one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Union

from order_sync.orders import Word

Value = Union[str, Decimal, date, bool]  # noqa: UP007 (an alias made at run time, on Python 3.10 too)

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YES_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class Kind(Word):
    text = "text"
    choice = "one of some words"
    yes_no = "yes or no"
    number = "number"
    money = "amount"  # in the order's currency, as people write it: 12.50
    date = "date"


ORDERED = (Kind.number, Kind.money, Kind.date)


def plain(text: str) -> str:
    """The text as rules compare it: without case and outer blanks."""
    return text.strip().casefold()


def plain_name(text: str) -> str:
    """A name that a person wrote (of a field, a comparison, an action), without case and spare blanks."""
    return " ".join(text.split()).casefold()


def plain_word(text: str) -> str:
    """A status word, with or without underscores: partially_paid and “Partially paid” are one."""
    return plain_name(text.replace("_", " "))


def parse_value(kind: Kind, written: str) -> Value:
    """What a rule's text means for a field of this kind; ValueError says in plain words what is expected."""
    return _PARSERS[kind](written)


def show_value(value: Value) -> str:
    """The value as a person would write it in a rule."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def _number(written: str) -> Decimal:
    text = written.strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError("a number, such as 12 or 12.50, without currency or thousands separators")
    return Decimal(text)


def _date(written: str) -> date:
    found = _DATE.fullmatch(written.strip())
    try:
        if found:
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
    except ValueError:
        pass
    raise ValueError("a day that exists, as 2026-01-31")


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
    Kind.date: _date,
}

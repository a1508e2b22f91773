"""QuickBooks' fields: how long a text may be and which characters it cannot hold (reference sections 2.1 and 2.2)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

DOCUMENT_NUMBER = 21
PAYMENT_REFERENCE = 21
PAYMENT_METHOD = 31
DESCRIPTION = 4000
ITEM_NAME = 100
DISPLAY_NAME = 500
PERSON_NAME = 100
COMPANY_NAME = 100
EMAIL = 100
PHONE = 30
CUSTOMER_MESSAGE = 1000
CUSTOM_FIELD = 31
LINES_WITH_TAX, LINES = 750, 10_000  # of one document; where nothing is taxed, the hard cap (reference section 2.1)
TRACKING = 31
CARRIER = 31

Note = Callable[[str], None]  # takes what was changed, in words for the report

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def cut(text: str, longest: int, what: str, note: Note) -> str:
    """The text, at most `longest` characters of it; a cut is noted with `what` the text is."""
    clean = _without_controls(text).strip()
    if len(clean) <= longest:
        return clean
    note(f"{what} was cut to {longest} characters: “{clean[:40]}…”.")
    return clean[:longest].rstrip()


def cut_name(text: str, longest: int, what: str, note: Note) -> str:
    """As `cut`, for the name of a customer or item: no colon (it separates parent from child), tab or line break."""
    return cut(_one_name(text, what, note), longest, what, note)


def distinct_name(text: str, longest: int, what: str, note: Note) -> str:
    """As `cut_name`, but one that is cut ends in a short hash of the whole: two names that begin alike stay two."""
    return distinct(_one_name(text, what, note), longest, what, note)


def distinct(text: str, longest: int, what: str, note: Note) -> str:
    """The text; one that is too long ends in a short hash of the whole, so that two that begin alike stay two."""
    if len(text) <= longest:
        return text
    ending = f" {hashlib.sha256(text.casefold().encode()).hexdigest()[:8]}"
    note(f"{what} was cut to {longest} characters: “{text[:40]}…”.")
    return text[: longest - len(ending)].rstrip() + ending


def _one_name(text: str, what: str, note: Note) -> str:
    one_line = " ".join(_without_controls(text).split())
    name = one_line.replace(":", "-")
    if name != one_line:
        note(f"{what} cannot hold a colon in QuickBooks: “{one_line[:40]}” became “{name[:40]}”.")
    return name


def _without_controls(text: str) -> str:
    return text if text.isprintable() else _CONTROL.sub("", text)

"""QuickBooks' fields: how long a text may be and which characters it cannot hold (reference sections 2.1 and 2.2)."""

from __future__ import annotations

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
TRACKING = 31
CARRIER = 31

Note = Callable[[str], None]  # takes what was changed, in words for the report

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def cut(text: str, longest: int, what: str, note: Note) -> str:
    """The text, at most `longest` characters of it; a cut is noted with `what` the text is."""
    clean = _CONTROL.sub("", text).strip()
    if len(clean) <= longest:
        return clean
    note(f"{what} was cut to {longest} characters: “{clean[:40]}…”.")
    return clean[:longest].rstrip()


def cut_name(text: str, longest: int, what: str, note: Note) -> str:
    """As `cut`, for the name of a customer or item: no colon (it separates parent from child), tab or line break."""
    one_line = " ".join(_CONTROL.sub("", text).split())
    name = one_line.replace(":", "-")
    if name != one_line:
        note(f"{what} cannot hold a colon in QuickBooks: “{one_line[:40]}” became “{name[:40]}”.")
    return cut(name, longest, what, note)

"""What a kind of document is called on the pages."""

from __future__ import annotations

import re

SINGULAR = {"Estimate": "Sales order", "Attachable": "Attachment"}
UNCOUNTED = ("CompanyInfo", "Preferences")


def singular(kind: str) -> str:
    """SalesReceipt -> Sales receipt"""
    return SINGULAR.get(kind) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).capitalize()


def plural(kind: str) -> str:
    word = singular(kind)
    if kind in UNCOUNTED:
        return word
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("s") else f"{word}s"

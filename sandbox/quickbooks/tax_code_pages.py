"""Pages of tax codes: in a US company the pseudo codes come beside what MAXRESULTS asks for.

That a query of one code answers four is known from a client's live test. On which pages they come is not: here on the first,
so that a client that turns pages meets each code once.
"""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]


def page_of(found: list[Document], start: int, most: int) -> list[Document]:
    """`most` codes with a number from place `start` (1: the first) on; before them, on the first page, those without."""
    numbered = [code for code in found if code["Id"].isdigit()]
    pseudo = [code for code in found if not code["Id"].isdigit()] if start == 1 else []
    return [*pseudo, *numbered[start - 1 : start - 1 + most]]

"""Texts in QuickBooks' query language (reference section 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

PAGE = 1000  # QuickBooks: objects a page, and objects in all answers of one batch (reference sections 3.1 and 4.4)
MOST_NAMED = 500  # values in one IN (...): about 10 kB of text; QuickBooks' own limit is not documented

Value = TypeVar("Value")


def quoted(value: str) -> str:
    """A value in quotes: quotes and backslashes in it are escaped, so that nothing in it ends the value."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def select_in(kind: str, field: str, values: Iterable[str]) -> str:
    """All objects of a kind whose field has one of the values, in one page."""
    listed = ",".join(quoted(value) for value in values)
    return f"SELECT * FROM {kind} WHERE {field} IN ({listed}) MAXRESULTS {PAGE}"  # noqa: S608 (no SQL; all quoted)


def select_page(kind: str, start: int, most: int = PAGE, *, where: str = "") -> str:
    """One page of a kind, from object number `start` (from 1); `where` is a condition, its values quoted."""
    condition = f" WHERE {where}" if where else ""
    return f"SELECT * FROM {kind}{condition} ORDERBY Id STARTPOSITION {start} MAXRESULTS {most}"  # noqa: S608


def portions(values: Sequence[Value], size: int) -> Iterator[Sequence[Value]]:
    """The values in lists of at most `size`."""
    return (values[start : start + size] for start in range(0, len(values), size))

"""Where a document as it stands differs from the JSON that would be sent for it now. Pure.

Field by field, for the fields that would be sent, and for those that were sent and would not be any more. A field that would
be sent exactly as the last time is no difference, however QuickBooks itself may have spelt it since.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from order_sync.ledger import Content
from order_sync.quickbooks.content import content_of, hash_of, line_group

DUE_DATE, TERMS, DAY = "DueDate", "SalesTermRef", "TxnDate"
# A document always has these, or QuickBooks keeps them by itself: that the rules say nothing of them empties nothing.
_NEVER_EMPTIED = frozenset(
    (DUE_DATE, DAY, "TotalAmt", "Line", "CustomerRef", "CurrencyRef", "DocNumber", "PrivateNote", "TxnTaxDetail")
)
_LINE_DEFAULTS = frozenset(("TaxCodeRef", "ServiceDate", "ItemAccountRef", "TaxInclusiveAmt", "DiscountRate", "DiscountAmt"))


@dataclass(frozen=True)
class Difference:
    """One value that differs. `path` as in QuickBooks' JSON, lines counted from 1; None: it is not there."""

    path: tuple[str, ...]
    standing: Any
    wanted: Any


Differences = Mapping[str, tuple[Difference, ...]]  # by the document's field


def differences(
    entity: str,
    wanted: Mapping[str, Any],
    standing: Mapping[str, Any],
    known: Content | None,
    copied: Container[str] = (),
) -> dict[str, tuple[Difference, ...]]:
    """What an update would change, by field. `known`: what we last sent; None: it was not kept.

    `copied`: fields that the document took from another, so that they stay where nothing else is wanted.
    """
    now, there = content_of(entity, wanted), content_of(entity, standing)
    sent = known.sent if known else {}
    found = {}
    for name, value in now.items():
        if sent.get(name) != hash_of(value):
            found[name] = tuple(_compare((name,), value, there.get(name), both=name in sent))
    for name in sent:
        if name not in now and name in there and name not in _NEVER_EMPTIED and name not in copied:
            found[name] = (Difference((name,), there[name], None),)
    if entity == "Invoice" and DUE_DATE not in now and DUE_DATE in there:
        found[DUE_DATE] = tuple(_due_date(found, now, there))
    return {name: parts for name, parts in found.items() if parts}


def edited(entity: str, standing: Mapping[str, Any], known: Content) -> list[str]:
    """The fields that someone else changed since our last write."""
    there = content_of(entity, standing)
    return sorted(name for name, hash_ in known.stood.items() if name not in there or hash_of(there[name]) != hash_)


def _compare(path: tuple[str, ...], wanted: Any, standing: Any, *, both: bool) -> Iterator[Difference]:
    """`both`: what is only in the standing value counts too, since it may be from our last write."""
    if path == ("Line",):
        yield from _compare_lines(wanted, standing or [], both=both)
    elif isinstance(wanted, Mapping) and isinstance(standing, Mapping) and "value" not in wanted:
        names = [*wanted, *(name for name in standing if both and name not in wanted and name not in _LINE_DEFAULTS)]
        for name in names:
            yield from _compare((*path, name), wanted.get(name), standing.get(name), both=both)
    elif wanted != standing:
        yield Difference(path, standing, wanted)


def _compare_lines(wanted: list[Any], standing: list[Any], *, both: bool) -> Iterator[Difference]:
    for number, (line, there) in enumerate(paired_lines(wanted, standing), start=1):
        path = ("Line", str(number))
        if line is None or there is None:
            yield Difference(path, there, line)
        else:
            yield from _compare(path, line, there, both=both)


def paired_lines(wanted: list[Any], standing: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Lines of the same sort by their places; None where one side has fewer."""
    for group in range(3):
        yield from zip_longest(
            [line for line in wanted if line_group(line) == group], [line for line in standing if line_group(line) == group]
        )


def _due_date(found: Mapping[str, Any], wanted: Mapping[str, Any], standing: Mapping[str, Any]) -> Iterator[Difference]:
    """An invoice's due date follows its date by the same days; after new terms QuickBooks works it out anew."""
    due, day = standing.get(DUE_DATE), standing.get(DAY)
    if not due:
        return
    if found.get(TERMS):
        yield Difference((DUE_DATE,), due, None)
    elif found.get(DAY) and day:
        moved = date.fromisoformat(wanted[DAY]) - date.fromisoformat(day)
        yield Difference((DUE_DATE,), due, (date.fromisoformat(due) + moved).isoformat())

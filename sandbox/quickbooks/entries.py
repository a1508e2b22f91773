"""Ledger entries, and the amounts that they are made of: minor units, at a rate, rounded so that no cent is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

Document = dict[str, Any]
ONE = Decimal(1)


class Entry(NamedTuple):
    """Amounts in minor units, debits positive. A document's first entry is the one that it is listed under."""

    account: int
    home: int  # in the company's currency
    foreign: int  # in the document's
    entity: int = 0  # the customer or other name that it concerns
    line: int = 0  # the place of the line that it comes from; 0: the document itself


def minor(amount: Any) -> int:
    return int((Decimal(amount) * 100).to_integral_value(ROUND_HALF_UP))


def rate_of(document: Document) -> Decimal:
    return Decimal(document.get("ExchangeRate") or ONE)


def at_rate(foreign: int, rate: Decimal) -> int:
    """Half-up, away from zero."""
    return foreign if rate == ONE else int((foreign * rate).to_integral_value(ROUND_HALF_UP))


def in_home(foreign: Iterable[int], rate: Decimal) -> list[int]:
    """Amounts at a rate, so rounded that their sum is that of the whole at the rate."""
    homes, so_far, home_so_far = [], 0, 0
    for amount in foreign:
        so_far += amount
        homes.append(at_rate(so_far, rate) - home_so_far)
        home_so_far += homes[-1]
    return homes


def flat_lines(document: Document) -> Iterator[tuple[int, dict[str, Any]]]:
    """(place, line), the lines inside a bundle in the bundle's place in turn."""
    place = 0
    for line in document.get("Line", []):
        for inner in line.get("GroupLineDetail", {}).get("Line", [line]):
            place += 1
            yield place, inner


def entity_of(document: Document) -> int:
    """The customer's id as a number, 0 where there is none."""
    return id_of(document.get("CustomerRef"))


def id_of(reference: dict[str, Any] | None) -> int:
    return int(reference["value"]) if reference else 0

"""Tax codes by place and rate: the sync's table gives a code to every line that no rule gave one.

Outside the United States a code is each line's own; inside, lines are TAX or NON by the store's tax, and the document names
the code of its place (reference section 2.5). A code never changes an amount: the tax is the store's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from order_sync.orders import Address, Line, Order
from order_sync.tax_settings import TaxCodeRow, TaxSettings

_COUNTY_WORDS = re.compile(r"\b(?:county|co|tax|sales)\b\.?", re.IGNORECASE)


def with_tax_codes(order: Order, settings: TaxSettings, *, codes_on_lines: bool) -> Order:
    """The order with the table's codes where rules gave none. `codes_on_lines`: the company is outside the United States."""
    if not settings.names:
        return order
    if not codes_on_lines:
        code = order.tax_code or _code_of(order, settings, order.sale_lines)
        return order if code == order.tax_code else msgspec.structs.replace(order, tax_code=code)
    events = tuple(
        msgspec.structs.replace(event, lines=tuple(_with_code(line, order, settings) for line in event.lines))
        for event in order.events
    )
    order = msgspec.structs.replace(order, events=events)
    discount = order.discount_tax_code or order.tax_code or _main_code(order)
    return msgspec.structs.replace(order, discount_tax_code=discount)


def _with_code(line: Line, order: Order, settings: TaxSettings) -> Line:
    if line.tax_code or order.tax_code:
        return line
    return msgspec.structs.replace(line, tax_code=_code_of(order, settings, (line,)))


def _main_code(order: Order) -> str:
    """The code of the line of the largest amount."""
    largest = max(order.sale_lines, key=lambda line: abs(line.net), default=None)
    return largest.tax_code if largest is not None else ""


def _code_of(order: Order, settings: TaxSettings, lines: Iterable[Line]) -> str:
    lines = tuple(lines)
    if settings.exempt and order.tax_exempt and not any(line.tax for line in lines):
        return settings.exempt
    rows = (row for row in settings.codes if _agrees(row, order.ship_to or order.bill_to, lines))
    best = max(rows, key=_exactness, default=None)  # the first of equals
    if best is not None:
        return best.code
    return "" if any(line.tax for line in lines) else settings.untaxed or ""


def _exactness(row: TaxCodeRow) -> tuple[bool, ...]:
    return (row.city is not None, row.county is not None, row.state is not None, row.rate is not None)


def _agrees(row: TaxCodeRow, place: Address | None, lines: tuple[Line, ...]) -> bool:
    if place is None or not _same(row.country, place.country):
        return False
    named = ((row.state, place.region), (row.city, place.city))
    if any(wanted is not None and not _same(wanted, found) for wanted, found in named):
        return False
    if row.county is not None and not any(_same(_county(row.county), county) for county in _counties(lines)):
        return False
    return row.rate is None or _taxed_at(lines, row.rate / 100)


def _taxed_at(lines: tuple[Line, ...], rate: Decimal) -> bool:
    """Whether this is the lines' rate: by the rates that the store names, else by the amounts, a cent of rounding a line."""
    taxed = [line for line in lines if line.tax] if rate else list(lines)
    named = [[tax.rate for tax in line.taxes] for line in taxed]
    if taxed and all(rates and None not in rates for rates in named):
        return all(sum(filter(None, rates), Decimal(0)) == rate for rates in named)
    reckoned = sum((line.net * rate for line in taxed), Decimal(0)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return bool(taxed) and abs(int(reckoned) - sum(line.tax for line in taxed)) <= (len(taxed) if rate else 0)


def _counties(lines: tuple[Line, ...]) -> set[str]:
    return {_county(tax.name) for line in lines for tax in line.taxes}


def _county(name: str) -> str:
    return _COUNTY_WORDS.sub("", name)


def _same(first: str, second: str) -> bool:
    return " ".join(first.split()).casefold() == " ".join(second.split()).casefold()

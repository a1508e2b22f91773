"""An order's lines as QuickBooks takes them: amounts before discount, the whole discount as one sum, the tax as another.

QuickBooks' discount line is one flat amount taken off the whole document (reference section 2.4). So every line is sent at
its amount before discount, and what any line was reduced by goes into the document's discount; so does a line that is
negative itself (WooCommerce's negative fee), since a negative line is not known to be accepted. By setting a line is sent at
what was paid for it, or all that was taken off is one negative line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from order_sync.item_settings import ItemSettings
from order_sync.line_settings import LineSettings
from order_sync.money import show, to_major
from order_sync.orders import Line, LineKind
from order_sync.records import fields
from order_sync.records.bundles import as_one_line
from order_sync.records.fields import Note, cut
from order_sync.records.items import has_stock, item_of, sku_of
from order_sync.records.prices import as_one_piece, priced_parts
from order_sync.records.reasons import Unbookable, problem
from order_sync.records.record import CompanyState, RecordLine

_AS_USUAL = LineSettings()


@dataclass(frozen=True)
class DocumentLines:
    """`sum of the lines' amounts - discount + tax = total`, in minor units."""

    lines: tuple[RecordLine, ...]
    discount: int
    tax: int

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines) - self.discount + self.tax


def document_lines(
    sold: Iterable[Line],
    items: ItemSettings,
    state: CompanyState,
    currency: str,
    note: Note,
    settings: LineSettings = _AS_USUAL,
) -> DocumentLines:
    """The lines of an order's documents; raises Unbookable where QuickBooks could not hold them to the cent."""
    made: list[RecordLine] = []
    discount = tax = 0
    for line in as_one_line(sold) if settings.bundles == "one" else sold:
        amount, reduction = _amounts(line, settings)
        discount += reduction
        tax += line.tax
        if amount is None:
            note(f"“{line.title}” of {show(line.net, currency)} is part of the discount.")
        else:
            item = item_of(line, items, state, note)
            made += _sent(line, amount, item, has_stock(item, line, items, state), currency, note)
    if not made:
        raise Unbookable(problem("no_lines"))
    if settings.discounts == "line" and discount:
        made.append(_discount_line(made, discount, settings, state, currency))
        discount = 0
    document = DocumentLines(tuple(made), discount, tax)
    if document.total - tax < 0 or tax < 0:
        raise Unbookable(problem("negative_total"))
    most = fields.LINES_WITH_TAX if tax or any(line.taxable for line in made) else fields.LINES
    count = len(made) + bool(discount)
    if count > most:
        raise Unbookable(problem("too_many_lines", lines=f"{count:,}", most=f"{most:,}"))
    return document


def with_codes_of(lines: tuple[RecordLine, ...], sold: Iterable[Line]) -> tuple[RecordLine, ...]:
    """The lines with class and tax code of the order's lines as one kind of record books them; amounts stay as they are."""
    codes = {line.line_id: (line.class_name, line.tax_code) for line in sold if line.class_name or line.tax_code}
    found = []
    for line in lines:
        class_name, tax_code = codes.get(line.source_id, ("", ""))
        same = (class_name, tax_code) == (line.class_name, line.tax_code)
        found.append(line if same else msgspec.structs.replace(line, class_name=class_name, tax_code=tax_code))
    return tuple(found)


def _amounts(line: Line, settings: LineSettings) -> tuple[int | None, int]:
    """As `_before_discount`, or at what was paid for it."""
    return (line.net, 0) if settings.discounts == "price" and line.net >= 0 else _before_discount(line)


def _discount_line(
    lines: Sequence[RecordLine], discount: int, settings: LineSettings, state: CompanyState, currency: str
) -> RecordLine:
    """All that was taken off, as a line below the others."""
    name = settings.discount_item
    return RecordLine(
        line_id="discount",
        kind=LineKind.adjustment,
        item=state.named_items.get(name.strip().lower(), name.strip()),
        description="Discount",
        quantity=Decimal(1),
        unit_price=to_major(-discount, currency),
        amount=-discount,
        taxable=any(line.taxable for line in lines),
        is_discount=True,
    )


def _before_discount(line: Line) -> tuple[int | None, int]:
    """The amount to send and what comes off it; an amount of None: the line is nothing but a reduction."""
    if line.net < 0:
        return None, -line.net
    if line.discount < 0 or line.gross < 0:
        return line.net, 0  # a surcharge is part of the price
    return line.gross, line.discount


def _sent(line: Line, amount: int, item: str, has_stock: bool, currency: str, note: Note) -> list[RecordLine]:
    """The line as one, as two whose unit prices differ by one cent, or as quantity 1 with the true quantity in words."""
    text = line.description or line.title
    parts = priced_parts(line.quantity, amount, currency)
    if not parts:
        quantity = f"{line.quantity.normalize():f}"
        if has_stock:
            raise Unbookable(
                problem("amount_not_exact", title=line.title, amount=show(amount, currency), quantity=quantity, item=item)
            )
        parts = (as_one_piece(amount, currency),)
        text = f"{text} (quantity {quantity})"
        note(f"“{line.title}”: quantity {quantity} stands in the description; no unit price gives {show(amount, currency)}.")
    return [
        RecordLine(
            line_id=line.line_id if number == 1 else f"{line.line_id}-{number}",
            kind=line.kind,
            item=item,
            sku=sku_of(line, note),
            description=cut(text, fields.DESCRIPTION, "A line's description", note),
            quantity=part.quantity,
            unit_price=part.unit_price,
            amount=part.amount,
            taxable=line.tax != 0,
            class_name=line.class_name,
            tax_code=line.tax_code,
            item_is_chosen=bool(line.item),
            source_id=line.line_id,
        )
        for number, part in enumerate(parts, start=1)
    ]

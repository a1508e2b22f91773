"""A store's bundle as one line: the line of the bundle, with the amounts and taxes of its parts."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from order_sync.orders import Line


def as_one_line(lines: Iterable[Line]) -> list[Line]:
    """The lines, those that are parts of another one taken into it; a part whose bundle is not there stays a line."""
    lines = list(lines)
    by_id = {line.line_id: line for line in lines}
    parts: dict[str, list[Line]] = {}
    for line in lines:
        bundle = _bundle_of(line, by_id)
        if bundle is not None:
            parts.setdefault(bundle.line_id, []).append(line)
    taken = {part.line_id for of_bundle in parts.values() for part in of_bundle}
    return [_whole(line, parts.get(line.line_id, ())) for line in lines if line.line_id not in taken]


def _bundle_of(line: Line, by_id: dict[str, Line]) -> Line | None:
    """The topmost bundle that the line is a part of; None: it is in none, or its store names it in a circle."""
    seen = {line.line_id}
    found = None
    while line.parent_line_id in by_id and line.parent_line_id not in seen:
        line = found = by_id[line.parent_line_id]
        seen.add(line.line_id)
    return None if found is None or found.parent_line_id in seen else found


def _whole(bundle: Line, parts: Iterable[Line]) -> Line:
    together = (bundle, *parts)
    if len(together) == 1:
        return bundle
    sums = {name: sum(getattr(line, name) for line in together) for name in ("gross", "discount", "net", "tax", "total")}
    taxes = tuple(tax for line in together for tax in line.taxes)
    discounts = tuple(discount for line in together for discount in line.discounts)
    taxable = any(line.taxable for line in together)
    return msgspec.structs.replace(bundle, **sums, taxes=taxes, discounts=discounts, taxable=taxable)

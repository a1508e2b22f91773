"""A selection as Shopify's search text (reference section 1.3). Pure.

The text takes at least what the selection takes; what Shopify cannot filter is filtered when the orders arrive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from order_sync.orders import Status
from order_sync.stores.moments import naive_text, whole_second
from order_sync.syncs import Selection, Span

TERMS_IN_A_QUERY = 25

# Nothing to ship and “in progress” have no filter word: what may be fulfilled is everything that is nothing else.
_FULFILLED = "(fulfillment_status:fulfilled OR ({}))".format(
    " AND ".join(
        f"NOT fulfillment_status:{word}" for word in ("unfulfilled", "partial", "scheduled", "on_hold", "request_declined")
    )
)
_TERMS: dict[Status, str] = {
    Status.pending: "financial_status:pending",
    Status.authorized: "financial_status:authorized",
    Status.partially_paid: "financial_status:partially_paid",
    Status.paid: "financial_status:paid",
    Status.partially_refunded: "financial_status:partially_refunded",
    Status.refunded: "financial_status:refunded",
    Status.voided: "(financial_status:voided OR financial_status:expired)",
    Status.unfulfilled: "(fulfillment_status:unfulfilled OR fulfillment_status:request_declined)",
    Status.partially_fulfilled: "fulfillment_status:partial",
    Status.fulfilled: _FULFILLED,
    Status.on_hold: "fulfillment_status:on_hold",
    Status.cancelled: "status:cancelled",
    # no word for failed (Shopify makes no order then) and draft (another object)
}


@dataclass(frozen=True)
class Search:
    """One query for orders: its text, and the key that its pages are sorted by (always the field that it filters on)."""

    text: str
    sort: str


def searches(selection: Selection) -> tuple[Search, ...]:
    """The queries that together take the selection; none where Shopify can hold no such order."""
    if any(span is not None and span.start >= span.end for span in (selection.updated, selection.placed)):
        return ()
    parts = [
        _span("updated_at", selection.updated) if selection.updated else "",
        _span("processed_at", selection.placed) if selection.placed else "",
    ]
    if selection.asked:
        terms = [_TERMS[status] for status in selection.asked if status in _TERMS]
        if not terms:
            return ()
        parts.append(any_of(terms))
    sort = "UPDATED_AT" if selection.updated else "PROCESSED_AT"
    names = [f"name:{quoted(number.strip().removeprefix('#').strip())}" for number in selection.numbers]
    ids = [f"id:{quoted(order_id)}" for order_id in selection.order_ids]
    return tuple(Search(" AND ".join(part for part in (*parts, *lookup) if part), sort) for lookup in _lookups(names, ids))


def search_for(order_id: str) -> Search:
    """One order by its id."""
    return Search(f"id:{quoted(order_id)}", "UPDATED_AT")


def any_of(terms: Sequence[str]) -> str:
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def quoted(text: str) -> str:
    """A value as the search text takes it; digits need no quotes. What could end the quotes is left out."""
    if text.isascii() and text.isdigit():
        return text
    plain = text.replace("\\", "").replace("'", "")
    return f"'{plain}'"


def _span(field: str, span: Span) -> str:
    """Quoted, in UTC with Z (reference section 1.2), in whole seconds; parts of a second are tested later."""
    start, end = whole_second(span.start), whole_second(span.end, up=True)
    return f"{field}:>='{naive_text(start)}Z' AND {field}:<'{naive_text(end)}Z'"


def _lookups(names: Sequence[str], ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every part of the list of names with every part of the list of ids; one empty part where there is no list."""
    for name_terms in _cut(names):
        for id_terms in _cut(ids):
            yield tuple(any_of(terms) for terms in (name_terms, id_terms) if terms)


def _cut(terms: Sequence[str]) -> list[Sequence[str]]:
    return [terms[at : at + TERMS_IN_A_QUERY] for at in range(0, len(terms), TERMS_IN_A_QUERY)] or [()]

"""The fields that `orders(query:)` can be filtered by (reference section 1.3): one table, field name to its test."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.stores.money import minor
from sandbox.stores.shopify.order import ShopifyOrder
from sandbox.stores.shopify.search import Predicate, Search, Term, parse

Field = Callable[[Term, Search], Predicate]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "": operator.eq, ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip

# Filter words are not the words of the enums, and some enum values have none (reference section 1.3).
_FINANCIAL_WORDS = (
    "paid", "pending", "authorized", "partially_paid", "partially_refunded", "refunded", "voided", "expired",
)  # fmt: skip
_FINANCIAL = {word: word.upper() for word in _FINANCIAL_WORDS}
_FULFILLMENT = {
    "unshipped": "UNFULFILLED",
    "unfulfilled": "UNFULFILLED",
    "shipped": "FULFILLED",
    "fulfilled": "FULFILLED",
    "partial": "PARTIALLY_FULFILLED",
    "scheduled": "SCHEDULED",
    "on_hold": "ON_HOLD",
    "request_declined": "REQUEST_DECLINED",
}
_RETURN_WORDS = ("return_requested", "in_progress", "inspection_complete", "returned", "return_failed", "no_return")
_RETURN = {word: word.upper() for word in _RETURN_WORDS}
_LIFECYCLE: dict[str, Predicate] = {
    "open": lambda order: not order.closed_at and not order.cancelled_at,
    "closed": lambda order: order.closed_at is not None,
    "cancelled": lambda order: order.cancelled_at is not None,
    "not_closed": lambda order: order.closed_at is None,
}


def compile_query(text: str | None, search: Search) -> Predicate:
    """The test that `query:` stands for; None or empty: every order. Warnings are left in `search`."""
    return parse(text or "", lambda term: _compile(term, search))


def _compile(term: Term, search: Search) -> Predicate | None:
    if not term.field:
        return _anywhere(term)
    make = FIELDS.get(term.field)
    if make is None:
        search.warn(term, "Invalid search field for this query.", "invalid_field")
        return None
    return make(term, search)


def _nothing(term: Term, search: Search) -> Predicate:
    search.warn(term, f"Input `{term.value}` is not an accepted value.", "invalid_value")
    return lambda _order: False


def _word(words: dict[str, str], value: Callable[[ShopifyOrder], str]) -> Field:
    def make(term: Term, search: Search) -> Predicate:
        wanted = words.get(term.value.lower())
        return (lambda order: value(order) == wanted) if wanted else _nothing(term, search)

    return make


def _status(term: Term, search: Search) -> Predicate:
    return _LIFECYCLE.get(term.value.lower()) or _nothing(term, search)


def _texts(values: Callable[[ShopifyOrder], Iterable[str]]) -> Field:
    """Equal to one of the values, whatever the case; a trailing * stands for any ending."""

    def make(term: Term, _search: Search) -> Predicate:
        wanted = term.value.lower()
        if wanted.endswith("*"):
            return lambda order: any(each.lower().startswith(wanted[:-1]) for each in values(order))
        return lambda order: any(each.lower() == wanted for each in values(order))

    return make


def _numbers(value: Callable[[ShopifyOrder], int], read: Callable[[str], int]) -> Field:
    def make(term: Term, search: Search) -> Predicate:
        try:
            wanted = read(term.value)
        except (ValueError, InvalidOperation):
            return _nothing(term, search)
        return lambda order: _COMPARE[term.comparator](value(order), wanted)

    return make


def _flag(value: Callable[[ShopifyOrder], bool]) -> Field:
    return lambda term, _search: lambda order: value(order) == (term.value.lower() == "true")


def _times(value: Callable[[ShopifyOrder], datetime]) -> Field:
    def make(term: Term, search: Search) -> Predicate:
        span = _span(term, search)
        if span is None:
            return _nothing(term, search)
        start, end = span
        tests: dict[str, Predicate] = {
            "": lambda order: start <= value(order) <= end,
            ">": lambda order: value(order) > end,
            ">=": lambda order: value(order) >= start,
            "<": lambda order: value(order) < start,
            "<=": lambda order: value(order) <= end,
        }
        return tests[term.comparator]

    return make


_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _span(term: Term, search: Search) -> tuple[datetime, datetime] | None:
    """The first and last moment that the value means; None where it is no time.

    A date-time without quotes loses its time, as was seen in another of Shopify's searches (reference section 1.2). What
    zone a value without offset means is not documented: here it is the shop's.
    """
    text = term.value
    if text == "now":
        return search.now, search.now
    if not term.quoted and _DAY.match(text):
        text = text[:10]
    try:
        if _YEAR.fullmatch(text):
            first = datetime(int(text), 1, 1, tzinfo=search.zone)
            return first, first.replace(year=first.year + 1) - timedelta(microseconds=1)
        parsed = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=search.zone)
    last = aware + timedelta(days=1, microseconds=-1) if _DAY.fullmatch(text) else aware
    return aware.astimezone(timezone.utc), last.astimezone(timezone.utc)


def _anywhere(term: Term) -> Predicate:
    wanted = term.value.lower()

    def test(order: ShopifyOrder) -> bool:
        buyer = order.draft.buyer
        texts = [*_names(order), buyer.name, buyer.email, *_skus(order)]
        return any(wanted in text.lower() for text in texts)

    return test


def _names(order: ShopifyOrder) -> tuple[str, str]:
    return order.draft.number, f"#{order.draft.number}"


def _skus(order: ShopifyOrder) -> list[str]:
    return [sold.line.product.sku for sold in order.goods if sold.line.product.sku]


def _codes(order: ShopifyOrder) -> list[str]:
    return [order.draft.basket.code.code] if order.draft.basket.code else []


FIELDS: dict[str, Field] = {
    "status": _status,
    "financial_status": _word(_FINANCIAL, lambda order: order.financial),
    "fulfillment_status": _word(_FULFILLMENT, lambda order: order.fulfillment),
    "return_status": _word(_RETURN, lambda _order: "NO_RETURN"),
    "created_at": _times(lambda order: order.draft.placed_at),
    "processed_at": _times(lambda order: order.draft.placed_at),
    "updated_at": _times(lambda order: order.updated_at),
    "test": _flag(lambda order: order.draft.gateway.test),
    "id": _numbers(lambda order: order.order_id, int),
    "customer_id": _numbers(lambda order: order.draft.buyer.number, int),
    "current_total_price": _numbers(lambda order: order.stated_current, lambda text: minor(Decimal(text))),
    "name": _texts(_names),
    "sku": _texts(_skus),
    "email": _texts(lambda order: [order.draft.buyer.email]),
    "discount_code": _texts(_codes),
    "po_number": _texts(lambda order: [order.draft.po_number] if order.draft.po_number else []),
    "gateway": _texts(lambda order: {each.gateway.key for each in order.transactions}),
    "source_name": _texts(lambda _order: ["web"]),
    "tag": _texts(lambda _order: []),
    "tag_not": lambda _term, _search: lambda _order: True,
}

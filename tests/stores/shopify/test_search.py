"""A selection as Shopify's search text."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from order_sync.orders import Status
from order_sync.stores.shopify.search import Search, quoted, searches
from order_sync.syncs import Selection, Span

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
HOUR = Span(NOON, NOON + timedelta(hours=1))


def test_updated_orders_are_asked_for_in_quoted_utc_and_sorted_by_update():
    text = "updated_at:>='2026-11-22T12:00:00Z' AND updated_at:<'2026-11-22T13:00:00Z'"
    assert searches(Selection(updated=HOUR)) == (Search(text, "UPDATED_AT"),)


def test_placed_orders_are_asked_for_by_the_time_they_were_processed():
    (search,) = searches(Selection(placed=HOUR))
    assert search.text.startswith("processed_at:>='2026-11-22T12:00:00Z'")
    assert search.sort == "PROCESSED_AT"


def test_parts_of_a_second_are_asked_for_too():
    span = Span(NOON + timedelta(milliseconds=1), NOON + timedelta(milliseconds=2))
    (search,) = searches(Selection(updated=span))
    assert search.text == "updated_at:>='2026-11-22T12:00:00Z' AND updated_at:<'2026-11-22T12:00:01Z'"


def test_statuses_are_alternatives():
    (search,) = searches(Selection(statuses=(Status.pending, Status.paid), updated=HOUR))
    assert search.text.endswith(" AND (financial_status:pending OR financial_status:paid)")


def test_partly_fulfilled_has_another_word_in_the_search():
    (search,) = searches(Selection(statuses=(Status.partially_fulfilled,)))
    assert search.text == "fulfillment_status:partial"


def test_fulfilled_takes_what_has_nothing_to_ship_though_that_has_no_filter_word():
    (search,) = searches(Selection(statuses=(Status.fulfilled,)))
    assert "fulfillment_status:fulfilled OR (NOT fulfillment_status:unfulfilled AND" in search.text


@pytest.mark.parametrize(
    "selection", [Selection(statuses=(Status.draft, Status.failed)), Selection(updated=Span(NOON, NOON))]
)
def test_nothing_is_asked_where_shopify_can_hold_no_such_order(selection):
    assert searches(selection) == ()


def test_numbers_are_asked_for_by_name_without_the_sign():
    assert searches(Selection(numbers=("#1001", "EN-7"))) == (Search("(name:1001 OR name:'EN-7')", "PROCESSED_AT"),)


def test_long_lists_of_ids_are_cut():
    found = searches(Selection(order_ids=tuple(str(number) for number in range(60))))
    assert [search.text.count("id:") for search in found] == [25, 25, 10]


def test_a_value_cannot_end_its_quotes():
    assert quoted("1' OR status:open \\") == "'1 OR status:open '"

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from graphql import GraphQLError

from sandbox.stores.seeding import Plan
from sandbox.stores.shopify.search import Search
from sandbox.stores.shopify.search_fields import compile_query
from sandbox.stores.world import World

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def orders():
    return World(Plan(seed=9, orders=60, now=NOW)).orders_of("shopify")


def found(orders, text, warnings=None):
    search = Search(ZoneInfo("America/Los_Angeles"), NOW)
    test = compile_query(text, search)
    if warnings is not None:
        warnings += search.warnings
    return [order for order in orders if test(order)]


def where(orders, test):
    return [order for order in orders if test(order)]


@pytest.mark.parametrize(
    ("text", "test"),
    [
        ("", lambda order: True),
        (None, lambda order: True),
        ("financial_status:paid", lambda order: order.financial == "PAID"),
        ("fulfillment_status:unshipped", lambda order: order.fulfillment == "UNFULFILLED"),
        ("fulfillment_status:shipped", lambda order: order.fulfillment == "FULFILLED"),
        ("status:open", lambda order: order.closed_at is None),
        ("status:closed", lambda order: order.closed_at is not None),
        ("test:true", lambda order: order.draft.gateway.test),
        ("gateway:paypal", lambda order: order.draft.gateway.key == "paypal"),
        ("name:1007", lambda order: order.draft.number == "1007"),
        ("name:'#1007'", lambda order: order.draft.number == "1007"),
        ("name:101*", lambda order: order.draft.number.startswith("101")),
        ("id:>=5900000327680", lambda order: order.order_id >= 5900000327680),
        ("current_total_price:>=100.00", lambda order: order.stated_current >= 10_000),
        (
            "financial_status:paid fulfillment_status:fulfilled",
            lambda order: order.financial == "PAID" and order.fulfillment == "FULFILLED",
        ),
        ("financial_status:paid OR financial_status:pending", lambda order: order.financial in ("PAID", "PENDING")),
        ("-financial_status:paid", lambda order: order.financial != "PAID"),
        ("NOT (financial_status:paid OR test:true)", lambda order: order.financial != "PAID"),
        (
            "test:true OR financial_status:pending AND fulfillment_status:fulfilled",
            lambda order: order.draft.gateway.test or (order.financial == "PENDING" and order.fulfillment == "FULFILLED"),
        ),
    ],
)
def test_a_search_finds_what_it_says(orders, text, test):
    assert found(orders, text) == where(orders, test)
    assert found(orders, text), "a search that finds nothing proves nothing"


def test_times_in_quotes_hold_to_the_second(orders):
    stamp = orders[20].updated_at
    at, later = (moment.strftime("'%Y-%m-%dT%H:%M:%SZ'") for moment in (stamp, stamp + timedelta(seconds=1)))
    assert orders[20] in found(orders, f"updated_at:>={at} AND updated_at:<{later}")
    assert orders[20] not in found(orders, f"updated_at:>{at}")
    assert orders[20] not in found(orders, f"updated_at:<{at}")
    assert found(orders, f"updated_at:<={at}") == where(orders, lambda order: order.updated_at <= stamp)


def test_a_time_without_quotes_loses_its_hours(orders):
    assert found(orders, "created_at:>=2026-11-10T23:59:59Z") == found(orders, "created_at:>=2026-11-10")


def test_a_day_a_year_and_now_are_understood(orders):
    assert found(orders, "created_at:<=2026") == list(orders)
    assert found(orders, "created_at:>2026") == []
    assert found(orders, "created_at:<now") == list(orders)
    zone = ZoneInfo("America/Los_Angeles")
    day = orders[30].draft.placed_at.astimezone(zone).date()
    assert found(orders, f"created_at:{day}") == where(
        orders, lambda order: order.draft.placed_at.astimezone(zone).date() == day
    )


def test_an_unknown_field_is_ignored_with_a_warning(orders):
    warnings = []
    assert found(orders, "colour:red financial_status:paid", warnings) == found(orders, "financial_status:paid")
    assert [warning["field"] for warning in warnings] == ["colour"]


@pytest.mark.parametrize(
    "text", ["financial_status:paid,pending", "financial_status:PARTIAL", "fulfillment_status:in_progress"]
)
def test_a_value_that_the_field_does_not_know_finds_nothing_with_a_warning(orders, text):
    warnings = []
    assert found(orders, text, warnings) == []
    assert [warning["code"] for warning in warnings] == ["invalid_value"]


@pytest.mark.parametrize("text", ["(financial_status:paid", "financial_status:paid)", "test:true OR", "NOT", "'open"])
def test_a_broken_search_is_an_error(orders, text):
    with pytest.raises(GraphQLError, match="Invalid search query"):
        found(orders, text)

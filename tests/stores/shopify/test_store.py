"""One pass over a Shopify shop."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone

import pytest

from order_sync.connections import Connection
from order_sync.errors import CredentialsError, SettingsError, TerminalError, Unavailable
from order_sync.invariants import problems
from order_sync.orders import Order, Status, UnreadableOrder
from order_sync.stores import open_store
from order_sync.syncs import Selection, Span, StoreSettings
from tests.stores.scripted_session import ScriptedSession, answer
from tests.stores.shopify_json import UPDATED, Shop, agreement, bag, connection, line_item, order_json, sale, transaction

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
EVERYTHING = Selection(updated=Span(NOW - timedelta(days=30), NOW))
TOKEN = "shpat_secret"


def opened(session, waits=None, **extra):
    return open_store(
        StoreSettings(kind="shopify", connection="main_shop"),
        "main_shop",
        Connection("main_shop", "shopify", "https://main.example.com", "", TOKEN, extra),
        session=session,
        sleep=([] if waits is None else waits).append,
        now=lambda: NOW,
    )


def test_the_token_goes_into_a_header_and_the_version_into_the_address():
    session = ScriptedSession(Shop([order_json(1)]))
    list(opened(session, api_version="2026-07").orders(EVERYTHING))
    assert {asked.address for asked in session.asked} == {"https://main.example.com/admin/api/2026-07/graphql.json"}
    assert {asked.headers["X-Shopify-Access-Token"] for asked in session.asked} == {TOKEN}


def test_every_order_comes_once_over_all_pages():
    session = ScriptedSession(Shop([order_json(number) for number in range(1, 61)]))
    store = opened(session)
    orders = list(store.orders(EVERYTHING))
    assert [order.order_id for order in orders] == [str(number) for number in range(1, 61)]
    assert {problems(order) for order in orders} == {()}
    assert store.calls == 1 + 3  # the shop's zone once, and three pages


def test_the_zone_is_asked_for_once():
    store = opened(ScriptedSession(Shop([])))
    assert (store.time_zone(), store.time_zone(), store.calls) == ("America/New_York", "America/New_York", 1)


def test_a_zone_that_nobody_knows_is_refused_with_a_remedy():
    with pytest.raises(SettingsError, match="Mars/Olympus"):
        opened(ScriptedSession(lambda asked: {"data": {"shop": {"ianaTimezone": "Mars/Olympus"}}})).time_zone()


def test_an_order_that_changes_while_we_page_comes_once():
    shop = Shop([order_json(number) for number in range(1, 61)])

    def touch():
        shop.orders["gid://shopify/Order/3"]["updatedAt"] = "2026-11-21T00:00:00Z"

    shop.between_pages = touch
    ids = [order.order_id for order in opened(ScriptedSession(shop)).orders(EVERYTHING)]
    assert sorted(ids, key=int) == [str(number) for number in range(1, 61)]


def test_what_the_search_let_through_is_tested_again():
    orders = [
        order_json(1),
        order_json(2, displayFinancialStatus="PENDING", transactions=[], totalReceivedSet=bag("0.0")),
        order_json(3, updatedAt="2026-11-22T00:00:00Z"),
        order_json(4, updatedAt="2026-10-23T00:00:00Z"),
    ]
    selection = Selection(statuses=(Status.paid,), updated=EVERYTHING.updated)
    found = [order.order_id for order in opened(ScriptedSession(Shop(orders))).orders(selection)]
    assert found == ["4", "1"]


def test_nothing_is_asked_where_nothing_can_be():
    store = opened(ScriptedSession(Shop([])))
    assert list(store.orders(Selection(statuses=(Status.draft,)))) == []
    assert store.calls == 0


def test_an_order_that_cannot_be_read_costs_only_itself():
    broken = order_json(2, currencyCode=None)
    del broken["agreements"]
    money = order_json(3, totalReceivedSet=bag("12.345"))
    found = {o.order_id: o for o in opened(ScriptedSession(Shop([order_json(1), broken, money]))).orders(EVERYTHING)}
    assert isinstance(found["1"], Order)
    assert isinstance(found["2"], UnreadableOrder)
    assert "order 1002 in a form that cannot be read (“agreements” is missing)" in found["2"].reason
    assert found["2"].remedy
    assert isinstance(found["3"], UnreadableOrder)
    assert found["3"].reason == "12.345 USD is not a whole number of the currency's smallest unit."


def test_a_page_that_costs_too_much_is_asked_for_smaller():
    shop = Shop([order_json(number) for number in range(1, 30)])
    shop.most_orders = 10
    session = ScriptedSession(shop)
    assert len(list(opened(session).orders(EVERYTHING))) == 29
    sizes = [size for asked in session.asked if (size := asked.body["variables"].get("first"))]
    assert sizes[0] == 25
    assert all(size <= 10 for size in sizes[1:])


def test_a_single_order_that_costs_too_much_stops_the_run():
    shop = Shop([order_json(1)])
    shop.most_orders = 0
    with pytest.raises(TerminalError, match="too large"):
        list(opened(ScriptedSession(shop)).orders(EVERYTHING))


def throttled(available):
    status = {"maximumAvailable": 1000, "currentlyAvailable": available, "restoreRate": 50}
    return {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {"cost": {"requestedQueryCost": 166, "actualQueryCost": None, "throttleStatus": status}},
    }


def page(*orders, **more):
    return {"data": {"orders": connection(list(orders))}, **more}


ZONE = {"data": {"shop": {"ianaTimezone": "America/New_York"}}}


def test_throttling_is_waited_out_by_points():
    waits = []
    session = ScriptedSession(answers=[throttled(66), page(order_json(1)), ZONE])
    assert len(list(opened(session, waits).orders(EVERYTHING))) == 1
    assert [2.0 <= wait <= 2.4 for wait in waits] == [True]


def test_an_empty_bucket_is_waited_for_before_the_next_query():
    waits = []
    cost = throttled(66)["extensions"]
    session = ScriptedSession(answers=[page(order_json(1), extensions=cost), ZONE])
    list(opened(session, waits).orders(EVERYTHING))
    assert waits == [2.0]


def test_a_page_with_errors_is_never_taken_though_it_holds_data():
    fault = [{"message": "Internal error", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]
    session = ScriptedSession(answers=[page(order_json(1), errors=fault), page(order_json(2)), ZONE])
    assert [order.order_id for order in opened(session).orders(EVERYTHING)] == ["2"]


@pytest.mark.parametrize("content", [{"data": None}, {}, [], "x", {"data": {"orders": None}}])
def test_an_answer_without_data_is_no_end_of_the_orders(content):
    with pytest.raises(Unavailable):
        list(opened(ScriptedSession(lambda asked: content)).orders(EVERYTHING))


@pytest.mark.parametrize(
    ("code", "fault"),
    [("ACCESS_DENIED", CredentialsError), ("undefinedField", TerminalError), ("SHOP_INACTIVE", TerminalError)],
)
def test_a_refusal_in_the_answer_stops_the_run_with_a_remedy(code, fault):
    session = ScriptedSession(answers=[{"errors": [{"message": "No", "extensions": {"code": code}}]}])
    with pytest.raises(fault) as caught:
        list(opened(session).orders(EVERYTHING))
    assert caught.value.remedy
    assert TOKEN not in str(caught.value)


def test_a_refused_token_is_never_told(caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(CredentialsError) as caught:
        list(opened(ScriptedSession(answers=[answer({"errors": "[API] Invalid API key"}, status=401)])).orders(EVERYTHING))
    assert TOKEN not in f"{caught.value} {caught.value!r} {caplog.text}"


def test_an_older_version_than_asked_for_is_said_once(caplog):
    session = ScriptedSession(lambda asked: answer(page(), headers={"X-Shopify-Api-Version": "2026-01"}))
    store = opened(session)
    list(store.orders(EVERYTHING))
    list(store.orders(EVERYTHING))
    assert caplog.text.count("answers in API version 2026-01, not 2026-10") == 1


def long_order(lines=120):
    """One order of many lines, whose line items and sales come in pieces of 50."""
    items = [line_item(number) for number in range(1, lines + 1)]
    sales = [sale(number, "10.0", item=number) for number in range(1, lines + 1)]
    total = bag(f"{lines * 10}.0")
    return (
        items,
        sales,
        {
            "originalTotalPriceSet": total,
            "currentTotalPriceSet": total,
            "currentTotalTaxSet": bag("0.0"),
            "totalReceivedSet": total,
            "transactions": [transaction(1, f"{lines * 10}.0")],
        },
    )


class LongOrderShop:
    """Answers the drains of one long order in pieces; `moves` counts how often it still changes while it is read."""

    def __init__(self, moves=0):
        self.items, self.sales, self.totals = long_order()
        self.moves = moves
        self.updated = UPDATED

    def __call__(self, asked):
        query, variables = asked.body["query"], asked.body["variables"]
        if "query Shop" in query:
            return ZONE
        if "query OrdersPage" in query:
            return page(
                order_json(
                    1,
                    updatedAt=self.updated,
                    lineItems=connection(self.items[:20], "20"),
                    agreements=connection([agreement(1, self.sales[:25], cursor="25")]),
                    **self.totals,
                )
            )
        part = {"id": "gid://shopify/Order/1", "updatedAt": self.updated}
        if self.moves:
            self.moves -= 1
            self.updated = part["updatedAt"] = f"2026-11-21T00:00:{self.moves:02}Z"
        if "query MoreLineItems" in query:
            start = int(variables["after"])
            rest = self.items[start : start + 50]
            part["lineItems"] = connection(rest, str(start + 50) if start + 50 < len(self.items) else None)
        else:
            start = int(variables["salesAfter"] or 0)
            more = str(start + 50) if start + 50 < len(self.sales) else None
            part["agreements"] = connection([agreement(1, self.sales[start : start + 50], cursor=more)])
        return {"data": {"order": part}}


def test_an_order_of_120_lines_is_complete():
    (order,) = opened(ScriptedSession(LongOrderShop())).orders(EVERYTHING)
    assert len(order.sale_lines) == 120
    assert problems(order) == ()
    assert order.sale_lines[-1].title == "Mug 120 - Blue"


def test_an_order_that_changed_between_its_parts_is_read_again():
    (order,) = opened(ScriptedSession(LongOrderShop(moves=2))).orders(EVERYTHING)
    assert problems(order) == ()
    assert order.updated_at == datetime(2026, 11, 21, tzinfo=timezone.utc)


def test_an_order_that_never_stands_still_is_left_to_the_next_run():
    (order,) = opened(ScriptedSession(LongOrderShop(moves=99))).orders(EVERYTHING)
    assert isinstance(order, UnreadableOrder)
    assert "kept changing" in order.reason


def test_hidden_older_orders_are_warned_of(caplog):
    since = Selection(placed=Span(NOW - timedelta(days=365), NOW))
    at_the_edge = order_json(
        1, createdAt="2026-09-23T05:00:00Z", processedAt="2026-09-23T05:00:00Z", updatedAt="2026-09-23T05:00:00Z"
    )
    list(opened(ScriptedSession(Shop([at_the_edge]))).orders(since))
    assert "read_all_orders" in caplog.text
    caplog.clear()
    older = order_json(2, createdAt="2026-03-01T05:00:00Z", processedAt="2026-03-01T05:00:00Z")
    list(opened(ScriptedSession(Shop([at_the_edge, older]))).orders(since))
    assert "read_all_orders" not in caplog.text


def test_orders_are_looked_up_by_number_and_by_id():
    shop = Shop([order_json(1), order_json(2)])
    store = opened(ScriptedSession(shop))
    assert [order.order_id for order in store.orders(Selection(numbers=("#1002",)))] == ["2"]
    assert [order.order_id for order in store.orders(Selection(order_ids=("1",)))] == ["1"]
    assert shop.searched == ["name:1002", "id:1"]


def test_a_number_that_no_order_has_is_said(caplog):
    assert list(opened(ScriptedSession(Shop([order_json(1)]))).orders(Selection(numbers=("#1001", "it's")))) != []
    assert "main_shop has no order with the number it's." in caplog.text
    assert "1001" not in caplog.text

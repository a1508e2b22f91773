"""One pass over a WooCommerce site."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone

import pytest
import requests

from order_sync.connections import Connection
from order_sync.errors import CredentialsError, TerminalError, Unavailable
from order_sync.invariants import problems
from order_sync.orders import Order, Status, UnreadableOrder
from order_sync.stores import open_store
from order_sync.syncs import Selection, Span, StoreSettings
from tests.stores.scripted_session import ScriptedSession, answer
from tests.stores.woocommerce_json import Site, order_json, refund_json

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
EVERYTHING = Selection(updated=Span(NOW - timedelta(days=30), NOW))
SECRET = "cs_secret"


def opened(session, waits=None):
    return open_store(
        StoreSettings(kind="woocommerce", connection="web_shop"),
        "web_shop",
        Connection("web_shop", "woocommerce", "https://web.example.com/", "ck_key", SECRET),
        session=session,
        sleep=([] if waits is None else waits).append,
        now=lambda: NOW,
    )


def ids(store, selection=EVERYTHING):
    return [order.order_id for order in store.orders(selection)]


def minute(number):
    return f"2026-11-20T{10 + number // 60:02}:{number % 60:02}:00"


def many(count, **changes):
    return [order_json(number, date_modified_gmt=minute(number), **changes) for number in range(1, count + 1)]


def test_the_key_goes_into_the_login_and_never_into_the_address():
    session = ScriptedSession(Site(many(2)))
    ids(opened(session))
    asked = [ask for ask in session.asked if "/wc/v3/" in ask.address]
    assert {ask.login for ask in asked} == {("ck_key", SECRET)}
    assert not any(SECRET in f"{ask.address} {ask.params}" for ask in session.asked)


def test_the_sites_index_is_asked_without_the_key():
    session = ScriptedSession(Site([]))
    store = opened(session)
    assert (store.time_zone(), store.time_zone(), store.calls) == ("America/New_York", "America/New_York", 1)
    assert session.asked[0].address == "https://web.example.com/wp-json/"
    assert session.asked[0].login != ("ck_key", SECRET)


def test_amounts_are_asked_for_with_all_decimals():
    session = ScriptedSession(Site(many(1)))
    ids(opened(session))
    assert {ask.params["dp"] for ask in session.asked if ask.address.endswith("/orders")} == {"6"}


@pytest.mark.parametrize("selection", [EVERYTHING, Selection(placed=EVERYTHING.updated), Selection()])
def test_every_order_comes_once_over_all_pages(selection):
    orders = [order_json(n, date_modified_gmt=minute(n), date_created_gmt=minute(n)) for n in range(1, 251)]
    store = opened(ScriptedSession(Site(orders)))
    found = list(store.orders(selection))
    assert [order.order_id for order in found] == [str(number) for number in range(1, 251)]
    assert {problems(order) for order in found} == {()}
    assert store.calls == 1 + 3  # the site's zone once, and three pages


def test_a_second_in_which_a_whole_page_of_orders_changed_is_read_to_its_end():
    orders = [order_json(number, date_modified_gmt="2026-11-20T10:00:00") for number in range(1, 251)]
    orders += [order_json(number, date_modified_gmt="2026-11-20T10:00:01") for number in range(251, 261)]
    assert ids(opened(ScriptedSession(Site(orders)))) == [str(number) for number in range(1, 261)]


@pytest.mark.parametrize("crowded", [False, True])
def test_orders_that_change_while_we_page_hide_no_other(crowded):
    """Each page moves two early orders to the end: with plain page numbers four orders would be skipped."""
    site = Site([order_json(n, date_modified_gmt=minute(0 if crowded else n)) for n in range(1, 351)])
    movers = iter(range(1, 351, 7))

    def touch():
        for number in (next(movers, 1), next(movers, 1)):
            site.orders[number]["date_modified_gmt"] = "2026-11-21T12:00:00"

    site.between_pages = touch
    found = ids(opened(ScriptedSession(site)))
    assert sorted(found, key=int) == [str(number) for number in range(1, 351)]


def test_a_span_takes_its_start_and_leaves_its_end_though_the_stores_bounds_are_exclusive():
    times = ["2026-11-20T09:59:59", "2026-11-20T10:00:00", "2026-11-20T10:00:01", "2026-11-20T10:00:02"]
    orders = [order_json(n, date_modified_gmt=time, date_created_gmt=time) for n, time in enumerate(times, start=1)]
    start = datetime(2026, 11, 20, 10, tzinfo=timezone.utc)
    span = Span(start, start + timedelta(seconds=2))
    for selection in (Selection(updated=span), Selection(placed=span), Selection(updated=span, placed=span)):
        assert ids(opened(ScriptedSession(Site(orders))), selection) == ["2", "3"]


def test_an_empty_span_asks_for_nothing():
    store = opened(ScriptedSession(Site(many(1))))
    assert ids(store, Selection(updated=Span(NOW, NOW))) == []
    assert store.calls == 0


def test_statuses_are_filtered_at_the_site_and_tested_again():
    orders = [
        order_json(1, status="processing"),
        order_json(2, status="processing", date_paid_gmt=None),
        order_json(3, status="pending", date_paid_gmt=None),
        order_json(4, status="in-the-kiln"),
        order_json(5, status="failed", date_paid_gmt=None),
    ]
    session = ScriptedSession(Site(orders, slugs=("in-the-kiln",)))
    assert ids(opened(session), Selection(statuses=(Status.paid,), updated=EVERYTHING.updated)) == ["1", "4"]
    (listing,) = [ask for ask in session.asked if ask.address.endswith("/orders")]
    assert listing.params["status"] == "completed,in-the-kiln,processing"


def test_a_key_that_may_not_list_statuses_still_reads_orders():
    site = Site([order_json(1)])

    def respond(asked):
        return answer({"code": "no"}, status=403) if "reports" in asked.address else site(asked)

    assert ids(opened(ScriptedSession(respond)), Selection(statuses=(Status.paid,), updated=EVERYTHING.updated)) == ["1"]


def test_history_leaves_out_what_never_became_a_sale():
    orders = [
        order_json(1),
        order_json(2, status="failed", date_paid_gmt=None),
        order_json(3, status="cancelled", date_paid_gmt=None),
        order_json(4, status="cancelled"),
        order_json(5, status="pending", date_paid_gmt=None),
    ]
    history = Selection(placed=EVERYTHING.updated, history=True)
    assert ids(opened(ScriptedSession(Site(orders))), history) == ["1", "4", "5"]


def test_refunds_are_asked_for_only_where_there_are_some():
    site = Site([order_json(1), order_json(2, refunds=[{"id": 800, "total": "-10.80"}])])
    site.refunds[2] = [refund_json()]
    session = ScriptedSession(site)
    orders = list(opened(session).orders(EVERYTHING))
    assert [len(order.events) for order in orders] == [1, 2]
    assert [ask.address for ask in session.asked if "refunds" in ask.address] == [
        "https://web.example.com/wp-json/wc/v3/orders/2/refunds"
    ]


def test_an_order_refunded_between_its_two_parts_is_read_again():
    stale = order_json(2, refunds=[{"id": 800, "total": "-10.80"}])
    site = Site([stale])
    site.refunds[2] = [refund_json(), refund_json(801, "1.00", line_items=[])]

    def refund_again():
        site.orders[2] = {**stale, "refunds": [{"id": 800, "total": "-10.80"}, {"id": 801, "total": "-1.00"}]}

    site.between_pages = refund_again
    (order,) = opened(ScriptedSession(site)).orders(EVERYTHING)
    assert problems(order) == ()
    assert order.totals.refunded == 1180


def test_refunds_that_never_agree_cost_only_their_order():
    site = Site([order_json(1), order_json(2, refunds=[{"id": 800, "total": "-10.80"}])])
    found = {order.order_id: order for order in opened(ScriptedSession(site)).orders(EVERYTHING)}
    assert isinstance(found["1"], Order)
    assert isinstance(found["2"], UnreadableOrder)
    assert "did not agree" in found["2"].reason


def test_an_order_that_cannot_be_read_costs_only_itself():
    broken = order_json(2, date_created_gmt=None)
    found = {
        o.order_id: o for o in opened(ScriptedSession(Site([order_json(1), broken]))).orders(Selection(order_ids=("1", "2")))
    }
    assert isinstance(found["1"], Order)
    assert isinstance(found["2"], UnreadableOrder)
    assert found["2"].remedy


@pytest.mark.parametrize("fault", [requests.exceptions.ReadTimeout(), answer(text="<html>503</html>"), answer(status=503)])
def test_pages_get_smaller_while_the_site_is_too_weak_for_large_ones(fault):
    site, faults = Site(many(120)), [fault, fault]

    def respond(asked):
        return faults.pop() if faults and asked.address.endswith("/orders") else site(asked)

    session = ScriptedSession(respond)
    assert len(ids(opened(session))) == 120
    sizes = [ask.params["per_page"] for ask in session.asked if ask.address.endswith("/orders")]
    assert sizes[:3] == ["100", "50", "25"]
    assert set(sizes[3:]) == {"25"}


@pytest.mark.parametrize("content", [{}, "x", [1], None])
def test_an_answer_of_another_form_is_no_end_of_the_orders(content):
    site = Site([])

    def respond(asked):
        return site(asked) if asked.address.endswith("/wp-json/") else answer(content)

    with pytest.raises(Unavailable, match="another form"):
        ids(opened(ScriptedSession(respond)))


def test_a_question_the_site_does_not_accept_stops_the_run():
    fault = answer({"code": "rest_invalid_param", "message": "Invalid parameter(s): status"}, status=400)
    with pytest.raises(TerminalError, match="rest_invalid_param"):
        ids(opened(ScriptedSession(answers=[fault])))


def test_a_refused_key_is_never_told(caplog):
    caplog.set_level(logging.DEBUG)
    session = ScriptedSession(answers=[answer({"code": "woocommerce_rest_authentication_error"}, status=401)])
    with pytest.raises(CredentialsError) as caught:
        ids(opened(session))
    assert SECRET not in f"{caught.value} {caught.value!r} {caplog.text}"


def test_orders_are_looked_up_by_number_whether_a_plugin_changed_it_or_not(caplog):
    orders = [order_json(1), order_json(2, number="A-77"), order_json(3, number="1")]
    store = opened(ScriptedSession(Site(orders)))
    assert ids(store, Selection(numbers=("#1", "a-77"))) == ["1", "2"]
    assert ids(store, Selection(numbers=("999",))) == []
    assert "web_shop has no order with the number 999." in caplog.text


def test_orders_are_looked_up_by_id_and_nothing_else_may_stand_there():
    session = ScriptedSession(Site(many(3)))
    assert ids(opened(session), Selection(order_ids=("2", "3", "2&x=1"))) == ["2", "3"]
    assert session.asked[0].params["include"] == "2,3"


def test_a_pass_that_was_broken_off_gives_the_same_when_it_is_made_again():
    session = ScriptedSession(Site(many(150)))
    broken_off = opened(session).orders(EVERYTHING)
    for _ in range(101):
        next(broken_off)
    broken_off.close()
    assert len(ids(opened(session))) == 150

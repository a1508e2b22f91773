"""Both stores, read from the local stand-ins over HTTP: the whole way from the wire to the normalised order."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import msgspec
import pytest
from graphql import parse, validate

from order_sync.connections import Connection
from order_sync.errors import CredentialsError, Unavailable
from order_sync.invariants import problems
from order_sync.orders import Order, Status, content_hash, statuses_of
from order_sync.stores import open_store
from order_sync.stores.shopify import queries
from order_sync.syncs import Selection, Span, StoreSettings
from sandbox.stores.faults import Fault
from sandbox.stores.orders import NotPossible, RefundRequest
from sandbox.stores.seeding import Plan
from sandbox.stores.server import running
from sandbox.stores.shopify.schema import ShopSettings, executable_schema
from sandbox.stores.shopify.throttle import Bucket

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
PLAN = Plan(seed=7, orders=130, days=60, now=NOW)
KINDS = ("shopify", "woocommerce")
CREDENTIALS = {"shopify": ("", "sandbox-shopify-token"), "woocommerce": ("ck_sandbox", "cs_sandbox")}
LONG_AGO = NOW - timedelta(days=3650)
TOMORROW = NOW + timedelta(days=3650)
UPDATED = Selection(updated=Span(LONG_AGO, TOMORROW))
PLACED = Selection(placed=Span(LONG_AGO, TOMORROW))


@pytest.fixture(scope="module")
def shared():
    """Stores that no test changes."""
    with running(plan=PLAN) as stores:
        yield stores


@pytest.fixture
def own():
    """Stores for one test that changes them."""
    with running(plan=Plan(seed=11, orders=110, days=60, now=NOW)) as stores:
        yield stores


def opened(stores, kind, waits=None, **changes):
    login, password = CREDENTIALS[kind]
    host = stores.shopify_url if kind == "shopify" else stores.woocommerce_url
    return open_store(
        StoreSettings(kind=kind, connection=f"{kind}_shop", test_gateways=("test_gateway",)),
        f"{kind}_shop",
        Connection(f"{kind}_shop", kind, host, login, changes.get("password", password)),
        sleep=([] if waits is None else waits).append,
        now=stores.world.now,
    )


def seeded(stores, kind):
    return {str(order.order_id): order for order in stores.world.orders_of(kind)}


def once(found):
    """The orders by id; each came once."""
    orders = list(found)
    by_id = {order.order_id: order for order in orders}
    assert len(by_id) == len(orders)
    return by_id


@pytest.mark.parametrize("name", ["SHOP", "ORDERS_PAGE", "MORE_LINE_ITEMS", "LEDGER"])
def test_every_query_fits_the_schema(name):
    assert validate(executable_schema(), parse(getattr(queries, name))) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("selection", [UPDATED, PLACED, Selection()], ids=["updated", "placed", "everything"])
def test_every_seeded_order_comes_exactly_once(shared, kind, selection):
    assert once(opened(shared, kind).orders(selection)).keys() == seeded(shared, kind).keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_order_keeps_the_laws_but_those_made_to_break_them(shared, kind):
    broken_by_fate = {"lines_do_not_add_up": "lines_do_not_add_up", "unknown_status": "unknown_status"}
    for order in opened(shared, kind).orders(UPDATED):
        fate = seeded(shared, kind)[order.order_id].draft.fate.value
        assert isinstance(order, Order), order
        codes = {problem.code for problem in problems(order)}
        assert broken_by_fate.get(fate) in codes if fate in broken_by_fate else not codes, (fate, problems(order))


@pytest.mark.parametrize("kind", KINDS)
def test_totals_test_orders_and_names_are_the_stores(shared, kind):
    for order in opened(shared, kind).orders(UPDATED):
        source = seeded(shared, kind)[order.order_id].summary()
        fate = source["fate"]
        assert Decimal(source["total"]) == Decimal(order.totals.original) / 100
        assert source["currency"] == order.currency
        assert source["number"] == order.number
        assert order.is_test is (fate == "test_order")
        assert bool(order.customer.name) is (fate != "no_customer_name")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "statuses", [(Status.pending,), (Status.paid,), (Status.fulfilled,), (Status.pending, Status.fulfilled)]
)
def test_a_status_filter_takes_what_a_test_of_every_order_takes(shared, kind, statuses):
    def may_be(order):
        return bool(statuses_of(order) & set(statuses))

    everything = [order for order in opened(shared, kind).orders(UPDATED) if may_be(order)]
    filtered = list(opened(shared, kind).orders(Selection(statuses=statuses, updated=UPDATED.updated)))
    assert {order.order_id for order in filtered if may_be(order)} == {order.order_id for order in everything}
    assert {"unknown_status"} >= {problem.code for order in filtered if not may_be(order) for problem in problems(order)}


@pytest.mark.parametrize("kind", KINDS)
def test_an_order_with_an_unknown_status_is_not_lost_by_the_filter(shared, kind):
    wanted = {number for number, order in seeded(shared, kind).items() if order.draft.fate.value == "unknown_status"}
    selection = Selection(statuses=(Status.pending, Status.paid, Status.fulfilled), updated=UPDATED.updated)
    assert wanted
    assert wanted <= once(opened(shared, kind).orders(selection)).keys()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["updated", "placed"])
def test_slices_of_time_hold_every_order_once(shared, kind, field):
    store = opened(shared, kind)
    times = sorted(getattr(order, f"{field}_at") for order in store.orders(UPDATED))
    cuts = [LONG_AGO, times[40], times[40] + timedelta(microseconds=1), times[100], TOMORROW]
    found = [
        order for start, end in itertools.pairwise(cuts) for order in store.orders(Selection(**{field: Span(start, end)}))
    ]
    assert once(found).keys() == seeded(shared, kind).keys()


@pytest.mark.parametrize("kind", KINDS)
def test_history_leaves_out_what_was_cancelled_before_payment_or_shipping(own, kind):
    unpaid = next(o for o in own.world.orders_of(kind) if o.draft.fate.value == "pending_stays")
    paid = next(o for o in own.world.orders_of(kind) if o.draft.fate.value == "paid_stays")
    unpaid.cancel(NOW)
    paid.cancel(NOW)
    found = once(opened(own, kind).orders(Selection(placed=PLACED.placed, history=True)))
    assert seeded(own, kind).keys() - found.keys() == {str(unpaid.order_id)}


@pytest.mark.parametrize("kind", KINDS)
def test_orders_are_found_by_number_and_by_id(shared, kind):
    first, second = list(seeded(shared, kind).values())[3:5]
    store = opened(shared, kind)
    numbers = Selection(numbers=(f"#{first.draft.number}", second.draft.number))
    wanted = {str(first.order_id), str(second.order_id)}
    assert once(store.orders(numbers)).keys() == wanted
    assert once(store.orders(Selection(order_ids=tuple(wanted)))).keys() == wanted


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("selection", [UPDATED, PLACED], ids=["updated", "placed"])
def test_orders_that_change_while_we_page_come_once_and_hide_no_other(own, kind, selection):
    own.world.mutate_every = 1
    assert once(opened(own, kind).orders(selection)).keys() == seeded(own, kind).keys()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["throttle", "429", "500", "503_html", "php_notice", "cut"])
def test_faults_in_passing_cost_a_wait_and_no_order(own, kind, fault):
    waits = []
    own.world.faults.add(Fault(fault, count=2, store=kind))
    assert once(opened(own, kind, waits).orders(UPDATED)).keys() == seeded(own, kind).keys()
    assert len(waits) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_that_stays_down_is_an_error_and_not_an_empty_list(own, kind):
    own.world.faults.add(Fault("503_html", count=50, store=kind))
    with pytest.raises(Unavailable):
        list(opened(own, kind).orders(UPDATED))


def test_a_throttled_shop_is_waited_for_by_its_points():
    """The bucket is refilled by a clock that only our waits move: the shop lets us on no earlier than it said."""
    clock = [0.0]

    def sleep(seconds):
        clock[0] += seconds

    bucket = Bucket(restore=50, size=65, clock=lambda: clock[0])
    with running(plan=Plan(seed=3, orders=100, days=30, now=NOW), bucket=bucket) as stores:
        store = open_store(
            StoreSettings(kind="shopify", connection="shop"),
            "shop",
            Connection("shop", "shopify", stores.shopify_url, "", "sandbox-shopify-token"),
            sleep=sleep,
            now=lambda: NOW,
        )
        assert once(store.orders(UPDATED)).keys() == seeded(stores, "shopify").keys()
        throttled = store.calls - 1 - 4  # beyond the zone and four pages of 25
    assert clock[0] > 0
    assert throttled <= 4


@pytest.mark.parametrize("kind", KINDS)
def test_a_pass_killed_half_way_gives_the_same_when_made_again(shared, kind):
    killed = opened(shared, kind).orders(UPDATED)
    first = list(itertools.islice(killed, 60))
    killed.close()
    again = once(opened(shared, kind).orders(UPDATED))
    assert len(again) == PLAN.orders
    assert all(content_hash(again[order.order_id]) == content_hash(order) for order in first)


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_credentials_are_refused_once_and_never_told(shared, kind):
    store = opened(shared, kind, password="very-secret")
    with pytest.raises(CredentialsError) as caught:
        list(store.orders(UPDATED))
    assert "very-secret" not in f"{caught.value} {caught.value!r}"


@pytest.mark.parametrize("kind", KINDS)
def test_an_order_that_lives_keeps_the_laws_all_the_way(own, kind):
    """Every order takes a step, then some are edited, refunded in part, refunded by amount, and cancelled."""
    own.world.step()
    _deeds(own, kind)
    for order in opened(own, kind).orders(UPDATED):
        fate = seeded(own, kind)[order.order_id].draft.fate.value
        if fate not in ("lines_do_not_add_up", "unknown_status"):
            assert problems(order) == (), fate


def _deeds(stores, kind):
    orders = stores.world.orders_of(kind)
    requests = [RefundRequest((), False, Decimal("1.00"), "goodwill"), RefundRequest((), True, None, "late")]
    done = 0
    for place, order in enumerate(orders):
        try:
            if place % 7 == 0:
                order.cancel(NOW)
            elif place % 2:
                order.refund(NOW, requests[place // 2 % 2])
            done += 1
        except NotPossible:
            continue
    assert done > len(orders) / 2


@pytest.mark.parametrize("kind", KINDS)
def test_the_calls_are_few(shared, kind):
    """Shopify: the zone and a page for each 25 orders. WooCommerce: the zone, and pages of 100 that overlap by a second."""
    shared.world.calls.reset()
    store = opened(shared, kind)
    list(store.orders(UPDATED))
    assert store.calls == shared.world.calls.summary()[kind]["calls"]
    assert store.calls <= {"shopify": 1 + 6, "woocommerce": 1 + 2}[kind]


def test_an_app_that_sees_only_sixty_days_is_warned_of(caplog):
    with running(seed=5, orders=200, days=100, shop=ShopSettings(read_all_orders=False)) as stores:
        found = list(opened(stores, "shopify").orders(PLACED))
    assert len(found) < 200
    assert "read_all_orders" in caplog.text


@pytest.mark.parametrize("kind", KINDS)
def test_the_zone_is_the_stores_own(shared, kind):
    assert opened(shared, kind).time_zone() == {"shopify": "America/Los_Angeles", "woocommerce": "America/New_York"}[kind]


def test_of_an_order_that_ships_in_parts_it_is_said_what_was_in_each_shipment(own):
    shop = opened(own, "shopify")
    whole = next(one for one in own.world.all_orders() if one.store == "shopify" and one.fulfilled_at)
    parted = next(
        one
        for one in own.world.all_orders()
        if one.store == "shopify" and not one.fulfilled_at and not one.cancelled_at and len(one.line_ids()) > 1
    )
    first, *others = parted.line_ids()
    parted.ship(own.world.now(), [(first["line_id"], first["quantity"])])
    (seen,) = shop.orders(Selection(order_ids=(str(parted.order_id),)))
    assert [(row.source_line_id, row.quantity) for row in seen.shipments[0].lines] == [
        (str(first["line_id"]), Decimal(first["quantity"]))
    ]
    assert Status.partially_fulfilled in statuses_of(seen)
    parted.ship(own.world.now())
    calls = shop.calls
    (seen,) = shop.orders(Selection(order_ids=(str(parted.order_id),)))
    shipped = [row for shipment in seen.shipments for row in shipment.lines]
    assert {row.source_line_id: row.quantity for row in shipped} == {
        line.source_line_id: line.quantity for line in seen.sale_lines if line.kind in ("product", "gift_card_sold")
    }
    assert (shop.calls - calls, problems(seen), bool(others)) == (3, (), True)  # the order, and its two shipments
    calls = shop.calls
    (seen,) = shop.orders(Selection(order_ids=(str(whole.order_id),)))
    assert (shop.calls - calls, [shipment.lines for shipment in seen.shipments]) == (1, [()])


def is_open(order):
    """Neither paid nor shipped nor cancelled: WooCommerce calls a paid order that is cancelled refunded."""
    return not (order.paid_at or order.fulfilled_at or order.cancelled_at)


@pytest.mark.parametrize("kind", KINDS)
def test_followed_statuses_are_asked_for_beside_the_others(own, kind):
    order = next(one for one in own.world.all_orders() if one.store == kind and is_open(one))
    order.cancel(own.world.now())
    selection = Selection(statuses=(Status.fulfilled,), updated=Span(LONG_AGO, TOMORROW))
    found = {one.order_id for one in opened(own, kind).orders(selection)}
    followed = msgspec.structs.replace(selection, followed=(Status.cancelled,))
    more = {one.order_id for one in opened(own, kind).orders(followed)}
    assert str(order.order_id) not in found
    assert more >= {*found, str(order.order_id)}

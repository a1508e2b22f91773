import itertools
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

from sandbox.stores.fates import LIVES, Fate
from sandbox.stores.seeding import STORES, Plan, seeded_orders

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


@pytest.fixture(params=STORES)
def store(request):
    return request.param


def test_the_same_seed_gives_the_same_orders(store):
    first, second = ([order.summary() for order in seeded_orders(Plan(seed=5, orders=30), store, NOW)] for _ in range(2))
    assert first == second


def test_another_seed_gives_other_orders(store):
    totals = [[order.total for order in seeded_orders(Plan(seed=seed, orders=30), store, NOW)] for seed in (5, 6)]
    assert totals[0] != totals[1]


def test_from_forty_orders_on_every_fate_is_there_twice(store):
    fates = Counter(order.draft.fate for order in seeded_orders(Plan(orders=40), store, NOW))
    assert all(fates[fate] >= 2 for fate in Fate)


@pytest.mark.parametrize("count", [0, 1, 16, 17, 39])
def test_a_small_world_holds_just_as_many_orders_as_asked_for(store, count):
    assert len(seeded_orders(Plan(orders=count), store, NOW)) == count


def test_orders_are_placed_all_over_the_days_and_nothing_happens_after_now(store):
    orders = seeded_orders(Plan(orders=730, days=365), store, NOW)
    placed = [order.draft.placed_at for order in orders]
    assert placed == sorted(placed)
    assert NOW - timedelta(days=366) < placed[0] < NOW - timedelta(days=363)
    assert all(later - earlier < timedelta(days=2) for earlier, later in itertools.pairwise(placed))
    assert all(order.draft.placed_at <= order.updated_at <= NOW for order in orders)


def test_orders_can_all_have_changed_a_short_while_ago(store):
    orders = seeded_orders(Plan(orders=40, touched_within=timedelta(minutes=30)), store, NOW)
    assert all(NOW - timedelta(minutes=31) < order.updated_at <= NOW for order in orders)


def test_an_order_looks_as_its_fate_begins(store):
    for order in seeded_orders(Plan(orders=120), store, NOW):
        life = LIVES[order.draft.fate]
        assert (order.paid_at is not None) == life.paid
        assert (order.fulfilled_at is not None) == life.fulfilled


def test_buyers_come_back_and_some_are_guests_or_companies_with_names_from_all_over(store):
    buyers = [order.draft.buyer for order in seeded_orders(Plan(orders=100), store, NOW)]
    assert max(Counter(buyer.email for buyer in buyers).values()) > 1
    assert any(buyer.number == 0 for buyer in buyers)
    assert any(buyer.company for buyer in buyers)
    assert any(not buyer.name.isascii() for buyer in buyers)
    assert all(buyer.email.endswith("@example.com") and "555-01" in buyer.phone for buyer in buyers)


def test_an_old_sku_waits_to_be_mapped_and_some_lines_have_none(store):
    skus = Counter(line["sku"] for order in seeded_orders(Plan(orders=100), store, NOW) for line in order.line_ids())
    assert skus["MUG-OLD"]
    assert skus["MUG-2026"]
    assert skus[""]


def test_only_orders_whose_fate_it_is_cost_nothing(store):
    for seed in range(20):
        for order in seeded_orders(Plan(seed=seed, orders=60), store, NOW):
            assert (order.total == 0) == (order.draft.fate is Fate.zero_total)
            assert order.total >= 0


def test_paypal_pays_only_orders_that_expect_no_payment_in_the_books(store):
    for order in seeded_orders(Plan(orders=200), store, NOW):
        if order.draft.gateway.key == "paypal":
            assert "payment" not in LIVES[order.draft.fate].expect["records"]

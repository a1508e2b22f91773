from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from order_sync.ledger import Ledger, OrderRow

SEEN = datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc)
ROW = OrderRow(
    company="9130",
    store="mugs",
    sync="daily",
    order_id="1",
    order_number="1001",
    order_hash="first version",
    state="posted",
    reason="",
    remedy="",
    code="",
    store_total=12_345,
    currency="USD",
    run_id="run 1",
    seen_at=SEEN,
)


def test_an_order_has_one_row_in_each_sync(ledger: Ledger):
    other = replace(ROW, sync="hourly", state="held")
    ledger.orders.save([ROW, other])
    assert ledger.orders.of("daily", ["1", "2"]) == {"1": ROW}
    assert ledger.orders.of("hourly", ["1"]) == {"1": other}


def test_how_an_order_stands_now_replaces_how_it_stood(ledger: Ledger):
    ledger.orders.save([replace(ROW, state="quarantined", reason="Lines do not add up.")])
    ledger.orders.save([ROW])
    assert ledger.orders.of("daily", ["1"]) == {"1": ROW}


def test_of_two_rows_for_one_order_the_last_one_counts(ledger: Ledger):
    ledger.orders.save([replace(ROW, state="held"), ROW])
    assert ledger.orders.of("daily", ["1"])["1"].state == "posted"


def test_the_waiting_order_that_was_looked_at_longest_ago_comes_first(ledger: Ledger):
    ages = {"1": 1, "2": 3, "3": 2}
    ledger.orders.save(
        [replace(ROW, order_id=id_, state="waiting", seen_at=SEEN - timedelta(days=age)) for id_, age in ages.items()]
    )
    ledger.orders.save([replace(ROW, order_id="4"), replace(ROW, order_id="5", sync="hourly", state="waiting")])
    assert ledger.orders.waiting("daily", 10) == ("2", "3", "1")
    assert ledger.orders.waiting("daily", 1) == ("2",)


def test_the_orders_that_need_a_person_are_listed_and_counted(ledger: Ledger):
    states = ["posted", "waiting", "quarantined", "skipped", "held", "posted"]
    ledger.orders.save([replace(ROW, order_id=str(number), state=state) for number, state in enumerate(states)])
    assert [row.state for row in ledger.orders.needing_attention("daily", 10)] == ["waiting", "quarantined"]
    assert ledger.orders.counts("daily") == {"posted": 2, "waiting": 1, "quarantined": 1, "skipped": 1, "held": 1}


def test_an_order_is_found_by_its_number_as_people_write_it(ledger: Ledger):
    ledger.orders.save([ROW, replace(ROW, sync="hourly")])
    assert [row.sync for row in ledger.orders.find("#1001")] == ["daily", "hourly"]
    assert ledger.orders.find("1001", "daily") == (ROW,)
    assert ledger.orders.find("1002") == ()


def test_a_runs_orders_are_those_it_was_the_last_to_see(ledger: Ledger):
    ledger.orders.save([ROW, replace(ROW, order_id="2")])
    ledger.orders.save([replace(ROW, order_id="2", run_id="run 2")])
    assert ledger.orders.of_run("run 1") == (ROW,)

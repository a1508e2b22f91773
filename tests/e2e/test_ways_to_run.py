"""The three ways to run a sync, each on the real scheduler: on a schedule, by hand, as a backfill."""

import time
from datetime import date, datetime, timedelta, timezone

import pytest
import requests

from local.airflow_api import AirflowRefused
from local.books import faults, read_books
from local.story import summary_of
from order_sync.ledger import open_ledger
from order_sync.reports import Keeping

UTC = timezone.utc
RUN_SECONDS = 180
YEAR_SECONDS = 480


@pytest.fixture(scope="module")
def by_hand(airflow):
    """Starts the sync `by_hand` with a form and gives its summary."""
    airflow.api.unpause("by_hand")

    def start(form, logical_date=None):
        run = airflow.api.trigger("by_hand", form, logical_date)
        airflow.api.wait_for([run], RUN_SECONDS)
        return summary_of(airflow.place.data, run)

    return start


def store_orders(stores, store):
    found = requests.get(f"{stores.woocommerce_url}/_sandbox/orders", timeout=30).json()
    return [order for order in found if order["store"] == store]


@pytest.mark.parametrize(
    "form",
    [
        {"statuses": ["shiped"]},
        {"statuses": []},
        {"records": ["bill"]},
        {"placed_from": "yesterday"},
        {"order_numbers": [""]},
        {"preview_only": "perhaps"},
    ],
)
def test_a_wrong_value_is_refused_in_the_form(airflow, form):
    with pytest.raises(AirflowRefused) as refused:
        airflow.api.trigger("by_hand", form)
    assert refused.value.status == 400


def test_a_preview_shows_what_a_run_posts_and_posts_nothing(by_hand, companies, sandbox):
    number = next(
        order["number"] for order in store_orders(sandbox.stores, "shopify") if order["fate"] == "fulfilled_unpaid"
    )
    preview = by_hand({"order_numbers": [number], "preview_only": True})
    assert read_books(companies.urls["by_hand"]).documents == 0
    posted = by_hand({"order_numbers": [number]})
    assert [(total.kind, total.count, total.quickbooks_total) for total in preview.totals] == [
        (total.kind, total.count, total.quickbooks_total) for total in posted.totals
    ]
    assert read_books(companies.urls["by_hand"]).of(number).kinds == ["sales_order", "invoice"]


def test_order_numbers_ignore_dates_and_statuses(by_hand, sandbox):
    order = next(order for order in store_orders(sandbox.stores, "shopify") if order["fate"] == "pending_stays")
    form = {
        "order_numbers": [order["number"], "#" + order["number"]],
        "placed_from": "2001-01-01",
        "placed_to": "2001-01-02",
    }
    assert by_hand({**form, "statuses": ["refunded"]}).orders_read == 1


def test_dates_choose_the_orders_placed_on_those_days_and_an_interval_sent_along_changes_nothing(by_hand, sandbox):
    day = date.today() - timedelta(days=3)
    summary = by_hand(
        {"placed_from": day.isoformat(), "placed_to": day.isoformat()}, logical_date=datetime(2026, 1, 5, tzinfo=UTC)
    )
    near = [order for order in store_orders(sandbox.stores, "shopify") if order["placed_at"][:10] == day.isoformat()]
    # the store's day and the UTC day differ by some hours
    assert abs(summary.orders_read - len(near)) <= len(near) // 2 + 3


def test_records_chosen_in_the_form_are_the_only_ones_made(by_hand, companies, sandbox):
    order = next(order for order in store_orders(sandbox.stores, "shopify") if order["fate"] == "fulfilled_at_first_sight")
    by_hand({"order_numbers": [order["number"]], "records": ["sales_order"]})
    assert read_books(companies.urls["by_hand"]).of(order["number"]).kinds == ["sales_order"]


def test_a_scheduled_run_takes_what_was_updated_and_moves_the_watermark(airflow, companies, old_shop):
    paid = next(order for order in store_orders(old_shop, "woocommerce") if order["fate"] == "pending_stays")
    requests.post(
        f"{old_shop.woocommerce_url}/_sandbox/orders/{paid['order_id']}/pay", json={}, timeout=30
    ).raise_for_status()
    airflow.api.unpause("every_minute")
    run = wait_for_scheduled_run(airflow, "every_minute", after=datetime.now(UTC))
    airflow.api.pause("every_minute")
    assert read_books(companies.urls["hourly"]).of(paid["number"]).kinds == ["sales_order"]
    with open_ledger(airflow.place.ledger_url) as ledger:
        assert ledger.runs.watermark("every_minute") >= datetime.fromisoformat(
            run["data_interval_end"].replace("Z", "+00:00")
        )


def wait_for_scheduled_run(airflow, dag_id, after):
    """The first scheduled run whose interval ends after that moment, once it has succeeded."""
    deadline = time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline:
        for run in airflow.api.runs(dag_id):
            ends = datetime.fromisoformat(run["data_interval_end"].replace("Z", "+00:00"))
            assert run["state"] != "failed", run
            if run["run_type"] == "scheduled" and run["state"] == "success" and ends >= after:
                return run
        time.sleep(1)
    raise AssertionError(f"no scheduled run of {dag_id} succeeded within {RUN_SECONDS} s")


def test_a_backfill_of_a_year_books_each_order_of_the_year_once(airflow, companies, old_shop):
    this_month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    first = this_month.replace(year=this_month.year - 1)
    last = this_month - timedelta(days=1)
    airflow.api.wait_for_backfill(airflow.api.backfill("past_history", first, last, at_once=3), YEAR_SECONDS)
    runs = airflow.api.runs("past_history")
    assert [run["state"] for run in runs] == ["success"] * 12
    books = read_books(companies.urls["past"])
    wrong = []
    for order in store_orders(old_shop, "woocommerce"):
        # the interval is in the schedule's zone, New York; orders placed within a day of its ends may lie on either side
        placed = datetime.fromisoformat(order["placed_at"])
        if first + timedelta(days=1) < placed < this_month - timedelta(days=1):
            wrong += [
                f"{order['number']} ({order['fate']}): {fault}"
                for fault in faults(books.of(order["number"]), order, order["expect_now"])
            ]
    assert wrong == []
    assert books.documents > 40

    again = airflow.api.backfill("past_history", last.replace(day=1), last, again="completed")
    airflow.api.wait_for_backfill(again, RUN_SECONDS)
    assert read_books(companies.urls["past"]) == books


def test_a_sync_file_with_a_mistake_is_a_dag_that_shows_it_and_fails_with_it(airflow):
    airflow.api.unpause("broken")
    run = airflow.api.trigger("broken")
    deadline = time.monotonic() + RUN_SECONDS
    while airflow.api.state(run) not in ("success", "failed"):
        assert time.monotonic() < deadline
        time.sleep(0.5)
    assert airflow.api.state(run) == "failed"
    (task,) = airflow.api.tasks(run)
    assert task["try_number"] == 1
    assert "colour" in airflow.api.log(run, task)


def test_a_day_without_orders_goes_through_green(by_hand):
    summary = by_hand({"placed_from": "2001-01-01", "placed_to": "2001-01-02"})
    assert (summary.orders_read, summary.totals) == (0, ())
    assert not [row for row in summary.kept if row.keeping is not Keeping.held]

"""Two DAGs for each sync file."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from airflow.sdk import DAG

from order_sync.airflow_adapter.dags import build_dags
from order_sync.errors import SettingsError

FLOW = ["plan", "extract", "gather", "build", "check", "load", "reconcile", "report"]


def built(include, only=None) -> dict[str, DAG]:
    return {dag.dag_id: dag for dag in build_dags(include, only)}


def test_a_sync_file_makes_a_dag_of_its_name_and_one_for_its_history(include, write_sync):
    write_sync("web_shop.yaml")
    assert list(built(include)) == ["web_shop", "web_shop_history"]


def test_both_dags_have_the_same_tasks_in_the_order_of_the_flow(include, write_sync):
    write_sync()
    for dag in built(include).values():
        assert list(dag.task_ids) == FLOW
        assert [task.task_id for task in dag.topological_sort()] == FLOW


def test_slices_and_chunks_are_mapped_and_nothing_else_is(include, write_sync):
    write_sync()
    dag = built(include)["shop"]
    assert [task.task_id for task in dag.tasks if task.is_mapped] == ["extract", "build", "load"]


def test_the_schedule_is_an_interval_in_the_time_zone_of_the_sync(include, write_sync):
    write_sync(more="schedule: daily\ntime_zone: America/New_York")
    timetable = built(include)["shop"].timetable
    assert type(timetable).__name__ == "CronDataIntervalTimetable"
    assert (timetable.expression, str(timetable.timezone)) == ("0 6 * * *", "America/New_York")


def test_a_sync_without_a_schedule_is_started_by_hand_only(include, write_sync):
    write_sync(more="schedule:")
    assert not built(include)["shop"].timetable.can_be_scheduled


def test_an_outage_is_not_caught_up_run_by_run_and_runs_do_not_overlap(include, write_sync):
    write_sync()
    dag = built(include)["shop"]
    assert not dag.catchup
    assert dag.max_active_runs == 1


@pytest.mark.parametrize(("history", "cron"), [("daily", "0 0 * * *"), ("monthly", "0 0 1 * *")])
def test_the_history_dag_is_for_backfills_only(include, write_sync, history, cron):
    write_sync(more=f"history: {history}")
    dag = built(include)["shop_history"]
    assert dag.timetable.expression == cron
    assert dag.start_date > datetime(2090, 1, 1, tzinfo=timezone.utc)  # no scheduled run, ever
    assert dag.is_paused_upon_creation is False  # a paused DAG's backfill would wait


def test_loads_of_one_company_share_its_pool(include, write_sync):
    write_sync("one.yaml")
    write_sync("two.yaml")
    pools = {dag.task_dict["load"].pool for dag in built(include).values()}
    assert pools == {"quickbooks_books"}


def test_in_the_process_of_a_task_only_its_own_dag_is_built(include, write_sync):
    write_sync("one.yaml")
    write_sync("two.yaml")
    assert list(built(include, only="two_history")) == ["two_history"]


def test_a_file_that_cannot_be_read_becomes_a_dag_that_says_why_and_fails_with_it(include, write_sync):
    write_sync("broken.yaml", more="statuses: [shipped]")
    write_sync("good.yaml")
    dags = built(include)
    assert list(dags) == ["broken", "good", "good_history"]
    assert "broken.yaml" in dags["broken"].doc_md
    assert "statuses" in dags["broken"].doc_md
    with pytest.raises(SettingsError, match="statuses"):
        dags["broken"].task_dict["read_settings"].python_callable()


def test_a_cron_line_that_no_clock_can_follow_is_a_fault_of_the_file(include, write_sync):
    write_sync(more="schedule: 99 99 * * *")
    assert "99 99" in built(include)["shop"].doc_md


def test_a_file_name_that_airflow_cannot_take_still_gets_a_dag_that_shows_the_fault(include, write_sync):
    write_sync("my shop.yaml")
    assert list(built(include)) == ["my_shop"]


def test_two_files_of_one_name_do_not_hide_each_other(include, write_sync):
    write_sync("shop.yaml")
    write_sync("shop.yml")
    dags = built(include)
    assert list(dags) == ["shop", "shop_history", "shop.yml"]
    assert "another sync" in dags["shop.yml"].doc_md


def test_a_sync_named_like_the_history_of_another_does_not_hide_it(include, write_sync):
    write_sync("shop.yaml")
    write_sync("shop_history.yaml")
    assert list(built(include)) == ["shop", "shop_history", "shop_history.yaml"]

"""The flow as Airflow tasks, each run for real but for the steps of the pipeline, which only note that they were called."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace

import pytest

from order_sync import pipeline
from order_sync.airflow_adapter.dags import build_dags
from order_sync.airflow_adapter.surroundings import include_folder, outside
from order_sync.airflow_adapter.tasks import run_request
from order_sync.errors import SettingsError
from order_sync.run_plan import RunRequest

NOON = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)
FOLDER = "/runs/shop/1"


class Steps:
    """Stands in for the pipeline: two slices, the second with two chunks."""

    def __init__(self, monkeypatch, chunks=(("a",), ("b", "c")), preview=False) -> None:
        self.called: list[tuple] = []
        self.request: RunRequest | None = None
        self.chunks, self.preview = chunks, preview
        for name in ("plan", "extract", "build", "check", "load", "reconcile", "report"):
            monkeypatch.setattr(pipeline, name, getattr(self, name))

    def plan(self, outside, sync_name, request):
        self.called.append(("plan", sync_name))
        self.request = request
        return {"folder": FOLDER, "slices": list(range(len(self.chunks)))}

    def extract(self, outside, folder, slice_number):
        self._note("extract", folder, slice_number)
        return [f"{folder}/orders/{chunk}.jsonl.gz" for chunk in self.chunks[slice_number]]

    def build(self, outside, folder, chunk):
        self._note("build", folder, Path(chunk).name)
        return chunk.replace("orders", "planned")

    def check(self, outside, folder, planned):
        self._note("check", folder, [Path(address).name for address in planned])
        return [] if self.preview else [address.replace("planned", "checked") for address in planned]

    def load(self, outside, folder, checked):
        self._note("load", folder, Path(checked).name)
        return checked.replace("checked", "loaded")

    def reconcile(self, outside, folder):
        self._note("reconcile", folder)
        return f"{folder}/differences.jsonl.gz"

    def report(self, outside, folder):
        self._note("report", folder)
        return {"orders": 3}

    def _note(self, step, folder, *what):
        assert folder == FOLDER
        self.called.append((step, *what))


@pytest.fixture(scope="session")
def airflow_database() -> None:
    from airflow.utils import db

    db.initdb()


@pytest.fixture
def run(airflow_database, include, write_sync, monkeypatch):
    """Runs the sync's DAG in this process and returns its run. Airflow reads the DAG file itself before it does."""
    write_sync(more="schedule:")
    monkeypatch.setenv("ORDER_SYNC_INCLUDE", str(include))
    (dag,) = build_dags(include, only="shop")
    return lambda form=None: dag.test(run_conf=form)


def states(run) -> set[str]:
    return {f"{task.task_id} {task.state}" for task in run.get_task_instances()}


def test_every_step_gets_what_the_step_before_it_made(run, monkeypatch):
    steps = Steps(monkeypatch)
    assert run().state == "success"
    a, b, c = ("a.jsonl.gz", "b.jsonl.gz", "c.jsonl.gz")
    # the parts of a mapped task run in any order
    assert [call for _, calls in groupby(steps.called, key=lambda call: call[0]) for call in sorted(calls)] == [
        ("plan", "shop"),
        *(("extract", 0), ("extract", 1)),
        *(("build", a), ("build", b), ("build", c)),
        ("check", [a, b, c]),
        *(("load", a), ("load", b), ("load", c)),
        ("reconcile",),
        ("report",),
    ]


def test_mapped_tasks_are_named_by_their_slice_or_chunk(run, monkeypatch):
    Steps(monkeypatch)
    tasks = run().get_task_instances()
    assert sorted(task.rendered_map_index for task in tasks if task.task_id == "extract") == ["slice 1", "slice 2"]
    assert sorted(task.rendered_map_index for task in tasks if task.task_id == "load") == ["a", "b", "c"]


def test_a_run_without_orders_goes_through_and_says_so(run, monkeypatch):
    steps = Steps(monkeypatch, chunks=[()])
    ended = run()
    assert ended.state == "success"
    assert [step for step, *_ in steps.called] == ["plan", "extract", "check", "reconcile", "report"]
    assert {"build skipped", "load skipped", "report success"} <= states(ended)


def test_a_preview_loads_nothing_and_still_reports(run, monkeypatch):
    steps = Steps(monkeypatch, chunks=[("a",)], preview=True)
    ended = run({"preview_only": True})
    assert ended.state == "success"
    assert "load" not in [step for step, *_ in steps.called]
    assert {"load skipped", "report success"} <= states(ended)
    assert steps.request and steps.request.form["preview_only"] is True


def test_a_load_that_a_person_must_mend_stops_the_run_before_its_report(run, monkeypatch):
    steps = Steps(monkeypatch)

    def refuse(outside, folder, checked):
        raise SettingsError("Wrong.")

    monkeypatch.setattr(pipeline, "load", refuse)
    ended = run()
    assert ended.state == "failed"
    assert ("report",) not in steps.called


def context(run_type: str, start: datetime | None, end: datetime | None, **params):
    run = SimpleNamespace(
        dag_id="shop", run_id="r", run_type=run_type, run_after=NOON, data_interval_start=start, data_interval_end=end
    )
    return {"dag_run": run, "params": params}


@pytest.mark.parametrize(
    ("run_type", "kind"),
    [("scheduled", "scheduled"), ("manual", "manual"), ("backfill", "backfill"), ("asset_triggered", "manual")],
)
def test_a_runs_kind_and_interval_come_from_airflow(run_type, kind):
    start, end = NOON.replace(hour=10), NOON.replace(hour=11)
    request = run_request(context(run_type, start, end, preview_only=False), "shop")
    assert request == RunRequest(
        run_id="r", kind=kind, run_after=NOON, interval_start=start, interval_end=end, form={"preview_only": False}
    )


def test_a_run_by_hand_may_have_no_interval():
    assert run_request(context("manual", None, None), "shop").interval is None


def test_runs_of_a_syncs_two_dags_never_share_a_name():
    of_history = context("backfill", NOON, NOON)
    of_history["dag_run"].dag_id = "shop_history"
    assert run_request(of_history, "shop").run_id == "shop_history/r"


def test_settings_lie_beside_the_dags_unless_the_environment_says_otherwise(monkeypatch):
    monkeypatch.delenv("ORDER_SYNC_INCLUDE", raising=False)
    assert include_folder("/project/dags/order_sync_dags.py") == Path("/project/include")
    monkeypatch.setenv("ORDER_SYNC_INCLUDE", "/elsewhere")
    assert include_folder("/project/dags/order_sync_dags.py") == Path("/elsewhere")


def test_ledger_and_files_lie_in_airflows_folder_unless_the_environment_says_otherwise(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("ORDER_SYNC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    assert outside(tmp_path).ledger_url == f"sqlite:///{tmp_path}/order_sync.db"
    assert outside(tmp_path).data_url == f"{tmp_path}/order_sync_runs"
    monkeypatch.setenv("ORDER_SYNC_DATABASE_URL", "postgresql+psycopg://ledger.example.com/books")
    monkeypatch.setenv("ORDER_SYNC_DATA_URL", "s3://runs")
    assert outside(tmp_path).ledger_url == "postgresql+psycopg://ledger.example.com/books"
    assert outside(tmp_path).data_url == "s3://runs"

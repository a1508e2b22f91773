from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from order_sync.errors import TerminalError
from order_sync.ledger import Ledger, RunRow

START = datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc)
RUN = RunRow(run_id="run 1", sync="daily", kind="scheduled", started_at=START, settings_hash="abc")


def test_a_run_is_started_and_finished(ledger: Ledger):
    ledger.runs.start(RUN)
    assert ledger.runs.find("run 1") == RUN
    ledger.runs.finish("run 1", START + timedelta(minutes=2), {"orders_read": 7, "made": {"invoice": 3}})
    found = ledger.runs.find("run 1")
    assert (found.finished_at, found.counts["made"]) == (START + timedelta(minutes=2), {"invoice": 3})
    assert ledger.runs.find("run 2") is None


def test_calls_add_up_from_many_tasks_at_once(ledger: Ledger):
    ledger.runs.start(RUN)
    tasks = [
        threading.Thread(target=ledger.runs.add_calls, args=["run 1"], kwargs={"reads": 2, "batches": 1}) for _ in range(6)
    ]
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()
    ledger.runs.add_calls("run 1", reads=0)
    assert ledger.runs.find("run 1").calls == {"batches": 6, "reads": 12}


def test_a_run_that_is_cleared_and_begun_again_is_open_once_more_and_keeps_its_calls(ledger: Ledger):
    ledger.runs.start(RUN)
    ledger.runs.add_calls("run 1", reads=3)
    ledger.runs.finish("run 1", START, {"orders_read": 7})
    ledger.runs.start(replace(RUN, started_at=START + timedelta(hours=1)))
    found = ledger.runs.find("run 1")
    assert (found.finished_at, found.counts, found.calls) == (None, {}, {"reads": 3})


def test_a_run_id_belongs_to_one_sync(ledger: Ledger):
    ledger.runs.start(RUN)
    with pytest.raises(TerminalError, match="belongs to the sync daily"):
        ledger.runs.start(replace(RUN, sync="hourly"))


def test_a_run_that_was_never_started_cannot_be_finished(ledger: Ledger):
    with pytest.raises(TerminalError, match="no run run 9"):
        ledger.runs.finish("run 9", START, {})


def test_the_latest_runs_come_first(ledger: Ledger):
    for number in range(4):
        sync = "hourly" if number == 3 else "daily"
        ledger.runs.start(replace(RUN, run_id=f"run {number}", sync=sync, started_at=START + timedelta(hours=number)))
    ledger.runs.add_calls("run 2", reads=1)
    assert [(run.run_id, run.calls) for run in ledger.runs.latest("daily", 2)] == [("run 2", {"reads": 1}), ("run 1", {})]
    assert ledger.runs.latest(None, 1)[0].run_id == "run 3"


def test_the_watermark_never_moves_backwards(ledger: Ledger):
    assert ledger.runs.watermark("daily") is None
    for hours in (2, 1):
        ledger.runs.move_watermark("daily", START + timedelta(hours=hours))
    assert ledger.runs.watermark("daily") == START + timedelta(hours=2)
    ledger.runs.move_watermark("daily", START + timedelta(hours=3))
    assert ledger.runs.watermark("daily") == START + timedelta(hours=3)
    assert ledger.runs.watermark("hourly") is None

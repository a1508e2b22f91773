"""Builds the DAGs: two for each sync file, of the same tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from airflow.sdk import DAG, CronDataIntervalTimetable, task
from airflow.sdk.exceptions import AirflowTimetableInvalid

from order_sync import syncs
from order_sync.airflow_adapter.checked_rules import refuse_wrong_rules
from order_sync.airflow_adapter.form import form_params
from order_sync.airflow_adapter.pools import pool_of
from order_sync.airflow_adapter.retries import WhenTransient
from order_sync.airflow_adapter.tasks import RETRIES, add_flow
from order_sync.errors import SettingsError
from order_sync.syncs import Sync

HISTORY = "_history"
TAG = "order-sync"

FIRST_DAY = datetime(2020, 1, 1, tzinfo=timezone.utc)
NEVER = datetime(2099, 1, 1, tzinfo=timezone.utc)  # never scheduled; a backfill may go before it (Airflow 3.3)


def build_dags(include: Path, only: str | None = None) -> Iterator[DAG]:
    """The DAGs of all sync files; with `only`, the one of that id, since a task's process needs no other."""
    taken: set[str] = set()
    for path in syncs.sync_files(include / "syncs"):
        ids = _ids(path, taken)
        taken.update(ids)
        if only is None or only in ids:
            dags = _dags_of(path, include, ids, with_rules=only is None)
            yield from (dag for dag in dags if only in (None, dag.dag_id))


def _ids(path: Path, taken: set[str]) -> tuple[str, ...]:
    """The ids of a file's DAGs: from its stem; from its whole name where another file already uses them."""
    stem = re.sub(r"[^A-Za-z0-9_.-]", "_", path.stem)
    ids = (stem, stem + HISTORY)
    return (re.sub(r"[^A-Za-z0-9_.-]", "_", path.name),) if taken.intersection(ids) else ids


def _dags_of(path: Path, include: Path, ids: tuple[str, ...], with_rules: bool) -> list[DAG]:
    """`with_rules`: checks the rules too. A task's process does without: `plan` checks them, later steps need no files."""
    try:
        if len(ids) == 1:
            raise SettingsError(f"{path.name}: another sync already makes a DAG of this name.", remedy="Rename the file.")
        sync = syncs.load_sync(path)
        dags = [_sync_dag(sync, include, ids[0]), _history_dag(sync, include, ids[1])]
    except SettingsError as error:
        return [_broken_dag(path, str(error), ids[0])]
    try:
        if with_rules:
            refuse_wrong_rules(sync, include)
    except SettingsError as error:
        return [_broken_dag(path, str(error), ids[0], step="plan")]
    return dags


def _sync_dag(sync: Sync, include: Path, dag_id: str) -> DAG:
    when = f"`{sync.cron}` ({sync.time_zone})" if sync.cron else "by hand only"
    dag = DAG(
        dag_id,
        schedule=_timetable(sync.cron, sync),
        start_date=FIRST_DAY,
        doc_md=f"{_story(sync)}\n\nRuns {when}, and by hand with a form. Past orders: the DAG `{dag_id}{HISTORY}`.",
        max_active_runs=1,
        **_common(sync),
    )
    return _with_flow(dag, sync, include)


def _history_dag(sync: Sync, include: Path, dag_id: str) -> DAG:
    dag = DAG(
        dag_id,
        schedule=_timetable(sync.history_cron, sync),
        start_date=NEVER,
        doc_md=f"{_story(sync)}\n\nFor past orders, by backfill only: each run takes the orders **placed** in its interval "
        f"(`{sync.history_cron}`, {sync.time_zone}). In the UI: *Trigger*, tab *Backfill*.",
        is_paused_upon_creation=False,
        **_common(sync),
    )
    return _with_flow(dag, sync, include)


def _with_flow(dag: DAG, sync: Sync, include: Path) -> DAG:
    with dag:
        add_flow(sync.name, include, pool_of(sync))
    # after the tasks, since each copies the params that are there when it is made: half of the time it takes to build a DAG
    dag.params.update(form_params(sync))
    return dag


def _broken_dag(path: Path, reason: str, dag_id: str, step: str = "read_settings") -> DAG:
    """Shows what is wrong with a sync's files where people look for the sync, and fails with it.

    Its one task is called `step`: “plan” where a task's process, which does not check the rules, finds the whole flow there.
    """
    shown = reason.replace("\n", "\n\n")
    dag = DAG(dag_id, schedule=None, start_date=FIRST_DAY, doc_md=f"**{path.name} cannot be used.**\n\n{shown}", tags=[TAG])
    with dag:

        @task(task_id=step, retry_policy=WhenTransient())
        def read_settings() -> None:
            raise SettingsError(reason)

        read_settings()
    return dag


def _common(sync: Sync) -> dict[str, Any]:
    return {
        "catchup": False,
        "tags": [TAG, sync.store.kind],
        "default_args": {**RETRIES, "retry_policy": WhenTransient()},
    }


def _timetable(cron: str | None, sync: Sync) -> CronDataIntervalTimetable | None:
    """An interval from each moment of the cron line to the next; a plain string would give intervals without length."""
    if cron is None:
        return None
    timetable = CronDataIntervalTimetable(cron, timezone=sync.time_zone)
    try:
        timetable.validate()
    except AirflowTimetableInvalid as error:
        raise SettingsError(
            f"{sync.name}.yaml: “{cron}” is no cron line: {error}.", remedy="Write it like 0 6 * * *, or hourly or daily."
        ) from error
    return timetable


def _story(sync: Sync) -> str:
    kinds = ", ".join(kind.replace("_", " ") for kind in sync.records)
    return f"Orders of the {sync.store.kind} store `{sync.shop}` become QuickBooks transactions: {kinds}."

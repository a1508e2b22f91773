"""The flow as Airflow tasks: each converts what Airflow gives into plain values and calls its step in `pipeline`.

plan -> extract (each slice) -> gather -> build (each chunk) -> check -> load (each chunk) -> reconcile -> report
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from airflow.sdk import get_current_context, task

from order_sync.airflow_adapter import surroundings

if TYPE_CHECKING:
    from airflow.sdk import Context

    from order_sync.run_plan import RunRequest
    from order_sync.syncs import RunKind

T = TypeVar("T")

PART = "part"  # the name under which a mapped task says which part of the run it works on
NAMED_BY_PART = f"{{{{ {PART} }}}}"
GO_ON_AFTER_NOTHING = "none_failed"  # no orders, or a preview: the mapped tasks before are skipped, not failed


def add_flow(sync_name: str, include: Path, pool: str) -> None:
    """Adds the flow's tasks to the DAG being built. `pool` keeps waiting loads of one company off the workers."""

    @task
    def plan() -> list[int]:
        from order_sync import pipeline

        context = get_current_context()
        planned = pipeline.plan(surroundings.outside(include), sync_name, run_request(context, sync_name))
        context["ti"].xcom_push("folder", planned["folder"])
        return list(planned["slices"])

    @task(map_index_template=NAMED_BY_PART)
    def extract(folder: str, slice_number: int) -> list[str]:
        from order_sync import pipeline

        _name_part(f"slice {slice_number + 1}")
        return pipeline.extract(surroundings.outside(include), folder, slice_number)

    @task
    def gather(extracted: Sequence[list[str]]) -> list[str]:
        return [chunk for chunks in _all_of(extracted) for chunk in chunks]

    @task(map_index_template=NAMED_BY_PART)
    def build(folder: str, chunk: str) -> str:
        from order_sync import pipeline

        _name_part(_file_stem(chunk))
        return pipeline.build(surroundings.outside(include), folder, chunk)

    @task(trigger_rule=GO_ON_AFTER_NOTHING)
    def check(folder: str, planned: Sequence[str] | None) -> list[str]:
        from order_sync import pipeline

        return pipeline.check(surroundings.outside(include), folder, _all_of(planned or ()))

    @task(map_index_template=NAMED_BY_PART, pool=pool)
    def load(folder: str, checked: str) -> str:
        from order_sync import pipeline

        _name_part(_file_stem(checked))
        return pipeline.load(surroundings.outside(include), folder, checked)

    @task(trigger_rule=GO_ON_AFTER_NOTHING)
    def reconcile(folder: str) -> str:
        from order_sync import pipeline

        return pipeline.reconcile(surroundings.outside(include), folder)

    @task(trigger_rule=GO_ON_AFTER_NOTHING, multiple_outputs=False)
    def report(folder: str) -> dict[str, Any]:
        from order_sync import pipeline

        return pipeline.report(surroundings.outside(include), folder)

    slices: Any = plan()  # from here on these are Airflow's references to values, not the values
    folder = slices["folder"]
    chunks: Any = extract.partial(folder=folder).expand(slice_number=slices)
    planned: Any = build.partial(folder=folder).expand(chunk=gather(chunks))
    checked = check(folder, planned)
    load.partial(folder=folder).expand(checked=checked) >> reconcile(folder) >> report(folder)


def run_request(context: Context, sync_name: str) -> RunRequest:
    """Who started the run, for when, with what in the form. A run by hand may have no interval.

    Airflow's run ids differ within one DAG only: those of a sync's history DAG get the DAG's name, so that no run takes
    another's folder.
    """
    from order_sync.run_plan import RunRequest

    run = context["dag_run"]
    return RunRequest(
        run_id=run.run_id if run.dag_id == sync_name else f"{run.dag_id}/{run.run_id}",
        kind=_run_kind(str(getattr(run.run_type, "value", run.run_type))),
        run_after=run.run_after,
        interval_start=run.data_interval_start,
        interval_end=run.data_interval_end,
        form=dict(context["params"]),
    )


def _run_kind(run_type: str) -> RunKind:
    """Airflow has further types (asset-triggered and the like); they start a run for its own sake, as a person does."""
    if run_type == "scheduled":
        return "scheduled"
    return "backfill" if run_type == "backfill" else "manual"


def _all_of(mapped: Sequence[T]) -> list[T]:
    """What all of a mapped task's parts gave. A slice is one call; going through one by one ends in an error in the log."""
    return list(mapped[:])


def _name_part(name: str) -> None:
    get_current_context()[PART] = name  # type: ignore[literal-required]


def _file_stem(address: str) -> str:
    return address.rpartition("/")[2].partition(".")[0]


RETRIES: dict[str, Any] = {
    "retries": 4,
    "retry_delay": timedelta(seconds=20),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=10),
}

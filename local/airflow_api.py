"""Airflow's REST API, as far as the demo and the tests talk to it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests

ALL = "~"  # Airflow's word for any DAG, run or task
ENDED = ("success", "failed")
POLL_SECONDS = 0.2
CALL_SECONDS = 30
TRIES_ON_SQLITE = 20


class AirflowRefused(Exception):
    """Airflow answered with an error; `status` is the HTTP status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"Airflow answered {status}: {text}")
        self.status = status


class AirflowBusy(AirflowRefused):
    """Airflow's database was locked: on SQLite a backfill is refused while the scheduler happens to write."""


class RunFailed(Exception):
    """A run failed or did not end in time; the text shows its tasks and the end of the failed ones' logs."""


@dataclass(frozen=True)
class Run:
    """One run of one DAG."""

    dag_id: str
    run_id: str


class AirflowApi:
    """Talks to one Airflow as one user."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = url
        self._credentials = {"username": user, "password": password}
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy set for the outside world is not for the loopback interface

    def is_healthy(self) -> bool:
        """Whether the API answers, and scheduler and DAG processor report that they run."""
        try:
            health = self._session.get(f"{self._url}/api/v2/monitor/health", timeout=CALL_SECONDS).json()
        except (requests.RequestException, ValueError):
            return False
        return all(health[part]["status"] == "healthy" for part in ("metadatabase", "scheduler", "dag_processor"))

    def create_pools(self, pools: Mapping[str, int]) -> None:
        """Creates those that are missing."""
        there = {pool["name"] for pool in self._get("/pools")["pools"]}
        for name, slots in pools.items():
            if name not in there:
                self._call("POST", "/pools", {"name": name, "slots": slots})

    def wait_for_dags(self, dag_ids: Iterable[str], seconds: float = 60) -> None:
        """Waits until the DAG processor has read all of these."""
        wanted = set(dag_ids)

        def all_there() -> bool:
            return wanted <= {dag["dag_id"] for dag in self._get("/dags?limit=100")["dags"]}

        if not _wait_until(all_there, seconds):
            raise RunFailed(f"Airflow did not find the DAGs {sorted(wanted)} within {seconds:.0f} s. {self.import_errors()}")

    def import_errors(self) -> list[str]:
        return [error["stack_trace"] for error in self._get("/importErrors")["import_errors"]]

    def unpause(self, dag_id: str) -> None:
        self._call("PATCH", f"/dags/{dag_id}", {"is_paused": False})

    def pause(self, dag_id: str) -> None:
        self._call("PATCH", f"/dags/{dag_id}", {"is_paused": True})

    def trigger(self, dag_id: str, form: Mapping[str, Any] | None = None, logical_date: datetime | None = None) -> Run:
        """Starts a run by hand; without a logical date it has no interval. A wrong value is AirflowRefused (400)."""
        date = logical_date.isoformat() if logical_date else None
        started = self._call("POST", f"/dags/{dag_id}/dagRuns", {"logical_date": date, "conf": dict(form or {})})
        return Run(dag_id, started["dag_run_id"])

    def backfill(self, dag_id: str, first: datetime, last: datetime, *, again: str = "none", at_once: int = 2) -> int:
        """Starts a backfill of the intervals that begin from `first` to `last`, both included. Returns its number."""
        body = {
            "dag_id": dag_id, "from_date": first.isoformat(), "to_date": last.isoformat(),
            "reprocess_behavior": again, "max_active_runs": at_once,
        }  # fmt: skip
        for _ in range(TRIES_ON_SQLITE):
            with contextlib.suppress(AirflowBusy):
                return int(self._call("POST", "/backfills", body)["id"])
            time.sleep(POLL_SECONDS)
        raise RunFailed(f"Airflow's database was locked {TRIES_ON_SQLITE} times when the backfill was to be made.")

    def wait_for_backfill(self, number: int, seconds: float) -> None:
        """Waits until all of its runs have ended; a failed one is RunFailed."""
        if not _wait_until(lambda: self._get(f"/backfills/{number}")["completed_at"] is not None, seconds):
            raise RunFailed(f"The backfill {number} did not end within {seconds:.0f} s.")

    def runs(self, dag_id: str = ALL) -> list[dict[str, Any]]:
        """All runs of a DAG, oldest first."""
        found = self._get(f"/dags/{dag_id}/dagRuns?limit=100&order_by=run_after")
        return list(found["dag_runs"])

    def wait_for(self, runs: Sequence[Run], seconds: float) -> None:
        """Waits until all have succeeded; RunFailed as soon as one has failed, or when the time is over."""
        waiting = list(runs)
        deadline = time.monotonic() + seconds
        while waiting:
            states = {run: self.state(run) for run in waiting}
            if failed := [run for run, state in states.items() if state == "failed"]:
                raise RunFailed("\n".join(self.story(run) for run in failed))
            waiting = [run for run, state in states.items() if state not in ENDED]
            if waiting and time.monotonic() > deadline:
                late = "\n".join(self.story(run) for run in waiting)
                raise RunFailed(f"Not ended within {seconds:.0f} s:\n{late}")
            time.sleep(POLL_SECONDS)

    def state(self, run: Run) -> str:
        return str(self._get(f"/dags/{run.dag_id}/dagRuns/{run.run_id}")["state"])

    def tasks(self, run: Run) -> list[dict[str, Any]]:
        """The run's task instances, in the order in which they started."""
        found = self._get(f"/dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances?limit=100")["task_instances"]
        return sorted(found, key=lambda task: (task["start_date"] or "9", task["map_index"]))

    def log(self, run: Run, task: Mapping[str, Any]) -> str:
        """What a task's last try wrote."""
        address = (
            f"/dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances/{task['task_id']}/logs/{max(task['try_number'], 1)}"
        )
        answer = self._get(f"{address}?map_index={task['map_index']}&full_content=true")
        return "\n".join(line if isinstance(line, str) else _log_line(line) for line in answer["content"])

    def story(self, run: Run) -> str:
        """A run's tasks and their states, with the end of the log of those that failed."""
        lines = [f"{run.dag_id} {run.run_id}: {self.state(run)}"]
        for task in self.tasks(run):
            lines.append(f"  {task['task_id']}[{task['map_index']}]: {task['state']}")
            if task["state"] in ("failed", "up_for_retry"):
                lines += [f"    {line}" for line in self.log(run, task).splitlines()[-40:]]
        return "\n".join(lines)

    def _get(self, path: str) -> Any:
        return self._call("GET", path)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        if "Authorization" not in self._session.headers:
            answer = self._session.post(f"{self._url}/auth/token", json=self._credentials, timeout=CALL_SECONDS)
            _check(answer)
            self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        answer = self._session.request(method, f"{self._url}/api/v2{path}", json=body, timeout=CALL_SECONDS)
        _check(answer)
        return answer.json()


def _check(answer: requests.Response) -> None:
    if not answer.ok:
        kind = AirflowBusy if answer.status_code == requests.codes.service_unavailable else AirflowRefused
        raise kind(answer.status_code, answer.text)


def _log_line(line: Mapping[str, Any]) -> str:
    further = " ".join(
        f"{name}={value}" for name, value in line.items() if name not in ("event", "timestamp", "level", "logger")
    )
    return f"{line.get('event', '')} {further}".strip()


def _wait_until(happened: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True

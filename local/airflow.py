"""Starts a real Airflow: scheduler, DAG processor and API server, on SQLite, each a process of its own."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from importlib.metadata import version

from local import airflow_settings
from local.airflow_api import AirflowApi
from local.airflow_settings import DATABASE, USER, Place
from local.processes import PROJECT, Server, ServerFailed, Servers

PARTS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler"],
    "dag-processor": ["dag-processor"],
}
READY_SECONDS = 120
MOST_RESTARTS = 3
ENDING = "Shutting down LocalExecutor"
TEMPLATES = PROJECT / ".run" / "templates"
INIT_DATABASE = "from airflow.utils import db; db.initdb()"


class Airflow:
    """A running Airflow and the way to talk to it."""

    def __init__(self, place: Place, api: AirflowApi, servers: Servers, environment: dict[str, str]) -> None:
        self.place = place
        self.api = api
        self.environment = environment
        self._servers = servers
        self._restarts = 0
        self.parts = {name: self._start(name) for name in PARTS}

    def _start(self, name: str) -> Server:
        return self._servers.start(name, [sys.executable, "-m", "airflow", *PARTS[name]], self.environment)

    def keep_running(self) -> None:
        """Starts a part again that has ended, as a supervisor does; raises ServerFailed at the fourth.

        On SQLite, a backfill that is made while the scheduler writes can end the scheduler: Airflow takes back runs that the
        scheduler has seen already.
        """
        for name, part in self.parts.items():
            if _hangs_while_it_ends(part):
                os.killpg(part.process.pid, signal.SIGKILL)
                part.process.wait()
            if part.process.poll() is not None:
                self._restarts += 1
                if self._restarts > MOST_RESTARTS:
                    part.check_running()
                with part.output.open("a") as output:
                    output.write("It is started again.\n")  # else what it said last would be taken for the new one's
                self.parts[name] = self._start(name)

    def check_running(self) -> None:
        for part in self.parts.values():
            part.check_running()


def start_airflow(
    servers: Servers, place: Place, further: Mapping[str, str], say: Callable[[str], None] = lambda _: None
) -> Airflow:
    """Starts Airflow in a new, empty place and waits until it is healthy. `further` is added to the environment."""
    place.home.mkdir(parents=True, exist_ok=True)
    environment = airflow_settings.environment(place, further)
    airflow_settings.write_password(place)
    say("Airflow's database")
    _make_database(place, environment)
    say("Airflow's scheduler, DAG processor and API server")
    airflow = Airflow(place, AirflowApi(place.url, USER, place.password), servers, environment)
    _migrate_ledger(place)
    _wait_until_healthy(airflow)
    return airflow


def _hangs_while_it_ends(part: Server) -> bool:
    """Whether a scheduler is ending by itself: it then waits for its workers, for ever where one of them has died."""
    return part.process.poll() is None and ENDING in part.last_lines(1)


def _make_database(place: Place, environment: dict[str, str]) -> None:
    """Airflow takes 5 s to make an empty database; it is kept, and copied the next time."""
    template = TEMPLATES / f"{_template_name()}.db"
    if template.exists():
        shutil.copyfile(template, place.home / DATABASE)
        return
    finished = subprocess.run(
        [sys.executable, "-c", INIT_DATABASE], env=environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise ServerFailed(f"Airflow's database could not be made:\n{finished.stdout}{finished.stderr}")
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    half = template.with_suffix(f".{place.port}")  # another command may do the same at this moment
    with closing(sqlite3.connect(place.home / DATABASE)) as made, closing(sqlite3.connect(half)) as copy:
        made.backup(copy)  # whole, whatever is still in the write-ahead log
    half.replace(template)


def _template_name() -> str:
    made_by = f"{version('apache-airflow-core')} {version('sqlalchemy')} {sys.version_info[:2]}"
    return hashlib.sha256(made_by.encode()).hexdigest()[:12]


def _migrate_ledger(place: Place) -> None:
    from order_sync.ledger import migrate  # here: SQLAlchemy and Alembic load while Airflow starts

    migrate(place.ledger_url)


def _wait_until_healthy(airflow: Airflow) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not airflow.api.is_healthy():
        airflow.check_running()
        if time.monotonic() > deadline:
            ends = "\n".join(part.last_lines(15) for part in airflow.parts.values())
            raise ServerFailed(f"Airflow was not healthy within {READY_SECONDS} s:\n{ends}")
        time.sleep(0.1)

"""The settings of an Airflow that runs on one machine, quietly, for one person, on ports of its own."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.ports import LOOPBACK, free_ports
from local.processes import PROJECT

USER = "admin"
DATABASE = "airflow.db"
NOT_INHERITED = ("AIRFLOW_", "AIRFLOW__", "ORDER_SYNC_", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONWARNINGS")


@dataclass(frozen=True)
class Place:
    """Where one Airflow lives: its folder, its ports, its password, and the folders that it serves."""

    home: Path
    port: int
    log_ports: tuple[int, int]
    password: str = field(repr=False)
    dags: Path = PROJECT / "dags"
    include: Path = PROJECT / "include"

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def ledger_url(self) -> str:
        return f"sqlite:///{self.home / 'ledger.db'}"

    @property
    def data(self) -> Path:
        return self.home / "runs"


def new_place(home: Path, *, port: int | None = None, dags: Path | None = None, include: Path | None = None) -> Place:
    """A place in that folder, with free ports but for the one given, and a new password."""
    web, *logs = free_ports(3)
    return Place(
        home=home,
        port=port or web,
        log_ports=(logs[0], logs[1]),
        password=secrets.token_urlsafe(9),
        dags=dags or PROJECT / "dags",
        include=include or PROJECT / "include",
    )


def environment(place: Place, further: Mapping[str, str]) -> dict[str, str]:
    """All that Airflow's processes are told. What this machine's user has set for another Airflow is left out."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
    return {**inherited, **_of_airflow(place), **_for_speed(), **_of_project(place), **further}


def write_password(place: Place) -> None:
    """Tells Airflow's simple log-in the password, so that nobody has to look for it in a log."""
    _passwords(place).write_text(json.dumps({USER: place.password}))
    _passwords(place).chmod(0o600)


def _passwords(place: Place) -> Path:
    return place.home / "passwords.json"


def _of_airflow(place: Place) -> dict[str, str]:
    return {
        "AIRFLOW_HOME": str(place.home),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{place.home / DATABASE}",
        "AIRFLOW__CORE__DAGS_FOLDER": str(place.dags),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "socket.gethostname",  # the default asks a name server, which may be far or none
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{place.url}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords(place)),
        "AIRFLOW__CORE__FERNET_KEY": _key(),
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(place.port),
        "AIRFLOW__API__BASE_URL": place.url,
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(32),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(place.log_ports[0]),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(place.log_ports[1]),
        "AIRFLOW__LOGGING__UVICORN_LOGGING_LEVEL": "WARNING",
        "NO_COLOR": "1",
        "NO_PROXY": f"{LOOPBACK},localhost",
        "no_proxy": f"{LOOPBACK},localhost",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }


def _for_speed() -> dict[str, str]:
    """Airflow is tuned for a fleet that is never idle; here somebody waits for one run. Measured in docs/performance.md."""
    return {
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.1",
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",  # a killed task is noticed soon, not after 5 min
        # A supervisor that misses its task's end sleeps until the next heartbeat: one task in three, 5 s by default.
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__WORKERS__MAX_FAILED_HEARTBEATS": "30",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "AIRFLOW__DAG_PROCESSOR__BUNDLE_REFRESH_CHECK_INTERVAL": "1",
    }


def _of_project(place: Place) -> dict[str, str]:
    return {
        "ORDER_SYNC_DATABASE_URL": place.ledger_url,
        "ORDER_SYNC_KEY": _key(),
        "ORDER_SYNC_DATA_URL": str(place.data),
        "ORDER_SYNC_INCLUDE": str(place.include),
    }


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()

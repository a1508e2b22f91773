"""What the flow needs from the world around it, when Airflow is that world.

ORDER_SYNC_DATABASE_URL   the ledger; default: an SQLite file in AIRFLOW_HOME
ORDER_SYNC_KEY            encrypts the companies' tokens in the ledger
ORDER_SYNC_DATA_URL       a folder for the runs' files, or s3://, gs://, abfs://; default: one in AIRFLOW_HOME
ORDER_SYNC_INCLUDE        holds syncs/, rules/ and checks/; default: the folder include/ beside dags/
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from order_sync.airflow_adapter.connections import connect

if TYPE_CHECKING:
    from order_sync.outside import Outside


def include_folder(dag_file: str) -> Path:
    """The folder with syncs, rules and checks. Found from the DAG's file, which a bundle may move between parse and run."""
    return Path(os.environ.get("ORDER_SYNC_INCLUDE") or Path(dag_file).resolve().parents[1] / "include")


def outside(include: Path) -> Outside:
    """The flow's surroundings, from Airflow's connections and the environment."""
    from order_sync.outside import Outside  # here, not above: the DAG file is parsed all the time, and this takes a second

    home = Path(os.environ.get("AIRFLOW_HOME", "~/airflow")).expanduser()
    return Outside(
        connect=connect,
        ledger_url=os.environ.get("ORDER_SYNC_DATABASE_URL") or f"sqlite:///{home / 'order_sync.db'}",
        ledger_key=os.environ.get("ORDER_SYNC_KEY"),
        data_url=os.environ.get("ORDER_SYNC_DATA_URL") or str(home / "order_sync_runs"),
        include=include,
    )

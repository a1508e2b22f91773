"""An Airflow of its own for these tests: set up before anything imports Airflow, which reads its settings only then."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

HOME = Path(tempfile.mkdtemp(prefix="airflow-home-"))
PROJECT = Path(__file__).parents[2]
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

os.environ |= {
    "AIRFLOW_HOME": str(HOME),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME / 'airflow.db'}",
}

SYNC = """
store: {kind: shopify, connection: shop}
company: {connection: books}
"""


@pytest.fixture
def include(tmp_path: Path) -> Path:
    (tmp_path / "syncs").mkdir()
    return tmp_path


@pytest.fixture
def write_sync(include: Path) -> Callable[..., Path]:
    """Writes a sync file: the least that a sync needs, and the lines given."""

    def write(file_name: str = "shop.yaml", more: str = "", text: str | None = None) -> Path:
        path = include / "syncs" / file_name
        path.write_text(SYNC + more if text is None else text)
        return path

    return write


@pytest.fixture
def write_rules(include: Path) -> Callable[[str, str], Path]:
    def write(file_name: str, text: str) -> Path:
        (include / "rules").mkdir(exist_ok=True)
        path = include / "rules" / file_name
        path.write_text(text)
        return path

    return write

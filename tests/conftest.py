"""A fresh, migrated ledger for a test: on SQLite always, on PostgreSQL too when ORDER_SYNC_TEST_DATABASE_URL is set."""

from __future__ import annotations

import logging
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from order_sync.ledger import Ledger, migrate, open_ledger

settings.register_profile("order_sync", deadline=None)  # how long one example takes is the machine's affair
settings.load_profile("order_sync")

POSTGRESQL = os.environ.get("ORDER_SYNC_TEST_DATABASE_URL", "")
DATABASES = ("sqlite", "postgresql") if POSTGRESQL else ("sqlite",)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated SQLite ledger, to be copied."""
    path = tmp_path_factory.mktemp("ledger") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables: a file, or a schema of its own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    schema = f"test_{uuid.uuid4().hex}"
    address = make_url(POSTGRESQL).set(drivername="postgresql+psycopg")
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        own = address.update_query_dict({"options": f"-csearch_path={schema}"})
        yield own.render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


@pytest.fixture
def ledger_url(empty_url: str, migrated_file: Path) -> str:
    """The address of a ledger of the test's own, its tables made."""
    if empty_url.startswith("sqlite"):
        shutil.copy(migrated_file, str(make_url(empty_url).database))
    else:
        migrate(empty_url)
    return empty_url


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """A ledger of the test's own, with a key for tokens, on the real clock (`ledger.clock = ...` gives it another)."""
    with open_ledger(ledger_url, "tNfz0eZzUEuXpNLPWfjuFjPIXXcTqCnDxW8dNrX9nq4=") as opened:
        yield opened


@pytest.fixture(autouse=True)
def our_loggers_speak() -> None:
    """Airflow, once some test has imported it, silences every logger that it does not know."""
    ours = [name for name in logging.root.manager.loggerDict if name.startswith("order_sync")]
    for name in ours:
        logging.getLogger(name).disabled = False
    logging.getLogger("order_sync").setLevel(logging.INFO)

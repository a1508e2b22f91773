from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from order_sync.errors import Busy, SettingsError, Unavailable
from order_sync.ledger import Ledger, database, open_ledger


def test_postgresql_addresses_in_every_spelling_use_the_one_driver():
    for scheme in ("postgres", "postgresql", "postgresql+psycopg2", "postgresql+psycopg"):
        engine = database.connect(f"{scheme}://someone:hunter2@127.0.0.1/books")
        assert engine.url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize("address", ["mysql://someone:hunter2@host/books", "hunter2", "", "postgresql://a:hunter2@h:port/b"])
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(address: str):
    with pytest.raises(SettingsError, match="Write sqlite:") as caught:
        open_ledger(address)
    assert "hunter2" not in str(caught.value)


def test_a_ledger_in_memory_is_refused():
    for address in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(SettingsError, match="cannot live in memory"):
            open_ledger(address)


def test_a_ledger_without_tables_says_how_to_make_them(empty_url: str):
    with open_ledger(empty_url) as ledger, pytest.raises(SettingsError, match="Run `order-sync init`"):
        ledger.orders.find("1001")


def test_a_database_that_does_not_answer_is_called_unavailable_and_its_password_is_not_shown():
    with open_ledger("postgresql://someone:hunter2@127.0.0.1:1/books") as ledger:
        with pytest.raises(Unavailable, match="does not answer") as caught:
            ledger.orders.find("1001")
        assert "hunter2" not in f"{caught.value} {caught.value.__cause__} {ledger.engine!r}"


def test_many_that_open_a_new_file_at_once_wait_for_each_other(tmp_path):
    address, together = f"sqlite:///{tmp_path}/ledger.db", threading.Barrier(8)

    def open_it(_: int) -> str:
        engine = database.connect(address)
        together.wait()
        with engine.connect() as connection:
            return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())

    with ThreadPoolExecutor(8) as people:
        assert list(people.map(open_it, range(8))) == ["wal"] * 8


def test_a_time_without_a_zone_is_refused(ledger: Ledger):
    ledger.clock = lambda: datetime(2026, 3, 1)
    with pytest.raises(Exception, match="takes aware times only"):
        ledger.leases.acquire(["order:1"], "worker", 60)


def test_a_time_in_another_zone_comes_back_as_the_same_moment_in_utc(ledger: Ledger):
    eastern = datetime(2026, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=-5)))
    ledger.runs.move_watermark("daily", eastern)
    assert ledger.runs.watermark("daily") == eastern
    assert ledger.runs.watermark("daily").tzinfo is timezone.utc


def test_values_in_an_error_are_hidden(ledger: Ledger):
    with pytest.raises(DBAPIError) as caught, ledger.engine.begin() as connection:
        connection.execute(text("SELECT * FROM nowhere WHERE note = :note"), {"note": "hunter2"})
    assert "nowhere" in str(caught.value)
    assert "hunter2" not in str(caught.value)


class TestOnSqlite:
    @pytest.fixture
    def path(self, ledger: Ledger, ledger_url: str) -> str:
        if not ledger_url.startswith("sqlite"):
            pytest.skip("about SQLite alone")
        return str(make_url(ledger_url).database)

    def test_a_power_cut_or_a_second_process_does_no_harm(self, ledger: Ledger, path: str):
        with ledger.engine.connect() as connection:
            pragmas = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
            }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 30_000, "foreign_keys": 1}

    def test_a_write_takes_its_lock_at_once_and_a_read_goes_on(self, ledger: Ledger, path: str, monkeypatch):
        monkeypatch.setattr(database, "BUSY_SECONDS", 0)
        with open_ledger(f"sqlite:///{path}") as impatient:
            other = sqlite3.connect(path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            try:
                with pytest.raises(Busy, match="Another process holds the ledger"):
                    impatient.leases.acquire(["order:1"], "worker", 60)
                assert impatient.orders.find("1001") == ()
            finally:
                other.execute("ROLLBACK")
                other.close()
            assert impatient.leases.acquire(["order:1"], "worker", 60)

    def test_the_ledgers_folder_is_made(self, path: str, tmp_path):
        open_ledger(f"sqlite:///{tmp_path / 'new' / 'folder' / 'ledger.db'}").close()
        assert (tmp_path / "new" / "folder").is_dir()

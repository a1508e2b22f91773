"""How the ledger reaches its database: SQLite by default, PostgreSQL by changing the address.

Every transaction is short and never open across an HTTP call. A write on SQLite takes its lock at once (BEGIN IMMEDIATE):
a transaction that reads first and writes later could otherwise fail half-way when another process has written meanwhile.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError

from order_sync.errors import Busy, OrderSyncError, SettingsError, Unavailable

BUSY_SECONDS = 30  # how long to wait for another's lock before giving up
_WRITES = "order_sync_writes"
_MOST_VALUES = 5_000  # in one IN (...): SQLite takes 32,766 values a statement, PostgreSQL 65,535
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_INSERTS: Mapping[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

Value = TypeVar("Value")
Clock = Callable[[], datetime]


def now_utc() -> datetime:
    return datetime.now(timezone.utc)


class Database:
    """An engine, a clock, and the two kinds of transaction that everything in the ledger uses."""

    def __init__(self, engine: Engine, clock: Clock = now_utc) -> None:
        self.engine = engine
        self.clock = clock
        self._writer = engine.execution_options(**{_WRITES: True})

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with in_plain_words(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with in_plain_words(), self._writer.begin() as connection:
            yield connection

    def insert(self, table: Table) -> postgresql.Insert:
        """An INSERT that can say what to do when the row is there already; both dialects spell it alike."""
        statement: postgresql.Insert = _INSERTS[self.engine.dialect.name](table)
        return statement

    def upsert(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts rows; where one with the same primary key is there, the columns given replace its own."""
        if not rows:
            return
        statement = self.insert(table)
        keys = [column.name for column in table.primary_key]
        changes = {name: statement.excluded[name] for name in rows[0] if name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), rows)


def portions(values: Iterable[Value], size: int = _MOST_VALUES) -> Iterator[list[Value]]:
    """The different values, in their first order, in lists short enough for one statement."""
    remaining = iter(dict.fromkeys(values))
    while part := list(islice(remaining, size)):
        yield part


def connect(url: str) -> Engine:
    """An engine for the ledger's address: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE."""
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = create_engine(address, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except ModuleNotFoundError as error:
        raise SettingsError("PostgreSQL's driver is not installed.", remedy="pip install 'psycopg[binary]'") from error
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _address(url: str) -> URL:
    """The address with the driver that we use. Errors do not repeat it: it may hold a password."""
    try:
        address = make_url(url)
        driver = _DRIVERS[address.drivername.partition("+")[0]]
    except (ArgumentError, KeyError, ValueError):
        raise SettingsError(
            "The ledger's address is not one of a database that can be used.",
            remedy="Write sqlite:////folder/ledger.db or postgresql://user:password@host/database.",
        ) from None
    if driver == "sqlite":
        if address.database in (None, "", ":memory:"):
            raise SettingsError("The ledger cannot live in memory.", remedy="Name a file: sqlite:////folder/ledger.db.")
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    return address.set(drivername=driver)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous = FULL")  # an intent must outlive a power cut, or its document could be made twice
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Makes the file keep a write-ahead log. Two that do so at once collide: SQLite makes neither wait."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()


_WAIT = "Run it again; finished work is kept."
_INIT = "Run `order-sync init`: it makes the ledger's tables and brings them up to date."
# PostgreSQL's codes and SQLite's words for the faults that are not ours.
_POSTGRESQL_FAULTS: Mapping[str, Callable[[], OrderSyncError]] = {
    "42P01": lambda: SettingsError("The ledger's tables are missing.", remedy=_INIT),
    "42703": lambda: SettingsError("The ledger's tables are of another version.", remedy=_INIT),
    "40001": lambda: Busy("Another process changed the ledger at the same moment.", remedy=_WAIT),
    "40P01": lambda: Busy("Another process changed the ledger at the same moment.", remedy=_WAIT),
    "55P03": lambda: Busy("Another process holds the ledger.", remedy=_WAIT),
}
_SQLITE_FAULTS: Mapping[str, Callable[[], OrderSyncError]] = {
    "no such table": lambda: SettingsError("The ledger's tables are missing.", remedy=_INIT),
    "no such column": lambda: SettingsError("The ledger's tables are of another version.", remedy=_INIT),
    "no column named": lambda: SettingsError("The ledger's tables are of another version.", remedy=_INIT),
    "database is locked": lambda: Busy("Another process holds the ledger.", remedy=_WAIT),
    "unable to open": lambda: SettingsError("The ledger's file cannot be opened.", remedy="Check its folder and rights."),
    "readonly": lambda: SettingsError("The ledger's file cannot be written.", remedy="Check its rights."),
}


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turns a database's fault into one of ours; what is none of these is a fault of the program and stays as it is."""
    try:
        yield
    except DBAPIError as error:
        plain = _plain(error)
        if plain is None:
            raise
        raise plain from error


def _plain(error: DBAPIError) -> OrderSyncError | None:
    code = getattr(error.orig, "sqlstate", None) or ""
    if code in _POSTGRESQL_FAULTS:
        return _POSTGRESQL_FAULTS[code]()
    text = str(error.orig)
    for words, make in _SQLITE_FAULTS.items():
        if words in text:
            return make()
    if error.connection_invalidated or code[:2] in ("08", "57") or (not code and "connection" in text):
        return Unavailable("The ledger's database does not answer.", remedy="Check that it runs, then run this again.")
    return None

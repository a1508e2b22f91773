from __future__ import annotations

import subprocess
import sys
import time

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from order_sync.ledger import database, migrate
from order_sync.ledger.migrations import VERSION_TABLE
from order_sync.ledger.tables import metadata

COUNT_TABLES = """
import sys
from order_sync.ledger import migrate
sys.stdin.readline()
migrate(sys.argv[1])
"""


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(ledger_url: str):
    engine = database.connect(ledger_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing_and_is_quick(ledger_url: str):
    migrate(ledger_url)
    started = time.process_time()
    migrate(ledger_url)
    assert time.process_time() - started < 1


def test_two_processes_that_migrate_at_once_do_not_disturb_each_other(empty_url: str):
    command = [sys.executable, "-c", COUNT_TABLES, empty_url]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        assert worker.communicate(timeout=60)[1] == ""
        assert worker.returncode == 0
    engine = database.connect(empty_url)
    tables = set(inspect(engine).get_table_names())
    engine.dispose()
    assert tables == {*metadata.tables, VERSION_TABLE}


def test_the_database_can_be_shared_with_another_program(empty_url: str):
    engine = create_engine(database.connect(empty_url).url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('of another program')"))
        connection.execute(text("CREATE TABLE records (note TEXT)"))
    migrate(empty_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "of another program"
    tables = inspect(engine).get_table_names()
    engine.dispose()
    assert all(name.startswith("order_sync_") for name in set(tables) - {"alembic_version", "records"})

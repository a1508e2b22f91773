"""No secret in any log, XCom, rendered template, file or ledger row."""

import gzip
import sqlite3

import pytest

from order_sync.ledger import open_ledger


@pytest.fixture(scope="module")
def secrets(airflow, sandbox, identical):
    """Everything that opens a door: what the connections hold, and the tokens that QuickBooks has given since."""
    with open_ledger(airflow.place.ledger_url, airflow.environment["ORDER_SYNC_KEY"]) as ledger:
        tokens = ledger.tokens.read(sandbox.company["realm"])
    assert tokens.refresh_token != sandbox.company["refresh_token"]
    given = [sandbox.company["client_secret"], sandbox.company["refresh_token"], "sandbox-shopify-token", "cs_sandbox"]
    return [*given, tokens.access_token, tokens.refresh_token]


def rows_of(database):
    """Every value in every table, as text."""
    with sqlite3.connect(database) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            for row in connection.execute(f'select * from "{table}"'):
                yield table, " ".join(map(str, row))


def test_no_secret_is_in_a_log_or_a_runs_file(airflow, secrets):
    looked_at = 0
    for folder in (airflow.place.home / "logs", airflow.place.data, airflow.place.home.parent / "output"):
        for path in folder.rglob("*"):
            if path.is_file() and path.name != "sandbox-quickbooks.log" and not path.name.startswith("sandbox-"):
                content = path.read_bytes()
                text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode(errors="replace")
                assert not [secret for secret in secrets if secret in text], path
                looked_at += 1
    assert looked_at > 50


def test_no_secret_is_in_airflows_database(airflow, secrets):
    for table, text in rows_of(airflow.place.home / "airflow.db"):
        assert not [secret for secret in secrets if secret in text], table


def test_the_ledger_holds_tokens_only_encrypted(airflow, secrets):
    tables = set()
    for table, text in rows_of(airflow.place.home / "ledger.db"):
        tables.add(table)
        assert not [secret for secret in secrets if secret in text], table
    assert any("token" in table for table in tables)

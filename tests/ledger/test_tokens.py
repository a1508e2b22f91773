from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from cryptography.fernet import Fernet

from order_sync.errors import Busy, CredentialsError
from order_sync.ledger import Fence, Ledger, Tokens, open_ledger, tokens_lease

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc)
TOKENS = Tokens("secret-access", NOW + timedelta(hours=1), "secret-refresh", NOW + timedelta(days=100))
OLD_KEY, NEW_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_tokens_come_back_as_they_were_written(ledger: Ledger):
    assert ledger.tokens.read("9130") is None
    ledger.tokens.write("9130", TOKENS)
    assert ledger.tokens.read("9130") == TOKENS
    assert ledger.tokens.read("9131") is None


def test_newer_tokens_replace_older_ones(ledger: Ledger):
    ledger.tokens.write("9130", TOKENS)
    newer = Tokens("a", NOW, "b", NOW)
    ledger.tokens.write("9130", newer)
    assert ledger.tokens.read("9130") == newer


def test_a_refresher_that_lost_its_lease_does_not_overwrite_newer_tokens(ledger: Ledger):
    fence = ledger.leases.acquire([tokens_lease("9130")], "slow", 60)["tokens:9130"]
    ledger.tokens.write("9130", TOKENS, fence)
    with pytest.raises(Busy, match="tokens:9130 has ended or passed to another run"):
        ledger.tokens.write("9130", Tokens("stale", NOW, "stale", NOW), Fence(fence.name, fence.number - 1))
    assert ledger.tokens.read("9130") == TOKENS


def test_no_secret_is_readable_in_the_database_or_in_a_repr(ledger: Ledger):
    ledger.tokens.write("9130", TOKENS)
    with ledger.engine.connect() as connection:
        stored = bytes(connection.exec_driver_sql("SELECT encrypted FROM order_sync_tokens").scalar_one())
    shown = f"{TOKENS!r} {TOKENS} {ledger.tokens!r} {ledger!r} {ledger.engine!r}".encode()
    for text in (stored, shown):
        assert b"secret-access" not in text
        assert b"secret-refresh" not in text


def test_without_a_key_everything_but_the_tokens_works(ledger_url: str):
    with open_ledger(ledger_url) as ledger:
        assert ledger.leases.acquire(["order:1"], "worker", 60)
        for act in (lambda: ledger.tokens.read("9130"), lambda: ledger.tokens.write("9130", TOKENS)):
            with pytest.raises(CredentialsError, match=r"no key .* set it as ORDER_SYNC_KEY"):
                act()


def test_a_wrong_key_is_said_to_be_wrong_and_shows_nothing(ledger_url: str):
    with open_ledger(ledger_url, OLD_KEY) as ledger:
        ledger.tokens.write("9130", TOKENS)
    with open_ledger(ledger_url, NEW_KEY) as ledger, pytest.raises(CredentialsError) as caught:
        ledger.tokens.read("9130")
    assert "company 9130 cannot be read with this ORDER_SYNC_KEY" in str(caught.value)
    assert NEW_KEY not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_key_that_is_none_is_refused_without_repeating_it(ledger_url: str):
    with pytest.raises(CredentialsError, match="not a Fernet key") as caught:
        open_ledger(ledger_url, "hunter2")
    assert "hunter2" not in str(caught.value)


def test_a_new_key_takes_over_from_the_old_one(ledger_url: str):
    with open_ledger(ledger_url, OLD_KEY) as ledger:
        ledger.tokens.write("9130", TOKENS)
        ledger.tokens.write("9131", TOKENS)
    with open_ledger(ledger_url, f"{NEW_KEY}, {OLD_KEY}") as ledger:
        assert ledger.tokens.read("9130") == TOKENS
        assert ledger.tokens.encrypt_anew() == 2
    with open_ledger(ledger_url, NEW_KEY) as ledger:
        assert ledger.tokens.read("9131") == TOKENS

"""Signing in: tokens that rotate, are stored before use, and show nowhere."""

import logging
from datetime import timedelta

import pytest

from order_sync import quickbooks
from order_sync.errors import CredentialsError
from order_sync.quickbooks import open_company


def preferences(books, **changes):
    company = open_company(books.connection(**changes), books.ledger, run_id="run", clock=books.clock, sleep=books.sleep)
    quickbooks.refresh_references(company)
    return company


def test_the_first_token_comes_from_the_connection_and_later_ones_from_the_ledger(books):
    preferences(books)
    first = books.ledger.tokens.read(books.sandbox.realm)
    assert first.refresh_token != books.sandbox.refresh_token
    books.sleep(3_590)
    preferences(books)
    second = books.ledger.tokens.read(books.sandbox.realm)
    assert second.access_token != first.access_token
    assert second.refresh_expires_at - books.clock() > timedelta(days=90)


def test_a_token_that_is_good_is_used_by_every_run_without_signing_in_again(books):
    preferences(books)
    preferences(books)
    assert books.calls()["refreshes"] == 1


def test_a_company_that_a_person_connected_again_goes_on_with_the_connections_new_token(books):
    preferences(books)
    books.sandbox.world.oauth.disconnect()
    books.sandbox.world.oauth.reset()
    books.sleep(4_000)
    preferences(books)


def test_the_new_refresh_token_is_stored_before_it_is_used(books, monkeypatch):
    stored = []
    write = books.ledger.tokens.write
    monkeypatch.setattr(
        books.ledger.tokens, "write", lambda *values: (stored.append(books.calls()["calls"]), write(*values))
    )
    preferences(books)
    assert stored == [0]


@pytest.mark.parametrize("host", ["http://quickbooks.api.intuit.com", "http://10.0.0.7:8000", "ftp://127.0.0.1"])
def test_a_token_never_crosses_a_network_unencrypted(books, host):
    with pytest.raises(CredentialsError, match="unencrypted"):
        preferences(books, host=host)


def test_a_wrong_secret_is_said_without_showing_it(books):
    with pytest.raises(CredentialsError) as refused:
        preferences(books, password="not the secret")
    assert "not the secret" not in str(refused.value)


def test_no_token_is_in_a_log_or_a_repr(books, caplog):
    caplog.set_level(logging.DEBUG)
    company = preferences(books)
    tokens = books.ledger.tokens.read(books.sandbox.realm)
    everything = caplog.text + repr(company) + repr(tokens) + repr(vars(company)) + repr(books.connection())
    for secret in (tokens.access_token, tokens.refresh_token, books.sandbox.refresh_token, books.sandbox.client_secret):
        assert secret not in everything

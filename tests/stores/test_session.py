"""What an answer's status means, and how long a store is waited for."""

from __future__ import annotations

from decimal import Decimal

import pytest
import requests

from order_sync.connections import Connection
from order_sync.errors import CredentialsError, TerminalError, Throttled, Unavailable
from order_sync.stores.session import ATTEMPTS, StoreSession, secure_address
from tests.stores.scripted_session import ScriptedSession, answer


def asking(*answers, waits=None):
    waits = [] if waits is None else waits
    session = StoreSession("main_shop", ScriptedSession(answers=list(answers)), waits.append)
    return session, lambda: session.ask("GET", "https://shop.example.com/orders").content


def test_fractions_are_read_as_decimals_and_never_as_floats():
    _, ask = asking(answer(text='{"total": 0.1}'))
    assert ask() == {"total": Decimal("0.1")}


@pytest.mark.parametrize("status", [401, 402, 403, 404, 423])
def test_a_refusal_stops_the_run_at_once_with_a_remedy(status):
    session, ask = asking(answer({"code": "no", "message": "Sorry"}, status=status))
    with pytest.raises(CredentialsError, match=r"main_shop .*HTTP .*no Sorry") as caught:
        session.patiently(ask)
    assert caught.value.remedy
    assert session.calls == 1


def test_a_question_that_the_store_does_not_accept_stops_the_run():
    session, ask = asking(answer({"code": "rest_invalid_param", "message": "per_page"}, status=400))
    with pytest.raises(TerminalError, match="rest_invalid_param"):
        session.patiently(ask)


def test_a_store_that_moved_is_not_followed_with_the_token():
    _, ask = asking(answer(status=301, headers={"Location": "https://elsewhere.example.com/orders?x=1"}))
    with pytest.raises(CredentialsError, match=r"has moved to https://elsewhere\.example\.com\."):
        ask()


@pytest.mark.parametrize(
    "fault",
    [
        answer(status=503),
        answer(status=500),
        answer(text="<html>Back soon</html>"),
        answer(text='<br />PHP Notice: x {"id": 1}'),
        answer(text='[{"id": 1}, {"id"'),
        answer(text=""),
        answer(text='{"total": NaN}'),
        requests.exceptions.ReadTimeout(),
        requests.exceptions.ConnectionError(),
        requests.exceptions.ChunkedEncodingError(),
    ],
    ids=lambda fault: getattr(fault, "text", "") or type(fault).__name__,
)
def test_what_may_pass_is_asked_again(fault):
    waits = []
    session, ask = asking(fault, {"fine": True}, waits=waits)
    assert session.patiently(ask) == {"fine": True}
    assert session.calls == 2
    assert 2.0 <= waits[0] <= 2.4


def test_a_store_says_how_long_to_wait():
    waits = []
    session, ask = asking(answer(status=429, headers={"Retry-After": "7"}), {}, waits=waits)
    session.patiently(ask)
    assert 7.0 <= waits[0] <= 8.4


def test_a_retry_after_that_is_a_date_in_the_past_means_soon():
    waits = []
    headers = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    session, ask = asking(answer(status=429, headers=headers), {}, waits=waits)
    session.patiently(ask)
    assert 0.5 <= waits[0] <= 0.6


def test_a_store_that_asks_for_an_hour_gets_it_from_the_tasks_own_retry():
    waits = []
    session, ask = asking(answer(status=429, headers={"Retry-After": "3600"}), waits=waits)
    with pytest.raises(Throttled) as caught:
        session.patiently(ask)
    assert caught.value.retry_after == 3600
    assert waits == []


def test_patience_ends_and_the_waits_grow():
    waits = []
    session, ask = asking(*[answer(status=502)] * ATTEMPTS, waits=waits)
    with pytest.raises(Unavailable, match="HTTP 502"):
        session.patiently(ask)
    assert session.calls == ATTEMPTS
    assert waits[0] < waits[2] < waits[4]
    assert max(waits) <= 72


def test_an_unusable_token_is_not_quoted():
    fault = requests.exceptions.InvalidHeader("Invalid header value: 'shpat_secret\\n'")
    _, ask = asking(fault)
    with pytest.raises(CredentialsError) as caught:
        ask()
    assert "shpat_secret" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("host", ["https://shop.example.com/", "http://127.0.0.1:8080", "http://localhost:1"])
def test_an_address_is_taken_where_the_secret_cannot_be_overheard(host):
    assert secure_address(Connection("main_shop", "shopify", host)) == host.rstrip("/")


@pytest.mark.parametrize("host", ["http://shop.example.com", "ftp://shop.example.com", "shop.example.com"])
def test_an_open_line_is_refused(host):
    with pytest.raises(CredentialsError, match="open line"):
        secure_address(Connection("main_shop", "shopify", host))

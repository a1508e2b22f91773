"""Signed-in access to one company: python-quickbooks' session, and tokens that outlive every process.

Intuit's refresh tokens rotate: the new one is stored before it is used, and only one process at a time renews (a lease):
two at once is how a company gets disconnected (reference section 6.1). The connection's own refresh token is only the first.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

import requests
from intuitlib.client import AuthClient
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks

from order_sync.connections import Connection
from order_sync.errors import Busy, CredentialsError, Unavailable
from order_sync.ledger import Fence, Ledger, Tokens, tokens_lease
from order_sync.quickbooks.faults import RECONNECT

TIMEOUT = (5, 130)  # seconds to connect and to wait: QuickBooks itself gives up after 120 (reference section 3.3)
MINOR_VERSION = 75
RENEW_BEFORE = timedelta(minutes=2)
_RENEWAL_SECONDS = 60.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_DISCOVERY = {
    "quickbooks.api.intuit.com": "https://developer.intuit.com/.well-known/openid_configuration",
    "sandbox-quickbooks.api.intuit.com": "https://developer.intuit.com/.well-known/openid_sandbox_configuration",
}


@dataclass(frozen=True)
class _Grant:
    """What python-quickbooks needs of an authorisation client; the real one asks the network as soon as it is made."""

    client_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    environment: str = "production"


class _TimedAuthClient(AuthClient):  # type: ignore[misc]
    """Intuit's client with a timeout on every request; it has none of its own."""

    def request(self, *args: Any, **options: Any) -> requests.Response:
        options.setdefault("timeout", TIMEOUT)
        response: requests.Response = super().request(*args, **options)
        return response


class Access:
    """Sends requests to one company with a token that is good."""

    def __init__(
        self,
        connection: Connection,
        ledger: Ledger,
        *,
        holder: str,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.realm = connection.need("realm_id")
        self.app = connection.need("login")
        self._connection = connection
        self._base = f"{_checked_host(connection)}/v3/company/{self.realm}"
        self._ledger = ledger
        self._holder = holder
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._session: requests.Session | None = None
        self._tokens: Tokens | None = None

    def request(
        self, method: str, path: str, *, params: Mapping[str, str], content: bytes | None = None, content_type: str
    ) -> tuple[requests.Response, str]:
        """One HTTP call to `/v3/company/REALM/path`. Returns the answer and the access token that it was made with."""
        session, token = self._signed_in()
        response = session.request(
            method,
            f"{self._base}/{path}",
            params={"minorversion": str(MINOR_VERSION), **params},
            data=content,
            headers={"Accept": "application/json", "Content-Type": content_type},
            timeout=TIMEOUT,
        )
        return response, token

    def renew(self, stale: str = "") -> None:
        """Gets another access token in place of `stale`; takes over one that another process got meanwhile."""
        with self._lock:
            self._use(self._renewed(stale))

    def _signed_in(self) -> tuple[requests.Session, str]:
        with self._lock:
            if self._tokens is None or not self._lasts(self._tokens):
                stored = self._ledger.tokens.read(self.realm)
                self._use(stored if stored and self._lasts(stored) else self._renewed(""))
            assert self._session is not None and self._tokens is not None
            return self._session, self._tokens.access_token

    def _lasts(self, tokens: Tokens) -> bool:
        return tokens.access_expires_at - self._clock() > RENEW_BEFORE

    def _use(self, tokens: Tokens) -> None:
        self._tokens = tokens
        grant = _Grant(self.app, tokens.access_token)
        if self._session is None:
            client = QuickBooks(auth_client=grant, company_id=self.realm, minorversion=MINOR_VERSION)
            self._session = client.session
        else:
            self._session.token = {"access_token": tokens.access_token, "token_type": "Bearer"}  # type: ignore[attr-defined]

    def _renewed(self, stale: str) -> Tokens:
        """The company's tokens after someone, we or another process, renewed them."""
        lease = tokens_lease(self.realm)
        for _ in range(int(_RENEWAL_SECONDS)):
            fences = self._ledger.leases.acquire([lease], self._holder, _RENEWAL_SECONDS)
            stored = self._ledger.tokens.read(self.realm)
            if stored and stored.access_token != stale and self._lasts(stored):
                self._ledger.leases.release(fences.values())
                return stored
            if fences:
                try:
                    return self._renew_and_store(stored, fences.values())
                finally:
                    self._ledger.leases.release(fences.values())
            self._sleep(1.0)
        raise Busy(f"Another process has been renewing the sign-in to company {self.realm} for a minute.", retry_after=60)

    def _renew_and_store(self, stored: Tokens | None, fences: Iterable[Fence]) -> Tokens:
        first = str(self._connection.extra.get("refresh_token") or "")
        candidates = [first] if stored is None else [stored.refresh_token, first]
        client = self._auth_client()
        for number, candidate in enumerate(dict.fromkeys(filter(None, candidates)), start=1):
            try:
                client.refresh(refresh_token=candidate)
            except AuthClientError as error:
                # A person who connected the company again put a newer token into the connection than the ledger has.
                if error.status_code == 400 and number < len(candidates):
                    continue
                raise _refused(self._connection, error) from None
            except (requests.RequestException, ValueError) as error:
                raise Unavailable(f"Intuit's sign-in does not answer: {type(error).__name__}.") from None
            tokens = self._read_tokens(client, candidate)
            self._ledger.tokens.write(self.realm, tokens, fences)
            return tokens
        raise CredentialsError(f"The connection “{self._connection.connection_id}” has no refresh token.", remedy=RECONNECT)

    def _read_tokens(self, client: AuthClient, used: str) -> Tokens:
        now = self._clock()
        return Tokens(
            access_token=client.access_token,
            access_expires_at=now + timedelta(seconds=int(client.expires_in or 3600)),
            refresh_token=client.refresh_token or used,
            refresh_expires_at=now + timedelta(seconds=int(client.x_refresh_token_expires_in or 8_640_000)),
        )

    def _auth_client(self) -> AuthClient:
        connection = self._connection
        host = urlsplit(connection.host).hostname or ""
        discovery = connection.extra.get("discovery_url") or _DISCOVERY.get(
            host, f"{connection.host.rstrip('/')}/.well-known/openid_configuration"
        )
        try:
            return _TimedAuthClient(connection.need("login"), connection.need("password"), "", environment=discovery)
        except AuthClientError as error:
            raise Unavailable(f"Intuit's sign-in answers with status {error.status_code}.") from None
        except (requests.RequestException, ValueError, KeyError) as error:
            raise Unavailable(f"Intuit's sign-in does not answer: {type(error).__name__}.") from None


def _refused(connection: Connection, error: AuthClientError) -> CredentialsError | Unavailable:
    """What a refused renewal means. Its content is not repeated: it may hold a token."""
    if error.status_code >= 500 or error.status_code == 429:
        return Unavailable(f"Intuit's sign-in answers with status {error.status_code}.")
    return CredentialsError(
        f"Intuit refuses the sign-in of the connection “{connection.connection_id}” (status {error.status_code}).",
        remedy=RECONNECT,
    )


def _checked_host(connection: Connection) -> str:
    """The API's address. Without encryption only on this machine: a token must not cross a network in the clear."""
    host = connection.need("host").rstrip("/")
    parts = urlsplit(host)
    if parts.scheme == "https":
        return host
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the session refuses http even on loopback without it
        return host
    raise CredentialsError(
        f"The connection “{connection.connection_id}” would send its token unencrypted to {host}.",
        remedy="Write the address with https://.",
    )


def _keep_tokens_out_of_logs() -> None:
    """The session's library writes tokens at level DEBUG."""
    for name in ("requests_oauthlib.oauth2_session", "oauthlib"):
        logging.getLogger(name).addFilter(lambda record: record.levelno >= logging.INFO)


_keep_tokens_out_of_logs()


def utc_now() -> datetime:
    return datetime.now(timezone.utc)

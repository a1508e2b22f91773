"""HTTP to a store: time limits, what a status means, patience with what may pass (reference store-order-apis, section 7)."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests

from order_sync.connections import Connection
from order_sync.errors import CredentialsError, OrderSyncError, TerminalError, Throttled, TransientError, Unavailable

TIMEOUTS = (5, 60)  # seconds to connect, seconds between two bytes of the answer
ATTEMPTS = 8
SHORTEST_WAIT = 0.5  # seconds
LONGEST_WAIT = 60.0  # seconds; of the waits that we choose
LONGEST_ASKED_WAIT = 300.0  # seconds; a store that asks for more gets its answer by the task's own retry
EXCERPT = 200  # characters of a broken answer that an error quotes

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_REFUSALS = {
    401: ("refused the credentials", "Check the key or token in the connection; make a new one in the store if it is gone."),
    402: ("is frozen: its plan is not paid", "Pay the store's plan, then run again."),
    403: ("does not allow this access", "Give the key or app the right to read orders; check the site's firewall."),
    404: ("has no such address", "Check the address in the connection, and that the store's API is switched on."),
    423: ("is locked", "Ask the store's owner to unlock it, then run again."),
}

log = logging.getLogger(__name__)

Result = TypeVar("Result")


@dataclass(frozen=True)
class Answer:
    """A proper answer: its JSON (fractions as Decimal; None for “no content”) and its headers."""

    content: Any
    headers: Mapping[str, str]


class StoreSession:
    """One store's HTTP session. Counts its calls; never follows a redirect, which could carry a token to another host."""

    def __init__(self, shop: str, session: requests.Session, sleep: Callable[[float], None]) -> None:
        self.shop = shop
        self.calls = 0
        self._session = session
        self._sleep = sleep

    def ask(
        self,
        method: str,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        login: tuple[str, str] | None = None,
    ) -> Answer:
        """One call. Raises Throttled, Unavailable, CredentialsError or TerminalError as the answer's status says."""
        self.calls += 1
        try:
            response = self._session.request(
                method,
                address,
                params=params,
                json=body,
                headers={"Accept": "application/json", **(headers or {})},
                auth=login or _no_login,
                timeout=TIMEOUTS,
                allow_redirects=False,
            )
        except requests.exceptions.Timeout as error:
            raise Unavailable(f"{self.shop} did not answer in time.", remedy="Try again later.") from error
        except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema):
            # from None: the original error quotes the header, and with it the token
            raise CredentialsError(
                f"The connection to {self.shop} is not usable.", remedy="Look for stray characters in its address and token."
            ) from None
        except requests.exceptions.RequestException as error:
            raise Unavailable(f"{self.shop} cannot be reached.", remedy="Check the address and the network.") from error
        self._judge(response)
        return Answer(self._content(response), response.headers)

    def patiently(self, once: Callable[[], Result]) -> Result:
        """Repeats what failed in passing: after the time that the store asks for, else after 2, 4, 8 ... seconds."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return once()
            except TransientError as error:
                wait = self._wait(error, attempt)
                if attempt == ATTEMPTS or wait > LONGEST_ASKED_WAIT:
                    raise
                log.info("%s: %s Trying again in %.1f s.", self.shop, error.message, wait)
                self.pause(wait)
        raise AssertionError("the last attempt returns or raises")

    def pause(self, seconds: float) -> None:
        self._sleep(seconds)

    def _wait(self, error: TransientError, attempt: int) -> float:
        wait = min(2.0**attempt, LONGEST_WAIT) if error.retry_after is None else error.retry_after
        return max(wait, SHORTEST_WAIT) * random.uniform(1.0, 1.2)  # noqa: S311 (so that two tasks do not come back at once)

    def _judge(self, response: requests.Response) -> None:
        status = response.status_code
        if status in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
            return
        raise self._fault(status, response)

    def _fault(self, status: int, response: requests.Response) -> OrderSyncError:
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Throttled(
                f"{self.shop} asks for fewer calls.", remedy="Try again later.", retry_after=_retry_after(response)
            )
        if status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
            return Unavailable(
                f"{self.shop} has a fault of its own (HTTP {status}).",
                remedy="Try again later.",
                retry_after=_retry_after(response),
            )
        if 300 <= status < 400:
            target = urlsplit(response.headers.get("Location", ""))
            return CredentialsError(
                f"{self.shop} has moved to {target.scheme}://{target.hostname}.",
                remedy="Put the new address into the connection.",
            )
        if status in _REFUSALS:
            what, remedy = _REFUSALS[status]
            return CredentialsError(f"{self.shop} {what} (HTTP {status}{_own_words(response)}).", remedy=remedy)
        return TerminalError(
            f"{self.shop} did not accept the question (HTTP {status}{_own_words(response)}).",
            remedy="Report this with the store's version; nothing was read.",
        )

    def _content(self, response: requests.Response) -> Any:
        if response.status_code == HTTPStatus.NO_CONTENT:
            return None
        try:
            return json.loads(response.content, parse_float=Decimal, parse_constant=_refuse_constant)
        except ValueError as error:
            raise Unavailable(
                f"{self.shop} answered with something else than JSON: “{_excerpt(response)}”.",
                remedy="Try again later; if it stays, look in the store for a maintenance page, a firewall or PHP notices.",
            ) from error


def secure_address(connection: Connection) -> str:
    """The connection's host without a closing slash; plain HTTP, which shows the secret, only on this machine."""
    host = connection.need("host").strip().rstrip("/")
    parts = urlsplit(host)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return host
    raise CredentialsError(
        f"The connection “{connection.connection_id}” would send its secret over an open line.",
        remedy="Write the address with https://.",
    )


def _no_login(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps `requests` from taking a login out of the machine's .netrc."""
    return request


def _retry_after(response: requests.Response) -> float | None:
    """Seconds, from either form that HTTP allows: a number or a date."""
    text = response.headers.get("Retry-After", "").strip()
    try:
        return float(text)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _own_words(response: requests.Response) -> str:
    """The store's own error code and message, where it gives them in WordPress' or Shopify's form."""
    try:
        content = json.loads(response.content)
    except ValueError:
        return ""
    if not isinstance(content, dict):
        return ""
    words = [str(content[name]) for name in ("code", "message", "errors") if content.get(name)]
    return f": {' '.join(' '.join(words).split())[:EXCERPT]}" if words else ""


def _excerpt(response: requests.Response) -> str:
    return " ".join(response.text.split())[:EXCERPT]


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")

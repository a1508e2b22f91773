"""Webhooks: what changed in a company is posted, signed as Intuit signs it, to an address on this machine.

Signature: base64 of the HMAC-SHA256 of the body with the verifier token, in the header intuit-signature. The body is a list
of CloudEvents, or with the switch `webhook_format` the shape from before 2026. How Intuit gathers, orders and repeats its
messages is not known for certain: here they are gathered for `gather_seconds`, sent in the order of the changes, one company
a message, and repeated `retries` times when they are not answered with 2xx. A thread of its own sends them: the API never
waits.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import threading
import uuid
from collections import Counter, deque
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from sandbox.quickbooks.apps import is_loopback
from sandbox.quickbooks.company import Change
from sandbox.quickbooks.money import ZERO, as_json
from sandbox.quickbooks.world import World

SIGNATURE = "intuit-signature"
MOST_WAITING = 10_000  # events; more are dropped, and counted
IN_MESSAGE = 100
ANSWER_SECONDS = 5
PAST = {"Create": "created", "Update": "updated", "Delete": "deleted", "Void": "voided", "Emailed": "emailed"}


@dataclass(frozen=True)
class Event:
    realm: str
    kind: str
    id: str
    operation: str  # of PAST
    at: datetime
    format: str


@dataclass(frozen=True)
class Target:
    """Where messages go; `kinds` empty: every kind."""

    url: str
    verifier_token: str
    kinds: frozenset[str] = frozenset()
    gather_seconds: float = 0.2
    retries: int = 3
    retry_seconds: float = 1.0  # doubled each time


def signature(body: bytes, verifier_token: str) -> str:
    return base64.b64encode(hmac.new(verifier_token.encode(), body, hashlib.sha256).digest()).decode()


class Webhooks:
    """Nothing is sent until `point` names an address."""

    def __init__(self) -> None:
        self._target: Target | None = None
        self._waiting: deque[Event] = deque()
        self._counts: Counter[str] = Counter()
        self._more = threading.Condition()
        self._sender: threading.Thread | None = None
        self._stopped = threading.Event()

    def point(self, wanted: dict[str, Any]) -> None:
        """`url`, `verifier_token`, and what else Target has. Raises ValueError."""
        url, token = str(wanted.get("url", "")), str(wanted.get("verifier_token", ""))
        if not is_loopback(url) or urlsplit(url).scheme != "http":
            raise ValueError("webhooks go to an http address on this machine only, such as http://127.0.0.1:9000/hook")
        if not token:
            raise ValueError("verifier_token is missing: messages are signed with it")
        more = {name: type(getattr(Target, name))(wanted[name]) for name in MORE if name in wanted}
        if any(not 0 <= value <= 100 for value in more.values()):
            raise ValueError(f"{', '.join(MORE)} are between 0 and 100")
        self._target = Target(url, token, frozenset(wanted.get("kinds", ())), **more)
        if self._sender is None:
            self._sender = threading.Thread(target=self._send_all, name="webhooks", daemon=True)
            self._sender.start()

    def stop(self) -> None:
        """No address any more; what waits is forgotten, and the counts."""
        self._target = None
        self._counts.clear()
        with self._more:
            self._waiting.clear()

    def close(self) -> None:
        """Ends the thread."""
        self.stop()
        self._stopped.set()
        with self._more:
            self._more.notify()

    def shown(self) -> dict[str, Any]:
        target = replace(self._target, verifier_token="***") if self._target else None
        plain = {**vars(target), "kinds": sorted(target.kinds)} if target else None
        counts = {name: self._counts[name] for name in ("messages", "events", "failed", "given_up", "dropped")}
        return {"target": plain, "waiting": len(self._waiting), **counts}

    def note(self, world: World, changes: list[Change]) -> None:
        """Takes what a request changed."""
        target = self._target
        if target is None:
            return
        now, form = world.clock.now().astimezone(timezone.utc), world.company.switches.webhook_format
        events = [
            Event(world.realm, change.kind, change.id, operation_of(change), now, form)
            for change in changes
            if not target.kinds or change.kind in target.kinds
        ]
        room = MOST_WAITING - len(self._waiting)
        self._counts["dropped"] += max(len(events) - room, 0)
        with self._more:
            self._waiting.extend(events[:room])
            self._more.notify()

    def _send_all(self) -> None:
        while not self._stopped.is_set():
            with self._more:
                self._more.wait_for(lambda: self._waiting or self._stopped.is_set())
            target = self._target
            if target is not None and not self._stopped.wait(target.gather_seconds):
                self._send(target, self._gathered())

    def _gathered(self) -> list[Event]:
        """The events of one company that come first, one of several equal ones."""
        with self._more:
            found: dict[tuple[str, str, str], Event] = {}
            while self._waiting and len(found) < IN_MESSAGE:
                event = self._waiting[0]
                if found and event.realm != next(iter(found.values())).realm:
                    break
                found[event.kind, event.id, event.operation] = self._waiting.popleft()
            return list(found.values())

    def _send(self, target: Target, events: list[Event]) -> None:
        if not events:
            return
        body = as_json(_legacy(events) if events[0].format == "legacy" else _cloud_events(events)).encode()
        for attempt in range(target.retries + 1):
            if _posted(target, body):
                self._counts["messages"] += 1
                self._counts["events"] += len(events)
                return
            self._counts["failed"] += 1
            if self._target is not target or self._stopped.wait(target.retry_seconds * 2**attempt):
                return
        self._counts["given_up"] += 1


MORE = ("gather_seconds", "retries", "retry_seconds")


def operation_of(change: Change) -> str:
    if change.before is None:
        return "Create"
    if change.after is None:
        return "Delete"
    emptied = change.after.get("TotalAmt") == ZERO and change.after.get("PrivateNote") == "Voided"
    if emptied and change.before.get("TotalAmt") != ZERO:
        return "Void"
    if change.after.get("EmailStatus") == "EmailSent" != change.before.get("EmailStatus"):
        return "Emailed"
    return "Update"


def _cloud_events(events: list[Event]) -> list[dict[str, Any]]:
    return [
        {
            "specversion": "1.0",
            "id": f"{uuid.uuid4()}-{event.kind}-{event.id}",
            "source": "intuit.sandbox",
            "type": f"qbo.{event.kind.lower()}.{PAST[event.operation]}.v1",
            "datacontenttype": "application/json",
            "time": event.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "intuitentityid": event.id,
            "intuitaccountid": event.realm,
            "data": {},
        }
        for event in events
    ]


def _legacy(events: list[Event]) -> dict[str, Any]:
    entities = [
        {
            "name": event.kind,
            "id": event.id,
            "operation": event.operation,
            "lastUpdated": event.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }
        for event in events
    ]
    return {"eventNotifications": [{"realmId": events[0].realm, "dataChangeEvent": {"entities": entities}}]}


def _posted(target: Target, body: bytes) -> bool:
    parts = urlsplit(target.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=ANSWER_SECONDS)
    headers = {"Content-Type": "application/json", SIGNATURE: signature(body, target.verifier_token)}
    try:
        connection.request("POST", parts.path + (f"?{parts.query}" if parts.query else "") or "/", body, headers)
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

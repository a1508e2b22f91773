"""The one way to QuickBooks: throttled, with every fault turned into one of our own exceptions.

A write is only ever a batch with a request id. Sending the same bytes with the same id again is safe (QuickBooks answers
with what it answered before: reference section 4.1), so a lost answer is asked for again a few times before it is called
lost.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import requests

from order_sync.errors import AnswerLost, CompanyError, CredentialsError, Throttled, Unavailable
from order_sync.ledger import CallKind, Ledger, Limits
from order_sync.quickbooks.auth import Access
from order_sync.quickbooks.calls import Calls
from order_sync.quickbooks.faults import RECONNECT, FaultClass, as_error, read_faults
from order_sync.quickbooks.json_text import from_json, to_json

THROTTLE_PAUSE = 60.0  # seconds after a 429 (reference section 3.3)
_PAUSES = (2.0, 8.0, 30.0)  # seconds before the second, third and fourth try
_MOST_THROTTLED = 10
_LATER = "It is tried again by itself."


class Client:
    """Calls of one company. Times in seconds."""

    def __init__(self, access: Access, ledger: Ledger, limits: Limits, calls: Calls, sleep: Callable[[float], None]) -> None:
        self.calls = calls
        self._access = access
        self._limits = ledger.limits
        self._allowed = limits
        self._sleep = sleep

    def get(self, path: str, **params: str) -> dict[str, Any]:
        """One read of a resource."""
        return self._call("GET", path, params=params, call="single", write=False)

    def query(self, text: str) -> dict[str, list[dict[str, Any]]]:
        """The objects that a query finds, by kind; kinds without any are absent."""
        answer = self._call(
            "POST", "query", content=text.encode(), content_type="application/text", call="single", write=False
        )
        return _objects(answer.get("QueryResponse") or {})

    def queries(self, texts: Sequence[str]) -> list[dict[str, list[dict[str, Any]]]]:
        """Several queries in one call; together they may find at most 1,000 objects (reference section 3.1)."""
        if len(texts) == 1:
            return [self.query(texts[0])]
        items = [{"bId": f"q{number}", "Query": text} for number, text in enumerate(texts)]
        answer = self._call("POST", "batch", content=to_json({"BatchItemRequest": items}), call="batch", write=False)
        found = {item.get("bId"): item for item in answer.get("BatchItemResponse") or ()}
        for item in found.values():
            if faults := read_faults(item):
                raise as_error(faults[0])
        if missing := [item["bId"] for item in items if item["bId"] not in found]:
            raise Unavailable(f"QuickBooks left {len(missing)} of {len(items)} queries unanswered.", remedy=_LATER)
        return [_objects(found[item["bId"]].get("QueryResponse") or {}) for item in items]

    def changes(self, kinds: Sequence[str], since: datetime) -> dict[str, list[dict[str, Any]]]:
        """What changed since a moment, by kind; deleted objects as stubs; at most 1,000 in all (reference section 4.5)."""
        moment = since.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        answer = self.get("cdc", entities=",".join(kinds), changedSince=moment)
        found: dict[str, list[dict[str, Any]]] = {}
        for response in answer.get("CDCResponse") or ():
            for part in response.get("QueryResponse") or ():
                found.update(_objects(part))
        return found

    def batch(self, content: bytes, request_id: str) -> dict[str, dict[str, Any]]:
        """Sends a stored batch; the answers by item id. Raises AnswerLost where its outcome stays unknown."""
        answer = self._call("POST", "batch", params={"requestid": request_id}, content=content, call="batch", write=True)
        return {str(item.get("bId")): item for item in answer.get("BatchItemResponse") or () if isinstance(item, dict)}

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        content_type: str = "application/json",
        call: CallKind,
        write: bool,
    ) -> dict[str, Any]:
        """One call with everything that may be tried again tried again."""
        signed_in_anew = False
        throttled = 0
        failures = 0
        while True:
            self._limits.wait(self._access.realm, self._access.app, call, self._allowed, self._sleep)
            try:
                return self._once(method, path, params or {}, content, content_type, call, write)
            except _SignInStale as error:
                if signed_in_anew:
                    raise error.plain from None
                signed_in_anew = True
                self._access.renew(error.token)
                self.calls.add("sign_ins")
            except Throttled as error:
                throttled += 1
                self.calls.add("throttled")
                self._limits.pause(self._access.realm, error.retry_after or THROTTLE_PAUSE)
                if throttled > _MOST_THROTTLED:
                    raise
            except (AnswerLost, Unavailable):
                if failures == len(_PAUSES):
                    if write:
                        self.calls.add("answers_lost")
                    raise
                self._sleep(_PAUSES[failures] * random.uniform(1, 1.25))  # noqa: S311 (so that not all come back at once)
                failures += 1
            self.calls.add("repeated")

    def _once(
        self,
        method: str,
        path: str,
        params: Mapping[str, str],
        content: bytes | None,
        content_type: str,
        call: CallKind,
        write: bool,
    ) -> dict[str, Any]:
        self.calls.add("batches" if call == "batch" else "singles", "writes" if write else "reads")
        lost = AnswerLost if write else Unavailable
        try:
            response, token = self._access.request(method, path, params=params, content=content, content_type=content_type)
        except requests.RequestException as error:
            self.calls.add("server_faults")
            raise lost(f"QuickBooks does not answer: {type(error).__name__}.", remedy=_LATER) from None
        return self._read(response, token, lost)

    def _read(self, response: requests.Response, token: str, lost: type[AnswerLost] | type[Unavailable]) -> dict[str, Any]:
        """The answer's content, or the exception that it stands for."""
        tid = response.headers.get("intuit_tid", "")
        status = response.status_code
        if status == 429:
            raise Throttled("QuickBooks' limit of calls is reached.", remedy=_LATER, retry_after=_retry_after(response))
        try:
            answer = from_json(response.content)
        except ValueError:
            answer = None
        faults = read_faults(answer)
        if status == 401 or (faults and faults[0].meaning.kind is FaultClass.sign_in):
            raise _SignInStale(token, tid)
        if status >= 500 or not isinstance(answer, dict):
            self.calls.add("server_faults")
            raise lost(f"QuickBooks answered with status {status} and no result (call {tid or 'unnamed'}).", remedy=_LATER)
        if faults:
            error = as_error(faults[0], tid)
            if isinstance(error, Unavailable):
                raise lost(error.message, remedy=error.remedy)
            raise error
        if status == 403:
            raise CompanyError(f"QuickBooks refuses the app this company (call {tid or 'unnamed'}).", remedy=RECONNECT)
        if status >= 400:
            raise lost(f"QuickBooks answered with status {status} and no reason (call {tid or 'unnamed'}).", remedy=_LATER)
        return answer


class _SignInStale(Exception):
    """The access token is no longer good."""

    def __init__(self, token: str, tid: str) -> None:
        super().__init__()
        self.token = token
        self.plain = CredentialsError(
            f"QuickBooks refuses the sign-in, also after it was renewed (call {tid or 'unnamed'}).",
            remedy=RECONNECT,
        )


def _objects(response: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """A QueryResponse's lists by kind, without its page numbers."""
    return {kind: rows for kind, rows in response.items() if isinstance(rows, list)}


def _retry_after(response: requests.Response) -> float | None:
    try:
        return max(1.0, float(response.headers.get("Retry-After", "")))
    except ValueError:
        return None

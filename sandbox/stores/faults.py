"""What goes wrong on request: the next so many calls get another answer than the true one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from sandbox.stores.wire import Answer, json_answer

_HTML = (
    b"<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head><body><h1>Briefly unavailable for scheduled "
    b"maintenance. Check back in a minute.</h1></body></html>"
)
_NOTICE = b"<br />\n<b>Notice</b>: Undefined index: total in <b>some-plugin.php</b> on line <b>12</b><br />\n"


@dataclass(frozen=True)
class Fault:
    """`kind` is one of KINDS; the next `count` calls of `store` (None: of both) whose path holds `path` get it.

    `retry_after` and `seconds` are seconds: what a 429 asks for (None: it does not say), how long `slow` waits.
    """

    kind: str
    count: int = 1
    store: str | None = None
    path: str = ""
    retry_after: float | None = None
    seconds: float = 1.0


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, store: str, path: str) -> Fault | None:
        """The fault for this call, once less to come."""
        for place, fault in enumerate(self._waiting):
            if fault.store in (None, store) and fault.path in path:
                left = replace(fault, count=fault.count - 1)
                self._waiting[place : place + 1] = [left] if left.count > 0 else []
                return fault
        return None


def _too_many(fault: Fault) -> Answer:
    headers = {} if fault.retry_after is None else {"Retry-After": f"{fault.retry_after:g}"}
    return json_answer({"errors": "Too many requests"}, status=429, headers=headers)


# These stand in for the true answer ("throttle" too, in the store's own form) ...
INSTEAD: dict[str, Callable[[Fault], Answer]] = {
    "429": _too_many,
    "500": lambda _fault: json_answer({"errors": "Internal Server Error"}, status=500),
    "503_html": lambda _fault: Answer(503, _HTML, {"Content-Type": "text/html; charset=UTF-8"}),
}
# ... and these spoil it.
SPOILT: dict[str, Callable[[Answer], Answer]] = {
    "php_notice": lambda answer: replace(answer, body=_NOTICE + answer.body),
    "cut": lambda answer: replace(answer, cut=True),
}
KINDS = ("throttle", *INSTEAD, *SPOILT, "slow")


def with_fault(
    fault: Fault | None, true_answer: Callable[[], Answer], throttled: Callable[[float | None], Answer]
) -> Answer:
    """The answer to one call; `throttled` makes the store's own refusal from seconds to wait."""
    if fault is None:
        return true_answer()
    if fault.kind == "throttle":
        return throttled(fault.retry_after)
    if fault.kind in INSTEAD:
        return INSTEAD[fault.kind](fault)
    if fault.kind == "slow":
        time.sleep(fault.seconds)
    answer = true_answer()
    return SPOILT[fault.kind](answer) if fault.kind in SPOILT else answer

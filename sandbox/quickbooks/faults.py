"""Faults to switch on: what the network and Intuit's servers do to a client now and then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KINDS = {
    "429": "throttled",
    "500": "a server error, nothing written",
    "503": "service unavailable, nothing written",
    "504": "written, but the gateway gives up waiting",
    "401": "the access token is not accepted",
    "html": "a gateway's HTML page (status 502 unless `status` says otherwise), nothing written",
    "cut_before_commit": "the connection is dropped, nothing written",
    "cut_after_commit": "everything written, then the connection is dropped: the answer is lost",
    "cut_mid_batch": "the first half of a batch written (or `item` items), then the connection is dropped",
    "slow": "answered after `seconds` (1)",
    "bad_item": "item number `item` (0) of a batch is refused with `code` (6000)",
    "lost_item": "item number `item` (0) of a batch is missing from the answer, though written",
    "shuffle": "a batch is worked on and answered in another order",
}
IN_BATCHES = frozenset({"cut_mid_batch", "bad_item", "lost_item", "shuffle"})


@dataclass
class Fault:
    """Strikes the next `count` requests whose path contains `path`, after letting `after` of them pass."""

    kind: str
    count: int = 1
    path: str = ""
    after: int = 0
    seconds: float = 1.0
    status: int = 502
    item: int | None = None
    code: str = "6000"

    def meets(self, path: str) -> bool:
        return self.path in path and (self.kind not in IN_BATCHES or path.endswith("/batch"))


READ: dict[str, Callable[[Any], Any]] = {
    "count": int,
    "path": str,
    "after": int,
    "seconds": float,
    "status": int,
    "item": int,
    "code": str,
}


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def clear(self) -> None:
        self._waiting.clear()

    def add(self, wanted: dict[str, Any]) -> None:
        """Raises ValueError when it is not understood."""
        kind = str(wanted.get("kind"))
        if kind not in KINDS:
            raise ValueError(f"there is no fault {kind!r}; there are: {', '.join(KINDS)}")
        strange = wanted.keys() - READ.keys() - {"kind"}
        if strange:
            raise ValueError(f"a fault has kind, {', '.join(READ)}; not {', '.join(sorted(strange))}")
        self._waiting.append(Fault(kind, **{name: READ[name](value) for name, value in wanted.items() if name != "kind"}))

    def take(self, path: str) -> Fault | None:
        """The fault that strikes this request, if any; one at most."""
        for fault in self._waiting:
            if not fault.meets(path):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.count -= 1
            self._waiting = [other for other in self._waiting if other.count > 0]
            return fault
        return None

    def shown(self) -> list[dict[str, Any]]:
        return [vars(fault) for fault in self._waiting]

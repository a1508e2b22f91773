"""Faults to switch on: what the network, Intuit's servers and other people do to a client now and then."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

KINDS = {
    "429": "throttled",
    "500": "a server error, nothing written",
    "503": "service unavailable, nothing written",
    "504": "written, but the gateway gives up waiting",
    "401": "the access token is not accepted, this once",
    "html": "a gateway's HTML page (status 502 unless `status` says otherwise), nothing written",
    "cut_before_commit": "the connection is dropped, nothing written",
    "cut_after_commit": "everything written, then the connection is dropped: the answer is lost",
    "cut_mid_batch": "the first half of a batch written (or `item` items), then the connection is dropped",
    "slow": "answered after `seconds` (1)",
    "bad_item": "item number `item` (0) of a batch is refused with `code` (6000)",
    "lost_item": "item number `item` (0) of a batch is missing from the answer, though written",
    "shuffle": "a batch is worked on and answered in another order",
    "expired_token": "the company's access tokens expire just before the request, for good",
    "disconnected": "a person disconnects the app just before the request: refresh tokens end too",
    "closed_period": "the books are closed through `date` (today) just before the request",
    "subscription_ends": "the company's subscription ends just before the request: writes are refused with 6190",
    "person_edits": "a person edits the document that the request names (its Id, or what it links to) just before it",
    "person_deletes": "a person deletes that document just before the request",
    "person": "a person does `wish` (as /_sandbox/person understands it) just before the request",
}
IN_BATCHES = frozenset({"cut_mid_batch", "bad_item", "lost_item", "shuffle"})
MIX = ("429", "500", "503", "504", "401", "html", "cut_before_commit", "cut_after_commit", "cut_mid_batch", "shuffle")
FOR_EVER = 10**12


@dataclass
class Fault:
    """Strikes the next `count` requests whose path contains `path`, after letting `after` of them pass.

    With a `rate` below 1 it strikes that share of them, by `seed`, until it is cleared (unless `count` says otherwise).
    `realm` keeps it to one company.
    """

    kind: str
    count: int = 1
    path: str = ""
    after: int = 0
    seconds: float = 1.0
    status: int = 502
    item: int | None = None
    code: str = "6000"
    rate: float = 1.0
    seed: int = 1
    realm: str = ""
    date: str = ""
    wish: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._chance = random.Random(f"{self.seed}|{self.kind}|{self.path}")

    def meets(self, path: str, realm: str) -> bool:
        right_company = not self.realm or self.realm == realm
        return right_company and self.path in path and (self.kind not in IN_BATCHES or path.endswith("/batch"))

    def strikes(self) -> bool:
        """Whether it strikes this request, which it meets."""
        if self.after > 0:
            self.after -= 1
            return False
        if self.rate < 1 and self._chance.random() >= self.rate:
            return False
        self.count -= 1
        return True


READ: dict[str, Callable[[Any], Any]] = {
    "count": int,
    "path": str,
    "after": int,
    "seconds": float,
    "status": int,
    "item": int,
    "code": str,
    "rate": float,
    "seed": int,
    "realm": str,
    "date": str,
    "wish": dict,
}


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def clear(self) -> None:
        self._waiting.clear()

    def add(self, wanted: dict[str, Any]) -> None:
        """Raises ValueError when it is not understood. The kind "mix" stands for one of each of MIX, sharing its rate."""
        if not isinstance(wanted, dict):
            raise ValueError("a fault is an object with a kind")
        if wanted.get("kind") == "mix":
            share = float(wanted.get("rate", 0.05)) / len(MIX)
            new = [_fault({**wanted, "kind": kind, "rate": share}) for kind in MIX]
        else:
            new = [_fault(wanted)]
        self._waiting += new

    def take(self, path: str, realm: str = "") -> Fault | None:
        """The fault that strikes this request, if any; one at most."""
        for fault in self._waiting:
            if fault.meets(path, realm) and fault.strikes():
                if fault.count <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def shown(self) -> list[dict[str, Any]]:
        return [{name: value for name, value in vars(fault).items() if name[0] != "_"} for fault in self._waiting]


def _fault(wanted: dict[str, Any]) -> Fault:
    kind = str(wanted.get("kind"))
    if kind not in KINDS:
        raise ValueError(f"there is no fault {kind!r}; there are: mix, {', '.join(KINDS)}")
    strange = wanted.keys() - READ.keys() - {"kind"}
    if strange:
        raise ValueError(f"a fault has kind, {', '.join(READ)}; not {', '.join(sorted(strange))}")
    read = {name: READ[name](value) for name, value in wanted.items() if name != "kind"}
    if not 0 < read.get("rate", 1.0) <= 1:
        raise ValueError("a fault's rate is more than 0 and at most 1")
    if "rate" in read and "count" not in read:
        read["count"] = FOR_EVER
    return Fault(kind, **read)

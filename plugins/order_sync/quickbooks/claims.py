"""Claims: what this process alone may work on now (orders, names), kept alive while it works.

A claim is a lease in the ledger. It is renewed from a thread, since one call to QuickBooks may take longer than a lease
lasts; a process that dies leaves its claims to others after LEASE_SECONDS.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from order_sync.errors import OrderSyncError
from order_sync.ledger import Fence, Ledger

LEASE_SECONDS = 90.0
_RENEW_EVERY = 30.0
_LOOK_AGAIN = 2.0  # seconds


class Claims:
    """The claims that were obtained, by name; the others are someone else's."""

    def __init__(self, ledger: Ledger, holder: str) -> None:
        self._leases = ledger.leases
        self._holder = holder
        self._fences: dict[str, Fence] = {}
        self._lock = threading.Lock()

    def __contains__(self, name: str) -> bool:
        return name in self._fences

    def fences(self, names: Iterable[str]) -> list[Fence]:
        """The fences of claims held, for a write that must not happen without them."""
        return [self._fences[name] for name in sorted(set(names))]

    def take(self, names: Sequence[str]) -> list[str]:
        """Claims what is free among the names; returns those that are ours now, those held before included."""
        missing = [name for name in names if name not in self._fences]
        if missing:
            taken = self._leases.acquire(missing, self._holder, LEASE_SECONDS)
            with self._lock:
                self._fences.update(taken)
        return [name for name in names if name in self._fences]

    def renew(self, names: Iterable[str] | None = None) -> None:
        """Makes claims last from now on: those named, or all."""
        with self._lock:
            held = list(self._fences.values()) if names is None else self.fences(names)
        if held:
            self._leases.renew(held, LEASE_SECONDS)

    def give_back(self, names: Iterable[str] | None = None) -> None:
        """Gives claims back: those named, or all."""
        with self._lock:
            wanted = list(self._fences) if names is None else [name for name in names if name in self._fences]
            ended = [self._fences.pop(name) for name in wanted]
        if ended:
            self._leases.release(ended)


@contextmanager
def claiming(ledger: Ledger, holder: str) -> Iterator[Claims]:
    """Claims that are renewed until the block ends, and then given back."""
    claims = Claims(ledger, holder)
    done = threading.Event()
    thread = threading.Thread(target=_keep_alive, args=(claims, done), name="claims", daemon=True)
    thread.start()
    try:
        yield claims
    finally:
        done.set()
        thread.join()
        claims.give_back()


def take_when_free(claims: Claims, names: Sequence[str], sleep: Callable[[float], None], patience: float) -> list[str]:
    """Claims the names, waiting up to `patience` seconds for those that another process holds."""
    waited = 0.0
    while len(taken := claims.take(names)) < len(names) and waited < patience:
        sleep(_LOOK_AGAIN)
        waited += _LOOK_AGAIN
    return taken


def _keep_alive(claims: Claims, done: threading.Event) -> None:
    while not done.wait(_RENEW_EVERY):
        try:
            claims.renew()
        except OrderSyncError:
            continue  # the next write with a fence finds out what was lost

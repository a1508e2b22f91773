"""One company, open for one run: what every step needs of it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from order_sync.connections import Connection
from order_sync.ledger import Fence, Ledger, Limits
from order_sync.quickbooks.auth import Access, utc_now
from order_sync.quickbooks.calls import Calls
from order_sync.quickbooks.client import Client
from order_sync.quickbooks.preferences import Preferences

# A batch takes Intuit 5 to 10 s, and 40 a minute are allowed: about five at once keep the throttle busy.
SIDE_BY_SIDE = 5

Clock = Callable[[], datetime]
Sleep = Callable[[float], None]


class Company:
    """One QuickBooks Online company. `realm` is its id, in QuickBooks and in every key of the ledger."""

    def __init__(
        self,
        access: Access,
        ledger: Ledger,
        *,
        run_id: str,
        clock: Clock,
        sleep: Sleep,
        limits: Limits,
        side_by_side: int,
    ) -> None:
        self.realm = access.realm
        self.ledger = ledger
        self.run_id = run_id
        self.holder = f"{run_id} {uuid.uuid4()}"
        self.clock = clock
        self.sleep = sleep
        self.side_by_side = side_by_side  # batches at once
        self.answers_lost_in_a_row = 0
        self.preferences: Preferences | None = None  # as they were last read: `company_preferences`
        self.calls = Calls()
        self.client = Client(access, ledger, limits, self.calls, sleep)

    def save_calls(self) -> None:
        """Adds the calls made so far to the run's own count, and begins anew."""
        if made := self.calls.take():
            self.ledger.runs.add_calls(self.run_id, **made)

    @contextmanager
    def lease(self, names: Sequence[str], seconds: float) -> Iterator[dict[str, Fence]]:
        """Those of the names that were free, for the length of the block."""
        fences = self.ledger.leases.acquire(names, self.holder, seconds)
        try:
            yield fences
        finally:
            if fences:
                self.ledger.leases.release(fences.values())


def open_company(
    connection: Connection,
    ledger: Ledger,
    *,
    run_id: str,
    clock: Clock = utc_now,
    sleep: Sleep = time.sleep,
    limits: Limits | None = None,
    side_by_side: int = SIDE_BY_SIDE,
) -> Company:
    """The company behind a connection. Nothing is read yet; raises CredentialsError where the connection is incomplete.

    `side_by_side`: how many batches may be on their way at once.
    """
    access = Access(connection, ledger, holder=f"{run_id} {uuid.uuid4()}", clock=clock, sleep=sleep)
    return Company(
        access,
        ledger,
        run_id=run_id,
        clock=clock,
        sleep=sleep,
        limits=limits or Limits(),
        side_by_side=side_by_side,
    )

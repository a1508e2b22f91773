"""One company, open for one run: everything that the steps of a run need of it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property

from order_sync.connections import Connection
from order_sync.ledger import Fence, Ledger, Limits
from order_sync.orders import Order
from order_sync.quickbooks import preferences, references, state
from order_sync.quickbooks.auth import Access, utc_now
from order_sync.quickbooks.calls import Calls
from order_sync.quickbooks.client import Client
from order_sync.quickbooks.load import load
from order_sync.quickbooks.preferences import Preferences
from order_sync.quickbooks.reconcile import reconcile
from order_sync.records.outcome import Difference, LoadedOrder
from order_sync.records.record import CompanyState, PlannedOrder
from order_sync.syncs import Sync

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
        self.calls = Calls()
        self.client = Client(access, ledger, limits, self.calls, sleep)

    @property
    def home_currency(self) -> str:
        return self.preferences.home_currency

    @cached_property
    def preferences(self) -> Preferences:
        """What the company allows, as it was read at most a day ago."""
        return preferences.read(self)

    def refresh_references(self, not_before: datetime | None = None) -> None:
        """Brings the mirror of the company's lists up to date; nothing is read where it is as new as `not_before`."""
        references.refresh(self, not_before)

    def check_preferences(self, sync: Sync) -> None:
        """Raises CompanyError, with the remedy, where the company does not allow what the sync asks for."""
        preferences.check(self, sync)
        self.__dict__.pop("preferences", None)

    def read_state(self, sync: Sync, orders: Sequence[Order]) -> CompanyState:
        """What building records for these orders needs to know: the ledger, and in bulk what may be invoiced or paid."""
        return state.read(self, sync, orders)

    def load(self, sync: Sync, planned: Sequence[PlannedOrder]) -> list[LoadedOrder]:
        """Posts the records of these orders in batches; says what became of each. Only faults of the system are raised."""
        return load(self, sync, planned)

    def reconcile(self, sync: Sync, planned: Sequence[PlannedOrder]) -> list[Difference]:
        """Where QuickBooks differs from the ledger or the store, for these orders."""
        return reconcile(self, sync, planned)

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

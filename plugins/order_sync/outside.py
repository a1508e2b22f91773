"""What the flow needs from the world around it, and how it reaches store, ledger and company."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from order_sync import quickbooks, stores
from order_sync.connections import Connect
from order_sync.ledger import Ledger, open_ledger
from order_sync.syncs import Sync


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Outside:
    connect: Connect
    ledger_url: str
    ledger_key: str | None
    data_url: str  # where runs keep their files: a folder, or s3://, gs://, abfs://
    include: Path  # holds syncs/, rules/ and checks/
    clock: Callable[[], datetime] = _now

    def ledger(self) -> Ledger:
        return open_ledger(self.ledger_url, self.ledger_key)

    def store(self, sync: Sync) -> stores.Store:
        return stores.open_store(sync.store, sync.shop, self.connect(sync.store.connection))

    @contextmanager
    def company(self, sync: Sync, run_id: str) -> Iterator[quickbooks.Company]:
        """The sync's company; the calls made are counted for the run, also where the block ends in an error."""
        with self.ledger() as ledger:
            company = quickbooks.open_company(self.connect(sync.company.connection), ledger, run_id=run_id)
            try:
                yield company
            finally:
                company.save_calls()

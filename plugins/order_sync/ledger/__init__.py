"""The ledger: our own small database of what was planned, sent, confirmed, refused, undone. The truth about what we did."""

from __future__ import annotations

from order_sync.ledger.approvals import Approvals
from order_sync.ledger.batches import Batches, BatchItem, StoredBatch, batch_request_id
from order_sync.ledger.contents import Content, Contents
from order_sync.ledger.database import Clock, Database, connect, now_utc
from order_sync.ledger.leases import Fence, Leases, fold, name_lease, order_lease, tokens_lease
from order_sync.ledger.limits import CallKind, Limits, LimitsOfCompanies
from order_sync.ledger.migrations import migrate
from order_sync.ledger.orders import OrderRow, Orders
from order_sync.ledger.outcomes import ItemResult
from order_sync.ledger.records import LedgerRecord, Records
from order_sync.ledger.references import CompanyFacts, ReferenceRow, References, split_emails
from order_sync.ledger.runs import RunRow, Runs
from order_sync.ledger.states import ForbiddenMove, State
from order_sync.ledger.tokens import Tokens, TokensOfCompanies
from order_sync.ledger.words import Operation, OrderState, Outcome

__all__ = [
    "BatchItem",
    "CallKind",
    "CompanyFacts",
    "Content",
    "Fence",
    "ForbiddenMove",
    "ItemResult",
    "Ledger",
    "LedgerRecord",
    "Limits",
    "Operation",
    "OrderRow",
    "OrderState",
    "Outcome",
    "ReferenceRow",
    "RunRow",
    "State",
    "StoredBatch",
    "Tokens",
    "batch_request_id",
    "fold",
    "migrate",
    "name_lease",
    "open_ledger",
    "order_lease",
    "split_emails",
    "tokens_lease",
]


class Ledger:
    """The ledger of all syncs, by what it keeps. Safe for many threads and processes at once."""

    def __init__(self, database: Database, key: str | None) -> None:
        self._database = database
        self.engine = database.engine
        self.records = Records(database)
        self.orders = Orders(database)
        self.approvals = Approvals(database)
        self.batches = Batches(database)
        self.contents = Contents(database)
        self.references = References(database)
        self.leases = Leases(database)
        self.limits = LimitsOfCompanies(database)
        self.tokens = TokensOfCompanies(database, key)
        self.runs = Runs(database)

    @property
    def clock(self) -> Clock:
        """Where the ledger has the time from: aware, any zone."""
        return self._database.clock

    @clock.setter
    def clock(self, clock: Clock) -> None:
        self._database.clock = clock

    def close(self) -> None:
        """Closes the connections that are not in use."""
        self.engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_ledger(url: str, key: str | None = None, *, clock: Clock = now_utc) -> Ledger:
    """The ledger at `url` (sqlite:///FILE or postgresql://...); its tables are made by `migrate`.

    `key`: the Fernet key for the companies' tokens, or several, comma separated, the newest first; without one everything
    but the tokens works.
    """
    return Ledger(Database(connect(url), clock), key)

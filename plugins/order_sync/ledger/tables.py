"""The ledger's tables. Their names begin alike, so that they can share a database with others (Airflow's own, say).

Money is BIGINT minor units; times are aware UTC. A change here needs a migration in migrations/versions; a test compares
the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from order_sync.ledger.column_types import ROW_NUMBER, Json, Utc, Words
from order_sync.ledger.states import State
from order_sync.ledger.words import Operation, OrderState, Outcome
from order_sync.syncs import RecordKind

PREFIX = "order_sync_"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

records = Table(
    f"{PREFIX}records",
    metadata,
    Column("key", Text, primary_key=True),
    Column("key_hash", String(16), nullable=False, index=True),
    Column("kind", Words(RecordKind), nullable=False),
    Column("company", String(50), nullable=False),
    Column("store", String(100), nullable=False),
    Column("sync", String(100), nullable=False),
    Column("order_id", Text, nullable=False),
    Column("order_number", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("state", Words(State), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("quickbooks_id", String(50)),
    Column("sync_token", String(50)),
    Column("document_number", Text),
    Column("date", Date, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("order_hash", String(64), nullable=False),
    Column("customer_id", String(50)),
    Column("reason", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("code", String(100), nullable=False),
    Column("run_id", Text, nullable=False, index=True),
    Column("request_id", String(36)),
    Column("confirmed_at", Utc),
    Column("updated_at", Utc, nullable=False),
    Index(None, "company", "store", "order_id"),
    Index(None, "company", "date"),
)

batches = Table(
    f"{PREFIX}batches",
    metadata,
    Column("number", ROW_NUMBER, primary_key=True, autoincrement=True),  # the order in which they were stored
    Column("request_id", String(36), nullable=False),
    Column("company", String(50), nullable=False),
    Column("run_id", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("body", LargeBinary),  # let go when the batch is closed and can never be sent again
    Column("stored_at", Utc, nullable=False),
    Column("closed_at", Utc),
    UniqueConstraint("request_id"),
    Index(None, "company", "closed_at"),
)

batch_items = Table(
    f"{PREFIX}batch_items",
    metadata,
    Column("request_id", String(36), ForeignKey(batches.c.request_id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_id", String(10), nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("operation", Words(Operation), nullable=False),
    Column("outcome", Words(Outcome)),
    Column("quickbooks_id", String(50)),
    UniqueConstraint("request_id", "item_id"),
)

contents = Table(
    f"{PREFIX}contents",
    metadata,
    Column("key", Text, primary_key=True),  # a record's
    Column("sent", Json, nullable=False),
    Column("stood", Json, nullable=False),
)

orders = Table(
    f"{PREFIX}orders",
    metadata,
    Column("sync", String(100), primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("company", String(50), nullable=False),
    Column("store", String(100), nullable=False),
    Column("order_number", Text, nullable=False, index=True),
    Column("order_hash", String(64), nullable=False),
    Column("state", Words(OrderState), nullable=False),
    Column("reason", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("code", String(100), nullable=False),
    Column("store_total", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("run_id", Text, nullable=False, index=True),
    Column("seen_at", Utc, nullable=False),
    Index(None, "sync", "state", "seen_at"),
)

approvals = Table(
    f"{PREFIX}approvals",
    metadata,
    Column("number", ROW_NUMBER, primary_key=True, autoincrement=True),  # the order in which they were given
    Column("sync", String(100), nullable=False),
    Column("order_id", Text, nullable=False),
    Column("order_number", Text, nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("sold_hash", String(64), nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", Utc, nullable=False),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", Utc),
    Index(None, "sync", "order_id"),
)

references = Table(
    f"{PREFIX}references",
    metadata,
    Column("company", String(50), primary_key=True),
    Column("kind", String(30), primary_key=True),
    Column("quickbooks_id", String(50), primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False),
    Column("folded_alias", Text, nullable=False),  # an item's SKU, a customer's e-mail
    Column("active", Boolean, nullable=False),
    Column("sync_token", String(50), nullable=False),
    Column("details", Json, nullable=False),
    Index(None, "company", "kind", "folded_name"),
    Index(None, "company", "kind", "folded_alias"),
)

companies = Table(
    f"{PREFIX}companies",
    metadata,
    Column("company", String(50), primary_key=True),
    Column("name", Text, nullable=False),
    Column("home_currency", String(3), nullable=False),
    Column("multi_currency", Boolean, nullable=False),
    Column("preferences", Json, nullable=False),
    Column("checked_at", Utc, nullable=False),
)

cursors = Table(
    f"{PREFIX}cursors",
    metadata,
    Column("company", String(50), primary_key=True),
    Column("changed_since", Utc, nullable=False),
)

counters = Table(
    f"{PREFIX}counters",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

leases = Table(
    f"{PREFIX}leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False, index=True),
    Column("holder", Text, nullable=False),
    Column("expires_at", Utc, nullable=False),
)

throttles = Table(
    f"{PREFIX}throttles",
    metadata,
    Column("company", String(50), primary_key=True),
    Column("paused_until", BigInteger, nullable=False),  # microseconds since 1970
)

slots = Table(
    f"{PREFIX}slots",
    metadata,
    Column("number", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("company", String(50), nullable=False),
    Column("app", String(100), nullable=False),
    Column("call", String(10), nullable=False),
    Column("at", BigInteger, nullable=False),  # microseconds since 1970
    Index(None, "company", "at"),
)

tokens = Table(
    f"{PREFIX}tokens",
    metadata,
    Column("company", String(50), primary_key=True),
    Column("encrypted", LargeBinary, nullable=False),
    Column("updated_at", Utc, nullable=False),
)

runs = Table(
    f"{PREFIX}runs",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("sync", String(100), nullable=False),
    Column("company", String(50), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("preview", Boolean, nullable=False),
    Column("settings_hash", String(64), nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("finished_at", Utc),
    Column("counts", Json, nullable=False),
    Index(None, "sync", "started_at"),
)

run_calls = Table(
    f"{PREFIX}run_calls",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("name", String(50), primary_key=True),
    Column("count", BigInteger, nullable=False),
)

watermarks = Table(
    f"{PREFIX}watermarks",
    metadata,
    Column("sync", String(100), primary_key=True),
    Column("moment", Utc, nullable=False),
)

"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _records_and_orders()
    _batches()
    _companies()
    _leases_and_limits()
    _runs()


def _records_and_orders() -> None:
    op.create_table(
        "order_sync_records",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("company", sa.String(50), nullable=False),
        sa.Column("store", sa.String(100), nullable=False),
        sa.Column("sync", sa.String(100), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("quickbooks_id", sa.String(50), nullable=True),
        sa.Column("sync_token", sa.String(50), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("order_hash", sa.String(64), nullable=False),
        sa.Column("customer_id", sa.String(50), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(36), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_order_sync_records"),
    )
    op.create_index("ix_order_sync_records_company_date", "order_sync_records", ["company", "date"])
    op.create_index("ix_order_sync_records_company_store_order_id", "order_sync_records", ["company", "store", "order_id"])
    op.create_index("ix_order_sync_records_key_hash", "order_sync_records", ["key_hash"])
    op.create_index("ix_order_sync_records_run_id", "order_sync_records", ["run_id"])
    op.create_table(
        "order_sync_orders",
        sa.Column("sync", sa.String(100), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("company", sa.String(50), nullable=False),
        sa.Column("store", sa.String(100), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("order_hash", sa.String(64), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("store_total", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sync", "order_id", name="pk_order_sync_orders"),
    )
    op.create_index("ix_order_sync_orders_order_number", "order_sync_orders", ["order_number"])
    op.create_index("ix_order_sync_orders_run_id", "order_sync_orders", ["run_id"])
    op.create_index("ix_order_sync_orders_sync_state_seen_at", "order_sync_orders", ["sync", "state", "seen_at"])


def _batches() -> None:
    op.create_table(
        "order_sync_batches",
        sa.Column("number", ROW_NUMBER, nullable=False, autoincrement=True),
        sa.Column("request_id", sa.String(36), nullable=False),
        sa.Column("company", sa.String(50), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("stored_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_order_sync_batches"),
        sa.UniqueConstraint("request_id", name="uq_order_sync_batches_request_id"),
    )
    op.create_index("ix_order_sync_batches_company_closed_at", "order_sync_batches", ["company", "closed_at"])
    op.create_table(
        "order_sync_batch_items",
        sa.Column("request_id", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(10), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("operation", sa.String(30), nullable=False),
        sa.Column("outcome", sa.String(30), nullable=True),
        sa.Column("quickbooks_id", sa.String(50), nullable=True),
        sa.PrimaryKeyConstraint("request_id", "position", name="pk_order_sync_batch_items"),
        sa.UniqueConstraint("request_id", "item_id", name="uq_order_sync_batch_items_request_id_item_id"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["order_sync_batches.request_id"], name="fk_order_sync_batch_items_request_id"
        ),
    )
    op.create_index("ix_order_sync_batch_items_subject", "order_sync_batch_items", ["subject"])


def _companies() -> None:
    op.create_table(
        "order_sync_references",
        sa.Column("company", sa.String(50), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("quickbooks_id", sa.String(50), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.Text(), nullable=False),
        sa.Column("folded_alias", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("sync_token", sa.String(50), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "kind", "quickbooks_id", name="pk_order_sync_references"),
    )
    op.create_index(
        "ix_order_sync_references_company_kind_folded_alias", "order_sync_references", ["company", "kind", "folded_alias"]
    )
    op.create_index(
        "ix_order_sync_references_company_kind_folded_name", "order_sync_references", ["company", "kind", "folded_name"]
    )
    op.create_table(
        "order_sync_companies",
        sa.Column("company", sa.String(50), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("home_currency", sa.String(3), nullable=False),
        sa.Column("multi_currency", sa.Boolean(), nullable=False),
        sa.Column("preferences", sa.Text(), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("company", name="pk_order_sync_companies"),
    )
    op.create_table(
        "order_sync_cursors",
        sa.Column("company", sa.String(50), nullable=False),
        sa.Column("changed_since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("company", name="pk_order_sync_cursors"),
    )
    op.create_table(
        "order_sync_tokens",
        sa.Column("company", sa.String(50), nullable=False),
        sa.Column("encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("company", name="pk_order_sync_tokens"),
    )


def _leases_and_limits() -> None:
    op.create_table(
        "order_sync_counters",
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_order_sync_counters"),
    )
    op.create_table(
        "order_sync_leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_order_sync_leases"),
    )
    op.create_index("ix_order_sync_leases_number", "order_sync_leases", ["number"])
    op.create_table(
        "order_sync_throttles",
        sa.Column("company", sa.String(50), nullable=False),
        sa.Column("paused_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company", name="pk_order_sync_throttles"),
    )
    op.create_table(
        "order_sync_slots",
        sa.Column("number", ROW_NUMBER, nullable=False, autoincrement=True),
        sa.Column("company", sa.String(50), nullable=False),
        sa.Column("app", sa.String(100), nullable=False),
        sa.Column("call", sa.String(10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_order_sync_slots"),
    )
    op.create_index("ix_order_sync_slots_company_at", "order_sync_slots", ["company", "at"])


def _runs() -> None:
    op.create_table(
        "order_sync_runs",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("sync", sa.String(100), nullable=False),
        sa.Column("company", sa.String(50), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("preview", sa.Boolean(), nullable=False),
        sa.Column("settings_hash", sa.String(64), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_order_sync_runs"),
    )
    op.create_index("ix_order_sync_runs_sync_started_at", "order_sync_runs", ["sync", "started_at"])
    op.create_table(
        "order_sync_run_calls",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "name", name="pk_order_sync_run_calls"),
    )
    op.create_table(
        "order_sync_watermarks",
        sa.Column("sync", sa.String(100), nullable=False),
        sa.Column("moment", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sync", name="pk_order_sync_watermarks"),
    )

"""Who approved which order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "order_sync_approvals",
        sa.Column("number", ROW_NUMBER, nullable=False, autoincrement=True),
        sa.Column("sync", sa.String(100), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("sold_hash", sa.String(64), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", MOMENT, nullable=False),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_order_sync_approvals"),
    )
    op.create_index("ix_order_sync_approvals_sync_order_id", "order_sync_approvals", ["sync", "order_id"])
    op.create_index("ix_order_sync_approvals_order_number", "order_sync_approvals", ["order_number"])

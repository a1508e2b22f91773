"""What each posted document said when we last wrote it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_sync_contents",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.Column("stood", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_order_sync_contents"),
    )

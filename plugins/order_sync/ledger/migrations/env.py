"""What Alembic runs for each migration; the connection, inside its transaction, comes from `migrate`."""

from __future__ import annotations

from alembic import context

from order_sync.ledger.migrations import VERSION_TABLE
from order_sync.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

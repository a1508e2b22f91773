"""Brings the ledger's tables up to date. Each step is a file in versions/."""

from __future__ import annotations

from order_sync.ledger.database import connect, in_plain_words

VERSION_TABLE = "order_sync_version"  # its own, so that the database can be shared with other programs
_LOCK = 6_127_409_318_552_107  # PostgreSQL's lock for this; any number that nobody else uses


def migrate(url: str) -> None:
    """Makes the ledger's tables, or upgrades them; nothing where they are up to date.

    All or nothing, and safe when several processes do it at once: the first does the work, the others wait for it.
    """
    from alembic import command  # here, not above: the flow never needs it, and it is slow to import
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "order_sync.ledger:migrations")
    config.set_main_option("path_separator", "os")
    engine = connect(url)
    try:
        with in_plain_words(), engine.execution_options(order_sync_writes=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()

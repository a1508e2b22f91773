"""What every command needs: the flow's surroundings, the syncs there are, and the terminal."""

from __future__ import annotations

import os
from pathlib import Path

from rich.console import Console

from order_sync import ledger, syncs
from order_sync.connections import from_environment
from order_sync.outside import Outside

console = Console()


def include_of_environment() -> Path:
    """The folder of syncs, rules and checks."""
    return Path(os.environ.get("ORDER_SYNC_INCLUDE", "include"))


def outside_of_environment() -> Outside:
    """The flow's surroundings as the environment says; what it does not say lies under `.order-sync` and `include`."""
    home = Path(os.environ.get("ORDER_SYNC_HOME", ".order-sync")).absolute()
    url = os.environ.get("ORDER_SYNC_DATABASE_URL")
    if url is None:
        home.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{home / 'ledger.db'}"
    ledger.migrate(url)
    return Outside(
        connect=from_environment,
        ledger_url=url,
        ledger_key=os.environ.get("ORDER_SYNC_KEY"),
        data_url=os.environ.get("ORDER_SYNC_DATA_URL", str(home / "runs")),
        include=include_of_environment(),
    )


def sync_names(outside: Outside, sync: str | None) -> list[str]:
    """The sync that is meant, or all there are."""
    return [sync] if sync else [path.stem for path in syncs.sync_files(outside.include / "syncs")]

"""The pools in which loads into one company wait for each other; whoever sets Airflow up creates them.

python -m order_sync.airflow_adapter.pools include > pools.json && airflow pools import pools.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from order_sync import syncs
from order_sync.errors import SettingsError
from order_sync.syncs import Sync

SLOTS = 2  # two loads keep a company's throttle (40 batches a minute) busy; more would only wait in turn


def pool_of(sync: Sync) -> str:
    """The pool of the sync's company."""
    return f"quickbooks_{sync.company.connection}"


def pools_needed(include: Path) -> dict[str, int]:
    """Every pool that the DAGs name, with its slots. A task in a pool that does not exist waits for ever."""
    pools = {}
    for path in syncs.sync_files(include / "syncs"):
        try:
            pools[pool_of(syncs.load_sync(path))] = SLOTS
        except SettingsError:
            continue  # its DAG says so
    return pools


def main() -> None:
    pools = pools_needed(Path(sys.argv[1]))
    content = {name: {"slots": slots, "description": "Loads into one company", "include_deferred": False}
               for name, slots in pools.items()}  # fmt: skip
    sys.stdout.write(json.dumps(content, indent=2))


if __name__ == "__main__":
    main()

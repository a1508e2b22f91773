"""What the demo's orders cost without Airflow: the same three passes over both stores, step by step in one process."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bench.figures import Figure, say
from local.demo import DAYS, ORDERS, SYNCS
from local.processes import PROJECT, Servers
from local.sandbox import start_sandbox
from local.story import people_work_in_quickbooks, stores_ship_and_are_paid
from order_sync import pipeline
from order_sync.connections import from_environment
from order_sync.ledger import migrate
from order_sync.outside import Outside
from order_sync.run_plan import RunRequest

KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="  # for a ledger that lives as long as this script
PASSES = ("first sight", "shipped and paid", "identical")


class Steps:
    """Seconds by step, over all runs."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._name, self._since = "", time.monotonic()

    def begin(self, name: str) -> None:
        now = time.monotonic()
        self.seconds[self._name] += now - self._since
        self._name, self._since = name, now


def main() -> int:
    steps = Steps()
    with tempfile.TemporaryDirectory() as name, Servers(Path(name) / "output") as servers:
        sandbox = start_sandbox(servers, orders=ORDERS, days=DAYS)
        url = f"sqlite:///{Path(name) / 'ledger.db'}"
        migrate(url)
        connections = sandbox.connections()
        outside = Outside(
            connect=lambda connection: from_environment(connection, connections),
            ledger_url=url,
            ledger_key=KEY,
            data_url=f"{name}/runs",
            include=PROJECT / "include",
        )
        for number, _ in enumerate(PASSES):
            for sync in SYNCS.values():
                now = datetime.now(timezone.utc)
                form = {"placed_from": (now - timedelta(days=DAYS + 1)).date().isoformat()}
                request = RunRequest(run_id=f"pass {number}", kind="manual", run_after=now, form=form)
                pipeline.run(outside, sync, request, steps.begin)
                steps.begin("")
            if number == 0:
                people_work_in_quickbooks(sandbox)
                stores_ship_and_are_paid(sandbox)
                steps.begin("")
    steps.seconds.pop("", None)
    parts = [Figure(f"of which: {step}", round(value, 1), "s", "<=30") for step, value in steps.seconds.items()]
    return say(
        Figure("three passes over 200 orders, without Airflow", round(sum(steps.seconds.values()), 1), "s", "<=30"), *parts
    )


if __name__ == "__main__":
    sys.exit(main())

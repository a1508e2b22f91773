"""The two suites of a run, carried through all of its chunks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from order_sync.checks.frames import as_one, orders_frame, records_frame
from order_sync.checks.page import write_report
from order_sync.checks.quarantine import quarantine
from order_sync.checks.result import CheckResult, Failure, add_up
from order_sync.checks.runner import run_checks
from order_sync.checks.suite_file import SuiteFile, read_suite
from order_sync.errors import SettingsError
from order_sync.orders import Order
from order_sync.records.record import PlannedOrder
from order_sync.syncs import CheckSettings

if TYPE_CHECKING:
    import pandas as pd


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Frames:
    """A chunk as the checks see it."""

    orders: pd.DataFrame
    records: pd.DataFrame


class Suites:
    """Checks chunk after chunk and remembers what was found, for one report."""

    def __init__(self, orders: SuiteFile, records: SuiteFile, clock: Callable[[], datetime] = _now) -> None:
        self._orders = orders
        self._records = records
        self._clock = clock
        self._found: tuple[CheckResult, ...] = ()

    def frames(self, orders: Sequence[Order], planned: Sequence[PlannedOrder]) -> Frames:
        now = self._clock()
        return Frames(orders_frame(orders, planned, now), records_frame(planned, now))

    def failures(self, chunks: Sequence[Frames]) -> list[Failure]:
        """What blocks an order of these chunks, which are looked at as one table. SettingsError: a check cannot run."""
        results = (
            run_checks(self._orders, as_one([chunk.orders for chunk in chunks])),
            run_checks(self._records, as_one([chunk.records for chunk in chunks])),
        )
        self._found = add_up((*self._found, *results))
        return [failure for result in results for failure in result.failures]

    def check(self, orders: Sequence[Order], planned: Sequence[PlannedOrder]) -> list[PlannedOrder]:
        """One chunk's planned orders, those that a check refuses quarantined. SettingsError: a check cannot run."""
        return quarantine(planned, self.failures([self.frames(orders, planned)]))

    def report(self, sync: str, run_id: str) -> str:
        """The page over all chunks checked so far."""
        empty = (CheckResult(suite=self._orders.name), CheckResult(suite=self._records.name))
        return write_report(self._found or empty, sync, run_id)


def open_suites(texts: Mapping[str, str], settings: CheckSettings, clock: Callable[[], datetime] = _now) -> Suites:
    """The suites that a sync names, from the texts of their files; raises SettingsError where one is missing or wrong."""
    for name in (settings.orders, settings.records):
        if name not in texts:
            raise SettingsError(f"There is no file of checks “{name}”.", remedy="Add it to include/checks/.")
    orders, records = (read_suite(texts[name], name) for name in (settings.orders, settings.records))
    if orders.name == records.name:
        raise SettingsError(f"Both suites are called “{orders.name}”.", remedy="Give each its own name in its file.")
    return Suites(orders, records, clock)

"""The two suites of a run, carried through all of its chunks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone

from order_sync.checks.frames import orders_frame, records_frame
from order_sync.checks.page import write_report
from order_sync.checks.quarantine import quarantine
from order_sync.checks.result import CheckResult, add_up
from order_sync.checks.runner import run_checks
from order_sync.checks.suite_file import SuiteFile, read_suite
from order_sync.errors import SettingsError
from order_sync.orders import Order
from order_sync.records.record import PlannedOrder
from order_sync.syncs import CheckSettings


def _now() -> datetime:
    return datetime.now(timezone.utc)


class Suites:
    """Checks chunk after chunk and remembers what was found, for one report."""

    def __init__(self, orders: SuiteFile, records: SuiteFile, clock: Callable[[], datetime] = _now) -> None:
        self._orders = orders
        self._records = records
        self._clock = clock
        self._found: tuple[CheckResult, ...] = ()

    def check(self, orders: Sequence[Order], planned: Sequence[PlannedOrder]) -> list[PlannedOrder]:
        """The chunk's planned orders, those that a check refuses quarantined. SettingsError: a check cannot run."""
        now = self._clock()
        results = (
            run_checks(self._orders, orders_frame(orders, planned, now)),
            run_checks(self._records, records_frame(planned, now)),
        )
        self._found = add_up((*self._found, *results))
        return quarantine(planned, [failure for result in results for failure in result.failures])

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

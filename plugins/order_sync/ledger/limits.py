"""One limiter for a company, for all its tasks and processes: every call gets a slot, a moment at which it may be sent.

Intuit's limits (reference section 3.3) count calls in windows that slide: for one app 40 batches in any minute and 10 calls
in any second; for a company, whatever the app, 120 batches and 500 calls in any minute. A batch is also a call.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal, NamedTuple

from sqlalchemy import Connection, case, delete, insert, select

from order_sync.ledger.database import Database
from order_sync.ledger.tables import slots, throttles

CallKind = Literal["batch", "single"]

_SECOND = 1_000_000  # microseconds: slots are exact, and a float is not
_MINUTE = 60 * _SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Limits:
    """How many calls Intuit allows, and `margin`: seconds added to every window, since answers and calls travel unevenly."""

    batches_per_minute: int = 40
    requests_per_minute: int = 500
    requests_per_second: int = 10
    company_batches_per_minute: int = 120
    margin: float = 0.1

    def __post_init__(self) -> None:
        counts = (
            self.batches_per_minute,
            self.requests_per_minute,
            self.requests_per_second,
            self.company_batches_per_minute,
        )
        if min(counts) < 1 or self.margin < 0:
            raise ValueError("every limit is at least 1, the margin at least 0")


class _Slot(NamedTuple):
    at: int
    app: str
    call: str


class Window(NamedTuple):
    """At most `most` of the slots at `taken` (sorted) in any span of `length`; microseconds."""

    most: int
    length: int
    taken: list[int]


class LimitsOfCompanies:
    """Every method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, company: str, app: str, call: CallKind, limits: Limits) -> float:
        """Reserves the next slot for a call. Returns the seconds to wait before sending it; 0: now.

        Whoever has waited asks `paused` before sending: the slots that lie in a pause are void. (`wait` does all of it.)
        """
        now = _microseconds(self._database.clock())
        with self._database.writing() as connection:
            paused_until = self._lock(connection, company)
            longest = _MINUTE + round(limits.margin * _SECOND)
            connection.execute(delete(slots).where(slots.c.company == company, slots.c.at <= now - longest))
            rows = connection.execute(
                select(slots.c.at, slots.c.app, slots.c.call).where(slots.c.company == company).order_by(slots.c.at)
            )
            taken = [_Slot(*row) for row in rows]
            at = first_free(max(now, paused_until), _windows(taken, app, call, limits))
            connection.execute(insert(slots).values(company=company, app=app, call=call, at=at))
        return (at - now) / _SECOND

    def pause(self, company: str, seconds: float) -> None:
        """Nobody sends to the company for so many seconds (after a 429); slots inside the pause are given up."""
        now = _microseconds(self._database.clock())
        until = now + round(seconds * _SECOND)
        with self._database.writing() as connection:
            self._lock(connection, company)
            later = case((throttles.c.paused_until > until, throttles.c.paused_until), else_=until)
            connection.execute(throttles.update().where(throttles.c.company == company).values(paused_until=later))
            inside = (slots.c.company == company) & (slots.c.at > now) & (slots.c.at < until)
            connection.execute(delete(slots).where(inside))

    def paused(self, company: str) -> float:
        """Seconds until the company's pause ends; 0: there is none."""
        now = _microseconds(self._database.clock())
        with self._database.reading() as connection:
            until = connection.execute(
                select(throttles.c.paused_until).where(throttles.c.company == company)
            ).scalar_one_or_none()
        return max(0, (until or 0) - now) / _SECOND

    def wait(self, company: str, app: str, call: CallKind, limits: Limits, sleep: Callable[[float], None]) -> None:
        """Returns when the call may be sent, after as much `sleep` (seconds) as that takes."""
        while (seconds := self.take(company, app, call, limits)) > 0:
            sleep(seconds)
            if not self.paused(company):
                return

    def _lock(self, connection: Connection, company: str) -> int:
        """Makes takers of one company go one after another; returns the end of its pause in microseconds."""
        row = {"company": company, "paused_until": 0}
        connection.execute(self._database.insert(throttles).on_conflict_do_nothing(), row)
        until = select(throttles.c.paused_until).where(throttles.c.company == company).with_for_update()
        return int(connection.execute(until).scalar_one())


def first_free(moment: int, windows: Sequence[Window]) -> int:
    """The first moment, from `moment` on, at which one more slot breaks no window, those of later slots included."""
    while True:
        start = moment
        for window in windows:
            moment = _free_in(moment, window)
        if moment == start:
            return moment


def _free_in(moment: int, window: Window) -> int:
    """The first moment from `moment` on that does not break this one window.

    As many slots as allowed within less than its length leave no room from the last less that length to the first plus it.
    """
    most, length, taken = window
    for number in range(bisect_right(taken, moment - length), len(taken) - most + 1):
        first, last = taken[number], taken[number + most - 1]
        if last - first < length and last - length < moment < first + length:
            moment = first + length
    return moment


def _windows(taken: Sequence[_Slot], app: str, call: CallKind, limits: Limits) -> list[Window]:
    margin = round(limits.margin * _SECOND)
    windows = [
        Window(limits.requests_per_second, _SECOND + margin, [slot.at for slot in taken if slot.app == app]),
        Window(limits.requests_per_minute, _MINUTE + margin, [slot.at for slot in taken]),
    ]
    if call == "batch":
        sent = [slot for slot in taken if slot.call == "batch"]
        windows += [
            Window(limits.batches_per_minute, _MINUTE + margin, [slot.at for slot in sent if slot.app == app]),
            Window(limits.company_batches_per_minute, _MINUTE + margin, [slot.at for slot in sent]),
        ]
    return windows


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
